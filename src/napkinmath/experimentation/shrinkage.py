"""The winner's curse and its correction: effects whose estimates were selected for significance.

Estimates are normal about the true effect with a known standard error, in any one unit.
"""

import math
import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.normal import critical_z, normal_cdf, normal_pdf, normal_sf


@dataclass(frozen=True, slots=True)
class Exaggeration:
    """Type S and type M errors of a test with this ``power``.

    Of the significant estimates, ``wrong_sign_share`` have the wrong sign (type S), and on average
    they are ``ratio`` times too large, their sign aside (type M, the exaggeration ratio).
    """

    power: float
    wrong_sign_share: float
    ratio: float


def exaggeration(effect: float, standard_error: float, *, alpha: float = 0.05) -> Exaggeration:
    """Return the power, type S and type M errors of estimates that pass a two-sided test.

    Raises ``ValueError`` on an effect of 0 or too near it for a ratio, a standard error that is not
    positive, or an ``alpha`` not strictly between 0 and 1.
    Source: [gelman2014beyond]

    >>> found = exaggeration(0.5, 1.0)
    >>> round(found.ratio, 3), round(found.wrong_sign_share, 3)
    (4.789, 0.088)
    """
    if require.finite("effect", effect) == 0:
        raise ValueError("effect must not be 0: nothing can be exaggerated")
    size = abs(effect) / require.positive("standard_error", standard_error)
    z = critical_z(alpha)
    right, wrong = normal_sf(z - size), normal_sf(z + size)
    mean = size * (right - wrong) + normal_pdf(z - size) + normal_pdf(z + size)
    passing = mean / (right + wrong)
    if passing / sys.float_info.max > size:
        raise ValueError(f"effect must not be next to 0 beside its error, got {effect!r}")
    return Exaggeration(right + wrong, wrong / (right + wrong), passing / size)


def mean_significant_win(effect: float, standard_error: float, *, alpha: float = 0.05) -> float:
    """Return the mean of estimates that are significant *and* positive, in the effect's unit.

    Definition: the mean of a truncated normal. Raises ``ValueError`` on an effect that is not
    finite or so far below 0 that it is never significant and positive, a standard error that is not
    positive, or an ``alpha`` not strictly between 0 and 1.

    >>> round(mean_significant_win(0.5, 1.0) / 0.5, 2)
    4.81
    """
    size = require.finite("effect", effect) / require.positive("standard_error", standard_error)
    z = critical_z(alpha)
    if z - size > 37:
        raise ValueError(
            f"effect must leave positive estimates a chance, got {effect!r} at {standard_error!r}"
        )
    return effect + standard_error * normal_pdf(z - size) / normal_sf(z - size)


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
        return normal_cdf((self.mean - threshold) / self.sd)


def shrink(estimate: float, standard_error: float, prior: Belief) -> Belief:
    """Return the posterior of an effect after one estimate of it: shrunk toward the prior's mean.

    Definition: the estimate and the prior's mean, weighted by one over their variances. Raises
    ``ValueError`` on an estimate that is not finite or a standard error not positive.

    >>> shrink(3.0, 1.0, Belief(0.0, 1.0))
    Belief(mean=1.5, sd=0.707...)
    """
    require.positive("standard_error", standard_error)
    require.finite("estimate", estimate)
    if not isinstance(prior, Belief):
        raise ValueError(f"prior must be a Belief, got {prior!r}")
    if prior.sd == 0:
        return prior
    ratio = float(standard_error) / prior.sd
    weight = 1 / (1 + ratio * ratio)
    mean = weight * float(estimate) + (1 - weight) * prior.mean
    return Belief(mean, math.sqrt(weight) * float(standard_error))


def _empirical_prior(estimates: npt.ArrayLike, standard_errors: npt.ArrayLike) -> Belief:
    """Return the prior fitted to a set of past tests.

    The mean is weighted by precision; the variance between the tests is what their estimates
    scatter beyond their standard errors, by the method of moments, and 0 if they scatter no more.
    """
    values, errors = _pairs(estimates, standard_errors, "estimates")
    if values.size < 2:
        raise ValueError(f"estimates must be two or more, got {values.size}")
    weights = (errors / errors.min()) ** -2.0
    mean = _weighted_mean(values, weights)
    excess = float((((values - mean) / errors) ** 2).sum()) - (values.size - 1)
    # The sum of weights less their squares over it, as products of pairs, which do not cancel.
    ascending = np.sort(weights)
    pairs = 2 * float((ascending[1:] * np.cumsum(ascending)[:-1]).sum()) / float(weights.sum())
    sd = float(errors.min()) * math.sqrt(max(0.0, excess) / pairs)
    weights = (np.hypot(errors, sd) / errors.min()) ** -2.0
    return Belief(_weighted_mean(values, weights), sd)


def shrink_all(estimates: npt.ArrayLike, standard_errors: npt.ArrayLike) -> tuple[Belief, ...]:
    """Return the empirical Bayes posterior of each of a set of exchangeable tests, won *and* lost.

    Each estimate is shrunk toward the common mean, which is weighted by precision; the uncertainty
    of this mean counts too. The variance between the tests is estimated by the method of moments
    and then taken as known, which is optimistic for few tests: with twelve, 90% intervals cover
    80%. Raises ``ValueError`` on fewer than two tests, unequal lengths or standard errors not
    positive.
    Source: [dersimonian1986meta]

    >>> first = shrink_all([0.0, 2.0, 4.0], [1.0, 1.0, 1.0])[0]
    >>> round(first.mean, 6), round(first.sd, 3)
    (0.5, 0.913)
    """
    values, errors = _pairs(estimates, standard_errors, "estimates")
    prior = _empirical_prior(values, errors)
    doubt = 1 / float((1 / (errors**2 + prior.sd**2)).sum())
    found = []
    for value, error in zip(values.tolist(), errors.tolist(), strict=True):
        own = shrink(value, error, prior)
        rest = error**2 / (error**2 + prior.sd**2)  # the weight of the common mean
        found.append(Belief(own.mean, math.sqrt(own.sd**2 + rest**2 * doubt)))
    return tuple(found)


def _weighted_mean(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float:
    return float((weights * values).sum() / weights.sum())


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
