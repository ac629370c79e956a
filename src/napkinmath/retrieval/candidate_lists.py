"""Hybrid search over many queries at once: candidate lists, and fusion as search engines do it.

Two searches hand over the first ``window`` results of each query, with scores. ``fusion_pool``
brings the scores of each list to a common scale, as an engine does, and joins the lists.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.retrieval.candidate_pool import CandidatePool

#: What a document at or below the mean of its list scores in OpenSearch's z-score.
_OPENSEARCH_FLOOR = 0.001
#: The normalizations of ``fusion_pool``, beside ``"none"``.
NORMALIZATIONS = ("min-max", "z-score", "dbsf")


@dataclass(frozen=True, slots=True, eq=False)
class CandidateList:
    """The first results of one search, (queries, window), best first.

    ``ids`` are -1 and ``scores`` minus infinity where a query has no more results.
    """

    ids: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]

    @property
    def ranks(self) -> npt.NDArray[np.float64]:
        """The rank of each candidate, from 1; infinity where there is none."""
        places = np.arange(1.0, self.ids.shape[1] + 1)
        return np.where(self.ids < 0, np.inf, places)


def best_candidates(
    scores: npt.ArrayLike, window: int, *, least: float = -math.inf, seed: int = 0
) -> CandidateList:
    """Return the ``window`` documents of highest score for each query.

    Definition. ``scores`` (queries, documents) are those of all documents; only scores above
    ``least`` count (0 for a lexical search, where a document without a query term is no result).
    Equal scores are ordered at random by ``seed``: in the order of the index, whatever is stored
    first would win.
    Raises ``ValueError`` on scores that are no table or not finite, or a window below 1.

    >>> found = best_candidates([[0.0, 2.0, 3.0]], 2, least=0.0)
    >>> found.ids.tolist(), found.scores.tolist()
    ([[2, 1]], [[3.0, 2.0]])
    """
    table = np.asarray(scores)
    if table.ndim != 2 or not table.size or not np.isfinite(table).all():
        raise ValueError(f"scores must be a table of finite numbers, got shape {table.shape}")
    width = min(require.count("window", window), table.shape[1])
    lottery = np.random.default_rng(seed).permutation(table.shape[1])
    ids = np.full((len(table), width), -1, dtype=np.int64)
    kept = np.full(ids.shape, -np.inf)
    for query, row in enumerate(table):
        worst = max(np.partition(row, -width)[-width], least)
        rows = np.flatnonzero(row >= worst if worst > least else row > least)
        chosen = rows[np.lexsort((lottery[rows], -row[rows]))][:width]
        ids[query, : len(chosen)], kept[query, : len(chosen)] = chosen, row[chosen]
    return CandidateList(ids, kept)


def _engine_scores(
    scores: npt.ArrayLike, normalization: str = "min-max"
) -> npt.NDArray[np.float64]:
    """Return normalized scores (queries, window) of one list, minus infinity as 0.

    ``"min-max"`` maps the best of a list to 1 and its last to 0 (the normalizer ``minmax`` of
    Elasticsearch, the default of OpenSearch). ``"z-score"`` is the technique ``z_score`` of
    OpenSearch: distance from the mean in standard deviations, and 0.001 at or below the mean.
    ``"dbsf"`` is Qdrant's distribution-based score fusion: 0 and 1 are three standard deviations
    below and above the mean. A list of equal scores becomes 1, with ``"dbsf"`` 0.5. ``"none"``
    leaves scores as they are.
    Raises ``ValueError`` on NaN, infinity, or an unknown normalization.
    Source: [opensearch-zscore], [qdrant-hybrid]

    >>> _engine_scores([[11.0, 8.0, 6.0, 1.0]]).tolist()
    [[1.0, 0.7, 0.5, 0.0]]
    >>> _engine_scores([[11.0, 8.0, 6.0, 1.0]], "z-score").round(2).tolist()
    [[1.07, 0.36, 0.0, 0.0]]
    """
    require.one_of("normalization", normalization, (*NORMALIZATIONS, "none"))
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2 or np.isnan(table).any() or np.isposinf(table).any():
        raise ValueError(f"scores must be a table of numbers, got shape {table.shape}")
    held = np.isfinite(table)
    known = np.where(held, table, 0.0)
    if normalization == "none":
        return known
    count = np.maximum(held.sum(axis=1, keepdims=True), 1)
    if normalization == "min-max":
        low = np.where(held, table, np.inf).min(axis=1, keepdims=True)
        high = np.where(held, table, -np.inf).max(axis=1, keepdims=True)
        spread = np.where(high > low, high - low, 1.0)
        scaled = np.where(high > low, (known - low) / spread, 1.0)
        return np.where(held, scaled, 0.0)
    mean = known.sum(axis=1, keepdims=True) / count
    squares = np.where(held, (known - mean) ** 2, 0.0).sum(axis=1, keepdims=True)
    deviation = np.sqrt(squares / np.maximum(count - 1, 1))
    z = np.where(deviation > 0, (known - mean) / np.where(deviation > 0, deviation, 1.0), 0.0)
    if normalization == "dbsf":
        return np.where(held, 0.5 + z / 6, 0.0)
    alike = deviation == 0
    floored = np.where(alike, 1.0, np.where(z <= 0, _OPENSEARCH_FLOOR, z))
    return np.where(held, floored, 0.0)


def fusion_pool(lists: Sequence[CandidateList], normalization: str = "min-max") -> CandidatePool:
    """Return the candidates of ``lists`` as one pool, to be fused by rank or by score.

    Definition. ``normalization`` is one of ``NORMALIZATIONS``, or ``"none"``; a document that a
    list lacks scores 0 there, as in these engines. Raises ``ValueError`` if there is no list, the
    lists differ in their queries, or the normalization is unknown.

    >>> first = CandidateList(np.array([[7, 9]]), np.array([[12.0, 6.0]]))
    >>> second = CandidateList(np.array([[9, -1]]), np.array([[0.9, -np.inf]]))
    >>> both = fusion_pool([first, second])
    >>> both.ids.tolist(), both.fuse_by_rank(60).round(4).tolist()
    ([[7, 9]], [[0.0164, 0.0325]])
    >>> both.fuse_by_score([0.5, 0.5]).tolist()
    [[0.5, 0.5]]
    """
    if not lists or len({len(each.ids) for each in lists}) != 1:
        raise ValueError("lists must hold at least one, and all must answer the same queries")
    ids = np.concatenate([each.ids for each in lists], axis=1)
    order = np.argsort(ids, axis=1, kind="stable")
    ordered = np.take_along_axis(ids, order, axis=1)
    is_new = np.ones(ids.shape, dtype=bool)
    is_new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    is_new &= ordered >= 0
    places = np.cumsum(is_new, axis=1) - 1  # the column of each candidate in the pool
    width = max(int(is_new.sum(axis=1).max()), 1)
    place_of = np.empty_like(places)
    np.put_along_axis(place_of, order, places, axis=1)
    rows = np.broadcast_to(np.arange(len(ids))[:, None], ids.shape)
    pooled = np.full((len(ids), width), -1, dtype=np.int64)
    pooled[rows[ids >= 0], place_of[ids >= 0]] = ids[ids >= 0]
    ranks = np.full((len(lists), len(ids), width), np.inf)
    scaled = np.zeros(ranks.shape)
    start = 0
    for number, each in enumerate(lists):
        stop = start + each.ids.shape[1]
        held, at = each.ids >= 0, place_of[:, start:stop]
        ranks[number, rows[:, start:stop][held], at[held]] = each.ranks[held]
        values = _engine_scores(each.scores, normalization)
        scaled[number, rows[:, start:stop][held], at[held]] = values[held]
        start = stop
    return CandidatePool(pooled, ranks, scaled)


def largest_rank_constant(
    first: float, second: float, other_first: float, other_second: float
) -> float:
    """Return the rank constant k of RRF below which a document stays ahead of another.

    The document has ranks ``first`` and ``second`` in two lists, the other ``other_first`` and
    ``other_second``. 0 if the other one leads at k = 0, infinity if it leads at no k. A document
    that only one list has, at rank a, leads one that has rank r in both as long as k < r - 2a.
    Raises ``ValueError`` on a rank below 1.
    Source: Definition

    >>> round(largest_rank_constant(1, 55, 2, 7), 2), round(largest_rank_constant(1, 1e9, 40, 40))
    (1.76, 38)
    """
    require.positive("first", first)
    require.positive("second", second)
    require.positive("other_first", other_first)
    require.positive("other_second", other_second)
    best = min(first, second, other_first, other_second)
    if best < 1:
        raise ValueError(f"ranks must be 1 or more, got {best!r}")
    ours = first + second
    theirs = other_first + other_second
    # the sign of the difference of the two sums of reciprocals is that of a k^2 + b k + c
    a = theirs - ours
    b = 2 * (other_first * other_second - first * second)
    c = ours * other_first * other_second - theirs * first * second
    if c <= 0:
        return 0.0
    if a == 0:
        return -c / b if b < 0 else math.inf
    inside = b * b - 4 * a * c
    if inside < 0:
        return math.inf
    low = (-b - math.sqrt(inside)) / (2 * a)
    high = (-b + math.sqrt(inside)) / (2 * a)
    least = min(low, high)
    root = least if least > 0 else max(low, high)
    return root if root > 0 else math.inf


def won_and_lost(ours: npt.ArrayLike, theirs: npt.ArrayLike) -> tuple[float, float]:
    """Return how many queries ``ours`` answers that ``theirs`` does not, and the reverse.

    Definition. Both (queries,) are hit rates: 1, 0, or between for a tie, which counts in part.
    Raises ``ValueError`` on other shapes or values that are not finite.

    >>> won_and_lost([1, 1, 0, 0.5], [1, 0, 1, 0])
    (1.5, 1.0)
    """
    mine = require.finite_array("ours", ours, ndim=1)
    others = require.finite_array("theirs", theirs, ndim=1)
    if mine.shape != others.shape:
        raise ValueError(f"ours and theirs must hold the same queries, got {mine.shape}")
    change = mine - others
    return float(change.clip(min=0).sum()), float((-change).clip(min=0).sum())


def results_for_recall(scores: npt.ArrayLike, right: npt.ArrayLike, recall: float) -> float:
    """Return how many results must be read so that a share ``recall`` of queries see their answer.

    Definition. ``scores`` and ``right`` (queries, m) are those of ``reciprocal_ranks``; a tie
    counts as found. Infinity if too few candidates are right.
    Raises ``ValueError`` on other shapes or a share outside (0, 1).

    >>> results_for_recall([[3.0, 2.0, 1.0]] * 2, [[True, False, False], [False, False, True]], 0.9)
    3.0
    """
    table, marks = np.asarray(scores, dtype=np.float64), np.asarray(right, dtype=bool)
    if table.ndim != 2 or table.shape != marks.shape:
        raise ValueError(f"scores and right must be tables of one shape, got {table.shape}")
    require.open_fraction("recall", recall)
    own = np.where(marks, table, -np.inf).max(axis=1, keepdims=True)
    places = np.where(np.isfinite(own[:, 0]), 1.0 + (table > own).sum(axis=1), np.inf)
    return float(np.sort(places)[math.ceil(recall * len(places)) - 1])
