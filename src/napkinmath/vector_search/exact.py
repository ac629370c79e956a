"""Exact nearest neighbors, and the recall of an approximate search.

Vectors are rows. Distances are small for the near: Euclidean for ``"l2"`` (not squared, while many
libraries return squares), one minus the cosine for ``"cosine"``, minus the dot product for
``"ip"``. A search for the largest similarity is a search for the smallest of these.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats, Ids, Numbers
from napkinmath.vector_search._flat_scan import checked, first_in_row, numbers, paired, search


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The nearest vectors of each query: ``ids`` and ``distances`` of shape (queries, k)."""

    ids: Ids
    distances: Floats


def distances(queries: npt.ArrayLike, base: npt.ArrayLike, metric: str = "l2") -> Floats:
    """Return the distance of every query to every vector of the base. Definition.

    ``queries`` is (q, d), ``base`` (n, d), the result (q, n) in float64. Euclidean distances are
    summed from differences, so that none of their digits cancel.
    Raises ``ValueError`` on arrays that are empty, mis-shaped or not finite, on an unknown metric,
    and on a zero vector under ``"cosine"``, where it has no direction.

    >>> distances([[0.0, 0.0]], [[3.0, 4.0], [1.0, 0.0]])
    array([[5., 1.]])
    >>> distances([[1.0, 0.0]], [[3.0, 4.0], [1.0, 0.0]], "cosine").round(3)
    array([[0.4, 0. ]])
    >>> distances([[1.0, 0.0]], [[3.0, 4.0], [1.0, 0.0]], "ip")
    array([[-3., -1.]])
    """
    asked, stored = checked(queries, base, metric)
    found = np.empty((len(asked), len(stored)))
    for left in range(0, len(stored), 2048):
        block = stored[left : left + 2048].astype(np.float64, order="C")
        for row, query in enumerate(asked.astype(np.float64, order="C", copy=False)):
            found[row, left : left + 2048] = paired(query[None, :], block, metric)
    return found


def exact_neighbors(
    queries: npt.ArrayLike, base: npt.ArrayLike, k: int, metric: str = "l2"
) -> Neighbors:
    """Return the exact ``k`` nearest neighbors of each query in the base.

    Definition. ``queries`` is (q, d), ``base`` (n, d). Both results are (q, k), nearest first, and
    equal distances go by the lower id. A float32 matrix product proposes every vector that its
    rounding error leaves possible; float64 distances of those decide.
    Raises ``ValueError`` on arrays that are empty, mis-shaped or not finite, on ``k`` below 1 or
    above n, on an unknown metric and on a zero vector under ``"cosine"``.

    >>> exact_neighbors([[0.0, 0.0]], [[3.0, 4.0], [0.0, 1.0], [1.0, 0.0]], k=2)
    Neighbors(ids=array([[1, 2]]), distances=array([[1., 1.]]))
    """
    asked, stored = checked(queries, base, metric)
    k = require.count("k", k)
    if k > len(stored):
        raise ValueError(f"k must be at most the {len(stored)} vectors of the base, got {k}")
    return Neighbors(*search(asked, stored, k, metric))


def recall_at_k_per_query(found_ids: npt.ArrayLike, true_ids: npt.ArrayLike, k: int) -> Floats:
    """Return recall@k of each query: the share of the ``k`` true neighbors that were found.

    Definition. Both arrays hold one row of ids a query, best first; the first ``k`` columns count.
    An id of -1 in ``found_ids`` stands for "nothing found".
    Raises ``ValueError`` on other shapes, ids that are no whole numbers, ids below -1 (below 0 in
    ``true_ids``), an id twice in a row, and ``k`` below 1 or beyond a list.

    >>> recall_at_k_per_query([[7, 1, -1], [4, 5, 6]], [[1, 2, 3], [6, 5, 4]], k=3)
    array([0.33333333, 1.        ])
    """
    found = _id_rows("found_ids", found_ids, -1)
    true = _id_rows("true_ids", true_ids, 0)
    k = _depth(k, found_ids=found, true_ids=true)
    # Sorted with its origin in the last bit, an id of both lists stands beside its twin.
    small = max(true.max(), found.max()) < 2**30
    both = np.empty((len(true), 2 * k), dtype=np.int32 if small else np.int64)
    np.multiply(true[:, :k], 2, out=both[:, :k], casting="same_kind")
    np.multiply(found[:, :k], 2, out=both[:, k:], casting="same_kind")
    both[:, k:] += 1
    both.sort(axis=1)
    again = ((both[:, :-1] == both[:, 1:]) & (both[:, 1:] > -1)).any()
    for name, ids in {"found_ids": found, "true_ids": true}.items():
        if again or ids.shape[1] > k:
            _refuse_repeats(name, ids)
    hits: Floats = ((both[:, :-1] ^ 1) == both[:, 1:]).sum(axis=1) / k
    return hits


