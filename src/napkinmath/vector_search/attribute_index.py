"""Bytes of an attribute index: the id lists, bitmaps and bit slices that answer a filter."""

import math

import numpy as np
import numpy.typing as npt

from napkinmath import require

_CHUNK = 65_536  # ids that share their upper 16 bits, and one container
_ARRAY_LIMIT = 4_096  # beyond, a container of 8 kB of bits is smaller than a list of ids
_BITS_BYTES = _CHUNK // 8


def bitmap_bytes(vectors: int) -> int:
    """Return the bytes of a bitmap over all vectors, one bit each. Definition.

    Raises ``ValueError`` if ``vectors`` is no whole number above 0.

    >>> bitmap_bytes(100_000_000)
    12500000
    """
    return math.ceil(require.count("vectors", vectors) / 8)


def id_list_bytes(matches: int, id_bytes: int = 4) -> int:
    """Return the bytes of a sorted list of ids, uncompressed. Definition.

    Raises ``ValueError`` if ``matches`` is negative or ``id_bytes`` no whole number above 0.

    >>> id_list_bytes(1000)
    4000
    """
    return require.count("matches", matches, at_least=0) * require.count("id_bytes", id_bytes)


def roaring_bytes(ids: npt.ArrayLike, *, runs: bool = False) -> int:
    """Return the bytes of a set of ids serialized as a Roaring bitmap.

    Ids of one 65,536 share a container: a list of 2 bytes an id up to 4,096 of them, 8 kB of bits
    beyond, or, if ``runs`` are allowed, 2 bytes and 4 a run of consecutive ids where that is less.
    Raises ``ValueError`` if ``ids`` are not distinct whole numbers from 0 to 2**32 - 1.
    Source: [roaring2016format]

    >>> roaring_bytes([1, 2, 3, 70_000])  # header 8, two containers of 8, four ids of 2
    32
    """
    values = np.asarray(ids)
    if values.ndim != 1 or values.dtype.kind not in "iu" or not len(values):
        raise ValueError(
            f"ids must be one or more whole numbers, got {values.dtype} {values.shape}"
        )
    values = np.sort(values.astype(np.int64))
    if values[0] < 0 or values[-1] >= 2**32 or (np.diff(values) == 0).any():
        raise ValueError("ids must be distinct and lie between 0 and 2**32 - 1")
    starts = np.flatnonzero(np.diff(values >> 16, prepend=-1))
    sizes = np.diff(np.append(starts, len(values)))
    plain = np.where(sizes <= _ARRAY_LIMIT, 2 * sizes, _BITS_BYTES)
    breaks = (np.diff(values, prepend=-2) > 1) | (np.diff(values >> 16, prepend=-1) > 0)
    by_runs = 2 + 4 * np.add.reduceat(breaks, starts)
    chosen = runs & (by_runs < plain)
    count = len(starts)
    if not chosen.any():
        return int(plain.sum()) + 8 + 8 * count
    header = 4 + math.ceil(count / 8) + 4 * count + (4 * count if count >= 4 else 0)
    return int(np.where(chosen, by_runs, plain).sum()) + header


def random_roaring_bytes(vectors: int, selectivity: float) -> float:
    """Return the bytes of a Roaring bitmap of a random filter, as if all containers were equal.

    The filter matches a random ``selectivity`` of ``vectors``.
    Raises ``ValueError`` if ``vectors`` is no whole number above 0 or ``selectivity`` not in
    [0, 1].
    Source: [roaring2016format]

    >>> random_roaring_bytes(65_536, 0.5), random_roaring_bytes(65_536, 0.01)
    (8208.0, 1326.72)
    """
    containers = math.ceil(require.count("vectors", vectors) / _CHUNK)
    each = require.fraction("selectivity", selectivity) * vectors / containers
    return 8.0 + containers * (8 + (2 * each if each <= _ARRAY_LIMIT else _BITS_BYTES))


def bit_sliced_bytes(vectors: int, distinct_values: int) -> int:
    """Return the bytes of a bit-sliced index: one bitmap for each bit of a value's rank.

    Definition: the index answers a range over ``distinct_values`` in one pass over the slices.
    Raises ``ValueError`` if a count is no whole number above 0.

    >>> bit_sliced_bytes(1000, 16)
    500
    """
    count = require.count("distinct_values", distinct_values)
    return max(1, math.ceil(math.log2(count))) * bitmap_bytes(vectors)


def unauthorized_result_probability(visible_share: float, results: int) -> float:
    """Return the probability that ``results`` hold a document the reader may not see.

    Definition: the reader may see ``visible_share`` of the documents, each independently.
    Raises ``ValueError`` if the share is not in [0, 1] or ``results`` no whole number above 0.

    >>> round(unauthorized_result_probability(0.9, 10), 3)
    0.651
    """
    share = require.fraction("visible_share", visible_share)
    count = require.count("results", results)
    return -math.expm1(count * math.log(share)) if share else 1.0
