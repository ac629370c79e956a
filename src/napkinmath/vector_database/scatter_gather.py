"""Scatter-gather search: how many results each shard must return for the merge to be exact."""

import math
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from napkinmath import require
from napkinmath._typing import Floats
from napkinmath.vector_search._flat_scan import first_in_row
from napkinmath.vector_search.exact import Neighbors


def exact_merge_probability(k: int, shards: int, shard_k: int) -> float:
    """Return the probability that merging ``shard_k`` results of each shard is exact.

    Definition: vectors are spread over ``shards`` at random, so the true ``k`` neighbors fall into
    shards like balls into boxes, and none may hold more than ``shard_k``; each shard is searched
    exactly. Raises ``ValueError`` on counts below 1.

    >>> round(exact_merge_probability(100, 10, 20), 3)
    0.992
    """
    require.count("k", k)
    require.count("shards", shards)
    require.count("shard_k", shard_k)
    if shard_k >= k:
        return 1.0
    mean = k / shards
    one_shard = _poisson(mean, shard_k)  # Poissons of a fixed sum: multinomial
    whole = _power(one_shard, shards, k + 1)
    chance = float(whole[k] / _poisson(k, k)[k]) if len(whole) > k else 0.0
    return min(1.0, chance)


def per_shard_k(k: int, shards: int, confidence: float = 0.99) -> int:
    """Return the fewest results per shard with which a merge is exact with ``confidence``.

    Definition: the inverse of ``exact_merge_probability``. Raises ``ValueError`` on counts below 1
    or a ``confidence`` not strictly between 0 and 1.

    >>> per_shard_k(100, 10, 0.99), per_shard_k(10, 32, 0.99)
    (20, 3)
    """
    require.count("k", k)
    require.count("shards", shards)
    require.open_fraction("confidence", confidence)
    depths = range(math.ceil(k / shards), k + 1)
    return depths[
        bisect_left(depths, confidence, key=lambda depth: exact_merge_probability(k, shards, depth))
    ]


def merged_recall(k: int, shards: int, shard_k: int) -> float:
    """Return the recall@k of merging ``shard_k`` results of each shard, on average.

    Definition: the number of true neighbors in a shard is binomial; those beyond ``shard_k`` are
    lost. Raises ``ValueError`` on counts below 1.

    >>> round(merged_recall(100, 10, 10), 3), round(merged_recall(100, 10, 20), 5)
    (0.881, 0.99987)
    """
    require.count("k", k)
    require.count("shards", shards)
    require.count("shard_k", shard_k)
    if shards == 1:
        return min(1.0, shard_k / k)
    counts = np.arange(k + 1)
    logs = math.lgamma(k + 1) - np.array(
        [math.lgamma(c + 1) + math.lgamma(k - c + 1) for c in counts]
    )
    logs += counts * math.log(1 / shards) + (k - counts) * math.log(1 - 1 / shards)
    beyond = np.maximum(counts - shard_k, 0) * np.exp(logs)
    return float(1 - shards * beyond.sum() / k)


def merge_neighbors(parts: Sequence[Neighbors], k: int) -> Neighbors:
    """Return the ``k`` nearest of the results of several shards, (queries, k), ties by lower id.

    Definition. The ids of ``parts`` are those of the whole data set. If each part holds the ``k``
    nearest of its shard, the result is exact. A vector that several parts hold counts once, and -1
    stands for an absent one; where there are fewer than ``k``, -1 at an infinite distance follows.
    Raises ``ValueError`` on no part, parts of unequal rows, NaN or fewer than ``k`` candidates.

    >>> left = Neighbors(np.array([[4, 1]]), np.array([[0.1, 0.3]]))
    >>> right = Neighbors(np.array([[7, 2]]), np.array([[0.2, 0.3]]))
    >>> merge_neighbors([left, right], 3).ids
    array([[4, 7, 1]])
    """
    require.count("k", k)
    if not parts or len({len(part.ids) for part in parts}) > 1:
        raise ValueError("parts must be one or more, with as many rows each")
    ids = np.hstack([part.ids for part in parts])
    distances = np.hstack([part.distances for part in parts])
    if k > ids.shape[1]:
        raise ValueError(f"k must be at most the {ids.shape[1]} candidates, got {k}")
    if np.isnan(distances).any():
        raise ValueError("parts must hold distances, found NaN")
    order = np.lexsort((ids, distances))
    ids = np.take_along_axis(ids, order, axis=1)
    distances = np.take_along_axis(distances, order, axis=1)
    real = first_in_row(ids)
    kept = np.argsort(~real, axis=1, kind="stable")[:, :k]
    return Neighbors(
        np.take_along_axis(np.where(real, ids, -1), kept, axis=1),
        np.take_along_axis(np.where(real, distances, np.inf), kept, axis=1),
    )


def _poisson(mean: float, most: int) -> Floats:
    counts = np.arange(most + 1)
    logs = counts * math.log(mean) - mean - np.array([math.lgamma(c + 1) for c in counts])
    chances: Floats = np.exp(logs)
    return chances


def _power(series: Floats, times: int, length: int) -> Floats:
    """Convolve ``series`` with itself ``times`` times, keeping the first ``length`` terms."""
    result, square = np.ones(1), series
    while times:
        if times % 2:
            result = np.convolve(result, square)[:length]
        square, times = np.convolve(square, square)[:length], times // 2
    return result
