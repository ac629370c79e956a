"""Variance reduction in experiments: CUPED, stratification, and the delta method for ratios."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.intervals import Estimate

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Outcomes (n,) less the part that a covariate predicts.

    ``slope`` is the outcome's regression coefficient on the covariate, and ``variance_ratio`` the
    share of the outcome's variance that remains.
    """

    values: Floats
    slope: float
    variance_ratio: float


def cuped(outcome: npt.ArrayLike, covariate: npt.ArrayLike) -> Adjusted:
    """Return the CUPED adjustment of ``outcome`` (n,) by ``covariate`` (n,), both groups together.

    The covariate must predate the treatment; then group means keep their expected difference, and
    1 - correlation**2 of the variance remains.
    Raises ``ValueError`` on unequal lengths, fewer than three users or a constant.
    Source: [deng2013improving]

    >>> cuped([1.0, 2.0, 3.0, 5.0], [1.0, 2.0, 3.0, 4.0]).variance_ratio
    0.03...
    """
    y, x = _equal(outcome, covariate, "outcome", "covariate")
    if y.size < 3 or (y == y[0]).all() or (x == x[0]).all():
        raise ValueError("outcome and covariate must vary over three users or more")
    (off_y, unit_y), (off_x, unit_x) = _deviations(y), _deviations(x)
    slope = float((off_x * off_y).sum() / (off_x**2).sum())
    rest = off_y - slope * off_x
    left = float((rest**2).sum() / (off_y**2).sum())
    return Adjusted(y - unit_y * slope * off_x, unit_y / unit_x * slope, left)


def _deviations(values: Floats) -> tuple[Floats, float]:
    """Return the deviations from the mean in units of the largest, and that unit.

    So neither a large mean nor a large or small unit costs digits.
    """
    off = values - values[0]
    off = off - off.mean()
    unit = float(np.abs(off).max())
    return (off / unit if unit > 0 else off), unit


def _sd(values: Floats) -> float:
    off, unit = _deviations(values)
    return unit * math.sqrt(float((off**2).sum()) / (off.size - 1))


def difference_se(treated: npt.ArrayLike, control: npt.ArrayLike) -> float:
    """Return the standard error of the difference of two groups' means, users independent.

    Definition: Welch's, of unequal variances. Raises ``ValueError`` on a group of fewer than two.

    >>> round(difference_se([1.0, 3.0], [0.0, 2.0]), 3)
    1.414
    """
    groups = [
        require.finite_array(name, group, ndim=1)
        for name, group in (("treated", treated), ("control", control))
    ]
    if min(group.size for group in groups) < 2:
        raise ValueError("treated and control must hold two users or more each")
    return math.hypot(*(_sd(group) / math.sqrt(group.size) for group in groups))


def ratio_se(numerators: npt.ArrayLike, denominators: npt.ArrayLike) -> float:
    """Return the delta method's standard error of a ratio of sums over users, (n,) each.

    An example is clicks over views. The user is the unit, because the views of one user are alike:
    counting each view as independent makes the standard error too small.
    Raises ``ValueError`` on unequal lengths, fewer than two users or a mean denominator of 0.
    Source: [deng2018applying]

    >>> round(ratio_se([1.0, 0.0, 3.0, 0.0], [2.0, 2.0, 4.0, 2.0]), 3)
    0.209
    """
    y, x = _equal(numerators, denominators, "numerators", "denominators")
    if y.size < 2 or x.mean() == 0:
        raise ValueError("denominators must belong to two users or more and not average 0")
    rest = y - y.mean() / x.mean() * x
    return _sd(rest) / math.sqrt(y.size) / abs(float(x.mean()))


def stratified_difference(
    outcome: npt.ArrayLike, treated: npt.ArrayLike, strata: npt.ArrayLike
) -> Estimate:
    """Return the stratified difference, treated minus control, weighted by the strata's users.

    ``outcome``, ``treated`` (0 or 1) and ``strata`` (labels) have shape (n,). Differences between
    the strata cancel, and with them Simpson's paradox. Definition: post-stratification.
    Raises ``ValueError`` on unequal lengths, a ``treated`` that is not 0 or 1, or a stratum with
    fewer than two users of either group.

    >>> stratified_difference([1, 2, 0, 1, 9, 8, 7, 8], [1, 1, 0, 0] * 2, [0] * 4 + [1] * 4)
    Estimate(value=1.0, standard_error=0.5)
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
        variance += (share * difference_se(ours, theirs)) ** 2
    return Estimate(value, math.sqrt(variance))


def _equal(
    first: npt.ArrayLike, second: npt.ArrayLike, name: str, other: str
) -> tuple[Floats, Floats]:
    a = require.finite_array(name, first, ndim=1)
    b = require.finite_array(other, second, ndim=1)
    if a.shape != b.shape:
        raise ValueError(f"{name} and {other} must have one length, got {a.size} and {b.size}")
    return a, b
