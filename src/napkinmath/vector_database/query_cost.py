"""What a million queries cost on machines that have to hold the index and survive the peak."""

import math

from napkinmath import require
from napkinmath.vector_database.capacity_plan import machines_for


def peak_utilisation(
    mean_per_s: float, peak_over_mean: float, machine_per_s: float, machines: int
) -> float:
    """Return how busy ``machines`` are at the peak; above 1 a queue grows until it ends.

    ``machine_per_s`` is what one serves when it does nothing else. Raises ``ValueError`` on values
    not positive or a peak below the mean.

    >>> peak_utilisation(1000.0, 3.0, 2000.0, 2)
    0.75
    """
    require.positive("mean_per_s", mean_per_s)
    if require.positive("peak_over_mean", peak_over_mean) < 1:
        raise ValueError(f"peak_over_mean must be 1 or more, got {peak_over_mean!r}")
    require.positive("machine_per_s", machine_per_s)
    return mean_per_s * peak_over_mean / (machine_per_s * require.count("machines", machines))


def fleet(
    vectors: float,
    ram_bytes: float,
    memory_bytes: float,
    fill: float,
    copies: int,
    by_peak: int,
) -> int:
    """Return the machines of a store: shards that hold it, times copies enough for the peak.

    ``by_peak`` machines serve the peak between them; a copy is whole, so the number is rounded up
    to a multiple of the shards. Raises ``ValueError`` on values out of range.

    >>> fleet(10e6, 3208.0, 16 * 2**30, 0.7, 2, 4), fleet(10e6, 232.0, 16 * 2**30, 0.7, 2, 4)
    (6, 4)
    """
    shards = machines_for(vectors, ram_bytes, memory_bytes, fill)
    wanted = math.ceil(require.count("by_peak", by_peak) / shards)
    return shards * max(require.count("copies", copies), wanted)


def usd_per_million(machines: int, usd_per_hour: float, mean_per_s: float) -> float:
    """Return what a million queries cost if ``machines`` serve ``mean_per_s`` on average.

    Raises ``ValueError`` on no machine, a negative rent or a rate not positive.

    >>> round(usd_per_million(6, 0.1632, 1000.0), 3)
    0.272
    """
    rent = require.count("machines", machines) * require.non_negative("usd_per_hour", usd_per_hour)
    return rent / 3600 / require.positive("mean_per_s", mean_per_s) * 1e6
