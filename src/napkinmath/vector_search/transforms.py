"""Vectors changed so that another search can answer: unit length, one more axis, fewer, bits."""

import math

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect
from napkinmath._typing import Floats


def unit_vectors(vectors: npt.ArrayLike) -> Floats:
    """Return each row divided by its length, after which all three metrics rank alike.

    Of unit vectors the squared distance is 2 - 2 cos. ``vectors`` is (n, d).
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
    """Give every vector one more coordinate that makes all as long as the longest.

    ``base`` is (n, d), the result (n, d + 1). Searched with ``augmented_queries`` under
    L2 it ranks as the dot product does: an index for distances answers for dot products.
    Raises ``ValueError`` on other shapes and values that are not finite or whose squares are not.
    Source: [bachrach2014speeding]

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
    """Give every query a last coordinate of zero, to search an ``augmented_base``.

    Raises ``ValueError`` on other shapes and values that are not finite.
    Source: [bachrach2014speeding]

    >>> augmented_queries([[1.0, 2.0]])
    array([[1., 2., 0.]])
    """
    rows = require.finite_array("queries", queries, ndim=2)
    return np.column_stack([rows, np.zeros(len(rows))])


def johnson_lindenstrauss_dimensions(points: float, distortion: float) -> int:
    """Return the dimensions that the lemma asks for to keep all squared distances.

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
    """Return the least distortion that the lemma promises in ``dimensions``, 1 if it promises none.

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


def sign_bit_differs(cosine: float) -> float:
    """Return the probability that a random hyperplane separates two vectors: angle over pi.

    Raises ``ValueError`` if ``cosine`` is not between -1 and 1.
    Source: [goemans1995improved]

    >>> round(sign_bit_differs(0.5), 4), sign_bit_differs(0.0)
    (0.3333, 0.5)
    """
    if not -1 <= require.finite("cosine", cosine) <= 1:
        raise ValueError(f"cosine must be between -1 and 1, got {cosine!r}")
    return math.acos(cosine) / math.pi
