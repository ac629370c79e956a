"""Compressed embeddings: fewer dimensions, fewer bits each, and rescoring in full precision."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Codes, Floats, Floats32, Ids, Numbers
from napkinmath.vector_search._flat_scan import first_in_row, numbers


@dataclass(frozen=True, slots=True)
class PCA:
    """Principal components: ``components`` (k, d), largest variance first, and ``mean`` (d,).

    ``explained_variance_ratio`` (k,) is the share of the variance along each component.
    """

    mean: Floats
    components: Floats
    explained_variance_ratio: Floats

    def __call__(self, vectors: npt.ArrayLike) -> Floats:
        """Return ``vectors`` (n, d) along the components, (n, k)."""
        rows = require.finite_array("vectors", vectors, ndim=2)
        if rows.shape[1] != len(self.mean):
            raise ValueError(f"vectors must have {len(self.mean)} columns, got shape {rows.shape}")
        return np.asarray((rows - self.mean) @ self.components.T)


def fit_pca(vectors: npt.ArrayLike, dimensions: int) -> PCA:
    """Return the ``dimensions`` principal components of ``vectors`` (n, d).

    Definition: no other linear map to so few dimensions leaves a smaller squared error
    (Eckart-Young); the order of neighbors is another matter. Fit it on the corpus, never on the
    queries of a test.
    Raises ``ValueError`` on other shapes, fewer than two rows, vectors that are all alike, and
    ``dimensions`` below 1 or beyond d.

    >>> fit_pca([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0], [2.0, 1.0]], 1).explained_variance_ratio
    array([0.8])
    """
    rows = require.finite_array("vectors", vectors, ndim=2)
    kept = require.count("dimensions", dimensions)
    if kept > rows.shape[1] or len(rows) < 2:
        raise ValueError(f"dimensions must be at most d, of 2 rows or more: {kept}, {rows.shape}")
    mean = rows.mean(axis=0)
    apart = rows - mean
    apart = np.ldexp(apart, -np.frexp(np.abs(apart).max())[1])  # exact, and no square overflows
    variances, axes = np.linalg.eigh(np.cov(apart.T).reshape(rows.shape[1], -1))
    total = float(variances.sum())
    if not total > 0:
        raise ValueError("vectors must not be all alike")
    order = np.argsort(-variances, kind="stable")[:kept]
    return PCA(mean, axes[:, order].T, np.maximum(variances[order], 0) / total)


@dataclass(frozen=True, slots=True)
class UniformQuantizer:
    """A uniform scalar quantizer of 2^``bits`` cells from -``max_abs`` to ``max_abs``.

    Definition: one grid for every dimension. Raises ``ValueError`` if ``bits`` is not 1 to 8 or
    ``max_abs`` not positive.
    """

    bits: int
    max_abs: float

    def __post_init__(self) -> None:
        if require.count("bits", self.bits) > 8:
            raise ValueError(f"bits must be at most 8, got {self.bits}")
        require.positive("max_abs", self.max_abs)

    @property
    def step(self) -> float:
        """The width of a cell."""
        return float(2 * self.max_abs / 2**self.bits)

    def encode(self, vectors: npt.ArrayLike) -> Codes:
        """Return the cell of every value; values beyond ``max_abs`` fall in the last cell.

        >>> UniformQuantizer(bits=2, max_abs=1.0).encode([[-3.0, -0.1, 0.1, 0.9]])
        array([[0, 1, 2, 3]], dtype=uint8)
        """
        rows = require.finite_array("vectors", vectors, ndim=2)
        cells = np.floor((rows + self.max_abs) / self.step)
        return np.clip(cells, 0, 2**self.bits - 1).astype(np.uint8)

    def decode(self, codes: npt.ArrayLike) -> Floats32:
        """Return the middle of each cell.

        Raises ``ValueError`` if a code names no cell.
        """
        cells = require.finite_array("codes", codes, ndim=2)
        if cells.min() < 0 or cells.max() >= 2**self.bits or (cells % 1).any():
            raise ValueError(f"codes must be whole numbers below {2**self.bits}")
        return self._middles(cells)

    def _middles(self, cells: Numbers) -> Floats32:
        places = (np.arange(2**self.bits) + 0.5) * self.step - self.max_abs
        return places.astype(np.float32)[cells.astype(np.uint8)]

    def __call__(self, vectors: npt.ArrayLike) -> Floats32:
        """Return ``vectors`` after coding and decoding."""
        return self._middles(self.encode(vectors))


def sqnr_db(bits: int, peak_over_rms: float) -> float:
    """Return the signal-to-quantization-noise ratio of a uniform quantizer, in dB.

    Definition: the grid reaches the signal's peak, and an error spread evenly over a cell has a
    variance of step^2 / 12, so the ratio is 6.02 bits + 4.77 - 20 log10(peak / rms). A full-scale
    sine has peak / rms = sqrt(2), and only for a sine the constant becomes 1.76.
    Raises ``ValueError`` if ``bits`` is no whole number above 0 or ``peak_over_rms`` is below 1.

    >>> round(sqnr_db(8, 2**0.5), 2), round(sqnr_db(8, 4.5), 1)
    (49.93, 39.9)
    """
    bits = require.count("bits", bits)
    if require.positive("peak_over_rms", peak_over_rms) < 1:
        raise ValueError(f"peak_over_rms must be 1 or more, got {peak_over_rms!r}")
    return 20 * math.log10(2**bits) + 10 * math.log10(3) - 20 * math.log10(peak_over_rms)


def binary_quantize(vectors: npt.ArrayLike) -> Codes:
    """Return the binary code of each vector: one sign bit a dimension, eight packed to a byte.

    Definition: a bit is set where the value is positive; the result is (n, bytes).
    Raises ``ValueError`` on other shapes and values that are not finite.

    >>> binary_quantize([[0.3, -0.1, 0.2, 0.0]])
    array([[160]], dtype=uint8)
    """
    return np.packbits(require.finite_array("vectors", vectors, ndim=2) > 0, axis=1)


def binary_dequantize(codes: npt.ArrayLike, dimensions: int) -> Floats32:
    """Return packed binary ``codes`` as vectors of -1 and 1, (n, ``dimensions``).

    Definition: their dot products with a query in full precision are the scores of asymmetric
    binary search.
    Raises ``ValueError`` if ``codes`` hold no bytes or their width is not that of ``dimensions``.

    >>> binary_dequantize([[160]], 4)
    array([[ 1., -1.,  1., -1.]], dtype=float32)
    """
    dimensions = require.count("dimensions", dimensions)
    octets = require.finite_array("codes", codes, ndim=2)
    if octets.min() < 0 or octets.max() > 255 or (octets % 1).any():
        raise ValueError("codes must be whole numbers from 0 to 255, eight bits packed in each")
    packed = octets.astype(np.uint8)
    if packed.shape[1] != -(-dimensions // 8):
        raise ValueError(f"codes must have {-(-dimensions // 8)} columns, got shape {packed.shape}")
    return np.unpackbits(packed, axis=1, count=dimensions).astype(np.float32) * 2 - 1


def rescore(queries: npt.ArrayLike, base: npt.ArrayLike, candidates: npt.ArrayLike, k: int) -> Ids:
    """Return the ``k`` candidates of each query with the largest dot products in full precision.

    Definition. ``queries`` (q, d) and ``base`` (n, d) are in full precision; ``candidates`` (q, c)
    are ids, -1 for an absent one. A repeated candidate counts once; where there are fewer than
    ``k``, -1 follows.
    Raises ``ValueError`` on other shapes, ids that are no whole numbers or outside of the base, and
    ``k`` beyond c.

    >>> rescore([[1.0, 0.0]], [[0.1, 0.0], [0.9, 0.0], [0.5, 0.0]], [[0, 2, 1]], k=2)
    array([[1, 2]])
    """
    asked = require.finite_array("queries", queries, ndim=2)
    vectors = numbers("base", base)
    if vectors.shape[1] != asked.shape[1]:
        raise ValueError(f"base must have {asked.shape[1]} columns, got shape {vectors.shape}")
    named = require.finite_array("candidates", candidates, ndim=2)
    if (named % 1).any():
        raise ValueError("candidates must hold ids, which are whole numbers")
    ids = named.astype(np.int64)
    k = require.count("k", k)
    if len(ids) != len(asked) or k > ids.shape[1]:
        raise ValueError(f"candidates must be {len(asked)} rows of {k} or more, got {ids.shape}")
    if ids.min() < -1 or ids.max() >= len(vectors):
        raise ValueError(f"candidates must hold ids from -1 to {len(vectors) - 1}")
    scores = np.einsum("qd,qcd->qc", asked, vectors[ids].astype(np.float64))
    if not np.isfinite(scores).all():
        raise ValueError("base must hold finite numbers with finite dot products, found others")
    real = first_in_row(ids)
    scores[~real], ids = -np.inf, np.where(real, ids, -1)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(ids, order, axis=1)
