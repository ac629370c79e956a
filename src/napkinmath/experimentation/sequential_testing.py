"""Looking at a test more than once: what it costs, and the bounds that pay for it.

A test that will have its whole data at fraction 1 is looked at when fractions of them are in. Its z
at a fraction t has the law of a Brownian motion at t over the square root of t, so the chance to
cross bounds follows from one integral a look. ``drift`` is the z that a true effect brings on
average at fraction 1: 0 where there is none.
Source: [armitage1969repeated]
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Monitored:
    """What a plan of looks does: the chance to have stopped by each, (k,), and the data by then."""

    fractions: Floats
    crossed: Floats

    @property
    def ever(self) -> float:
        """The chance that some look crosses its bound."""
        return float(self.crossed[-1])

    @property
    def mean_fraction(self) -> float:
        """The fraction of the whole data that the test uses on average."""
        stops = np.diff(self.crossed, prepend=0.0)
        stops[-1] += 1 - self.crossed[-1]
        return float((stops * self.fractions).sum())


def monitor(
    bounds: npt.ArrayLike, fractions: npt.ArrayLike | None = None, *, drift: float = 0.0
) -> Monitored:
    """Return how often |z| has crossed ``bounds`` (k,) by each look, exactly.

    ``fractions`` (k,) ascend to at most 1; left out, the looks are equally spaced.
    Raises ``ValueError`` on bounds that are not positive, fractions that do not ascend within
    (0, 1] or lie too close for the integral, unequal lengths, or a drift that is not finite.
    Source: [armitage1969repeated]

    >>> [round(float(p), 3) for p in monitor([1.959964] * 5).crossed]
    [0.05, 0.083, 0.107, 0.126, 0.142]
    """
    limits = _bounds(bounds)
    times = _fractions(fractions, limits.size)
    require.finite("drift", drift)
    x, mass, crossed, before = np.zeros(1), np.ones(1), [], 0.0
    for bound, now in zip(limits, times, strict=True):
        reach = abs(drift) * now + 9 * math.sqrt(now)  # nothing that counts lies farther out
        edge = min(bound * math.sqrt(now), reach)
        x, mass = _advance(x, mass, edge, now - before, drift)
        crossed.append(1 - float(mass.sum()))
        before = now
    return Monitored(times, np.maximum.accumulate(np.clip(crossed, 0.0, 1.0)))


def false_alarm(looks: int, significance: float = 0.05) -> float:
    """Return how often a test of nothing is significant at one of equally spaced looks.

    Raises ``ValueError`` on fewer than one look or a significance not strictly between 0 and 1.

    >>> round(false_alarm(1), 3), round(false_alarm(20), 3)
    (0.05, 0.248)
    """
    z = -_NORMAL.inv_cdf(require.open_fraction("significance", significance) / 2)
    return monitor([z] * require.count("looks", looks)).ever


def pocock(looks: int, significance: float = 0.05) -> Floats:
    """Return the one bound of |z| that equally spaced looks share, (looks,).

    Raises ``ValueError`` on fewer than one look or a significance not strictly between 0 and 1.
    Source: [pocock1977group]

    >>> round(float(pocock(5)[0]), 3)
    2.413
    """
    return _scaled(np.ones(require.count("looks", looks)), significance)


def obrien_fleming(looks: int, significance: float = 0.05) -> Floats:
    """Return bounds of |z| that fall as one over the square root of the data, (looks,).

    Early looks hardly ever stop the test, and the last is nearly the usual one.
    Raises ``ValueError`` on fewer than one look or a significance not strictly between 0 and 1.
    Source: [obrien1979multiple]

    >>> [round(float(b), 2) for b in obrien_fleming(3)]
    [3.47, 2.45, 2.0]
    """
    looks = require.count("looks", looks)
    return _scaled(np.sqrt(looks / np.arange(1, looks + 1)), significance)


def spent_late(fraction: float, significance: float = 0.05) -> float:
    """Return how much of the significance may be spent by ``fraction``, most of it at the end.

    The spending function of the O'Brien-Fleming kind, for two sides that spend a half each: looks
    need be neither spaced nor counted ahead.
    Raises ``ValueError`` on a fraction outside (0, 1] or a significance not between 0 and 1.
    Source: [lan1983discrete]

    >>> round(spent_late(0.5), 5), spent_late(1.0)
    (0.00305, 0.05)
    """
    require.positive("fraction", require.fraction("fraction", fraction))
    z = -_NORMAL.inv_cdf(require.open_fraction("significance", significance) / 4)
    return significance if fraction == 1 else 2 * math.erfc(z / math.sqrt(2 * fraction))


def spending_bounds(
    fractions: npt.ArrayLike, spent: Callable[[float], float] = spent_late
) -> Floats:
    """Return the bounds of |z| at ``fractions`` (k,) that use up what ``spent`` allows by each.

    Raises ``ValueError`` on fractions that do not ascend within (0, 1], or an allowance that does
    not grow.
    Source: [lan1983discrete]

    >>> [round(float(b), 2) for b in spending_bounds([0.5, 1.0])]
    [2.96, 1.97]
    """
    asked = require.finite_array("fractions", fractions, ndim=1)
    times = _fractions(asked, asked.size)
    x, mass, before, used, found = np.zeros(1), np.ones(1), 0.0, 0.0, []
    for now in times:
        allowed = require.fraction("spent", spent(float(now)))
        if allowed <= used:
            raise ValueError(f"spent must grow, got {allowed!r} after {used!r}")
        edge = _edge_that_spends(allowed - used, x, mass, now - before)
        x, mass = _advance(x, mass, edge, now - before, 0.0)
        before, used = now, allowed
        found.append(edge / math.sqrt(now))
    return np.array(found)


def data_for(
    bounds: npt.ArrayLike, *, sensitivity: float = 0.8, significance: float = 0.05
) -> float:
    """Return the whole data of equally spaced looks with ``bounds``, over those of one look.

    Both see the same effect with the same ``sensitivity``, called power.
    Raises ``ValueError`` on bounds that are not positive, shares not strictly between 0 and 1, or a
    sensitivity that either test has where there is no effect.

    >>> round(data_for(pocock(4), sensitivity=0.9), 3)
    1.183
    """
    limits = _bounds(bounds)
    wanted = require.open_fraction("sensitivity", sensitivity)
    once = _NORMAL.inv_cdf(wanted)
    once -= _NORMAL.inv_cdf(require.open_fraction("significance", significance) / 2)
    if wanted <= max(significance, monitor(limits).ever):
        raise ValueError(f"sensitivity must be above the false alarms, got {sensitivity!r}")
    far = 10 + float(limits[-1])
    drift = _root(lambda d: wanted - monitor(limits, drift=d).ever, 1e-6, far)
    return (drift / once) ** 2


def always_valid_bound(growth: float, significance: float = 0.05) -> float:
    """Return the bound of |z| that holds at every look, however many and whenever.

    The mixture sequential test of a normal mean. ``growth`` is the variance of the effects that the
    test is tuned for over the variance of the estimate so far, so it grows with the data.
    Raises ``ValueError`` on a growth that is not positive or a significance not between 0 and 1.
    Source: [johari2022always]

    >>> round(always_valid_bound(1.0), 2), round(always_valid_bound(10.0), 2)
    (3.66, 3.04)
    """
    require.positive("growth", growth)
    spread = -2 * math.log(require.open_fraction("significance", significance))
    return math.sqrt((1 + growth) / growth * (spread + math.log1p(growth)))


def _bounds(bounds: npt.ArrayLike) -> Floats:
    limits = require.finite_array("bounds", bounds, ndim=1)
    if limits.min() <= 0:
        raise ValueError(f"bounds must be above 0, got {limits.min()!r}")
    return limits


def _fractions(fractions: npt.ArrayLike | None, looks: int) -> Floats:
    if fractions is None:
        return np.arange(1, looks + 1) / looks
    times = require.finite_array("fractions", fractions, ndim=1)
    if times.size != looks:
        raise ValueError(f"fractions must be one a look, got {times.size} for {looks}")
    if times[0] <= 0 or times[-1] > 1 or (np.diff(times) <= 0).any():
        raise ValueError(f"fractions must ascend within (0, 1], got {times.tolist()}")
    return times


def _advance(
    x: Floats, mass: Floats, edge: float, step: float, drift: float
) -> tuple[Floats, Floats]:
    """Carry the mass at points ``x`` over a step of time, and keep what stays within the edges."""
    deviation = math.sqrt(step)
    count = 16 * max(3, math.ceil(edge / deviation / 2))
    if count > 10_000:
        raise ValueError(f"fractions must lie further apart, got a step of {step!r}")
    nodes, weights = _quadrature(count)
    y = edge * nodes
    z = (y[:, None] - x[None, :] - drift * step) / deviation
    density = np.exp(-0.5 * z**2) / (deviation * math.sqrt(2 * math.pi))
    return y, edge * weights * (density @ mass)


@lru_cache(maxsize=64)
def _quadrature(count: int) -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return nodes, weights


def _edge_that_spends(allowed: float, x: Floats, mass: Floats, step: float) -> float:
    """Return where to stop so that the chance to stop at this look is what is allowed.

    It is a sum of tails, not 1 less what stays, so that an early look may spend very little.
    """
    scale = math.sqrt(2 * step)

    def stopped(edge: float) -> float:
        tails = [math.erfc((edge - at) / scale) + math.erfc((edge + at) / scale) for at in x]
        return 0.5 * float(np.array(tails) @ mass)

    return _root(lambda edge: stopped(edge) - allowed, 1e-3, 12.0)


def _scaled(shape: Floats, significance: float) -> Floats:
    """Return ``shape`` times the factor at which its looks have the significance asked for."""
    wanted = require.open_fraction("significance", significance)
    factor = _root(lambda c: monitor(c * shape).ever - wanted, 0.05, 8.0)
    return factor * shape


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function is zero, by halving."""
    for _ in range(60):
        middle = (low + high) / 2
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
