"""Vectors in fewer bytes: fewer coordinates, fewer bits each, and a second look that mends both."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Codes, Floats, Floats32, Ids, Numbers


@dataclass(frozen=True, slots=True)
class PrincipalAxes:
    """Directions of a set of vectors, the widest first: ``axes`` (k, d), ``energy`` (k,).

    ``energy`` is the share of the variance along each axis; ``mean`` (d,) is taken off before.
    """

    mean: Floats
    axes: Floats
    energy: Floats

    def __call__(self, vectors: npt.ArrayLike) -> Floats:
        """Return ``vectors`` (n, d) in the coordinates of the axes, (n, k)."""
        rows = require.finite_array("vectors", vectors, ndim=2)
        if rows.shape[1] != len(self.mean):
            raise ValueError(f"vectors must have {len(self.mean)} columns, got shape {rows.shape}")
        return np.asarray((rows - self.mean) @ self.axes.T)


def principal_axes(vectors: npt.ArrayLike, dimensions: int) -> PrincipalAxes:
    """Return the ``dimensions`` axes that keep most of the variance of ``vectors`` (n, d).

    No other linear map to so few coordinates leaves a smaller squared error (Eckart-Young); what
    that does to the order of neighbours is another matter. Fit them on the corpus, never on the
    queries of a test.
    Raises ``ValueError`` on other shapes, fewer than two rows, vectors that are all alike, and
    ``dimensions`` below 1 or beyond d.

    >>> fitted = principal_axes([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0], [2.0, 1.0]], 1)
    >>> fitted.energy
    array([0.8])
    """
    rows = require.finite_array("vectors", vectors, ndim=2)
    kept = require.count("dimensions", dimensions)
    if kept > rows.shape[1] or len(rows) < 2:
        raise ValueError(f"dimensions must be at most d, of 2 rows or more: {kept}, {rows.shape}")
    mean = rows.mean(axis=0)
    values, axes = np.linalg.eigh(np.cov(rows.T).reshape(rows.shape[1], -1))
    total = float(values.sum())
    if not total > 0:
        raise ValueError("vectors must not be all alike")
    order = np.argsort(-values, kind="stable")[:kept]
    return PrincipalAxes(mean, axes[:, order].T, np.maximum(values[order], 0) / total)


@dataclass(frozen=True, slots=True)
class ScalarCode:
    """A uniform grid of 2^``bits`` cells from -``reach`` to ``reach``, one for every coordinate."""

    bits: int
    reach: float

    def __post_init__(self) -> None:
        if require.count("bits", self.bits) > 8:
            raise ValueError(f"bits must be at most 8, got {self.bits}")
        require.positive("reach", self.reach)

    @property
    def step(self) -> float:
        """The width of a cell."""
        return float(2 * self.reach / 2**self.bits)

    def encode(self, vectors: npt.ArrayLike) -> Codes:
        """Return the cell of every coordinate; what lies beyond the reach falls in the last one.

        >>> ScalarCode(bits=2, reach=1.0).encode([[-3.0, -0.1, 0.1, 0.9]])
        array([[0, 1, 2, 3]], dtype=uint8)
        """
        rows = require.finite_array("vectors", vectors, ndim=2)
        cells = np.floor((rows + self.reach) / self.step)
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
        places = (np.arange(2**self.bits) + 0.5) * self.step - self.reach
        return places.astype(np.float32)[cells.astype(np.uint8)]

    def __call__(self, vectors: npt.ArrayLike) -> Floats32:
        """Return what is left of ``vectors`` after coding and decoding."""
        return self._middles(self.encode(vectors))


def sqnr_db(bits: int, peak_over_rms: float) -> float:
    """Return the signal over the noise of a uniform grid that reaches the signal's peak, in dB.

    An error spread evenly over a cell has a variance of step^2 / 12, hence
    6.02 bits + 4.77 - 20 log10(peak / rms). A full-scale sine has peak / rms = sqrt(2), and only
    for it the constant becomes 1.76.
    Raises ``ValueError`` if ``bits`` is no whole number above 0 or the ratio is below 1.

    >>> round(sqnr_db(8, 2**0.5), 2), round(sqnr_db(8, 4.5), 1)
    (49.93, 39.9)
    """
    bits = require.count("bits", bits)
    if require.positive("peak_over_rms", peak_over_rms) < 1:
        raise ValueError(f"peak_over_rms must be 1 or more, got {peak_over_rms!r}")
    return 20 * math.log10(2**bits) + 10 * math.log10(3) - 20 * math.log10(peak_over_rms)


def sign_bits(vectors: npt.ArrayLike) -> Codes:
    """Return one bit a coordinate, set where it is positive, packed eight to a byte.

    Raises ``ValueError`` on other shapes and values that are not finite.

    >>> sign_bits([[0.3, -0.1, 0.2, 0.0]])
    array([[160]], dtype=uint8)
    """
    return np.packbits(require.finite_array("vectors", vectors, ndim=2) > 0, axis=1)


def signs(bits: npt.ArrayLike, dimensions: int) -> Floats32:
    """Return the packed ``bits`` as -1 and 1, (n, ``dimensions``), to multiply with a query.

    A query in full precision against these is the dot product that a re-scoring of bits uses.
    Raises ``ValueError`` if ``bits`` holds no bytes or its width is not that of ``dimensions``.

    >>> signs([[160]], 4)
    array([[ 1., -1.,  1., -1.]], dtype=float32)
    """
    dimensions = require.count("dimensions", dimensions)
    octets = require.finite_array("bits", bits, ndim=2)
    if octets.min() < 0 or octets.max() > 255 or (octets % 1).any():
        raise ValueError("bits must be whole numbers from 0 to 255, eight packed in each")
    packed = octets.astype(np.uint8)
    if packed.shape[1] != -(-dimensions // 8):
        raise ValueError(f"bits must have {-(-dimensions // 8)} columns, got shape {packed.shape}")
    return np.unpackbits(packed, axis=1, count=dimensions).astype(np.float32) * 2 - 1


def rescore(queries: npt.ArrayLike, base: npt.ArrayLike, candidates: npt.ArrayLike, k: int) -> Ids:
    """Return the ``k`` candidates of each query with the largest dot product in ``base``.

    ``queries`` (q, d) and ``base`` (n, d) are in full precision; ``candidates`` (q, c) are ids.
    Raises ``ValueError`` on other shapes, ids that are no whole numbers or outside of the base, and
    ``k`` beyond c.

    >>> rescore([[1.0, 0.0]], [[0.1, 0.0], [0.9, 0.0], [0.5, 0.0]], [[0, 2, 1]], k=2)
    array([[1, 2]])
    """
    asked = require.finite_array("queries", queries, ndim=2)
    stored = np.asarray(base)
    if stored.ndim != 2 or stored.shape[1] != asked.shape[1]:
        raise ValueError(f"base must have {asked.shape[1]} columns, got shape {stored.shape}")
    named = require.finite_array("candidates", candidates, ndim=2)
    if (named % 1).any():
        raise ValueError("candidates must hold ids, which are whole numbers")
    ids = named.astype(np.int64)
    k = require.count("k", k)
    if len(ids) != len(asked) or k > ids.shape[1]:
        raise ValueError(f"candidates must be {len(asked)} rows of {k} or more, got {ids.shape}")
    if ids.min() < 0 or ids.max() >= len(stored):
        raise ValueError(f"candidates must hold ids below {len(stored)}")
    scores = np.einsum("qd,qcd->qc", asked, stored[ids].astype(np.float64))
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(ids, order, axis=1)
