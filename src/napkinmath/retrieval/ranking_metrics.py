"""Quality of a ranked list: reciprocal rank, average precision, discounted gain, and differences.

``gains`` are what the results at ranks 1, 2, 3 ... are worth, 0 for a wrong one. Where only right
and wrong count, they are 1 and 0.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from napkinmath import require

_DISCOUNTS = ("log2(rank + 1)", "log2(rank)")


def _gains(name: str, value: npt.ArrayLike) -> npt.NDArray[np.float64]:
    array = np.asarray(value)
    if array.ndim == 1 and array.size == 0:
        return np.zeros(0)
    checked = require.finite_array(name, value, ndim=1)
    if checked.min() < 0:
        raise ValueError(f"{name} must not be negative, got {float(checked.min())!r}")
    return checked


def dcg_at_k(gains: npt.ArrayLike, k: int, *, discount: str = "log2(rank + 1)") -> float:
    """Return the discounted cumulative gain of the first ``k`` results.

    ``discount`` is what a gain is divided by. ``"log2(rank + 1)"`` is what libraries compute. With
    ``"log2(rank)"``, as the measure was first published, ranks 1 and 2 are both undiscounted.
    Fewer than ``k`` results count as if nothing followed.
    Raises ``ValueError`` on negative gains, ``k`` below 1 or an unknown discount.
    Source: [jarvelin2002cumulated]

    >>> round(dcg_at_k([3, 2, 3, 0, 1, 2], 6), 3)
    6.861
    """
    kept = _gains("gains", gains)[: require.count("k", k)]
    ranks = np.arange(1, len(kept) + 1)
    if require.one_of("discount", discount, _DISCOUNTS) == "log2(rank)":
        return float((kept / np.maximum(1, np.log2(ranks))).sum())
    return float((kept / np.log2(ranks + 1)).sum())


def ndcg_at_k(
    gains: npt.ArrayLike,
    k: int,
    *,
    ideal_gains: npt.ArrayLike | None = None,
    discount: str = "log2(rank + 1)",
) -> float:
    """Return the discounted gain of the first ``k`` results over that of the best possible order.

    ``ideal_gains`` are those of all judged documents, in any order; without them the best order is
    that of ``gains``, which hides every right answer that the list does not hold. 0 if nothing is
    worth anything.
    Raises ``ValueError`` as ``dcg_at_k`` does, and if the ideal is worth less than the list.
    Source: [jarvelin2002cumulated]

    >>> round(ndcg_at_k([3, 2, 3, 0, 1, 2], 6), 3)
    0.961
    >>> round(ndcg_at_k([3, 2, 3, 0, 1, 2], 6, ideal_gains=[3, 3, 3, 2, 2, 2, 1, 0]), 3)
    0.785
    """
    reached = dcg_at_k(gains, k, discount=discount)
    pool = _gains("ideal_gains", gains if ideal_gains is None else ideal_gains)
    best = dcg_at_k(np.sort(pool)[::-1], k, discount=discount)
    if reached > best * (1 + 1e-12):
        raise ValueError(f"ideal_gains must be worth {reached!r} or more at {k}, got {best!r}")
    return reached / best if best > 0 else 0.0


def reciprocal_rank(gains: npt.ArrayLike, k: int | None = None) -> float:
    """Return one over the rank of the first result worth anything, 0 if there is none in ``k``.

    Raises ``ValueError`` on negative gains or ``k`` below 1.

    >>> reciprocal_rank([0, 0, 1]), reciprocal_rank([0, 0, 1], k=2)
    (0.333..., 0.0)
    """
    kept = _gains("gains", gains)
    right = np.flatnonzero(kept if k is None else kept[: require.count("k", k)])
    return 1 / (1 + int(right[0])) if len(right) else 0.0


def mean_reciprocal_rank(rows: npt.ArrayLike, k: int | None = None) -> float:
    """Return the mean of ``reciprocal_rank`` over queries; ``rows`` (queries, ranks) are gains.

    Raises ``ValueError`` on an empty table, negative gains or ``k`` below 1.

    >>> round(mean_reciprocal_rank([[0, 0, 1], [0, 1, 0], [1, 0, 0]]), 2)
    0.61
    """
    table = require.finite_array("rows", rows, ndim=2)
    return float(np.mean([reciprocal_rank(row, k) for row in table]))


def reciprocal_ranks(
    scores: npt.ArrayLike, right: npt.ArrayLike, k: int
) -> npt.NDArray[np.float64]:
    """Return the reciprocal rank of each query's right answer among its scored candidates, (q,).

    ``scores`` (q, m) rank the candidates, minus infinity for none; ``right`` (q, m) marks at most
    one a query. 0 if no candidate is right, or it stands below ``k``. Candidates of equal score
    share their places: the value is the mean over the orders in which they may stand.
    Raises ``ValueError`` on other shapes, NaN, two right answers to a query or ``k`` below 1.

    >>> reciprocal_ranks([[3.0, 2.0], [1.0, 1.0]], [[False, True], [True, False]], 10).tolist()
    [0.5, 0.75]
    """
    return _mean_over_places(scores, right, 1 / np.arange(1, require.count("k", k) + 1))


def hit_rates(scores: npt.ArrayLike, right: npt.ArrayLike, k: int) -> npt.NDArray[np.float64]:
    """Return whether each query's right answer is among its first ``k``, (q,): 1, 0, or between.

    Arguments are those of ``reciprocal_ranks``. Between are those whose answer ties with others
    across place ``k``: the chance that it stands before it.
    Raises ``ValueError`` as ``reciprocal_ranks`` does.

    >>> hit_rates([[3.0, 2.0], [1.0, 1.0]], [[False, True], [True, False]], 1).tolist()
    [0.0, 0.5]
    """
    return _mean_over_places(scores, right, np.ones(require.count("k", k)))


def _mean_over_places(
    scores: npt.ArrayLike, right: npt.ArrayLike, worth: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return what the places that the right answer may take are worth in the mean, (q,)."""
    table, marks = np.asarray(scores, dtype=np.float64), np.asarray(right, dtype=bool)
    if table.ndim != 2 or table.shape != marks.shape or np.isnan(table).any():
        raise ValueError(f"scores and right must be tables of one shape, got {table.shape}")
    if marks.sum(axis=1).max() > 1:
        raise ValueError("right must mark at most one candidate a query")
    own = np.where(marks, table, -np.inf).max(axis=1, keepdims=True)
    better, equal = (table > own).sum(axis=1), (table == own).sum(axis=1)
    total = np.concatenate([[0.0], worth.cumsum()])
    found = total[np.minimum(better + equal, len(worth))] - total[np.minimum(better, len(worth))]
    mean: npt.NDArray[np.float64] = found / np.maximum(equal, 1)
    return np.where(np.isfinite(own[:, 0]), mean, 0.0)


