"""Cost of queries on a fleet that holds the index and serves the peak."""

import math

from napkinmath import require
from napkinmath.vector_database.capacity_plan import nodes_for_memory


def peak_utilization(
    mean_queries_per_s: float, peak_over_mean: float, node_queries_per_s: float, nodes: int
) -> float:
    """Return the utilization of ``nodes`` at the peak; above 1 the queue grows. Definition.

    ``node_queries_per_s`` is the capacity of one node. Raises ``ValueError`` on values not positive
    or a peak below the mean.

    >>> peak_utilization(1000.0, 3.0, 2000.0, 2)
    0.75
    """
    require.positive("mean_queries_per_s", mean_queries_per_s)
    if require.positive("peak_over_mean", peak_over_mean) < 1:
        raise ValueError(f"peak_over_mean must be 1 or more, got {peak_over_mean!r}")
    require.positive("node_queries_per_s", node_queries_per_s)
    return (
        mean_queries_per_s * peak_over_mean / (node_queries_per_s * require.count("nodes", nodes))
    )


def fleet_nodes(
    vectors: float,
    vector_bytes: float,
    memory_bytes: float,
    max_memory_utilization: float,
    replicas: int,
    peak_nodes: int,
) -> int:
    """Return the nodes of a fleet: shards that hold the vectors, times replicas for the peak.

    Definition: ``replicas`` is the least number of replicas; ``peak_nodes`` serve the peak
    (``queueing.servers_for_peak``). A replica is whole, so the fleet is a multiple of the shards.
    Raises ``ValueError`` on values out of range.

    >>> fleet_nodes(10e6, 3208.0, 16 * 2**30, 0.7, 2, 4)
    6
    >>> fleet_nodes(10e6, 232.0, 16 * 2**30, 0.7, 2, 4)
    4
    """
    shards = nodes_for_memory(vectors, vector_bytes, memory_bytes, max_memory_utilization)
    for_peak = math.ceil(require.count("peak_nodes", peak_nodes) / shards)
    return shards * max(require.count("replicas", replicas), for_peak)


def usd_per_million_queries(nodes: int, usd_per_hour: float, mean_queries_per_s: float) -> float:
    """Return the price of a million queries on ``nodes`` at the mean rate. Definition.

    Raises ``ValueError`` if ``nodes`` is no whole number above 0, ``usd_per_hour`` negative or the
    rate not positive.

    >>> round(usd_per_million_queries(6, 0.1632, 1000.0), 3)
    0.272
    """
    usd = require.count("nodes", nodes) * require.non_negative("usd_per_hour", usd_per_hour)
    return usd / 3600 / require.positive("mean_queries_per_s", mean_queries_per_s) * 1e6
