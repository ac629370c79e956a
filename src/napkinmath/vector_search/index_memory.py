"""Bytes of vectors and of the indexes over them.

All sizes are in bytes, for all vectors together. Ids take 8 bytes and links 4, as in faiss. The
number of vectors is a whole number, and may be written as one usually does: ``1e9``.
"""

import math

from napkinmath import require

ID_BYTES = 8
LINK_BYTES = 4
_FLOAT_BYTES = 4


def _count(vectors: float) -> float:
    count = float(require.positive("vectors", vectors))
    if count % 1.0 != 0.0:
        raise ValueError(f"vectors must be a whole number of 1 or more, got {vectors!r}")
    return count


def flat_bytes(vectors: float, dimensions: int, *, value_bytes: float = 4.0) -> float:
    """Return the bytes of a flat index: plain vectors of ``value_bytes`` a dimension.

    ``value_bytes`` is 4 for FP32, 2 for FP16, 1 for INT8, 1/8 for binary.
    Raises ``ValueError`` if a count is no whole number above 0 or ``value_bytes`` not positive.
    Source: [faiss-indexes]

    >>> flat_bytes(1_000_000, 768), flat_bytes(1_000_000, 768, value_bytes=1 / 8)
    (3072000000.0, 96000000.0)
    """
    count = _count(vectors) * require.count("dimensions", dimensions)
    return count * float(require.positive("value_bytes", value_bytes))


def quantized_bytes(vectors: float, dimensions: int, bits: float) -> float:
    """Return the bytes of vectors of ``bits`` bits a dimension, without an index. Definition.

    Raises ``ValueError`` if a count is no whole number above 0 or ``bits`` not positive.

    >>> quantized_bytes(250e6, 1024, 32)
    1024000000000.0
    """
    return flat_bytes(vectors, dimensions, value_bytes=require.positive("bits", bits) / 8)


def vectors_that_fit(memory_bytes: float, vector_bytes: float) -> float:
    """Return how many vectors of ``vector_bytes`` fit into ``memory_bytes``. Definition.

    Raises ``ValueError`` if an argument is not positive.

    >>> vectors_that_fit(64e9, 32)
    2000000000.0
    """
    memory_bytes = require.positive("memory_bytes", memory_bytes)
    return memory_bytes / require.positive("vector_bytes", vector_bytes)


def hnsw_bytes(vectors: float, dimensions: int, links: int, *, value_bytes: float = 4.0) -> float:
    """Return the bytes of an HNSW index by faiss's rule: vectors and 2 * ``links`` ids each.

    The lowest layer keeps up to 2 * ``links`` neighbors a vector; the rule leaves out the layers
    above it, the level and the offset of each vector (``hnsw_stored_bytes`` has them).
    Raises ``ValueError`` as ``flat_bytes`` does, or if ``links`` is no whole number above 0.
    Source: [faiss-guidelines]

    >>> hnsw_bytes(1, 8, 16), hnsw_bytes(1e9, 128, links=32)
    (160.0, 768000000000.0)
    """
    list_bytes = 2.0 * require.count("links", links) * LINK_BYTES
    plain = flat_bytes(vectors, dimensions, value_bytes=value_bytes)
    return plain + _count(vectors) * list_bytes


def hnsw_vector_bytes(dimensions: int, value_bytes: float, links: int) -> float:
    """Return the bytes of one vector in an HNSW index: values, links of the lowest layer, an id.

    Raises ``ValueError`` as ``hnsw_bytes`` does.
    Source: [faiss-guidelines]

    >>> hnsw_vector_bytes(768, 4.0, 16), hnsw_vector_bytes(768, 0.125, 16)
    (3208.0, 232.0)
    """
    return hnsw_bytes(1, dimensions, links, value_bytes=value_bytes) + ID_BYTES


def hnsw_stored_bytes(
    vectors: float, dimensions: int, links: int, *, value_bytes: float = 4.0
) -> float:
    """Return the bytes that faiss stores for an HNSW index, upper layers and offsets included.

    A vector reaches each next layer with probability 1 / ``links``, so the layers above the lowest
    hold 1 / (``links`` - 1) lists a vector, of ``links`` ids each. A level is 4 bytes, an offset 8.
    Definition: the tests compare it with an index that faiss writes.
    Raises ``ValueError`` as ``hnsw_bytes`` does, or if ``links`` is below 2.

    >>> hnsw_stored_bytes(1, 100, 16) - hnsw_bytes(1, 100, 16)
    16.266666666666...
    """
    links = require.count("links", links, at_least=2)
    above_bytes = links * LINK_BYTES / (links - 1)
    plain = hnsw_bytes(vectors, dimensions, links, value_bytes=value_bytes)
    return plain + _count(vectors) * (above_bytes + 4 + 8)


