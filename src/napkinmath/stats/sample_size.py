"""Sample sizes: how many observations a test or an interval needs, and how long they take.

All are one law, n = (z / change)^2 * variance, where z adds the quantiles of the significance and
of the power. Where a result is a float it is not rounded up yet, so that results can be compared.
"""

import math
from collections.abc import Callable

import numpy as np

from napkinmath import require
from napkinmath.stats.normal import critical_z, normal_quantile, two_sided_z


def detection_factor(*, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return the "16" of the rule of thumb: observations a group, over variance / change squared.

    Definition: twice the square of the two normal quantiles together, of a two-sided test. Raises
    ``ValueError`` on shares not strictly between 0 and 1, or a ``power`` not above ``alpha``: such
    a test needs no data.

    >>> round(detection_factor(), 3), round(detection_factor(power=0.9), 2)
    (15.698, 21.01)
    """
    return 2 * sum(_two_sided(power, alpha)) ** 2


def observations_needed(
    before: float,
    after: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    sd: float | None = None,
    factor: float | None = None,
) -> float:
    """Return the observations of each of two groups that show ``before`` is now ``after``.

    Without ``sd`` both are proportions, of a two-sided test with their pooled variance at
    significance ``alpha``. With ``sd`` they are means of observations with this standard deviation.
    A ``factor``, such as 16, stands for both error rates: it is multiplied by the variance (of a
    proportion, that of ``before``) over the squared change. Raises ``ValueError`` on proportions
    not strictly between 0 and 1, an ``after`` equal to ``before``, an ``sd`` or factor not
    positive, a ``power`` not above ``alpha``, or sizes out of the range of floats.
    Source: [rcore2016power]

    >>> round(observations_needed(0.50, 0.75, power=0.90), 2)
    76.71
    >>> round(observations_needed(3.75, 3.75 * 1.05, sd=30.0, factor=16))
    409600
    """
    z_alpha, z_beta = _two_sided(power, alpha)
    check = require.open_fraction if sd is None else require.finite
    p, q = _number(check, "before", before), _number(check, "after", after)
    if p == q:
        raise ValueError(f"after must differ from before, got {after!r} for both")
    if sd is not None or factor is not None:
        spread = math.sqrt(p * (1 - p)) if sd is None else _number(require.positive, "sd", sd)
        times = 2 * (z_alpha + z_beta) ** 2
        if factor is not None:
            times = _number(require.positive, "factor", factor)
        return _size(times, spread, p - q)
    mean = (p + q) / 2
    reach = z_alpha * math.sqrt(2 * mean * (1 - mean))
    reach += z_beta * math.sqrt(p * (1 - p) + q * (1 - q))
    return (reach / (p - q)) ** 2


def sample_size(
    before: float,
    after: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    sd: float | None = None,
    factor: float | None = None,
) -> int:
    """Return the sample size of each of two groups: ``observations_needed`` as a whole number.

    Definition. Raises as ``observations_needed`` does.

    >>> sample_size(0.50, 0.75, power=0.90), sample_size(0.05, 0.0525, factor=16)
    (77, 121600)
    """
    wanted = observations_needed(before, after, power=power, alpha=alpha, sd=sd, factor=factor)
    return math.ceil(wanted * (1 - 1e-12))  # 121,600.00000000001 is not one more


def trials_for_margin(
    share: float, margin: float, confidence: float = 0.95, design_effect: float = 1.0
) -> int:
    """Return the trials that estimate a proportion of about ``share`` to within ``margin``.

    Definition: the normal interval reaches ``margin`` to either side. Raises ``ValueError`` if
    ``share``, ``margin`` or ``confidence`` is not strictly between 0 and 1, or ``design_effect`` is
    not positive.

    >>> trials_for_margin(0.95, 0.01)
    1825
    """
    p, e = require.open_fraction("share", share), require.open_fraction("margin", margin)
    effect = require.positive("design_effect", design_effect)
    return math.ceil(_size(two_sided_z(confidence) ** 2 * effect, math.sqrt(p * (1 - p)), e))


def non_inferiority_sample_size(
    share: float,
    margin: float,
    *,
    power: float = 0.9,
    alpha: float = 0.025,
    continuity: bool = False,
) -> float:
    """Return the items of each of two independent samples that show non-inferiority.

    Both models are right in a ``share`` of cases. ``alpha`` is one-sided: the test passes in this
    share of studies whose second model loses the whole ``margin``. ``continuity`` adds the
    correction that makes the test exact for counts.
    Raises ``ValueError`` unless all are strictly between 0 and 1.
    Source: [schumi2011looking]

    >>> round(non_inferiority_sample_size(0.5, 0.05))
    2101
    """
    p, delta = require.open_fraction("share", share), require.open_fraction("margin", margin)
    n = _size(2 * _one_sided(power, alpha) ** 2, math.sqrt(p * (1 - p)), delta)
    if not continuity:
        return n
    return n / 4 * (1 + math.sqrt(1 + 4 / (n * delta))) ** 2


def paired_non_inferiority_sample_size(
    discordant: float, margin: float, *, power: float = 0.9, alpha: float = 0.025
) -> float:
    """Return the items that show non-inferiority if both models answer the same items.

    ``discordant`` is the share of items that exactly one of two equally good models gets right,
    which is the variance of the difference of one item. ``alpha`` is one-sided. Definition. Raises
    ``ValueError`` unless all are strictly between 0 and 1.

    >>> round(paired_non_inferiority_sample_size(0.05, 0.01))
    5254
    """
    variance = require.open_fraction("discordant", discordant)
    delta = require.open_fraction("margin", margin)
    return _size(_one_sided(power, alpha) ** 2, math.sqrt(variance), delta)


def detectable_mismatch(users: float, *, power: float = 0.8, alpha: float = 0.001) -> float:
    """Return the smallest shift of a 50:50 split that a test of its sample ratio detects.

    Definition: the minimum detectable effect, the sample size law solved for the change. Raises
    ``ValueError`` if ``users``, both groups together, is not positive, or on a ``power`` or
    ``alpha`` not strictly between 0 and 1.

    >>> round(detectable_mismatch(1_000_000), 5)
    0.00207
    """
    return sum(_two_sided(power, alpha)) * 0.5 / math.sqrt(require.positive("users", users))


def exposure_s(observations: float, requests_per_s: float, share: float) -> float:
    """Return the time in which a ``share`` of the traffic brings so many observations.

    Definition. Raises ``ValueError`` on negative observations, a rate not positive, or a share
    outside (0, 1].

    >>> exposure_s(10_000, requests_per_s=100, share=0.01)
    10000.0
    """
    require.non_negative("observations", observations)
    require.positive("share", require.fraction("share", share))
    return observations / (require.positive("requests_per_s", requests_per_s) * share)


def _size(times: float, sd: float, change: float) -> float:
    """Return ``times`` the variance over the squared change."""
    wanted = times * (sd / change) * (sd / change)
    if not 0 < wanted < math.inf:
        raise ValueError(
            f"the change must leave a size within floats' range, got {change!r} beside a deviation "
            f"of {sd!r}"
        )
    return wanted


def _two_sided(power: float, alpha: float) -> tuple[float, float]:
    """Return the normal quantiles of a two-sided significance and of the power."""
    alpha, power = _levels(power, alpha)
    return critical_z(alpha), normal_quantile(power)


def _one_sided(power: float, alpha: float) -> float:
    """Return the normal quantiles of a one-sided significance and of the power, added."""
    alpha, power = _levels(power, alpha)
    return normal_quantile(power) - normal_quantile(alpha)


def _levels(power: float, alpha: float) -> tuple[float, float]:
    alpha = _number(require.open_fraction, "alpha", alpha)
    power = _number(require.open_fraction, "power", power)
    if power <= alpha:
        raise ValueError(f"power must be above alpha, {alpha!r}, got {power!r}")
    return alpha, power


def _number(check: Callable[[str, float], float], name: str, value: float) -> float:
    """Return ``value`` as a float, so that a small integer of numpy's cannot overflow."""
    if isinstance(value, np.ndarray) and value.ndim:
        raise ValueError(f"{name} must be one number, got an array of shape {value.shape}")
    return float(check(name, value))
