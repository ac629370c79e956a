"""What vectors that are rewritten do to an index that keeps the old ones, and when to build anew.

A rewrite marks the old vector dead and inserts the new one beside it. ``rewrites`` counts them in
units of the live vectors: at 1 there is one dead vector to each live one.
"""

import math

from napkinmath import require


def rewrites(updates_per_s: float, interval_s: float, vectors: float) -> float:
    """Return how often a live vector was rewritten within ``interval_s``, on average.

    Raises ``ValueError`` on values out of range.

    >>> rewrites(100.0, 86_400.0, 10e6)
    0.864
    """
    require.non_negative("updates_per_s", updates_per_s)
    require.non_negative("interval_s", interval_s)
    return updates_per_s * interval_s / require.positive("vectors", vectors)


def dead_share(rewritten: float) -> float:
    """Return the share of an index that is dead after so many rewrites a live vector.

    Raises ``ValueError`` on a negative number.

    >>> dead_share(1.0), dead_share(0.25)
    (0.5, 0.2)
    """
    require.non_negative("rewritten", rewritten)
    return rewritten / (1 + rewritten)


def waste_per_s(
    vectors: float,
    updates_per_s: float,
    queries_per_s: float,
    comparisons: float,
    slope: float,
    interval_s: float,
) -> float:
    """Return the comparisons a second that dead vectors cost, on average between two rebuilds.

    A query on a fresh index makes ``comparisons``; held at equal recall it makes ``slope`` times as
    many more for each rewrite of a live vector, so the waste grows in a line from nothing.
    Raises ``ValueError`` on values out of range.

    >>> waste_per_s(10e6, 100.0, 50.0, 3000.0, 0.4, 100_000.0)
    30000.0
    """
    require.non_negative("queries_per_s", queries_per_s)
    require.positive("comparisons", comparisons)
    require.non_negative("slope", slope)
    at_the_end = rewrites(updates_per_s, interval_s, vectors)
    return queries_per_s * comparisons * slope * at_the_end / 2


def rebuild_per_s(vectors: float, insert_comparisons: float, interval_s: float) -> float:
    """Return the comparisons a second of building all ``vectors`` anew every ``interval_s``.

    Raises ``ValueError`` on values not positive.

    >>> rebuild_per_s(10e6, 6000.0, 100_000.0)
    600000.0
    """
    require.positive("vectors", vectors)
    require.positive("insert_comparisons", insert_comparisons)
    require.positive("interval_s", interval_s)
    return vectors * insert_comparisons / interval_s


def upkeep_per_s(waste_per_s: float, rebuild_per_s: float) -> float:
    """Return what dead vectors and rebuilds cost together.

    >>> upkeep_per_s(2.0, 3.0)
    5.0
    """
    require.non_negative("waste_per_s", waste_per_s)
    require.non_negative("rebuild_per_s", rebuild_per_s)
    return waste_per_s + rebuild_per_s


def best_interval_s(
    vectors: float,
    updates_per_s: float,
    queries_per_s: float,
    comparisons: float,
    slope: float,
    insert_comparisons: float,
) -> float:
    """Return the interval between rebuilds at which waste and rebuilding cost least together.

    There the two are equal, as with checkpoints: the square root of twice the cost of a rebuild
    over how fast waste grows. Raises ``ValueError`` on values not positive.

    >>> round(best_interval_s(10e6, 100.0, 50.0, 3000.0, 0.4, 6000.0))
    447214
    """
    require.positive("vectors", vectors)
    require.positive("updates_per_s", updates_per_s)
    require.positive("queries_per_s", queries_per_s)
    require.positive("comparisons", comparisons)
    require.positive("slope", slope)
    require.positive("insert_comparisons", insert_comparisons)
    growth = queries_per_s * comparisons * slope * updates_per_s / vectors
    return math.sqrt(2 * vectors * insert_comparisons / growth)


def interval_for_recall_s(
    vectors: float, updates_per_s: float, lost: float, allowed: float
) -> float:
    """Return how long an untouched index stays within ``allowed`` of its fresh recall.

    ``lost`` is the recall that goes with one rewrite of each live vector, in a line.
    Raises ``ValueError`` on values not positive.

    >>> round(interval_for_recall_s(10e6, 100.0, lost=0.05, allowed=0.01))
    20000
    """
    require.positive("vectors", vectors)
    require.positive("updates_per_s", updates_per_s)
    require.positive("lost", lost)
    require.positive("allowed", allowed)
    return allowed / lost * vectors / updates_per_s
