"""How large a true effect is, given that its estimate was large enough to be noticed.

Estimates are normal about the truth with a known standard error, in any one unit.
"""

import math
import sys
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from napkinmath import require

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Exaggeration:
    """What significance does to an estimate: ``sensitivity`` is the power of the test.

    Of the significant estimates, ``wrong_sign`` is the share on the wrong side of zero, and
    ``factor`` how many times too large they are on average, their sign aside.
    """

    sensitivity: float
    wrong_sign: float
    factor: float


def exaggeration(
    effect: float, standard_error: float, *, significance: float = 0.05
) -> Exaggeration:
    """Return the errors of sign and size of estimates that pass a two-sided test.

    Raises ``ValueError`` on an effect of 0 or too near it for a factor, a standard error that is
    not positive, or a significance not strictly between 0 and 1.
    Source: [gelman2014beyond]

    >>> found = exaggeration(0.5, 1.0)
    >>> round(found.factor, 3), round(found.wrong_sign, 3)
    (4.789, 0.088)
    """
    if require.finite("effect", effect) == 0:
        raise ValueError("effect must not be 0: nothing can be exaggerated")
    size = abs(effect) / require.positive("standard_error", standard_error)
    z = -_NORMAL.inv_cdf(require.open_fraction("significance", significance) / 2)
    right, wrong = _above(z - size), _above(z + size)
    mean = size * (right - wrong) + _NORMAL.pdf(z - size) + _NORMAL.pdf(z + size)
    passing = mean / (right + wrong)
    if passing / sys.float_info.max > size:
        raise ValueError(f"effect must not be next to 0 beside its error, got {effect!r}")
    return Exaggeration(right + wrong, wrong / (right + wrong), passing / size)


def mean_of_wins(effect: float, standard_error: float, *, significance: float = 0.05) -> float:
    """Return the mean of estimates that are significant *and* positive, in the effect's unit.

    Raises ``ValueError`` on an effect that is not finite or so far below 0 that it never wins, a
    standard error that is not positive, or a significance not strictly between 0 and 1.

    >>> round(mean_of_wins(0.5, 1.0) / 0.5, 2)
    4.81
    """
    size = require.finite("effect", effect) / require.positive("standard_error", standard_error)
    z = -_NORMAL.inv_cdf(require.open_fraction("significance", significance) / 2)
    if z - size > 37:
        raise ValueError(f"effect must leave wins a chance, got {effect!r} at {standard_error!r}")
    return effect + standard_error * _NORMAL.pdf(z - size) / _above(z - size)


def added_by_selection(
    effects: npt.ArrayLike, standard_errors: npt.ArrayLike, *, significance: float = 0.05
) -> float:
    """Return by how much the sum of all significant wins exceeds their true sum, on average.

    ``effects`` and ``standard_errors`` (n,) are those of *every* test, won or not.
    Raises ``ValueError`` on unequal lengths or standard errors that are not positive.
    Source: [lee2018winners]

    >>> round(added_by_selection([0.0, 0.5], [1.0, 1.0]), 4)
    0.1959
    """
    truth, errors = _pairs(effects, standard_errors, "effects")
    z = -_NORMAL.inv_cdf(require.open_fraction("significance", significance) / 2)
    height = np.exp(-0.5 * (z - truth / errors) ** 2) / math.sqrt(2 * math.pi)
    return float((errors * height).sum())


@dataclass(frozen=True, slots=True)
class Belief:
    """A normal belief about an effect: before data a prior, after them a posterior.

    Raises ``ValueError`` on a mean that is not finite or a negative ``sd``.
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        require.finite("mean", self.mean)
        require.non_negative("sd", self.sd)

    def probability_above(self, threshold: float) -> float:
        """Return the probability that the effect exceeds ``threshold``."""
        require.finite("threshold", threshold)
        if self.sd == 0:
            return float(self.mean > threshold)
        return _NORMAL.cdf((self.mean - threshold) / self.sd)


def shrink(estimate: float, standard_error: float, prior: Belief) -> Belief:
    """Return what to believe of an effect after one estimate of it: less than the estimate.

    The estimate and the prior's mean are weighed by one over their variances.
    Raises ``ValueError`` on an estimate that is not finite or a standard error not positive.

    >>> shrink(3.0, 1.0, Belief(0.0, 1.0))
    Belief(mean=1.5, sd=0.707...)
    """
    noise = require.positive("standard_error", standard_error) ** 2
    spread = prior.sd**2
    weight = spread / (spread + noise)
    mean = weight * require.finite("estimate", estimate) + (1 - weight) * prior.mean
    return Belief(mean, math.sqrt(weight * noise))


def prior_from(estimates: npt.ArrayLike, standard_errors: npt.ArrayLike) -> Belief:
    """Return the prior that a set of past tests, won *and* lost, suggests for the next.

    The mean is the precision-weighted one; the variance is what the estimates scatter beyond their
    standard errors, by the method of moments, and 0 if they scatter no more than chance.
    Raises ``ValueError`` on fewer than two tests, unequal lengths or standard errors not positive.
    Source: [dersimonian1986meta]

    >>> prior_from([0.0, 2.0, 4.0], [1.0, 1.0, 1.0])
    Belief(mean=2.0, sd=1.73...)
    """
    values, errors = _pairs(estimates, standard_errors, "estimates")
    if values.size < 2:
        raise ValueError(f"estimates must be two or more, got {values.size}")
    weights = errors**-2.0
    mean = float((weights * values).sum() / weights.sum())
    excess = float((weights * (values - mean) ** 2).sum()) - (values.size - 1)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    variance = max(0.0, excess / scale)
    weights = 1 / (errors**2 + variance)
    return Belief(float((weights * values).sum() / weights.sum()), math.sqrt(variance))


def shrink_all(estimates: npt.ArrayLike, standard_errors: npt.ArrayLike) -> tuple[Belief, ...]:
    """Return what to believe of each of a set of tests, won *and* lost, that stand for each other.

    Each estimate is drawn toward the common mean by ``prior_from``; what is not known of that mean
    counts too. The scatter between the tests is taken as estimated, which is bold if they are few:
    with a dozen, intervals meant to hold nine times in ten hold eight times.
    Raises ``ValueError`` as ``prior_from`` does.
    Source: [dersimonian1986meta]

    >>> shrink_all([0.0, 2.0, 4.0], [1.0, 1.0, 1.0])[0]
    Belief(mean=0.5, sd=0.9...)
    """
    values, errors = _pairs(estimates, standard_errors, "estimates")
    prior = prior_from(values, errors)
    doubt = 1 / float((1 / (errors**2 + prior.sd**2)).sum())
    found = []
    for value, error in zip(values.tolist(), errors.tolist(), strict=True):
        own = shrink(value, error, prior)
        rest = error**2 / (error**2 + prior.sd**2)  # the weight of the common mean
        found.append(Belief(own.mean, math.sqrt(own.sd**2 + rest**2 * doubt)))
    return tuple(found)


def _above(z: float) -> float:
    """Return the chance of a normal value above ``z``, far out too, where 1 - cdf is 0."""
    return 0.5 * math.erfc(z / math.sqrt(2))


def _pairs(
    values: npt.ArrayLike, standard_errors: npt.ArrayLike, name: str
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    first = require.finite_array(name, values, ndim=1)
    errors = require.finite_array("standard_errors", standard_errors, ndim=1)
    if first.shape != errors.shape:
        raise ValueError(
            f"{name} and standard_errors must have one length, got {first.size} and {errors.size}"
        )
    if errors.min() <= 0:
        raise ValueError(f"standard_errors must be above 0, got {errors.min()!r}")
    return first, errors
