"""What an approximate index weighs, and how often hashing finds a pair.

All sizes are in bytes, for all vectors together. Ids take 8 bytes and links 4, as in faiss. The
number of vectors is a whole number, and may be written as one usually does: ``1e9``.
"""

import math
from collections.abc import Sequence
from typing import Any, overload

import numpy as np

from napkinmath import require
from napkinmath._typing import Floats, Numbers

ID_BYTES = 8
LINK_BYTES = 4
FLOAT_BYTES = 4


def _count(vectors: float) -> float:
    count = float(require.positive("vectors", vectors))
    if count % 1.0 != 0.0:
        raise ValueError(f"vectors must be a whole number of 1 or more, got {vectors!r}")
    return count


def flat_bytes(vectors: float, dimensions: int, *, value_bytes: float = 4.0) -> float:
    """Return the bytes of plain vectors, of ``value_bytes`` a coordinate: 4, 2, 1 or an eighth.

    Raises ``ValueError`` if a count is no whole number above 0 or ``value_bytes`` not positive.
    Source: [faiss-indexes]

    >>> flat_bytes(1_000_000, 768), flat_bytes(1_000_000, 768, value_bytes=1 / 8)
    (3072000000.0, 96000000.0)
    """
    count = _count(vectors) * require.count("dimensions", dimensions)
    return count * float(require.positive("value_bytes", value_bytes))


def hnsw_bytes(vectors: float, dimensions: int, links: int, *, value_bytes: float = 4.0) -> float:
    """Return the bytes of a graph by faiss's rule: each vector and two lists of ``links`` ids.

    The lowest layer keeps up to 2 * ``links`` neighbours a vector; the rule leaves out the layers
    above it, the level and the offset of each vector (``hnsw_stored_bytes`` has them).
    Raises ``ValueError`` as ``flat_bytes`` does, or if ``links`` is no whole number above 0.
    Source: [faiss-guidelines]

    >>> hnsw_bytes(1, 8, 16), hnsw_bytes(1e9, 128, links=32)
    (160.0, 768000000000.0)
    """
    list_bytes = 2.0 * require.count("links", links) * LINK_BYTES
    plain = flat_bytes(vectors, dimensions, value_bytes=value_bytes)
    return plain + _count(vectors) * list_bytes


def hnsw_stored_bytes(
    vectors: float, dimensions: int, links: int, *, value_bytes: float = 4.0
) -> float:
    """Return the bytes that faiss stores for a graph, upper layers and offsets included.

    A vector reaches each next layer with probability 1 / ``links``, so the layers above the lowest
    hold 1 / (``links`` - 1) lists a vector, of ``links`` ids each. A level is 4 bytes, an offset 8.
    Raises ``ValueError`` as ``hnsw_bytes`` does, or if ``links`` is below 2.

    >>> hnsw_stored_bytes(1, 100, 16) - hnsw_bytes(1, 100, 16)
    16.266666666666...
    """
    links = require.count("links", links, at_least=2)
    above_bytes = links * LINK_BYTES / (links - 1)
    plain = hnsw_bytes(vectors, dimensions, links, value_bytes=value_bytes)
    return plain + _count(vectors) * (above_bytes + 4 + 8)


def hnswlib_link_bytes(links: int) -> float:
    """Return the bytes of links that hnswlib keeps for one vector, on average.

    Each list is preceded by its length in 4 bytes: 2 * ``links`` ids at the lowest layer and
    ``links`` at each layer above it, of which a vector has 1 / (``links`` - 1).
    Raises ``ValueError`` if ``links`` is below 2.
    Source: [hnswlib-parameters]

    >>> round(hnswlib_link_bytes(16), 2)
    136.53
    """
    links = require.count("links", links, at_least=2)
    return 2 * links * LINK_BYTES + 4 + (links * LINK_BYTES + 4) / (links - 1)


def hnswlib_bytes(
    vectors: float, dimensions: int, links: int, *, value_bytes: float = 4.0
) -> float:
    """Return the bytes of an index of hnswlib: vectors, links, labels and a pointer each.

    The locks and the table of labels that it also keeps in memory are left out.
    Raises ``ValueError`` as ``hnsw_bytes`` does, or if ``links`` is below 2.

    >>> hnswlib_bytes(1_000_000, 64, 16)
    408533333.3...
    """
    plain = flat_bytes(vectors, dimensions, value_bytes=value_bytes)
    each_bytes = hnswlib_link_bytes(links) + ID_BYTES + 8
    return plain + _count(vectors) * each_bytes


def code_bytes(subspaces: int, bits: int = 8) -> int:
    """Return the bytes of one code of product quantization: ``bits`` for each of ``subspaces``.

    One bit and one subspace a coordinate is a binary code.
    Raises ``ValueError`` if an argument is no whole number above 0.
    Source: [faiss-indexes]

    >>> code_bytes(96), code_bytes(50, bits=4), code_bytes(768, bits=1)
    (96, 25, 96)
    """
    return math.ceil(require.count("subspaces", subspaces) * require.count("bits", bits) / 8)


