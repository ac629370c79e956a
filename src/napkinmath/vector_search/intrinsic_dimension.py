"""Intrinsic dimension, relative contrast and hubness of a data set, from its neighbors."""

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats, Ids
from napkinmath.vector_search._flat_scan import first_in_row


def _ascending_distances(name: str, value: npt.ArrayLike, columns: int) -> Floats:
    """Return distances to neighbors, checked: positive, ascending, at least ``columns`` wide."""
    array = require.finite_array(name, value, ndim=2)
    if array.shape[1] < columns:
        raise ValueError(f"{name} must have at least {columns} columns, got shape {array.shape}")
    if (array[:, 0] <= 0).any():
        raise ValueError(f"{name} must be above 0: leave out the point itself and its duplicates")
    if (np.diff(array, axis=1) < 0).any():
        raise ValueError(f"{name} must ascend in every row, found one that descends")
    return array


def local_dimensions(neighbor_distances: npt.ArrayLike) -> Floats:
    """Return the maximum-likelihood intrinsic dimension around each point.

    ``neighbor_distances`` is (points, k), k of 3 or more: the distances to the k nearest others,
    ascending. The volume of a ball grows as its radius to the power of the dimension, so the
    logarithms of distance ratios tell it. With k - 2 instead of k - 1 the estimate is unbiased.
    Raises ``ValueError`` on other shapes, distances that are not positive or not ascending, and a
    point whose distances are all equal, which has no dimension.
    Source: [levina2004maximum]

    >>> import numpy as np
    >>> local_dimensions(np.arange(1, 21)[None, :] ** (1 / 5)).round(1)  # volume r^5 per point
    array([5.1])
    """
    radii = _ascending_distances("neighbor_distances", neighbor_distances, 3)
    logs = np.log(radii[:, -1:] / radii[:, :-1]).sum(axis=1)
    if (logs == 0).any():
        raise ValueError("neighbor_distances must not all be equal in a row, found such a row")
    return np.asarray((radii.shape[1] - 2) / logs)


def intrinsic_dimension(neighbor_distances: npt.ArrayLike) -> float:
    """Return the maximum-likelihood intrinsic dimension of a data set.

    Inverse local estimates are averaged, as the likelihood of all points together demands; an
    average of the estimates themselves is biased upwards. Arguments and errors are those of
    ``local_dimensions``.
    Source: [levina2004maximum] and [mackay2005comments]

    >>> import numpy as np
    >>> points = np.random.default_rng(0).random((2000, 3))
    >>> apart = np.sort(np.linalg.norm(points[:500, None] - points, axis=2), axis=1)
    >>> 2.5 < intrinsic_dimension(apart[:, 1:21]) < 3.2
    True
    """
    radii = _ascending_distances("neighbor_distances", neighbor_distances, 3)
    logs = np.log(radii[:, -1:] / radii[:, :-1]).mean()
    return 1 / float(require.positive("the spread of neighbor_distances", logs))


def two_neighbor_dimension(neighbor_distances: npt.ArrayLike) -> float:
    """Return the TwoNN intrinsic dimension, from the first and second neighbor alone.

    ``neighbor_distances`` is (points, 2 or more), ascending. The ratio of the two distances has a
    Pareto law whose exponent is the dimension; this is its maximum-likelihood estimate.
    Raises ``ValueError`` as ``local_dimensions`` does.
    Source: [facco2017estimating]

    >>> round(two_neighbor_dimension([[1.0, 2.0], [1.0, 1.5]]), 3)
    1.82
    """
    radii = _ascending_distances("neighbor_distances", neighbor_distances, 2)
    logs = np.log(radii[:, 1] / radii[:, 0]).mean()
    return 1 / float(require.positive("the spread of neighbor_distances", logs))


