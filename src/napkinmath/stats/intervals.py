"""Confidence intervals of proportions and of differences, clustered trials included."""

import math
from dataclasses import dataclass

import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.normal import two_sided_z


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval: its two ends."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate and its standard error, in one unit."""

    value: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """A mean difference between two systems on the same items, and its confidence interval."""

    mean: float
    low: float
    high: float


def wilson(successes: float, trials: float, confidence: float = 0.95) -> Interval:
    """Return Wilson's score interval of a proportion of independent trials.

    ``trials`` need not be whole: clustered trials are worth fewer independent ones.
    Raises ``ValueError`` if ``trials`` is not positive, ``successes`` not between 0 and ``trials``,
    or ``confidence`` not strictly between 0 and 1.
    Source: [newcombe1998two]

    >>> wilson(95, 100)
    Interval(low=0.888..., high=0.978...)
    """
    n = float(require.positive("trials", trials))
    if require.non_negative("successes", successes) > n:
        raise ValueError(f"successes must be at most the {trials!r} trials, got {successes!r}")
    z, share = two_sided_z(confidence), float(successes) / n
    center = (share * n + z**2 / 2) / (n + z**2)
    reach = z * math.sqrt(n * share * (1 - share) + z**2 / 4) / (n + z**2)
    # At a share of 0 or 1 one end is the share itself, and rounding may not step past it.
    low, high = 0.0 if share == 0 else center - reach, 1.0 if share == 1 else center + reach
    return Interval(min(low, share), max(high, share))


def design_effect(shares: npt.ArrayLike, trials_per_cluster: int) -> float:
    """Return the design effect: by how much clustering multiplies the variance of a mean share.

    ``shares`` (clusters,) are the shares of ``trials_per_cluster`` trials that succeeded, cluster
    by cluster, such as the recall of each query. At 1 the trials within a cluster are independent;
    at ``trials_per_cluster`` a cluster succeeds or fails as a whole. Definition: the variance of
    the shares over that of independent trials.
    Raises ``ValueError`` on fewer than two clusters, shares outside [0, 1], or a mean of 0 or 1.

    >>> round(design_effect([1.0, 1.0, 0.0, 1.0], trials_per_cluster=10), 2)
    13.33
    """
    array = require.finite_array("shares", shares, ndim=1)
    trials_per_cluster = require.count("trials_per_cluster", trials_per_cluster)
    if len(array) < 2 or array.min() < 0 or array.max() > 1:
        raise ValueError("shares must be two or more values between 0 and 1")
    mean = require.open_fraction("the mean of shares", float(array.mean()))
    return float(array.var(ddof=1)) / (mean * (1 - mean) / trials_per_cluster)


def clustered_interval(
    shares: npt.ArrayLike, trials_per_cluster: int, confidence: float = 0.95
) -> Interval:
    """Return Wilson's interval of a mean share, with the effective number of clustered trials.

    The effective number is the number of trials over the ``design_effect``. Two cautious readings:
    if every trial succeeded, or every trial failed, the clusters count as the trials; and clusters
    that are more alike than chance makes them count for no more than their trials.
    Raises ``ValueError`` on shares outside [0, 1], fewer than two shares that are not all 0 or all
    1, and as ``wilson`` does. Definition.

    >>> clustered_interval([1.0, 0.9, 0.5, 1.0, 0.8], trials_per_cluster=10)
    Interval(low=0.59..., high=0.9...)
    """
    array = require.finite_array("shares", shares, ndim=1)
    trials = len(array) * require.count("trials_per_cluster", trials_per_cluster)
    mean = float(array.mean())
    if array.min() == array.max() and mean in (0.0, 1.0):
        return wilson(mean * len(array), len(array), confidence)
    effective = trials / max(1.0, design_effect(array, trials_per_cluster))
    return wilson(mean * effective, effective, confidence)


def zero_failure_bound(trials: int, confidence: float = 0.95) -> float:
    """Return the upper confidence bound of a failure rate after no failure in ``trials``.

    About 3 / ``trials`` at 95%: the rule of three. Definition: the rate at which a run without a
    failure has probability 1 - ``confidence``.
    Raises ``ValueError`` if ``trials`` is no whole number above 0 or ``confidence`` no fraction.

    >>> round(zero_failure_bound(300), 5)
    0.00994
    """
    level = require.open_fraction("confidence", confidence)
    return -math.expm1(math.log1p(-level) / require.count("trials", trials))