def recall_at_k(found_ids: npt.ArrayLike, true_ids: npt.ArrayLike, k: int) -> float:
    """Return recall@k, averaged over the queries. Definition.

    Arguments and errors are those of ``recall_at_k_per_query``.

    >>> recall_at_k([[7, 1, -1], [4, 5, 6]], [[1, 2, 3], [6, 5, 4]], k=3)
    0.6666666666666666
    """
    return float(recall_at_k_per_query(found_ids, true_ids, k).mean())


def distance_recall_at_k(
    found_distances: npt.ArrayLike,
    true_distances: npt.ArrayLike,
    k: int,
    epsilon: float = 1e-3,
    *,
    found_ids: npt.ArrayLike | None = None,
) -> float:
    """Return recall@k by distance: the share found as near as the ``k``-th true neighbor.

    A found vector counts if its distance is at most the ``k``-th true one plus ``epsilon``, which
    is absolute, in the unit of the distances. A tie therefore counts whichever id it carries. An
    infinite distance in ``found_distances`` stands for "nothing found". Distances alone cannot tell
    one vector found ten times from ten vectors: with ``found_ids``, of the same shape, a repeated
    id counts once and -1 not at all.
    Raises ``ValueError`` on other shapes, NaN, a row of ``true_distances`` that descends, ``k``
    below 1 or beyond either list, and an ``epsilon`` below 0.
    Source: [bernhardsson2018annbenchmarks]

    >>> distance_recall_at_k([[1.0, 2.0]], [[1.0, 1.5]], k=2)
    0.5
    """
    true = require.finite_array("true_distances", true_distances, ndim=2)
    found = numbers("found_distances", found_distances).astype(np.float64)
    if np.isnan(found).any():
        raise ValueError("found_distances must hold numbers only, found NaN")
    k = _depth(k, found_distances=found, true_distances=true)
    require.non_negative("epsilon", epsilon)
    if (np.diff(true, axis=1) < 0).any():
        raise ValueError("true_distances must ascend in every row, found one that descends")
    near = found[:, :k] <= true[:, k - 1 : k] + epsilon
    if found_ids is not None:
        ids = _id_rows("found_ids", found_ids, -1)
        if ids.shape != found.shape:
            raise ValueError(f"found_ids must have the shape of found_distances, got {ids.shape}")
        near &= first_in_row(ids[:, :k])
    return float(near.mean())


def _depth(k: int, **lists: Numbers) -> int:
    """Check that the lists have as many rows as each other and at least ``k`` columns."""
    k = require.count("k", k)
    (one, first), (other, second) = lists.items()
    if len(first) != len(second):
        raise ValueError(f"{one} and {other} must have equal rows: {len(first)}, {len(second)}")
    for name, rows in lists.items():
        if k > rows.shape[1]:
            raise ValueError(f"k must be at most the {rows.shape[1]} columns of {name}, got {k}")
    return k


def _id_rows(name: str, value: npt.ArrayLike, lowest: int) -> Ids:
    array = numbers(name, value)
    if array.dtype.kind == "f":
        raise ValueError(f"{name} must hold whole numbers, got {array.dtype}")
    ids: Ids = array.astype(np.int64, copy=False)
    if ids.min() < lowest or ids.max() >= 2**62:
        raise ValueError(f"{name} must hold ids from {lowest} on, got {ids.min()} to {ids.max()}")
    return ids


def _refuse_repeats(name: str, ids: Ids) -> None:
    ordered = np.sort(ids, axis=1)
    later = ordered[:, 1:]
    twice = (later == ordered[:, :-1]) & (later > -1)
    if twice.any():
        row = int(twice.any(axis=1).argmax())
        raise ValueError(f"{name} must not repeat an id in a row, row {row} does")
