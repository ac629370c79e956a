"""Query planning under a filter: over-fetching, and a scan or a graph search of the matches.

``selectivity`` is the share of vectors that match the filter: of all vectors, or of those near a
query. A plan is priced in distance computations.
"""

import math
from bisect import bisect_left

from napkinmath import require


def expected_matches(fetched: int, selectivity: float) -> float:
    """Return the expected number of matches among ``fetched`` results. Definition.

    Raises ``ValueError`` if ``fetched`` is no whole number above 0 or ``selectivity`` not in
    [0, 1].

    >>> expected_matches(40, 0.1)
    4.0
    """
    return require.count("fetched", fetched) * float(require.fraction("selectivity", selectivity))


def k_matches_probability(fetched: int, selectivity: float, k: int) -> float:
    """Return the probability that post-filtering ``fetched`` results leaves ``k`` or more.

    Definition: results match independently, so matches are binomial. Matches that come in clusters
    make fewer than k results likelier.
    Raises ``ValueError`` if a count is no whole number above 0 or ``selectivity`` not in [0, 1].

    >>> round(k_matches_probability(40, 0.1, 10), 4)
    0.0051
    """
    fetched = require.count("fetched", fetched)
    k = require.count("k", k)
    require.fraction("selectivity", selectivity)
    if fetched < k or selectivity == 0:
        return 0.0
    if selectivity == 1:
        return 1.0
    log_odds = math.log(selectivity) - math.log1p(-selectivity)
    log_term = fetched * math.log1p(-selectivity)  # of exactly 0 matches, then 1, 2 ...
    rare = k > fetched * selectivity  # then k or more are summed, else fewer: no digits cancel
    total = 0.0 if rare else math.exp(log_term)
    for i in range(1, fetched + 1 if rare else k):
        log_term = log_term + math.log((fetched - i + 1) / i) + log_odds
        if not rare or i >= k:
            total = total + math.exp(log_term)
        if rare and i >= k and math.exp(log_term) <= 1e-17 * total:
            break
    return min(1.0, total) if rare else max(0.0, 1 - total)


def overfetch_size(k: int, selectivity: float, probability: float) -> int:
    """Return the fewest results to fetch so that ``k`` match with ``probability``.

    Definition: the inverse of ``k_matches_probability``.
    Raises ``ValueError`` if ``k`` is no whole number above 0, ``selectivity`` not in (0, 1], or
    ``probability`` not strictly between 0 and 1.

    >>> overfetch_size(10, 0.1, 0.99), overfetch_size(10, 0.01, 0.99)  # not 100 and 1,000
    (183, 1874)
    """
    k = require.count("k", k)
    require.positive("selectivity", selectivity)
    require.fraction("selectivity", selectivity)
    require.open_fraction("probability", probability)
    most = k
    while k_matches_probability(most, selectivity, k) < probability:
        most *= 2
    sizes = range(k, most + 1)
    place = bisect_left(
        sizes, probability, key=lambda size: k_matches_probability(size, selectivity, k)
    )
    return sizes[place]


def scan_distance_computations(vectors: float, selectivity: float) -> float:
    """Return the distance computations of a scan of the matches alone: all of them. Definition.

    Raises ``ValueError`` if ``vectors`` is not positive or ``selectivity`` not in [0, 1].

    >>> scan_distance_computations(20_000, 0.02)
    400.0
    """
    return float(
        require.positive("vectors", vectors) * require.fraction("selectivity", selectivity)
    )


def graph_distance_computations(
    selectivity: float, unfiltered_computations: float, growth_exponent: float
) -> float:
    """Return the distance computations of a filtered graph search at equal recall.

    Definition: a power law, ``unfiltered_computations`` / ``selectivity`` ** ``growth_exponent``,
    whose value at selectivity 1 is ``unfiltered_computations``. Raises ``ValueError`` if
    ``selectivity`` is not in (0, 1], ``unfiltered_computations`` not positive or
    ``growth_exponent`` negative.

    >>> graph_distance_computations(0.25, 500.0, 0.5)
    1000.0
    """
    require.positive("selectivity", selectivity)
    require.fraction("selectivity", selectivity)
    require.non_negative("growth_exponent", growth_exponent)
    require.positive("unfiltered_computations", unfiltered_computations)
    return unfiltered_computations / float(selectivity**growth_exponent)


def weighted_graph_computations(
    vectors: float,
    selectivity: float,
    unfiltered_computations: float,
    growth_exponent: float,
    random_access_factor: float,
) -> float:
    """Return the cost of a filtered graph search, in distance computations of a scan.

    Definition: ``graph_distance_computations``, at most ``vectors``, times
    ``random_access_factor``, the cost of a distance computation in a graph search, which reads
    memory at random, over that in a scan, which reads in order. Raises ``ValueError`` as
    ``graph_distance_computations`` does, and if ``vectors`` or ``random_access_factor`` is not
    positive.

    >>> weighted_graph_computations(20_000, 0.25, 500.0, 0.5, 2.0)
    2000.0
    >>> weighted_graph_computations(800, 0.25, 500.0, 0.5, 2.0)
    1600.0
    """
    computations = graph_distance_computations(
        selectivity, unfiltered_computations, growth_exponent
    )
    most = float(require.positive("vectors", vectors))
    return min(computations, most) * require.positive("random_access_factor", random_access_factor)


def crossover_matches(
    vectors: float,
    unfiltered_computations: float,
    growth_exponent: float,
    random_access_factor: float,
) -> float:
    """Return the number of matches at which a scan of the matches costs as much as a graph search.

    Definition: with fewer matches, scan. The selectivity s solves ``vectors`` * s =
    ``weighted_graph_computations``; where even the scan of everything is cheaper, all ``vectors``
    are returned. Raises ``ValueError`` on values not positive, or a negative ``growth_exponent``.

    >>> round(crossover_matches(20_000, 500.0, 0.5, 1.0))
    1710
    """
    require.positive("vectors", vectors)
    require.non_negative("growth_exponent", growth_exponent)
    require.positive("random_access_factor", random_access_factor)
    require.positive("unfiltered_computations", unfiltered_computations)
    ratio = random_access_factor * unfiltered_computations / vectors
    return float(vectors * min(1.0, ratio ** (1 / (1 + growth_exponent))))
