"""One ranking from several: by the ranks of the results, or by their scores."""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from napkinmath import require

Item = TypeVar("Item", bound=Hashable)
_SCALES = ("min-max", "z-score", "none")


def reciprocal_rank_fusion(
    rankings: Iterable[Iterable[Item]], k: float = 60
) -> list[tuple[Item, float]]:
    """Fuse ``rankings``, each best first, by reciprocal ranks: (item, score), best first.

    An item scores the sum, over the rankings that hold it, of 1 / (k + its rank), ranks from 1.
    Only the rank counts, so the rankings need no common scale. Items that tie stand in the order in
    which they first appear. A ranking may be empty.
    Raises ``ValueError`` if there is no ranking, one is no list or holds an item twice, or ``k`` is
    negative or not finite.
    Source: [cormack2009reciprocal]

    >>> fused = reciprocal_rank_fusion([["a", "b", "c"], ["c", "b"]], k=60)
    >>> [(item, round(score, 6)) for item, score in fused]
    [('c', 0.032266), ('b', 0.032258), ('a', 0.016393)]
    """
    k = float(require.non_negative("k", k))
    votes: dict[Item, list[float]] = {}
    for ranking in _rankings(rankings):
        for rank, item in enumerate(ranking, start=1):
            votes.setdefault(item, []).append(1 / (k + rank))
    totals = {item: math.fsum(each) for item, each in votes.items()}  # in any order the same
    return sorted(totals.items(), key=lambda pair: -pair[1])


def _rankings(rankings: Iterable[Iterable[Any]]) -> list[list[Any]]:
    lists: list[list[Any]] = []
    for ranking in _listed(rankings):
        items = _listed(ranking)
        try:
            distinct = len(set(items))
        except TypeError:
            raise ValueError(f"rankings must hold hashable items, got {items!r}") from None
        if distinct < len(items):
            raise ValueError(f"rankings must hold an item once each, got one twice in {items!r}")
        lists.append(items)
    if not lists:
        raise ValueError("rankings must hold at least one ranking, got none")
    return lists


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        raise ValueError(f"rankings must be lists of items, got the string {value!r}")
    if isinstance(value, Mapping) or not isinstance(value, Iterable):
        raise ValueError(f"rankings must be lists of items, got {value!r}")
    return value.tolist() if isinstance(value, np.ndarray) else list(value)


def reciprocal_rank_score(rank: float, k: float, rankings: float = 1) -> float:
    """Return the fused score of what stands at ``rank`` in each of ``rankings``, and in no other.

    Raises ``ValueError`` on a rank below 1, a negative ``k`` or fewer than one ranking.
    Source: [cormack2009reciprocal]

    >>> round(reciprocal_rank_score(1, 60), 4), round(reciprocal_rank_score(40, 60, 2), 4)
    (0.0164, 0.02)
    """
    require.non_negative("k", k)
    require.positive("rank", rank)
    require.positive("rankings", rankings)
    if rank < 1:
        raise ValueError(f"rank must be 1 or more, got {rank!r}")
    if rankings < 1:
        raise ValueError(f"rankings must be 1 or more, got {rankings!r}")
    return rankings / (k + rank)


def outvoted_up_to(rank: float, k: float, rankings: float = 2) -> float:
    """Return the rank below which all ``rankings`` together outvote one that gives ``rank``.

    An item that one ranking has at ``rank`` and no other has at all scores 1 / (k + rank). An item
    that stands at r in each of m rankings scores m / (k + r), which is more if r < m rank + (m - 1)
    k. At the result the two tie.
    Raises ``ValueError`` on a rank below 1, a negative ``k`` or fewer than one ranking.
    Source: [cormack2009reciprocal]

    >>> outvoted_up_to(1, 60), outvoted_up_to(1, 0)
    (62, 2)
    """
    require.non_negative("k", k)
    require.positive("rank", rank)
    require.positive("rankings", rankings)
    if rank < 1:
        raise ValueError(f"rank must be 1 or more, got {rank!r}")
    if rankings < 1:
        raise ValueError(f"rankings must be 1 or more, got {rankings!r}")
    return rankings * rank + (rankings - 1) * k


def normalized(scores: npt.ArrayLike, scale: str = "min-max") -> npt.NDArray[np.float64]:
    """Return ``scores`` (n,) of one list on a common scale.

    ``"min-max"`` sends the best to 1 and the worst of the list to 0, ``"z-score"`` subtracts the
    mean and divides by the standard deviation, ``"none"`` leaves them. Where all are equal, they
    become 1 and 0 in turn.
    Raises ``ValueError`` on an empty list, scores that are not finite or an unknown scale.

    >>> normalized([1, 8, 6, 11]).tolist()
    [0.0, 0.7, 0.5, 1.0]
    """
    array = require.finite_array("scores", scores, ndim=1)
    if require.one_of("scale", scale, _SCALES) == "none":
        return array
    spread = np.ptp(array)
    if spread == 0:
        return np.full_like(array, 1.0 if scale == "min-max" else 0.0)
    scaled: npt.NDArray[np.float64] = (array - array.min()) / spread
    return scaled if scale == "min-max" else (scaled - scaled.mean()) / scaled.std()


