"""Candidate pools: the candidates of several result lists for many queries, fused in one step."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.retrieval.rank_fusion import _SCALES, _is_absent, _rankings, normalize_scores


@dataclass(frozen=True, slots=True, eq=False)
class CandidatePool:
    """The candidates of several result lists for many queries, to fuse them all in one step.

    ``ids`` (queries, m) are the candidates of a query, -1 where there are no more. ``ranks``
    (lists, queries, m) are their ranks in each list, infinity where the list lacks them. ``scaled``
    (lists, queries, m) are the normalized scores.
    """

    ids: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.float64]
    scaled: npt.NDArray[np.float64]

    def fuse_by_rank(
        self, k: float, window: int | None = None, *, weights: npt.ArrayLike | None = None
    ) -> npt.NDArray[np.float64]:
        """Return the RRF scores, (queries, m); -inf where there is no candidate.

        Only the first ``window`` of each list count, all if it is None. ``weights`` (lists,) are
        the weights of the lists, 1 each if None.
        Raises ``ValueError`` on a negative ``k``, a window below 1, or weights as
        ``fuse_by_score``.
        Source: [cormack2009reciprocal]
        """
        k = float(require.non_negative("k", k))
        deepest = np.inf if window is None else require.count("window", window)
        ranks = np.where(self.ranks <= deepest, self.ranks, np.inf)
        shares = self._shares(np.ones(len(ranks)) if weights is None else weights)
        votes = shares[:, None, None] / (k + ranks)
        fused = np.sort(votes, axis=0).sum(axis=0)  # sorted, so that equal votes tie exactly
        absent = (self.ids < 0) | np.isinf(ranks).all(axis=0)
        return np.where(absent, -np.inf, fused)

    def fuse_by_score(self, weights: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the convex combinations of scores, (queries, m); -inf where there is no candidate.

        ``weights`` (lists,) are the weights of the lists. Raises ``ValueError`` unless there is
        one of 0 or more for each list.
        Source: [bruch2023analysis]
        """
        fused = np.tensordot(self._shares(weights), self.scaled, axes=1)
        return np.where(self.ids < 0, -np.inf, fused)

    def _shares(self, weights: npt.ArrayLike) -> npt.NDArray[np.float64]:
        shares = require.finite_array("weights", weights, ndim=1)
        if len(shares) != len(self.ranks) or shares.min() < 0:
            raise ValueError(
                f"weights must be {len(self.ranks)} numbers of 0 or more, got {shares}"
            )
        return shares


def pool_candidates(
    lists: Sequence[Sequence[Sequence[tuple[int, float]]]], scale: str = "min-max"
) -> CandidatePool:
    """Return the candidates of ``lists``: for each list and query (item, score), best first.

    Definition. ``scale`` is that of ``normalize_scores``; a candidate that a list lacks scores 0,
    with ``"z-score"`` the least score of this list. An item of -1, which a search returns where it
    found nothing, is no candidate. Raises ``ValueError`` if there is no list or no query, lists
    differ in their queries, a query has no candidate at all, another item is negative or occurs
    twice, or the scale is unknown.

    >>> both = pool_candidates([[[(7, 12.0), (9, 6.0)]], [[(9, 0.9)]]])
    >>> both.ids.tolist(), both.fuse_by_rank(60).round(4).tolist()
    ([[7, 9]], [[0.0164, 0.0325]])
    """
    require.one_of("scale", scale, _SCALES)
    queries = {len(each) for each in lists}
    if len(queries) != 1 or 0 in queries:
        raise ValueError(f"lists must answer the same queries, got {sorted(queries)} of them")
    (count,) = queries
    places: list[dict[int, int]] = []
    for query in range(count):
        ranked = _rankings([[item for item, _ in each[query]] for each in lists])
        found = (item for ranking in ranked for item in ranking if not _is_absent(item))
        items = dict.fromkeys(found)
        if not items or min(items) < 0:
            raise ValueError(f"query {query} must have candidates, all of 0 or more")
        places.append({item: place for place, item in enumerate(items)})
    shape = (len(lists), count, max(map(len, places)))
    ids = np.full(shape[1:], -1, dtype=np.int64)
    ranks, scaled = np.full(shape, np.inf), np.zeros(shape)
    for query, place in enumerate(places):
        ids[query, : len(place)] = list(place)
        for number, each in enumerate(lists):
            present = [
                (rank, place[item], score)
                for rank, (item, score) in enumerate(each[query], start=1)
                if not _is_absent(item)
            ]
            if present:
                at, columns, scores = map(list, zip(*present, strict=True))
                ranks[number, query, columns] = at
                values = normalize_scores(scores, scale)
                scaled[number, query] = values.min() if scale == "z-score" else 0.0
                scaled[number, query, columns] = values
    return CandidatePool(ids, ranks, scaled)