def average_precision(gains: npt.ArrayLike, relevant: int | None = None) -> float:
    """Return the mean, over right answers, of the precision at the rank where each is found.

    ``relevant`` is how many right answers exist; those that the list does not hold add 0. Without
    it only those in the list count. 0 if there is none.
    Raises ``ValueError`` on negative gains or if ``relevant`` is fewer than the list holds.

    >>> average_precision([1, 0, 1]), average_precision([1, 0, 1], relevant=4)
    (0.833..., 0.416...)
    """
    right = np.flatnonzero(_gains("gains", gains)) + 1
    total = require.count("relevant", len(right) if relevant is None else relevant, at_least=0)
    if total < len(right):
        raise ValueError(f"relevant must be {len(right)} or more, got {relevant!r}")
    return float((np.arange(1, len(right) + 1) / right).sum() / total) if total else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean difference between two systems on the same queries, and its confidence interval."""

    mean: float
    low: float
    high: float


def paired_difference(
    ours: npt.ArrayLike, theirs: npt.ArrayLike, confidence: float = 0.95
) -> Difference:
    """Return how much better ``ours`` is than ``theirs``, query by query, with its interval.

    Both (queries,) hold a score of each query, in the same order. Pairing removes what makes a
    query hard for both, so the interval is far narrower than that of either mean. It is a normal
    one: have thirty queries or more.
    Raises ``ValueError`` on other shapes, fewer than two queries, or a confidence outside (0, 1).

    >>> paired_difference([1, 0.5, 1, 0], [0.5, 0.5, 1, 0])
    Difference(mean=0.125, low=-0.11..., high=0.36...)
    """
    ours, theirs = (
        require.finite_array(name, value, ndim=1)
        for name, value in (("ours", ours), ("theirs", theirs))
    )
    if ours.shape != theirs.shape or len(ours) < 2:
        raise ValueError(
            f"ours and theirs must hold the same two or more queries, got {len(ours)} "
            f"and {len(theirs)}"
        )
    z = NormalDist().inv_cdf(0.5 + require.open_fraction("confidence", confidence) / 2)
    each = ours - theirs
    reach = z * float(each.std(ddof=1)) / math.sqrt(len(each))
    mean = float(each.mean())
    return Difference(mean, mean - reach, mean + reach)
