"""Ticks of time at which people think: a second, a minute, an hour, a day, a week."""

import math
from typing import Any

from matplotlib.ticker import Formatter, Locator, NullFormatter, NullLocator

#: What a tick may be called, the longest first, and how many seconds it has.
_UNITS = (
    ("week", 604_800.0),
    ("day", 86_400.0),
    ("h", 3600.0),
    ("min", 60.0),
    ("s", 1.0),
    ("ms", 1e-3),
    ("µs", 1e-6),
)
#: Steps of a linear axis, in seconds.
_STEPS = tuple(
    count * size
    for (_, size), counts in zip(
        reversed(_UNITS),
        (
            *[(1, 2, 5, 10, 20, 50, 100, 200, 500)] * 2,
            (1, 2, 5, 10, 15, 30),
            (1, 2, 5, 10, 15, 30),
            (1, 2, 3, 6, 12),
            (1, 2),
            (1, 2, 4, 8, 13, 26, 52),
        ),
        strict=True,
    )
    for count in counts
)
_MOST = 7


class _TimeLocator(Locator):
    """Places of the ticks of an axis of seconds, logarithmic or not."""

    def __call__(self) -> list[float]:
        """Return the ticks within the limits of the axis."""
        axis: Any = self.axis
        return self.tick_values(*axis.get_view_interval())

    def tick_values(self, vmin: float, vmax: float) -> list[float]:
        """Return the ticks from ``vmin`` to ``vmax``, at most seven if they can be fewer."""
        low, high = min(vmin, vmax), max(vmin, vmax)
        axis: Any = self.axis
        if axis.get_scale() == "log":
            return _decades(low, high)
        step = next((it for it in _STEPS if (high - low) / it <= _MOST - 1), _STEPS[-1])
        first = math.ceil(low / step - 1e-9)
        return [step * n for n in range(first, math.floor(high / step + 1e-9) + 1)]


def _decades(low: float, high: float) -> list[float]:
    """Return the units within the limits; tens of them too, where there is room."""
    units = [size for _, size in _UNITS[::-1]]
    tens = [1e-5, 1e-4, 1e-2, 1e-1, 10.0, 600.0]
    twos = [0.2, 0.5, 2.0, 5.0, 30.0, 120.0, 300.0, 1800.0, 7200.0, 21_600.0, 172_800.0]
    for ticks in (sorted([*units, *tens, *twos]), sorted([*units, *tens])):
        inside = [t for t in ticks if low * (1 - 1e-9) <= t <= high * (1 + 1e-9)]
        if len(inside) <= _MOST:
            return inside
    return [t for t in units if low * (1 - 1e-9) <= t <= high * (1 + 1e-9)]


class _TimeFormatter(Formatter):
    """Words of the ticks of an axis of seconds."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return a tick's words, in the longest unit of which it is a whole number."""
        if x == 0:
            return "0"
        for name, size in _UNITS:
            count = x / size
            if abs(count - round(count)) < 1e-6 * abs(count) and round(count):
                plural = "s" if name in ("day", "week") and abs(round(count)) != 1 else ""
                return f"{round(count):,} {name}{plural}".replace("-", "−")
        return f"{x:.3g} s"


def tick_times(axis: Any) -> None:
    """Give an axis of seconds its ticks and their words."""
    axis.set_major_locator(_TimeLocator())
    axis.set_major_formatter(_TimeFormatter())
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())