def convex_combination(
    first: Mapping[Item, float],
    second: Mapping[Item, float],
    weight: float,
    scale: str = "min-max",
) -> list[tuple[Item, float]]:
    """Fuse two lists by their scores: (item, score), best first.

    Each list maps items to scores, higher is better. An item scores ``weight`` times its normalised
    score in ``second`` plus one less ``weight`` times that in ``first``. In a list that does not
    hold it, it counts as 0, with ``"z-score"`` as that list's last. Ties stand in the order of
    appearance. An empty list adds nothing.
    Raises ``ValueError`` on a weight outside [0, 1], lists that are no mappings or both empty, or
    what ``normalized`` refuses.
    Source: [bruch2023analysis]

    >>> fused = convex_combination({"a": 12.0, "b": 6.0}, {"b": 0.9, "c": 0.4}, weight=0.75)
    >>> fused
    [('b', 0.75), ('a', 0.25), ('c', 0.0)]
    """
    require.fraction("weight", weight)
    require.one_of("scale", scale, _SCALES)
    if not (isinstance(first, Mapping) and isinstance(second, Mapping)):
        raise ValueError("first and second must map items to scores")
    if not first and not second:
        raise ValueError("first and second must not both be empty")
    totals: dict[Item, float] = dict.fromkeys([*first, *second], 0.0)
    for scores, share in ((first, 1 - weight), (second, weight)):
        if not scores:
            continue
        scaled = dict(zip(scores, normalized(list(scores.values()), scale).tolist(), strict=True))
        missing = min(scaled.values()) if scale == "z-score" else 0.0
        for item in totals:
            totals[item] += share * scaled.get(item, missing)
    return sorted(totals.items(), key=lambda pair: -pair[1])


def union_coverage(rankings: Sequence[Iterable[Item]], right: Item, k: int) -> bool:
    """Say whether any of ``rankings`` has the ``right`` item among its first ``k``.

    It is what a fusion could reach that always knew which ranking to believe.
    Raises ``ValueError`` if there is no ranking, or ``k`` is below 1.

    >>> union_coverage([["a", "b"], ["c"]], "b", 1), union_coverage([["a", "b"], ["c"]], "c", 1)
    (False, True)
    """
    limit = require.count("k", k)
    return any(right in ranking[:limit] for ranking in _rankings(rankings))


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The candidates of several lists for many queries at once, to fuse them all in one step.

    ``ids`` (queries, m) are the candidates of a query, -1 where there are no more. ``ranks``
    (lists, queries, m) say where each list has them, infinity where it does not. ``scaled``
    (lists, queries, m) are the scores on a common scale.
    """

    ids: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.float64]
    scaled: npt.NDArray[np.float64]

    def by_rank(
        self, k: float, window: int | None = None, *, weights: npt.ArrayLike | None = None
    ) -> npt.NDArray[np.float64]:
        """Return the fused scores by reciprocal ranks, (queries, m); -inf where there is no one.

        Only the first ``window`` of each list count, all if it is None. ``weights`` (lists,) say
        what the vote of each list is worth, 1 each if None.
        Raises ``ValueError`` on a negative ``k``, a window below 1, or weights as ``by_score``.
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

    def by_score(self, weights: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the weighted sums of the scaled scores, (queries, m); -inf where there is no one.

        ``weights`` (lists,) say how much each list counts. Raises ``ValueError`` unless there is
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


def pool(lists: Sequence[Sequence[Sequence[tuple[int, float]]]], scale: str = "min-max") -> Pool:
    """Return the candidates of ``lists``: for each list and query (item, score), best first.

    ``scale`` is that of ``normalized``; what a list lacks counts as in ``convex_combination``.
    Raises ``ValueError`` if there is no list or no query, lists differ in their queries, a query
    has no candidate at all, an item is negative or stands twice, or the scale is unknown.

    >>> both = pool([[[(7, 12.0), (9, 6.0)]], [[(9, 0.9)]]])
    >>> both.ids.tolist(), both.by_rank(60).round(4).tolist()
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
        items = dict.fromkeys(item for ranking in ranked for item in ranking)
        if not items or min(items) < 0:
            raise ValueError(f"query {query} must have candidates, all of 0 or more")
        places.append({item: place for place, item in enumerate(items)})
    shape = (len(lists), count, max(map(len, places)))
    ids = np.full(shape[1:], -1, dtype=np.int64)
    ranks, scaled = np.full(shape, np.inf), np.zeros(shape)
    for query, place in enumerate(places):
        ids[query, : len(place)] = list(place)
        for number, each in enumerate(lists):
            if each[query]:
                columns = [place[item] for item, _ in each[query]]
                ranks[number, query, columns] = np.arange(1, len(columns) + 1)
                values = normalized([score for _, score in each[query]], scale)
                scaled[number, query] = values.min() if scale == "z-score" else 0.0
                scaled[number, query, columns] = values
    return Pool(ids, ranks, scaled)
