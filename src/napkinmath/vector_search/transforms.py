"""Transforms of vectors: normalization, dot product to L2, random projection."""

import math

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect
from napkinmath._typing import Floats


def unit_vectors(vectors: npt.ArrayLike) -> Floats:
    """Return each row divided by its length, after which all three metrics rank alike.

    Definition. Of unit vectors the squared distance is 2 - 2 cos. ``vectors`` is (n, d).
    Raises ``ValueError`` on other shapes, values that are not finite, and zero vectors.

    >>> unit_vectors([[3.0, 4.0]])
    array([[0.6, 0.8]])
    """
    rows = require.finite_array("vectors", vectors, ndim=2)
    largest = np.abs(rows).max(axis=1, keepdims=True)
    if (largest == 0).any():
        raise ValueError(f"vectors must hold no zero vector, row {int(largest.argmin())} is one")
    rows = np.ldexp(rows, -np.frexp(largest)[1])  # exact, and no square leaves float64's range
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def augmented_base(base: npt.ArrayLike) -> Floats:
    """Return the base with one more dimension that makes all vectors as long as the longest.

    Definition: ``base`` is (n, d), the result (n, d + 1). Searched with ``augmented_queries`` under
    L2 it ranks as the dot product does, so an index for L2 serves maximum inner product search.
    Raises ``ValueError`` on other shapes and values that are not finite or whose squares are not.

    >>> augmented_base([[3.0, 4.0], [0.0, 3.0]])
    array([[3., 4., 0.],
           [0., 3., 4.]])
    """
    rows = require.finite_array("base", base, ndim=2)
    if (np.abs(rows) > 1e150).any():
        raise ValueError("base must hold numbers up to 1e150, whose squares are finite, found more")
    squares = (rows * rows).sum(axis=1)
    return np.column_stack([rows, np.sqrt(squares.max() - squares)])


def augmented_queries(queries: npt.ArrayLike) -> Floats:
    """Return the queries with one more dimension of zero, to search an ``augmented_base``.

    Definition. Raises ``ValueError`` on other shapes and values that are not finite.

    >>> augmented_queries([[1.0, 2.0]])
    array([[1., 2., 0.]])
    """
    rows = require.finite_array("queries", queries, ndim=2)
    return np.column_stack([rows, np.zeros(len(rows))])


def johnson_lindenstrauss_dimensions(points: float, distortion: float) -> int:
    """Return the dimensions at which the Johnson-Lindenstrauss lemma bounds the distortion.

    A random projection of ``points`` vectors to that many dimensions changes every squared
    distance by at most the share ``distortion``, with good probability, whatever the dimension was.
    Raises ``ValueError`` if ``points`` is below 1 or ``distortion`` is not between 0 and 1.
    Source: [scikit-random-projection]

    >>> [johnson_lindenstrauss_dimensions(1e6, share) for share in (0.5, 0.1, 0.01)]
    [663, 11841, 1112658]
    """
    if require.positive("points", points) < 1:
        raise ValueError(f"points must be 1 or more, got {points!r}")
    share = require.open_fraction("distortion", distortion)
    return int(4 * math.log(points) / (share**2 / 2 - share**3 / 3))


def johnson_lindenstrauss_distortion(points: float, dimensions: int) -> float:
    """Return the distortion that the Johnson-Lindenstrauss lemma bounds, 1 if it bounds none.

    Raises ``ValueError`` if ``points`` is below 1 or ``dimensions`` is no whole number above 0.
    Source: [scikit-random-projection]

    >>> round(johnson_lindenstrauss_distortion(1e6, 768), 2)
    0.45
    """
    require.count("dimensions", dimensions)
    if require.positive("points", points) < 1:
        raise ValueError(f"points must be 1 or more, got {points!r}")
    needed = 4 * math.log(points) / dimensions
    if needed >= 1 / 6:  # what share^2 / 2 - share^3 / 3 comes to at 1
        return 1.0
    return bisect(lambda share: share**2 / 2 - share**3 / 3 < needed, 0.0, 1.0)


def hyperplane_separation_probability(cosine: float) -> float:
    """Return the probability that a random hyperplane separates two vectors: angle over pi.

    Raises ``ValueError`` if ``cosine`` is not between -1 and 1.
    Source: [goemans1995improved]

    >>> round(hyperplane_separation_probability(0.5), 4), hyperplane_separation_probability(0.0)
    (0.3333, 0.5)
    """
    if not -1 <= require.finite("cosine", cosine) <= 1:
        raise ValueError(f"cosine must be between -1 and 1, got {cosine!r}")
    return math.acos(cosine) / math.pi
