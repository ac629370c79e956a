"""How many observations it takes to see that a share or a mean has changed, and how long."""

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from napkinmath import require


def detection_factor(*, sensitivity: float = 0.8, significance: float = 0.05) -> float:
    """Return the "16" of the rule of thumb: observations a group, over variance / change squared.

    Twice the square of the two normal quantiles together, of a two-sided test. Raises
    ``ValueError`` on shares not strictly between 0 and 1, or a sensitivity not above the
    significance: a test that rings for nothing that often needs no data.

    >>> round(detection_factor(), 3), round(detection_factor(sensitivity=0.9), 2)
    (15.698, 21.01)
    """
    z_alpha, z_beta = _quantiles(sensitivity, significance)
    return 2 * (z_alpha + z_beta) ** 2


def observations_needed(
    before: float,
    after: float,
    *,
    sensitivity: float = 0.8,
    significance: float = 0.05,
    sd: float | None = None,
    factor: float | None = None,
) -> float:
    """Return the observations of each of two groups that show ``before`` is now ``after``.

    Without ``sd`` both are shares, of a two-sided test with their pooled variance, which sees the
    change in a share ``sensitivity`` of cases, called its power, and rings for nothing in
    ``significance``. With ``sd`` they are means of observations that scatter so. A ``factor``, such
    as 16, stands for both error rates: it is multiplied by the variance (of a share, that of
    ``before``) over the squared change. Raises ``ValueError`` on shares not strictly between 0 and
    1, an ``after`` equal to ``before``, an ``sd`` or factor not positive, a sensitivity not above
    the significance, or sizes out of the range of floats.
    Source: [rcore2016power]

    >>> round(observations_needed(0.50, 0.75, sensitivity=0.90), 2)
    76.71
    >>> round(observations_needed(3.75, 3.75 * 1.05, sd=30.0, factor=16))
    409600
    """
    z_alpha, z_beta = _quantiles(sensitivity, significance)
    check = require.open_fraction if sd is None else require.finite
    p, q = _number(check, "before", before), _number(check, "after", after)
    if p == q:
        raise ValueError(f"after must differ from before, got {after!r} for both")
    if sd is not None or factor is not None:
        spread = math.sqrt(p * (1 - p)) if sd is None else _number(require.positive, "sd", sd)
        times = 2 * (z_alpha + z_beta) ** 2
        if factor is not None:
            times = _number(require.positive, "factor", factor)
        wanted = times * (spread / (p - q)) * (spread / (p - q))
        if not 0 < wanted < math.inf:
            raise ValueError(f"sd over the change must be within floats' range, got {spread!r}")
        return wanted
    mean = (p + q) / 2
    reach = z_alpha * math.sqrt(2 * mean * (1 - mean))
    reach += z_beta * math.sqrt(p * (1 - p) + q * (1 - q))
    return (reach / (p - q)) ** 2


def sample_size(
    before: float,
    after: float,
    *,
    sensitivity: float = 0.8,
    significance: float = 0.05,
    sd: float | None = None,
    factor: float | None = None,
) -> int:
    """Return ``observations_needed`` as a whole number.

    >>> sample_size(0.50, 0.75, sensitivity=0.90), sample_size(0.05, 0.0525, factor=16)
    (77, 121600)
    """
    wanted = observations_needed(
        before, after, sensitivity=sensitivity, significance=significance, sd=sd, factor=factor
    )
    return math.ceil(wanted * (1 - 1e-12))  # 121,600.00000000001 is not one more


def exposure_s(observations: float, requests_per_s: float, share: float) -> float:
    """Return how long a ``share`` of the traffic takes to bring so many observations.

    Raises ``ValueError`` on negative observations, a rate not positive, or a share outside (0, 1].

    >>> exposure_s(10_000, requests_per_s=100, share=0.01)
    10000.0
    """
    require.non_negative("observations", observations)
    require.positive("share", require.fraction("share", share))
    return observations / (require.positive("requests_per_s", requests_per_s) * share)


def _quantiles(sensitivity: float, significance: float) -> tuple[float, float]:
    """Return how many standard errors the test and its power stand off."""
    alpha = _number(require.open_fraction, "significance", significance)
    power = _number(require.open_fraction, "sensitivity", sensitivity)
    if power <= alpha:
        raise ValueError(f"sensitivity must be above the significance {alpha!r}, got {power!r}")
    return -NormalDist().inv_cdf(alpha / 2), NormalDist().inv_cdf(power)


def _number(check: Callable[[str, float], float], name: str, value: float) -> float:
    """Return ``value`` as a float, so that a small integer of numpy's cannot overflow."""
    if isinstance(value, np.ndarray) and value.ndim:
        raise ValueError(f"{name} must be one number, got an array of shape {value.shape}")
    return float(check(name, value))
