"""How many observations it takes to see that a share has changed, and how long they take."""

import math
from statistics import NormalDist

from napkinmath import require


def observations_needed(
    before: float, after: float, *, sensitivity: float = 0.8, significance: float = 0.05
) -> float:
    """Return the observations of each of two groups that show a share ``before`` is now ``after``.

    A two-sided test of two independent shares with their pooled variance, which sees the change in
    a share ``sensitivity`` of cases, its power, and rings for nothing in ``significance``.
    Raises ``ValueError`` on shares not strictly between 0 and 1, or ``after`` equal to ``before``.
    Source: [rcore2016power]

    >>> round(observations_needed(0.50, 0.75, sensitivity=0.90), 2)
    76.71
    """
    p, q = require.open_fraction("before", before), require.open_fraction("after", after)
    if p == q:
        raise ValueError(f"after must differ from before, got {after!r} for both")
    mean = (p + q) / 2
    z_alpha = NormalDist().inv_cdf(1 - require.open_fraction("significance", significance) / 2)
    z_beta = NormalDist().inv_cdf(require.open_fraction("sensitivity", sensitivity))
    reach = z_alpha * math.sqrt(2 * mean * (1 - mean))
    reach += z_beta * math.sqrt(p * (1 - p) + q * (1 - q))
    return (reach / (p - q)) ** 2


def sample_size(
    before: float, after: float, *, sensitivity: float = 0.8, significance: float = 0.05
) -> int:
    """Return ``observations_needed`` as a whole number.

    >>> sample_size(0.50, 0.75, sensitivity=0.90)
    77
    """
    wanted = observations_needed(before, after, sensitivity=sensitivity, significance=significance)
    return math.ceil(wanted)


def exposure_s(observations: float, requests_per_s: float, share: float) -> float:
    """Return how long a ``share`` of the traffic takes to bring so many observations.

    Raises ``ValueError`` on negative observations, a rate not positive, or a share outside (0, 1].

    >>> exposure_s(10_000, requests_per_s=100, share=0.01)
    10000.0
    """
    require.non_negative("observations", observations)
    require.positive("share", require.fraction("share", share))
    return observations / (require.positive("requests_per_s", requests_per_s) * share)