def hnswlib_link_bytes(links: int) -> float:
    """Return the bytes of the links of one vector in hnswlib, on average.

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
    """Return the bytes of an HNSW index of hnswlib: vectors, links, a label and a pointer each.

    The locks and the table of labels that it also keeps in memory are left out. Definition: the
    tests compare it with an index that hnswlib saved.
    Raises ``ValueError`` as ``hnsw_bytes`` does, or if ``links`` is below 2.

    >>> hnswlib_bytes(1_000_000, 64, 16)
    408533333.3...
    """
    plain = flat_bytes(vectors, dimensions, value_bytes=value_bytes)
    each_bytes = hnswlib_link_bytes(links) + ID_BYTES + 8
    return plain + _count(vectors) * each_bytes


def code_bytes(subspaces: int, bits: int = 8) -> int:
    """Return the bytes of one PQ code: ``bits`` for each of ``subspaces``.

    One bit and one subspace a dimension is a binary code.
    Raises ``ValueError`` if an argument is no whole number above 0.
    Source: [faiss-indexes]

    >>> code_bytes(96), code_bytes(50, bits=4), code_bytes(768, bits=1)
    (96, 25, 96)
    """
    return math.ceil(require.count("subspaces", subspaces) * require.count("bits", bits) / 8)


def _pq_bytes(vectors: float, dimensions: int, subspaces: int, *, bits: int = 8) -> float:
    """Return the bytes of PQ codes with their codebooks.

    Each subspace has 2**``bits`` centroids of ``dimensions`` / ``subspaces`` floats.
    Raises ``ValueError`` if ``subspaces`` does not divide ``dimensions`` or on other bad counts.
    Source: [faiss-indexes]

    >>> _pq_bytes(1_000_000, 768, 96)
    96786432.0
    """
    count = _count(vectors)
    dimensions = require.count("dimensions", dimensions)
    if dimensions % require.count("subspaces", subspaces) != 0:
        raise ValueError(f"subspaces must divide the {dimensions} dimensions, got {subspaces!r}")
    if require.count("bits", bits) > 24:
        raise ValueError(f"bits must be at most 24, got {bits!r}")
    codebook_bytes = 2.0**bits * dimensions * _FLOAT_BYTES
    return count * code_bytes(subspaces, bits) + codebook_bytes


def _ivf_bytes(
    vectors: float, dimensions: int, lists: int, *, vector_bytes: float | None = None
) -> float:
    """Return the bytes of an inverted file: what each vector is stored as, its id, the centroids.

    ``vector_bytes`` is that of a stored vector or code, by default ``dimensions`` floats.
    Raises ``ValueError`` if a count is no whole number above 0 or ``vector_bytes`` not positive.
    Source: [faiss-indexes]

    >>> _ivf_bytes(1_000_000, 768, 4096), _ivf_bytes(1_000_000, 768, 4096, vector_bytes=96)
    (3092582912.0, 116582912.0)
    """
    dimensions = require.count("dimensions", dimensions)
    each = _FLOAT_BYTES * dimensions if vector_bytes is None else vector_bytes
    stored_bytes = float(require.positive("vector_bytes", each)) + ID_BYTES
    table_bytes = float(require.count("lists", lists)) * dimensions * _FLOAT_BYTES
    return _count(vectors) * stored_bytes + table_bytes


def ivfpq_bytes(
    vectors: float, dimensions: int, lists: int, subspaces: int, *, bits: int = 8
) -> float:
    """Return the bytes of an IVF-PQ index: codes, ids, centroids and codebooks.

    ``lists`` is ``nlist`` of faiss and ``subspaces`` its ``m``. Raises ``ValueError`` if
    ``subspaces`` does not divide ``dimensions``, ``bits`` is above 24, or on other bad counts.
    Source: [faiss-indexes]

    >>> ivfpq_bytes(1_000_000, 768, 4096, 96)
    117369344.0
    """
    codes_bytes = _pq_bytes(vectors, dimensions, subspaces, bits=bits)
    return codes_bytes + _ivf_bytes(vectors, dimensions, lists) - flat_bytes(vectors, dimensions)
