"""Group sequential tests: interim analyses, their boundaries, and the error rates they keep.

A test that will have its whole data at information fraction 1 is analyzed at fractions before. Its
z at a fraction t has the law of a Brownian motion at t over the square root of t, so the
probability to cross a boundary follows from one integral an analysis. ``drift`` is the mean z of a
true effect at fraction 1, and 0 without an effect.
Source: [armitage1969repeated]
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket
from napkinmath.stats.normal import critical_z, normal_quantile

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BoundaryCrossing:
    """The probability, (k,), to have crossed a boundary by each of k information ``fractions``."""

    fractions: Floats
    crossed: Floats

    @property
    def rejection_rate(self) -> float:
        """The probability that some analysis crosses its boundary: the power, or false alarms."""
        return float(self.crossed[-1])

    @property
    def mean_fraction(self) -> float:
        """The mean information fraction at which the test stops."""
        stops = np.diff(self.crossed, prepend=0.0)
        stops[-1] += 1 - self.crossed[-1]
        return float((stops * self.fractions).sum())


def boundary_crossing(
    bounds: npt.ArrayLike, fractions: npt.ArrayLike | None = None, *, drift: float = 0.0
) -> BoundaryCrossing:
    """Return the probability that |z| has crossed ``bounds`` (k,) by each analysis, exactly.

    ``fractions`` (k,) ascend to at most 1; left out, the analyses are equally spaced.
    Raises ``ValueError`` on bounds that are not positive, fractions that do not ascend within
    (0, 1] or lie too close for the integral, unequal lengths, or a drift that is not finite.
    Source: [armitage1969repeated]

    >>> [round(float(p), 3) for p in boundary_crossing([1.959964] * 5).crossed]
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
    return BoundaryCrossing(times, np.maximum.accumulate(np.clip(crossed, 0.0, 1.0)))


def peeking_false_alarm_rate(analyses: int, alpha: float = 0.05) -> float:
    """Return the false alarm rate of equally spaced analyses that each test at ``alpha``.

    Raises ``ValueError`` on fewer than one analysis or an ``alpha`` not strictly between 0 and 1.
    Source: [armitage1969repeated]

    >>> round(peeking_false_alarm_rate(1), 3), round(peeking_false_alarm_rate(20), 3)
    (0.05, 0.248)
    """
    z = critical_z(alpha)
    return boundary_crossing([z] * require.count("analyses", analyses)).rejection_rate


def pocock(analyses: int, alpha: float = 0.05) -> Floats:
    """Return Pocock's boundary of |z|, one for all equally spaced analyses, (analyses,).

    Raises ``ValueError`` on fewer than one analysis or an ``alpha`` not strictly between 0 and 1.
    Source: [pocock1977group]

    >>> round(float(pocock(5)[0]), 3)
    2.413
    """
    return _scaled(np.ones(require.count("analyses", analyses)), alpha)


def obrien_fleming(analyses: int, alpha: float = 0.05) -> Floats:
    """Return the O'Brien-Fleming boundary of |z|, which falls with the data, (analyses,).

    It is proportional to one over the square root of the information fraction: early analyses
    seldom stop the test, and the last boundary is nearly that of a single analysis.
    Raises ``ValueError`` on fewer than one analysis or an ``alpha`` not strictly between 0 and 1.
    Source: [obrien1979multiple]

    >>> [round(float(b), 2) for b in obrien_fleming(3)]
    [3.47, 2.45, 2.0]
    """
    analyses = require.count("analyses", analyses)
    return _scaled(np.sqrt(analyses / np.arange(1, analyses + 1)), alpha)


def obrien_fleming_spending(fraction: float, alpha: float = 0.05) -> float:
    """Return the share of ``alpha`` spent by an information ``fraction``, most of it at the end.

    The alpha spending function of the O'Brien-Fleming kind, for two sides that spend a half each:
    analyses need be neither equally spaced nor counted ahead.
    Raises ``ValueError`` on a fraction outside (0, 1] or an ``alpha`` not between 0 and 1.
    Source: [lan1983discrete]

    >>> round(obrien_fleming_spending(0.5), 5), obrien_fleming_spending(1.0)
    (0.00305, 0.05)
    """
    require.positive("fraction", require.fraction("fraction", fraction))
    z = critical_z(require.open_fraction("alpha", alpha) / 2)
    return alpha if fraction == 1 else 2 * math.erfc(z / math.sqrt(2 * fraction))


