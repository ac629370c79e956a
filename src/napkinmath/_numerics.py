"""Numerical methods that several laws share."""

from collections.abc import Callable

from napkinmath import require

#: Relative slack of a ratio that is rounded up: 3 but for its last bits must not become 4.
ROUNDING = 1e-12


def bisect(is_below: Callable[[float], bool], low: float, high: float) -> float:
    """Return where ``is_below`` changes from true to false, to the last bit of a float.

    ``is_below`` is true from ``low`` up to the point sought and false from there to ``high``; its
    values at the two ends are not asked for. Raises ``ValueError`` unless ``low`` is at most
    ``high``, both finite.

    >>> bisect(lambda x: x * x < 2, 0.0, 2.0)
    1.414213562373095
    """
    low, high = require.finite("low", low), require.finite("high", high)
    if low > high:
        raise ValueError(f"low must be at most high, got low={low!r} and high={high!r}")
    while low < (middle := low + (high - low) / 2) < high:
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return low


def upper_bracket(is_below: Callable[[float], bool], start: float) -> float:
    """Return the first of ``start``, twice, four times ... at which ``is_below`` is false.

    Raises ``ValueError`` if ``start`` is not above zero, or if there is no such float.

    >>> upper_bracket(lambda x: x < 5, 1.0)
    8.0
    """
    high = require.positive("start", start)
    while is_below(high):
        high *= 2
        if high == float("inf"):
            raise ValueError(f"is_below must be false somewhere, got true from {start!r} on")
    return high
