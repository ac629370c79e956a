"""Less noise from the same users: covariates from before the test, strata, and honest ratios."""

import math
import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Outcomes (n,) with what a covariate foretold taken out, and the share of variance left."""

    values: Floats
    slope: float
    variance_left: float


def cuped(outcome: npt.ArrayLike, covariate: npt.ArrayLike) -> Adjusted:
    """Take out of ``outcome`` (n,) what ``covariate`` (n,) foretells, over both groups together.

    The covariate must be fixed before the treatment can touch it; then means of groups keep their
    expected difference, and 1 - correlation**2 of the variance is left.
    Raises ``ValueError`` on unequal lengths, fewer than three users or a constant.
    Source: [deng2013improving]

    >>> cuped([1.0, 2.0, 3.0, 5.0], [1.0, 2.0, 3.0, 4.0]).variance_left
    0.03...
    """
    y, x = _equal(outcome, covariate, "outcome", "covariate")
    if y.size < 3 or any(np.ptp(z) == 0 or z.var() < sys.float_info.min for z in (y, x)):
        raise ValueError("outcome and covariate must vary over three users or more")
    centred = x - x.mean()
    slope = float((centred * y).sum() / (centred**2).sum())
    values = y - slope * centred
    return Adjusted(values, slope, float(values.var() / y.var()))


def difference_error(treated: npt.ArrayLike, control: npt.ArrayLike) -> float:
    """Return the standard error of the difference of two groups' means, users independent.

    Raises ``ValueError`` on a group of fewer than two.

    >>> round(difference_error([1.0, 3.0], [0.0, 2.0]), 3)
    1.414
    """
    groups = [
        require.finite_array(name, group, ndim=1)
        for name, group in (("treated", treated), ("control", control))
    ]
    if min(group.size for group in groups) < 2:
        raise ValueError("treated and control must hold two users or more each")
    return math.sqrt(sum(float(group.var(ddof=1)) / group.size for group in groups))


def ratio_error(numerators: npt.ArrayLike, denominators: npt.ArrayLike) -> float:
    """Return the standard error of a ratio of sums whose parts come user by user, (n,) each.

    Clicks over views, say, where a user has many views: the delta method, with the user as the
    unit. To count every view as independent is to forget that a user's views are alike.
    Raises ``ValueError`` on unequal lengths, fewer than two users or a mean denominator of 0.
    Source: [deng2018applying]

    >>> round(ratio_error([1.0, 0.0, 3.0, 0.0], [2.0, 2.0, 4.0, 2.0]), 3)
    0.209
    """
    y, x = _equal(numerators, denominators, "numerators", "denominators")
    if y.size < 2 or x.mean() == 0:
        raise ValueError("denominators must belong to two users or more and not average 0")
    rest = y - y.mean() / x.mean() * x
    return math.sqrt(float(rest.var(ddof=1)) / y.size) / abs(float(x.mean()))


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two groups and its standard error."""

    value: float
    standard_error: float


def stratified_difference(
    outcome: npt.ArrayLike, treated: npt.ArrayLike, strata: npt.ArrayLike
) -> Difference:
    """Return treated minus control within each stratum, weighed by the strata's shares of users.

    ``outcome``, ``treated`` (0 or 1) and ``strata`` (labels) have shape (n,). It takes out what
    differs between strata, and with it the paradox of groups that are mixed differently.
    Raises ``ValueError`` on unequal lengths, a ``treated`` that is not 0 or 1, or a stratum with
    fewer than two users of either group.

    >>> stratified_difference([1, 2, 0, 1, 9, 8, 7, 8], [1, 1, 0, 0] * 2, [0] * 4 + [1] * 4)
    Difference(value=1.0, standard_error=0.5)
    """
    y, group = _equal(outcome, treated, "outcome", "treated")
    if not np.isin(group, (0.0, 1.0)).all():
        raise ValueError("treated must hold 0 and 1 only")
    labels = np.asarray(strata)
    if labels.shape != y.shape:
        raise ValueError(f"strata must have the shape of outcome, {y.shape}, got {labels.shape}")
    value = variance = 0.0
    for label in np.unique(labels):
        inside = labels == label
        ours, theirs = y[inside & (group == 1)], y[inside & (group == 0)]
        share = float(inside.mean())
        if min(ours.size, theirs.size) < 2:
            raise ValueError(f"strata must hold two users of either group, got {label!r} with less")
        value += share * float(ours.mean() - theirs.mean())
        variance += (share * difference_error(ours, theirs)) ** 2
    return Difference(value, math.sqrt(variance))


def _equal(
    first: npt.ArrayLike, second: npt.ArrayLike, name: str, other: str
) -> tuple[Floats, Floats]:
    a = require.finite_array(name, first, ndim=1)
    b = require.finite_array(other, second, ndim=1)
    if a.shape != b.shape:
        raise ValueError(f"{name} and {other} must have one length, got {a.size} and {b.size}")
    return a, b