def spending_bounds(
    fractions: npt.ArrayLike, spending: Callable[[float], float] = obrien_fleming_spending
) -> Floats:
    """Return the boundary of |z| at ``fractions`` (k,) of an alpha ``spending`` function.

    ``spending`` takes an information fraction and returns the alpha spent by then. Raises
    ``ValueError`` on fractions that do not ascend within (0, 1], or a spending that does not grow.
    Source: [lan1983discrete]

    >>> [round(float(b), 2) for b in spending_bounds([0.5, 1.0])]
    [2.96, 1.97]
    """
    asked = require.finite_array("fractions", fractions, ndim=1)
    times = _fractions(asked, asked.size)
    x, mass, before, used, found = np.zeros(1), np.ones(1), 0.0, 0.0, []
    for now in times:
        allowed = require.fraction("spending", spending(float(now)))
        if allowed <= used:
            raise ValueError(f"spending must grow, got {allowed!r} after {used!r}")
        edge = _edge_that_spends(allowed - used, x, mass, now - before)
        x, mass = _advance(x, mass, edge, now - before, 0.0)
        before, used = now, allowed
        found.append(edge / math.sqrt(now))
    return np.array(found)


def sample_size_inflation(
    bounds: npt.ArrayLike, *, power: float = 0.8, alpha: float = 0.05
) -> float:
    """Return the inflation factor: maximum sample size with ``bounds`` over that of one analysis.

    The analyses are equally spaced, and both tests detect the same effect with the same ``power``.
    Definition. Raises ``ValueError`` on bounds that are not positive, shares not strictly between 0
    and 1, or a ``power`` that either test reaches without an effect.

    >>> round(sample_size_inflation(pocock(4), power=0.9), 3)
    1.183
    """
    limits = _bounds(bounds)
    wanted = require.open_fraction("power", power)
    once = normal_quantile(wanted) + critical_z(alpha)
    if wanted <= max(alpha, boundary_crossing(limits).rejection_rate):
        raise ValueError(f"power must be above the false alarm rate, got {power!r}")

    def too_weak(drift: float) -> bool:
        return boundary_crossing(limits, drift=drift).rejection_rate < wanted

    drift = bisect(too_weak, 0.0, upper_bracket(too_weak, once))
    return (drift / once) ** 2


def always_valid_bound(variance_ratio: float, alpha: float = 0.05) -> float:
    """Return the always-valid boundary of |z|: it holds at every analysis, however many.

    The mixture sequential probability ratio test of a normal mean. ``variance_ratio`` is the
    variance of the effects that the test is tuned for over the variance of the estimate so far, so
    it grows with the data.
    Raises ``ValueError`` on a ratio that is not positive or an ``alpha`` not between 0 and 1.
    Source: [johari2022always]

    >>> round(always_valid_bound(1.0), 2), round(always_valid_bound(10.0), 2)
    (3.66, 3.04)
    """
    require.positive("variance_ratio", variance_ratio)
    spread = -2 * math.log(require.open_fraction("alpha", alpha))
    return math.sqrt((1 + variance_ratio) / variance_ratio * (spread + math.log1p(variance_ratio)))


def _bounds(bounds: npt.ArrayLike) -> Floats:
    limits = require.finite_array("bounds", bounds, ndim=1)
    if limits.min() <= 0:
        raise ValueError(f"bounds must be above 0, got {limits.min()!r}")
    return limits


def _fractions(fractions: npt.ArrayLike | None, analyses: int) -> Floats:
    if fractions is None:
        return np.arange(1, analyses + 1) / analyses
    times = require.finite_array("fractions", fractions, ndim=1)
    if times.size != analyses:
        raise ValueError(f"fractions must be one an analysis, got {times.size} for {analyses}")
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
    """Return where to stop so that the probability to stop at this analysis is what is allowed.

    It is a sum of tails, not 1 less what stays, so that an early analysis may spend very little.
    """
    scale = math.sqrt(2 * step)

    def stopped(edge: float) -> float:
        tails = [math.erfc((edge - at) / scale) + math.erfc((edge + at) / scale) for at in x]
        return 0.5 * float(np.array(tails) @ mass)

    def stops_too_often(edge: float) -> bool:
        return stopped(edge) > allowed

    return bisect(stops_too_often, 0.0, upper_bracket(stops_too_often, 1.0))


def _scaled(shape: Floats, alpha: float) -> Floats:
    """Return ``shape`` times the factor at which its analyses together have the ``alpha``."""
    wanted = require.open_fraction("alpha", alpha)

    def alarms_too_often(factor: float) -> bool:
        return boundary_crossing(factor * shape).rejection_rate > wanted

    # One analysis of the last boundary alone alarms less often, all of them together as a sum.
    low, high = critical_z(wanted), critical_z(wanted / shape.size)
    return bisect(alarms_too_often, low * (1 - 1e-6), high * (1 + 1e-6)) * shape