def pq_bytes(vectors: float, dimensions: int, subspaces: int, *, bits: int = 8) -> float:
    """Return the bytes of codes of product quantization with their codebooks.

    Each subspace has 2**``bits`` centroids of ``dimensions`` / ``subspaces`` floats.
    Raises ``ValueError`` if ``subspaces`` does not divide ``dimensions`` or on other bad counts.
    Source: [faiss-indexes]

    >>> pq_bytes(1_000_000, 768, 96)
    96786432.0
    """
    count = _count(vectors)
    dimensions = require.count("dimensions", dimensions)
    if dimensions % require.count("subspaces", subspaces) != 0:
        raise ValueError(f"subspaces must divide the {dimensions} dimensions, got {subspaces!r}")
    if require.count("bits", bits) > 24:
        raise ValueError(f"bits must be at most 24, got {bits!r}")
    codebook_bytes = 2.0**bits * dimensions * FLOAT_BYTES
    return count * code_bytes(subspaces, bits) + codebook_bytes


def ivf_bytes(
    vectors: float, dimensions: int, lists: int, *, bytes_each: float | None = None
) -> float:
    """Return the bytes of an inverted file: what each vector is stored as, its id, the centroids.

    ``bytes_each`` is that of a stored vector or code, by default ``dimensions`` floats.
    Raises ``ValueError`` if a count is no whole number above 0 or ``bytes_each`` not positive.
    Source: [faiss-indexes]

    >>> ivf_bytes(1_000_000, 768, 4096), ivf_bytes(1_000_000, 768, 4096, bytes_each=96)
    (3092582912.0, 116582912.0)
    """
    dimensions = require.count("dimensions", dimensions)
    each = FLOAT_BYTES * dimensions if bytes_each is None else bytes_each
    stored_bytes = float(require.positive("bytes_each", each)) + ID_BYTES
    table_bytes = float(require.count("lists", lists)) * dimensions * FLOAT_BYTES
    return _count(vectors) * stored_bytes + table_bytes


def ivfpq_bytes(
    vectors: float, dimensions: int, lists: int, subspaces: int, *, bits: int = 8
) -> float:
    """Return the bytes of an inverted file of codes: codes, ids, centroids and codebooks.

    Raises ``ValueError`` as ``pq_bytes`` and ``ivf_bytes`` do.
    Source: [faiss-indexes]

    >>> ivfpq_bytes(1_000_000, 768, 4096, 96)
    117369344.0
    """
    codes_bytes = pq_bytes(vectors, dimensions, subspaces, bits=bits)
    return codes_bytes + ivf_bytes(vectors, dimensions, lists) - flat_bytes(vectors, dimensions)


@overload
def lsh_collision(similarity: float, rows: int, bands: int) -> float: ...
@overload
def lsh_collision(similarity: Sequence[float] | Numbers, rows: int, bands: int) -> Floats: ...
def lsh_collision(similarity: Any, rows: int, bands: int) -> Any:
    """Return the probability that two items share a bucket in at least one band of hashes.

    ``similarity`` is the chance that one hash agrees: the Jaccard similarity for MinHash, one minus
    angle / pi for a random hyperplane; a number or an array, and so is the result. A band agrees if
    all its ``rows`` hashes do: 1 - (1 - s**rows)**bands.
    Raises ``ValueError`` on a similarity outside [0, 1] and counts that are no whole numbers above
    0.
    Source: [leskovec2014mining]

    >>> lsh_collision(0.5, rows=5, bands=20)
    0.470050715...
    >>> lsh_collision([0.4, 0.6], rows=5, bands=20).round(3)
    array([0.186, 0.802])
    """
    rows, bands = require.count("rows", rows), require.count("bands", bands)
    if np.ndim(similarity) == 0:
        share = float(require.fraction("similarity", similarity))
        return float(-math.expm1(bands * math.log1p(-(share**rows)))) if share**rows < 1 else 1.0
    shares = np.asarray(similarity, dtype=np.float64)
    if not ((shares >= 0) & (shares <= 1)).all():
        raise ValueError("similarity must be between 0 and 1 throughout")
    with np.errstate(divide="ignore"):
        return -np.expm1(bands * np.log1p(-(shares**rows)))


def lsh_threshold(rows: int, bands: int) -> float:
    """Return the similarity at which one band is expected to agree: (1 / bands)**(1 / rows).

    The curve of ``lsh_collision`` is near its steepest there.
    Raises ``ValueError`` if an argument is no whole number above 0.
    Source: [leskovec2014mining]

    >>> lsh_threshold(rows=4, bands=16)
    0.5
    """
    return math.pow(1 / require.count("bands", bands), 1 / require.count("rows", rows))
