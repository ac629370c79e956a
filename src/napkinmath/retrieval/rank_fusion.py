"""Rank fusion: one ranking from several, by the ranks of the results or by their scores."""

import math
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from napkinmath import require

Item = TypeVar("Item", bound=Hashable)
_SCALES = ("min-max", "z-score", "none")


def reciprocal_rank_fusion(
    rankings: Iterable[Iterable[Item]], k: float = 60
) -> list[tuple[Item, float]]:
    """Return the reciprocal rank fusion (RRF) of ``rankings``: (item, score), best first.

    An item scores the sum, over the rankings that hold it, of 1 / (k + its rank), ranks from 1;
    ``k`` is the rank constant. Only the rank counts, so the rankings need no common scale. Items
    that tie keep the order in which they first appear. A ranking may be empty, and -1, which a
    search returns where it found nothing, is no item: its place stays empty.
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
            if not _is_absent(item):
                votes.setdefault(item, []).append(1 / (k + rank))
    totals = {item: math.fsum(each) for item, each in votes.items()}  # in any order the same
    return sorted(totals.items(), key=lambda pair: -pair[1])


def _is_absent(item: Any) -> bool:
    """Return whether an item is -1, which a search returns where it found nothing."""
    return isinstance(item, (int, np.integer)) and item == -1


def _rankings(rankings: Iterable[Iterable[Any]]) -> list[list[Any]]:
    lists: list[list[Any]] = []
    for ranking in _listed(rankings):
        items = _listed(ranking)
        try:
            present = [item for item in items if not _is_absent(item)]
            distinct = len(set(present))
        except TypeError:
            raise ValueError(f"rankings must hold hashable items, got {items!r}") from None
        if distinct < len(present):
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
    """Return the RRF score of an item at ``rank`` in each of ``rankings``, and in no other.

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


def consensus_rank_limit(rank: float, k: float, rankings: float = 2) -> float:
    """Return the rank up to which agreement of all ``rankings`` outscores one ranking's ``rank``.

    An item that one ranking has at ``rank`` and no other ranking holds scores 1 / (k + rank). An
    item at r in each of m rankings scores m / (k + r), which is more if r < m rank + (m - 1) k. At
    the result the two tie.
    Raises ``ValueError`` on a rank below 1, a negative ``k`` or fewer than one ranking.
    Source: [cormack2009reciprocal]

    >>> consensus_rank_limit(1, 60), consensus_rank_limit(1, 0)
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


def normalize_scores(scores: npt.ArrayLike, scale: str = "min-max") -> npt.NDArray[np.float64]:
    """Return the normalized ``scores`` (n,) of one list, on a common ``scale``.

    Definition. ``"min-max"`` maps the best score to 1 and the worst of the list to 0, ``"z-score"``
    subtracts the mean and divides by the standard deviation, ``"none"`` leaves the scores. Equal
    scores become 1 with ``"min-max"`` and 0 with ``"z-score"``.
    Raises ``ValueError`` on an empty list, scores that are not finite or an unknown scale.

    >>> normalize_scores([1, 8, 6, 11]).tolist()
    [0.0, 0.7, 0.5, 1.0]
    """
    array = require.finite_array("scores", scores, ndim=1)
    if require.one_of("scale", scale, _SCALES) == "none":
        return array
    if (array == array[0]).all():
        return np.full_like(array, 1.0 if scale == "min-max" else 0.0)
    low, high = array.min(), array.max()
    if high / 2 - low / 2 > np.finfo(np.float64).max / 2:  # scales do not depend on the unit
        array, low, high = array / 2, low / 2, high / 2
    scaled: npt.NDArray[np.float64] = (array - low) / (high - low)
    return scaled if scale == "min-max" else (scaled - scaled.mean()) / scaled.std()
