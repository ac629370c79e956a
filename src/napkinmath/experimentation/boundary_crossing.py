"""Boundary crossing: how often a test with interim analyses rejects, and when it stops.

A test that will have its whole data at information fraction 1 is analyzed at fractions before. Its
z at a fraction t has the law of a Brownian motion at t over the square root of t, so the
probability to cross a boundary follows from one integral an analysis. ``drift`` is the mean z of a
true effect at fraction 1, and 0 without an effect.
Source: [armitage1969repeated]
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from napkinmath import require

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
