"""Ranking metrics: NDCG, reciprocal rank, hit rate, average precision, and paired differences.

``gains`` are the relevance of the results at ranks 1, 2, 3 ..., 0 for an irrelevant result. Where
relevance is binary, they are 1 and 0.
"""

import math

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.intervals import MeanDifference
from napkinmath.stats.normal import two_sided_z

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
    """Return the discounted cumulative gain (DCG) of the first ``k`` results.

    A gain is divided by its ``discount``. ``"log2(rank + 1)"`` is what libraries compute. With
    ``"log2(rank)"``, as the measure was first published, ranks 1 and 2 are both undiscounted.
    Missing results have a gain of 0.
    Raises ``ValueError`` on negative gains, ``k`` below 1, an unknown discount, and gains whose sum
    is out of the range of floats.
    Source: [jarvelin2002cumulated]

    >>> round(dcg_at_k([3, 2, 3, 0, 1, 2], 6), 3)
    6.861
    """
    kept = _gains("gains", gains)[: require.count("k", k)]
    ranks = np.arange(1, len(kept) + 1)
    if require.one_of("discount", discount, _DISCOUNTS) == "log2(rank)":
        discounted = kept / np.maximum(1, np.log2(ranks))
    else:
        discounted = kept / np.log2(ranks + 1)
    with np.errstate(over="ignore"):
        return require.finite("the sum of discounted gains", float(discounted.sum()))


def ndcg_at_k(
    gains: npt.ArrayLike,
    k: int,
    *,
    ideal_gains: npt.ArrayLike | None = None,
    discount: str = "log2(rank + 1)",
) -> float:
    """Return the normalized DCG of the first ``k`` results: over that of the ideal order.

    ``ideal_gains`` are those of all judged documents, in any order; without them the ideal order is
    that of ``gains``, which hides every relevant document that the list lacks. 0 if no gain is
    above 0.
    Raises ``ValueError`` on negative gains, ``k`` below 1, an unknown discount, and an ideal that
    gains less than the list.
    Source: [jarvelin2002cumulated]

    >>> round(ndcg_at_k([3, 2, 3, 0, 1, 2], 6), 3)
    0.961
    >>> round(ndcg_at_k([3, 2, 3, 0, 1, 2], 6, ideal_gains=[3, 3, 3, 2, 2, 2, 1, 0]), 3)
    0.785
    """
    found = _gains("gains", gains)
    judged = found if ideal_gains is None else _gains("ideal_gains", ideal_gains)
    unit = max(found.max(initial=0.0), judged.max(initial=0.0)) or 1.0  # sums stay in range
    reached = dcg_at_k(found / unit, k, discount=discount)
    best = dcg_at_k(np.sort(judged / unit)[::-1], k, discount=discount)
    if reached > best * (1 + 1e-12):
        raise ValueError(
            f"ideal_gains must gain as much as gains at {k}, got {best / reached:.6g} of it"
        )
    return reached / best if best > 0 else 0.0


def _reciprocal_rank(gains: npt.ArrayLike, k: int | None = None) -> float:
    """Return one over the rank of the first relevant result, 0 if there is none in ``k``."""
    kept = _gains("gains", gains)
    right = np.flatnonzero(kept if k is None else kept[: require.count("k", k)])
    return 1 / (1 + int(right[0])) if len(right) else 0.0


def mean_reciprocal_rank(rows: npt.ArrayLike, k: int | None = None) -> float:
    """Return the mean reciprocal rank (MRR) of queries; ``rows`` (queries, ranks) are gains.

    Definition: the mean of one over the rank of the first relevant result, 0 without one in ``k``.
    Raises ``ValueError`` on an empty table, negative gains or ``k`` below 1.

    >>> round(mean_reciprocal_rank([[0, 0, 1], [0, 1, 0], [1, 0, 0]]), 2)
    0.61
    """
    table = require.finite_array("rows", rows, ndim=2)
    return float(np.mean([_reciprocal_rank(row, k) for row in table]))


