"""How far a measured share may be off: intervals and sample sizes, clustered hits included."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy.typing as npt

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval of a share."""

    low: float
    high: float


def _z(confidence: float) -> float:
    """Return how many standard errors a two-sided interval reaches to either side."""
    return NormalDist().inv_cdf(0.5 + require.open_fraction("confidence", confidence) / 2)


def wilson(successes: float, trials: float, confidence: float = 0.95) -> Interval:
    """Return Wilson's score interval of a share of independent trials.

    ``trials`` need not be whole: clustered trials are worth a smaller number of independent ones.
    Raises ``ValueError`` if ``trials`` is not positive, ``successes`` not between 0 and ``trials``,
    or ``confidence`` not strictly between 0 and 1.
    Source: [newcombe1998two]

    >>> wilson(95, 100)
    Interval(low=0.888..., high=0.978...)
    """
    n = require.positive("trials", trials)
    if require.non_negative("successes", successes) > n:
        raise ValueError(f"successes must be at most the {trials!r} trials, got {successes!r}")
    z, share = _z(confidence), successes / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # At a share of 0 or 1 one end is the share itself, and rounding may not step past it.
    low, high = 0.0 if share == 0 else centre - reach, 1.0 if share == 1 else centre + reach
    return Interval(min(low, share), max(high, share))


def design_effect(shares: npt.ArrayLike, trials_each: int) -> float:
    """Return by how much clustering multiplies the variance of a mean share.

    ``shares`` (clusters,) are the shares of ``trials_each`` trials that succeeded, cluster by
    cluster: the recall of each query, say. 1 means that trials within a cluster are independent,
    ``trials_each`` that a cluster succeeds or fails as one.
    Raises ``ValueError`` on fewer than two clusters, shares outside [0, 1], or a mean of 0 or 1.

    >>> round(design_effect([1.0, 1.0, 0.0, 1.0], trials_each=10), 2)
    13.33
    """
    array = require.finite_array("shares", shares, ndim=1)
    trials_each = require.count("trials_each", trials_each)
    if len(array) < 2 or array.min() < 0 or array.max() > 1:
        raise ValueError("shares must be two or more values between 0 and 1")
    mean = require.open_fraction("the mean of shares", float(array.mean()))
    return float(array.var(ddof=1)) / (mean * (1 - mean) / trials_each)


def clustered_interval(
    shares: npt.ArrayLike, trials_each: int, confidence: float = 0.95
) -> Interval:
    """Return Wilson's interval of a mean share with the trials that clustering leaves it.

    If every trial succeeded or every one failed, clusters count as the trials, and clusters more
    alike than chance makes them count for no more than their trials: the cautious readings.
    Raises ``ValueError`` on shares outside [0, 1], fewer than two that are not all 0 or all 1, and
    as ``wilson`` does.

    >>> clustered_interval([1.0, 0.9, 0.5, 1.0, 0.8], trials_each=10)
    Interval(low=0.59..., high=0.9...)
    """
    array = require.finite_array("shares", shares, ndim=1)
    trials = len(array) * require.count("trials_each", trials_each)
    mean = float(array.mean())
    if array.min() == array.max() and mean in (0.0, 1.0):
        return wilson(mean * len(array), len(array), confidence)
    worth = trials / max(1.0, design_effect(array, trials_each))
    return wilson(mean * worth, worth, confidence)


def trials_for_margin(
    share: float, margin: float, confidence: float = 0.95, design_effect: float = 1.0
) -> int:
    """Return the trials that show a share of about ``share`` to within ``margin`` either way.

    Raises ``ValueError`` if ``share``, ``margin`` or ``confidence`` is not strictly between 0 and
    1, or ``design_effect`` is not positive.

    >>> trials_for_margin(0.95, 0.01)
    1825
    """
    p, e = require.open_fraction("share", share), require.open_fraction("margin", margin)
    worth = require.positive("design_effect", design_effect)
    return math.ceil(_z(confidence) ** 2 * p * (1 - p) / e**2 * worth)


def no_failure_bound(trials: int, confidence: float = 0.95) -> float:
    """Return the largest failure rate that no failure in ``trials`` leaves plausible.

    About 3 / ``trials`` at 95 %, the rule of three.
    Raises ``ValueError`` if ``trials`` is no whole number above 0 or ``confidence`` no fraction.

    >>> round(no_failure_bound(300), 5)
    0.00994
    """
    level = require.open_fraction("confidence", confidence)
    return -math.expm1(math.log1p(-level) / require.count("trials", trials))
