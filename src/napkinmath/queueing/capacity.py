"""Servers for a load: whole machines that carry a peak at a target utilization, and spares."""

import math

from napkinmath import require
from napkinmath._numerics import ROUNDING


def servers_for_peak(
    mean_per_s: float,
    peak_over_mean: float,
    server_per_s: float,
    target_utilization: float,
    spares: int,
) -> int:
    """Return the fewest servers that carry the peak at no more than a target utilization.

    The peak is ``peak_over_mean`` times ``mean_per_s``; one server alone finishes ``server_per_s``.
    ``spares`` come on top, for those that fail. A ratio within a trillionth above a whole number
    counts as that number. Raises ``ValueError`` on rates that are not positive, a peak below the
    mean, a target outside (0, 1] and negative spares. Definition.

    >>> servers_for_peak(1000.0, 3.0, 2000.0, 0.6, 1)
    4
    >>> servers_for_peak(4.2, 1.0, 6.0, 0.7, 0)
    1
    """
    require.positive("mean_per_s", mean_per_s)
    if require.positive("peak_over_mean", peak_over_mean) < 1:
        raise ValueError(f"peak_over_mean must be 1 or more, got {peak_over_mean!r}")
    require.positive("server_per_s", server_per_s)
    require.positive("target_utilization", target_utilization)
    require.fraction("target_utilization", target_utilization)
    require.count("spares", spares, at_least=0)
    busy = mean_per_s * peak_over_mean / (server_per_s * target_utilization)
    return math.ceil(busy * (1 - ROUNDING)) + spares