def relative_contrast(all_distances: npt.ArrayLike, nearest_distances: npt.ArrayLike) -> float:
    """Return the relative contrast: the mean distance over the mean nearest distance.

    ``all_distances`` are those of queries to base vectors (a sample will do), of any shape;
    ``nearest_distances`` those of queries to their nearest vector.
    Raises ``ValueError`` on values that are not finite or not positive.
    Source: [chen2024exploring]

    >>> relative_contrast([[4.0, 2.0], [3.0, 3.0]], [1.0, 2.0])
    2.0
    """
    means = []
    for name, value in {
        "all_distances": all_distances,
        "nearest_distances": nearest_distances,
    }.items():
        array = require.finite_array(name, np.ravel(value), ndim=1)
        means.append(
            require.positive(f"the smallest of {name}", float(array.min())) and array.mean()
        )
    return float(means[0] / means[1])


def k_occurrences(neighbor_ids: npt.ArrayLike, points: int) -> Ids:
    """Return the k-occurrence of each of ``points`` vectors: how many neighbor lists hold it.

    ``neighbor_ids`` is (queries, k) with ids below ``points``; -1 stands for an absent neighbor,
    and an id twice in a row counts once. The mean is queries * k / points; the vectors far above it
    are hubs.
    Raises ``ValueError`` on other shapes and on ids out of range.
    Source: [radovanovic2010hubs]

    >>> k_occurrences([[1, 2], [1, 0]], points=4)
    array([1, 2, 1, 0])
    """
    ids = np.asarray(neighbor_ids)
    points = require.count("points", points)
    if ids.ndim != 2 or ids.size == 0 or ids.dtype.kind not in "iu":
        raise ValueError(f"neighbor_ids must be whole numbers in 2 axes, got shape {ids.shape}")
    if ids.min() < -1 or ids.max() >= points:
        span = f"got {ids.min()} to {ids.max()}"
        raise ValueError(f"neighbor_ids must lie between -1 and {points - 1}, {span}")
    return np.bincount(ids[first_in_row(ids)].astype(np.intp), minlength=points)


def exclude_self(neighbor_ids: npt.ArrayLike, own_ids: npt.ArrayLike) -> Ids:
    """Return neighbor lists without the query itself, or without the last id if it is not in.

    Definition. ``neighbor_ids`` is (queries, k + 1), ``own_ids`` (queries,), the result (queries,
    k): the neighbors of vectors that are themselves in the base.
    Raises ``ValueError`` on other shapes, and on lists that name the query twice.

    >>> exclude_self([[7, 1, 2], [1, 2, 3]], own_ids=[7, 9])
    array([[1, 2],
           [1, 2]])
    """
    ids, own = np.asarray(neighbor_ids), np.asarray(own_ids)
    if not len(ids):
        raise ValueError("neighbor_ids must hold at least one row, got none")
    if ids.ndim != 2 or ids.dtype.kind not in "iu" or ids.shape[1] < 2:
        raise ValueError(f"neighbor_ids must be whole numbers in rows of 2 or more: {ids.shape}")
    if own.shape != ids.shape[:1] or own.dtype.kind not in "iu":
        raise ValueError(f"own_ids must be one whole number for each row, got shape {own.shape}")
    if own.min() < 0:
        raise ValueError(f"own_ids must be 0 or more, got {own.min()}")
    keep = ids != own[:, None]
    if (keep.sum(axis=1) < ids.shape[1] - 1).any():
        raise ValueError("neighbor_ids must name a query at most once in its own list")
    keep[keep.all(axis=1), -1] = False
    return np.asarray(ids[keep].reshape(len(ids), -1), dtype=np.int64)


def skewness(values: npt.ArrayLike) -> float:
    """Return the skewness, the third standardized moment: 0 if symmetric. Definition.

    Raises ``ValueError`` on fewer than two different values or any that is not finite.

    >>> round(skewness([1.0, 2.0, 3.0]), 3) + 0, round(skewness([0.0, 0.0, 0.0, 4.0]), 3)
    (0.0, 1.155)
    """
    array = require.finite_array("values", values, ndim=1)
    require.positive("the spread of values", float(array.max() - array.min()))
    apart = array - array.mean()
    apart = apart / np.abs(apart).max()  # so that no square leaves float64's range
    return float(((apart / apart.std()) ** 3).mean())