def reciprocal_ranks(
    scores: npt.ArrayLike, relevant: npt.ArrayLike, k: int
) -> npt.NDArray[np.float64]:
    """Return the reciprocal rank of each query's relevant candidate, (q,).

    ``scores`` (q, m) rank the candidates, minus infinity for none; ``relevant`` (q, m) marks at
    most one a query. 0 if no candidate is relevant, or it ranks below ``k``. Candidates of equal
    score share their places: the value is the mean over their orders. Definition.
    Raises ``ValueError`` on no query or other shapes, NaN, two relevant candidates of a query or
    ``k`` below 1.

    >>> reciprocal_ranks([[3.0, 2.0], [1.0, 1.0]], [[False, True], [True, False]], 10).tolist()
    [0.5, 0.75]
    """
    return _mean_over_places(scores, relevant, 1 / np.arange(1, require.count("k", k) + 1))


def hit_rates(scores: npt.ArrayLike, relevant: npt.ArrayLike, k: int) -> npt.NDArray[np.float64]:
    """Return the hit rate of each query, (q,): whether its relevant candidate is in the top ``k``.

    Arguments as in ``reciprocal_ranks``. Where the candidate ties with others across rank ``k``,
    the value is the probability that it is in the top ``k``. Definition.
    Raises ``ValueError`` as ``reciprocal_ranks`` does.

    >>> hit_rates([[3.0, 2.0], [1.0, 1.0]], [[False, True], [True, False]], 1).tolist()
    [0.0, 0.5]
    """
    return _mean_over_places(scores, relevant, np.ones(require.count("k", k)))


def _mean_over_places(
    scores: npt.ArrayLike, right: npt.ArrayLike, worth: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the mean worth of the places that the relevant candidate may take, (q,)."""
    try:
        table, marks = np.asarray(scores, dtype=np.float64), np.asarray(right, dtype=bool)
    except (TypeError, ValueError):
        raise ValueError("scores and relevant must be tables of numbers and of marks") from None
    if table.ndim != 2 or table.size == 0 or table.shape != marks.shape or np.isnan(table).any():
        raise ValueError(
            "scores and relevant must be tables of one shape, with a query and a candidate, and no "
            f"NaN, got {table.shape} and {marks.shape}"
        )
    if marks.sum(axis=1).max() > 1:
        raise ValueError("relevant must mark at most one candidate a query")
    own = np.where(marks, table, -np.inf).max(axis=1, keepdims=True)
    better, equal = (table > own).sum(axis=1), (table == own).sum(axis=1)
    total = np.concatenate([[0.0], worth.cumsum()])
    found = total[np.minimum(better + equal, len(worth))] - total[np.minimum(better, len(worth))]
    mean: npt.NDArray[np.float64] = found / np.maximum(equal, 1)
    return np.where(np.isfinite(own[:, 0]), mean, 0.0)


def average_precision(gains: npt.ArrayLike, relevant: int | None = None) -> float:
    """Return the average precision: the mean precision at the rank of each relevant result.

    ``relevant`` is how many relevant documents exist; those that the list lacks add 0. Without it
    only those in the list count. 0 if there is none. Definition.
    Raises ``ValueError`` on negative gains or if ``relevant`` is fewer than the list holds.

    >>> average_precision([1, 0, 1]), average_precision([1, 0, 1], relevant=4)
    (0.833..., 0.416...)
    """
    right = np.flatnonzero(_gains("gains", gains)) + 1
    total = require.count("relevant", len(right) if relevant is None else relevant, at_least=0)
    if total < len(right):
        raise ValueError(f"relevant must be {len(right)} or more, got {relevant!r}")
    return float((np.arange(1, len(right) + 1) / right).sum() / total) if total else 0.0


def paired_difference(
    ours: npt.ArrayLike, theirs: npt.ArrayLike, confidence: float = 0.95
) -> MeanDifference:
    """Return the mean difference of ``ours`` and ``theirs`` over paired queries, with its interval.

    Both (queries,) hold a score of each query, in the same order. Pairing removes the difficulty
    that a query has for both, so the interval is narrower than that of either mean. It is a normal
    interval, for 30 queries or more; equal differences leave it no width. Definition.
    Raises ``ValueError`` on other shapes, fewer than two queries, or a confidence outside (0, 1).

    >>> paired_difference([1, 0.5, 1, 0], [0.5, 0.5, 1, 0])
    MeanDifference(mean=0.125, low=-0.11..., high=0.36...)
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
    each = ours - theirs
    reach = two_sided_z(confidence) * float(each.std(ddof=1)) / math.sqrt(len(each))
    mean = float(each.mean())
    return MeanDifference(mean, mean - reach, mean + reach)
