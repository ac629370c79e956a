"""Alignment of two embedding spaces: a linear map fitted on the same texts."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats
from napkinmath.vector_search.transforms import unit_vectors


@dataclass(frozen=True, slots=True)
class LinearAdapter:
    """A linear map between embedding spaces: rows times ``matrix`` (d_from, d_to)."""

    matrix: Floats

    def __call__(self, vectors: npt.ArrayLike) -> Floats:
        """Return ``vectors`` (n, d_from) in the other space, at unit length.

        Raises ``ValueError`` on another width, values that are not finite, and rows that the map
        takes to zero.
        """
        rows = require.finite_array("vectors", vectors, ndim=2)
        if rows.shape[1] != len(self.matrix):
            raise ValueError(
                f"vectors must have {len(self.matrix)} columns, got shape {rows.shape}"
            )
        return unit_vectors(rows @ self.matrix)


def procrustes(source: npt.ArrayLike, target: npt.ArrayLike) -> LinearAdapter:
    """Return the orthogonal map that brings ``source`` closest to ``target``.

    Definition: the orthogonal Procrustes problem. Row i of both, (n, d_from) and (n, d_to), embeds
    the same text. With U S V' the singular value decomposition of source' target, the map is U V';
    if the widths differ, it is the best of the maps that a rotation and some dimensions left out
    make.
    Raises ``ValueError`` on other shapes, unequal rows and values that are not finite.

    >>> quarter_turn = procrustes([[1.0, 0.0], [0.0, 2.0]], [[0.0, 1.0], [-2.0, 0.0]])
    >>> quarter_turn([[1.0, 1.0]]).round(3)
    array([[-0.707,  0.707]])
    """
    old, new = _paired(source, target)
    left, _, right = np.linalg.svd(old.T @ new, full_matrices=False)
    return LinearAdapter(np.asarray(left @ right))


def least_squares(
    source: npt.ArrayLike, target: npt.ArrayLike, ridge: float = 0.0
) -> LinearAdapter:
    """Return the linear map with the least squared error from ``source`` to ``target``.

    Definition: ridge regression. ``ridge`` times the squared size of the map is added to the
    squared error, which keeps a map fitted on few pairs small.
    Raises ``ValueError`` on other shapes, unequal rows, values that are not finite, a negative
    ``ridge``, and without a ridge fewer rows than columns of ``source``.

    >>> least_squares([[1.0, 0.0], [0.0, 2.0]], [[2.0, 0.0], [0.0, 2.0]]).matrix.round(3)
    array([[2., 0.],
           [0., 1.]])
    """
    old, new = _paired(source, target)
    weight = float(require.non_negative("ridge", ridge))
    width = old.shape[1]
    if weight == 0 and len(old) < width:
        raise ValueError(f"source must have {width} rows or more without a ridge, got {len(old)}")
    if weight:  # as rows below, because a product of the rows would square their condition number
        old = np.vstack([old, math.sqrt(weight) * np.eye(width)])
        new = np.vstack([new, np.zeros((width, new.shape[1]))])
    return LinearAdapter(np.asarray(np.linalg.lstsq(old, new, rcond=None)[0], np.float64))


def _paired(source: npt.ArrayLike, target: npt.ArrayLike) -> tuple[Floats, Floats]:
    old = require.finite_array("source", source, ndim=2)
    new = require.finite_array("target", target, ndim=2)
    if len(old) != len(new):
        raise ValueError(f"source and target must have equal rows, got {len(old)} and {len(new)}")
    return old, new
