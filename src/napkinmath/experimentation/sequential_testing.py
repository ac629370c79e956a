"""Group sequential tests: boundaries of interim analyses that keep the false alarm rate.

Fractions are information fractions: of the whole data of the test.
"""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket
from napkinmath.experimentation.boundary_crossing import (
    _advance,
    _bounds,
    _fractions,
    boundary_crossing,
)
from napkinmath.stats.normal import critical_z, normal_quantile

Floats = npt.NDArray[np.float64]


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
