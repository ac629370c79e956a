"""Tombstones: what updates leave in an index, and how often to rebuild it.

An update marks the old vector deleted and inserts the new vector beside it. Costs are in distance
computations per second, of searches and of inserts.
"""

import math

from napkinmath import require


def updates_per_vector(updates_per_s: float, interval_s: float, vectors: float) -> float:
    """Return the mean number of updates of a live vector within ``interval_s``. Definition.

    Raises ``ValueError`` if a rate or the interval is negative or ``vectors`` not positive.

    >>> updates_per_vector(100.0, 86_400.0, 10e6)
    0.864
    """
    require.non_negative("updates_per_s", updates_per_s)
    require.non_negative("interval_s", interval_s)
    return updates_per_s * interval_s / require.positive("vectors", vectors)


def tombstone_share(updates_per_vector: float) -> float:
    """Return the share of the nodes of an index that are tombstones. Definition.

    ``updates_per_vector`` counts the updates since the last rebuild, each of which leaves one
    tombstone. Raises ``ValueError`` if the count is negative.

    >>> tombstone_share(1.0), tombstone_share(0.25)
    (0.5, 0.2)
    """
    require.non_negative("updates_per_vector", updates_per_vector)
    return updates_per_vector / (1 + updates_per_vector)


def tombstone_computations_per_s(
    vectors: float,
    updates_per_s: float,
    queries_per_s: float,
    query_computations: float,
    overhead_slope: float,
    interval_s: float,
) -> float:
    """Return the distance computations per second that tombstones add to searches, on average.

    Definition: a query on a fresh index makes ``query_computations``; at equal recall it makes
    ``overhead_slope`` times as many more for each update per vector. The overhead grows linearly
    from 0 to the next rebuild after ``interval_s``, so its mean is half of its last value.
    Raises ``ValueError`` on values out of range.

    >>> tombstone_computations_per_s(10e6, 100.0, 50.0, 3000.0, 0.4, 100_000.0)
    30000.0
    """
    require.non_negative("queries_per_s", queries_per_s)
    require.positive("query_computations", query_computations)
    require.non_negative("overhead_slope", overhead_slope)
    at_rebuild = updates_per_vector(updates_per_s, interval_s, vectors)
    return queries_per_s * query_computations * overhead_slope * at_rebuild / 2


def rebuild_computations_per_s(
    vectors: float, insert_computations: float, interval_s: float
) -> float:
    """Return the distance computations per second of a rebuild every ``interval_s``. Definition.

    ``insert_computations`` is the cost of inserting one vector. Raises ``ValueError`` on values not
    positive.

    >>> rebuild_computations_per_s(10e6, 6000.0, 100_000.0)
    600000.0
    """
    require.positive("vectors", vectors)
    require.positive("insert_computations", insert_computations)
    require.positive("interval_s", interval_s)
    return vectors * insert_computations / interval_s


def maintenance_computations_per_s(
    tombstone_computations_per_s: float, rebuild_computations_per_s: float
) -> float:
    """Return the distance computations per second of tombstones and rebuilds. Definition.

    Raises ``ValueError`` if an argument is negative.

    >>> maintenance_computations_per_s(2.0, 3.0)
    5.0
    """
    require.non_negative("tombstone_computations_per_s", tombstone_computations_per_s)
    require.non_negative("rebuild_computations_per_s", rebuild_computations_per_s)
    return tombstone_computations_per_s + rebuild_computations_per_s


def best_rebuild_interval_s(
    vectors: float,
    updates_per_s: float,
    queries_per_s: float,
    query_computations: float,
    overhead_slope: float,
    insert_computations: float,
) -> float:
    """Return the rebuild interval with the lowest maintenance cost.

    Definition: the minimum of ``maintenance_computations_per_s``, where tombstones and rebuilds
    cost the same, as with checkpoints: the square root of twice the cost of a rebuild over the rate
    at which the overhead grows. Raises ``ValueError`` on values not positive.

    >>> round(best_rebuild_interval_s(10e6, 100.0, 50.0, 3000.0, 0.4, 6000.0))
    447214
    """
    require.positive("vectors", vectors)
    require.positive("updates_per_s", updates_per_s)
    require.positive("queries_per_s", queries_per_s)
    require.positive("query_computations", query_computations)
    require.positive("overhead_slope", overhead_slope)
    require.positive("insert_computations", insert_computations)
    growth = queries_per_s * query_computations * overhead_slope * updates_per_s / vectors
    return math.sqrt(2 * vectors * insert_computations / growth)


def rebuild_interval_for_recall_s(
    vectors: float, updates_per_s: float, recall_loss_per_update: float, allowed_loss: float
) -> float:
    """Return the rebuild interval that keeps recall within ``allowed_loss`` of a fresh index.

    Definition: recall falls linearly, by ``recall_loss_per_update`` for one update per vector,
    while search parameters stay as they are. Raises ``ValueError`` on values not positive.

    >>> round(rebuild_interval_for_recall_s(10e6, 100.0, 0.05, allowed_loss=0.01))
    20000
    """
    require.positive("vectors", vectors)
    require.positive("updates_per_s", updates_per_s)
    require.positive("recall_loss_per_update", recall_loss_per_update)
    require.positive("allowed_loss", allowed_loss)
    return allowed_loss / recall_loss_per_update * vectors / updates_per_s
