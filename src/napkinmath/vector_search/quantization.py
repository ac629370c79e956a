"""Quantization: Lloyd-Max levels of one value, and product quantization of vectors."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Codes, Floats, Ids, Numbers
from napkinmath.stats.normal import normal_cdf, normal_pdf, normal_quantile


@dataclass(frozen=True, slots=True)
class LloydMaxQuantizer:
    """Levels for a standard normal value, the probabilities of their cells, and the MSE."""

    levels: tuple[float, ...]
    cell_probabilities: tuple[float, ...]
    mse: float


def lloyd_max(bits: int, tolerance: float = 1e-12) -> LloydMaxQuantizer:
    """Return the Lloyd-Max quantizer of a standard normal value: the least squared error.

    Lloyd's conditions are iterated: a boundary lies midway between two levels, a level is the mean
    of its cell. ``mse`` is a share of the variance.
    Raises ``ValueError`` if ``bits`` is not 1 to 6 or ``tolerance`` not positive.
    Source: [zandieh2025turboquant]

    >>> [round(lloyd_max(bits).mse, 4) for bits in (1, 2, 3, 4)]
    [0.3634, 0.1175, 0.0345, 0.0095]
    """
    if require.count("bits", bits) > 6:
        raise ValueError(f"bits must be at most 6, got {bits!r}")
    require.positive("tolerance", tolerance)
    count = 2**bits
    wide = math.sqrt(3)  # the spread of the levels when there are many
    levels = np.array([wide * normal_quantile((i + 0.5) / count) for i in range(count)])
    for _ in range(200_000):
        edges = ((levels[1:] + levels[:-1]) / 2).tolist()
        cell_probabilities = np.diff([0.0, *map(normal_cdf, edges), 1.0])
        means = -np.diff([0.0, *map(normal_pdf, edges), 0.0]) / cell_probabilities
        moved, levels = float(np.abs(means - levels).max()), means
        if moved < tolerance:
            break
    mse = 1.0 - float((cell_probabilities * levels**2).sum())
    return LloydMaxQuantizer(tuple(levels.tolist()), tuple(cell_probabilities.tolist()), mse)


def rate_distortion(bits: float) -> float:
    """Return the rate-distortion bound: the least MSE of a normal value in ``bits``.

    MSE is a share of the variance; Shannon's bound for ``bits`` a dimension is reached only by
    codes of many dimensions at once.
    Raises ``ValueError`` if ``bits`` is negative.
    Source: [zandieh2025turboquant]

    >>> rate_distortion(1.0)
    0.25
    """
    return float(2.0 ** (-2.0 * require.non_negative("bits", bits)))


def _kmeans(
    vectors: npt.ArrayLike, centroids: int, rng: np.random.Generator, iterations: int = 20
) -> Floats:
    """Return ``centroids`` centroids of the vectors: k-means by Lloyd's algorithm.

    Definition. ``vectors`` is (n, d), the result (``centroids``, d), after ``iterations`` at most.
    A centroid without vectors moves onto the vector that is farthest from its own.
    Raises ``ValueError`` on other shapes, on values that are not finite, and on more centroids than
    vectors.

    >>> rows = [[0.0], [1.0], [10.0], [11.0]]
    >>> np.sort(_kmeans(rows, 2, np.random.default_rng(0)), axis=0)
    array([[ 0.5], [10.5]])
    """
    rows = require.finite_array("vectors", vectors, ndim=2)
    count = require.count("centroids", centroids)
    if count > len(rows):
        raise ValueError(f"centroids must be at most the {len(rows)} vectors, got {count}")
    require.count("iterations", iterations)
    found = rows[require.generator("rng", rng).choice(len(rows), count, replace=False)].copy()
    for _ in range(iterations):
        cell, squares = _assigned(rows, found)
        sizes = np.bincount(cell, minlength=count)
        sums = np.stack([np.bincount(cell, axis, count) for axis in rows.T], axis=1)
        moved = sums / np.maximum(sizes, 1)[:, None]
        empty = np.flatnonzero(sizes == 0)
        moved[empty] = rows[np.argsort(-squares, kind="stable")[: len(empty)]]
        if np.array_equal(moved, found):
            break
        found = moved
    return found


def _assigned(rows: Floats, found: Floats) -> tuple[Ids, Floats]:
    """Return the nearest centroid of each row and the squared distance to it, up to a scale."""
    middle = found.mean(axis=0)  # a shift and a power of two keep the digits of the products
    rows, found = rows - middle, found - middle
    size = max(float(np.abs(rows).max()), float(np.abs(found).max()))
    exponent = -int(np.frexp(size)[1])
    rows, found = np.ldexp(rows, exponent), np.ldexp(found, exponent)
    scores = (found * found).sum(axis=1) - 2.0 * (rows @ found.T)
    cell = scores.argmin(axis=1)
    squares = np.maximum(scores[np.arange(len(rows)), cell] + (rows * rows).sum(axis=1), 0.0)
    return cell, squares


@dataclass(frozen=True, slots=True)
class ProductQuantizer:
    """Codebooks (subspaces, centroids, width): a code names one centroid of each. Definition."""

    codebooks: Floats

    def __post_init__(self) -> None:
        require.finite_array("codebooks", self.codebooks, ndim=3)
        if self.codebooks.shape[1] > 256:
            raise ValueError(f"codebooks must hold at most 256 centroids: {self.codebooks.shape}")

    @property
    def dimensions(self) -> int:
        """Dimensions of a vector."""
        return int(self.codebooks.shape[0] * self.codebooks.shape[2])

    def _parts(self, name: str, vectors: npt.ArrayLike, ndim: int) -> Floats:
        rows = require.finite_array(name, vectors, ndim=ndim)
        if rows.shape[-1] != self.dimensions:
            raise ValueError(f"{name} must have {self.dimensions} columns, got {rows.shape}")
        subspaces, _, width = self.codebooks.shape
        return rows.reshape(-1, subspaces, width)

    def encode(self, vectors: npt.ArrayLike) -> Codes:
        """Return the codes (n, subspaces) of vectors (n, d): the nearest centroid of each part.

        Raises ``ValueError`` on other shapes and on values that are not finite.
        """
        parts = self._parts("vectors", vectors, 2)
        cells = [_assigned(parts[:, m], book)[0] for m, book in enumerate(self.codebooks)]
        return np.stack(cells, axis=1).astype(np.uint8)

    def decode(self, codes: npt.ArrayLike) -> Floats:
        """Return the vectors (n, d) that codes (n, subspaces) stand for.

        Raises ``ValueError`` on other shapes and on codes without a centroid.
        """
        rows = self._checked(codes)
        parts = [book[rows[:, m]] for m, book in enumerate(self.codebooks)]
        return np.concatenate(parts, axis=1)

    def distance_table(self, query: npt.ArrayLike) -> Floats:
        """Return the distance table of a query: each part's squared distance to each centroid.

        ``query`` is (d,), the result (subspaces, centroids).
        Raises ``ValueError`` on another shape and on values that are not finite.
        """
        (parts,) = self._parts("query", query, 1)
        apart = self.codebooks - parts[:, None, :]
        return np.asarray((apart * apart).sum(axis=2))

    def distances(self, query: npt.ArrayLike, codes: npt.ArrayLike) -> Floats:
        """Return the squared distances (n,) of a query (d,) to what codes (n, subspaces) stand for.

        One look-up and one addition a subspace: the query is exact, the stored vector is not
        (asymmetric distance computation, ADC).
        Raises ``ValueError`` as ``distance_table`` and ``decode`` do.
        """
        distance_table, rows = self.distance_table(query), self._checked(codes)
        return np.asarray(distance_table[np.arange(len(distance_table)), rows].sum(axis=1))

    def _checked(self, codes: npt.ArrayLike) -> Numbers:
        rows = np.asarray(codes)
        subspaces, count, _ = self.codebooks.shape
        if rows.ndim != 2 or rows.shape[1] != subspaces or rows.dtype.kind not in "iu":
            raise ValueError(f"codes must be whole numbers (n, {subspaces}), got {rows.shape}")
        if not rows.size:
            raise ValueError(f"codes must not be empty, got shape {rows.shape}")
        if rows.min() < 0 or rows.max() >= count:
            raise ValueError(
                f"codes must lie between 0 and {count - 1}, got {rows.min()} to {rows.max()}"
            )
        return rows


def train_product_quantizer(
    vectors: npt.ArrayLike,
    subspaces: int,
    bits: int,
    rng: np.random.Generator,
    iterations: int = 20,
) -> ProductQuantizer:
    """Return a product quantizer: k-means with 2**``bits`` centroids on each group of dimensions.

    Definition. ``vectors`` (n, d) are the training sample.
    Raises ``ValueError`` if ``subspaces`` does not divide d, ``bits`` is not 1 to 8, the sample is
    smaller than a codebook, or its values are not finite.

    >>> square = [[0.0, 5.0], [0.0, 7.0], [1.0, 5.0], [1.0, 7.0]]
    >>> quantizer = train_product_quantizer(square, 2, 1, np.random.default_rng(0))
    >>> quantizer.decode(quantizer.encode(square)).tolist() == square
    True
    >>> quantizer.distances([0.0, 0.0], quantizer.encode([[1.0, 7.0]]))
    array([50.])
    """
    rows = require.finite_array("vectors", vectors, ndim=2)
    subspaces = require.count("subspaces", subspaces)
    if rows.shape[1] % subspaces:
        raise ValueError(f"subspaces must divide the {rows.shape[1]} columns, got {subspaces}")
    if require.count("bits", bits) > 8:
        raise ValueError(f"bits must be at most 8, got {bits!r}")
    parts = rows.reshape(len(rows), subspaces, -1)
    books = [_kmeans(parts[:, m], 2**bits, rng, iterations) for m in range(subspaces)]
    return ProductQuantizer(np.stack(books))
