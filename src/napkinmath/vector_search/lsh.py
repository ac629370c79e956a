"""Locality-sensitive hashing by hand: hashes that agree for the near, and bands of them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats, Hashes, Ids

_LARGEST = 1 << 62


def _mixed(values: Hashes) -> Hashes:
    """Scramble 64-bit values one to one, so that neighbouring members share nothing."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def hyperplanes(dimensions: int, rows: int, bands: int, rng: np.random.Generator) -> Floats:
    """Return random hyperplanes, (bands, rows, dimensions): one hash each.

    Raises ``ValueError`` if a count is no whole number above 0 or ``rows`` is above 62.

    >>> hyperplanes(100, rows=8, bands=4, rng=np.random.default_rng(0)).shape
    (4, 8, 100)
    """
    if require.count("rows", rows) > 62:
        raise ValueError(f"rows must be at most 62, the bits of a key, got {rows!r}")
    shape = require.count("bands", bands), rows, require.count("dimensions", dimensions)
    return require.generator("rng", rng).standard_normal(shape)


def hyperplane_keys(vectors: npt.ArrayLike, planes: npt.ArrayLike) -> Ids:
    """Return the bucket of each vector in each band, (n, bands): the sides of the planes as bits.

    ``vectors`` is (n, d), ``planes`` (bands, rows, d).
    Raises ``ValueError`` on other shapes and on values that are not finite.
    Source: [charikar2002similarity]

    >>> hyperplane_keys([[1.0, -1.0]], [[[1.0, 0.0], [0.0, 1.0]], [[-1.0, 0.0], [1.0, 1.5]]])
    array([[1, 0]])
    """
    rows = require.finite_array("vectors", vectors, ndim=2)
    bands = require.finite_array("planes", planes, ndim=3)
    if rows.shape[1] != bands.shape[2]:
        raise ValueError(f"vectors and planes must fit, got {rows.shape} and {bands.shape}")
    weights = 1 << np.arange(bands.shape[1], dtype=np.int64)
    return np.stack([(rows @ planes_of.T > 0) @ weights for planes_of in bands], axis=1)


def minhash_keys(
    sets: Sequence[Iterable[int]], rows: int, bands: int, rng: np.random.Generator
) -> Ids:
    """Return the bucket of each set in each band, (sets, bands), from ``rows`` MinHashes a band.

    A MinHash is the least value that a random function takes on the set's members; two sets share
    it with a probability that is their Jaccard similarity. Members are whole numbers of 0 to 2^62.
    Raises ``ValueError`` on an empty set, on members out of range and on counts below 1.
    Source: [leskovec2014mining]

    >>> keys = minhash_keys([{1, 2, 3}, {3, 2, 1}, {7}], 2, 3, np.random.default_rng(0))
    >>> bool((keys[0] == keys[1]).all()), bool((keys[0] == keys[2]).any())
    (True, False)
    """
    count = require.count("rows", rows) * require.count("bands", bands)
    generator = require.generator("rng", rng)
    seeds = generator.integers(0, np.iinfo(np.uint64).max, (count, 1), dtype=np.uint64)
    keys = np.empty((len(sets), bands), dtype=np.int64)
    for i, members in enumerate(sets):
        values = np.fromiter(members, dtype=np.int64)
        if not len(values) or values.min() < 0 or values.max() > _LARGEST:
            raise ValueError(f"sets must hold whole numbers of 0 to {_LARGEST}, set {i} does not")
        least = _mixed(values.astype(np.uint64) ^ seeds).min(axis=1).reshape(bands, rows)
        key = np.zeros(bands, dtype=np.uint64)
        for column in least.T:
            key = _mixed(key ^ column)
        keys[i] = (key >> np.uint64(1)).astype(np.int64)
    return keys


def jaccard_pairs(sets: Sequence[Iterable[int]]) -> Floats:
    """Return the Jaccard similarity of every pair, in the order of ``np.triu_indices(n, 1)``.

    It compares all with all, which hashing is there to avoid: for the truth beside a sample.
    Raises ``ValueError`` on fewer than two sets and on an empty one.

    >>> jaccard_pairs([{1, 2, 3}, {2, 3, 4}, {9}])
    array([0.5, 0. , 0. ])
    """
    members = [list(dict.fromkeys(one)) for one in sets]
    if len(members) < 2 or not all(members):
        raise ValueError(f"sets must be two or more and none empty, got {len(members)}")
    _, flat = np.unique(np.concatenate(members), return_inverse=True)
    has = np.zeros((len(members), int(flat.max()) + 1), dtype=np.float32)
    has[np.repeat(np.arange(len(members)), [len(one) for one in members]), flat] = 1
    first, second = np.triu_indices(len(members), 1)
    common, size = (has @ has.T)[first, second].astype(np.float64), has.sum(axis=1)
    return np.asarray(common / (size[first] + size[second] - common))


@dataclass(frozen=True, slots=True)
class BandIndex:
    """Buckets of stored items: in each band the keys in order, and whose they are."""

    keys: Ids
    owners: Ids

    @property
    def bytes_each(self) -> float:
        """Bytes of links an item: its id in each band, 4 bytes, and no vectors.

        >>> band_index([[5, 9], [5, 7]]).bytes_each
        8.0
        """
        return 4.0 * len(self.keys)

    def candidates(self, keys: npt.ArrayLike) -> Ids:
        """Return the ids, ascending, that share a bucket with ``keys`` (bands,) in some band.

        Raises ``ValueError`` if there is not one key a band.
        """
        asked = np.asarray(keys)
        if asked.shape != (len(self.keys),) or asked.dtype.kind not in "iu":
            raise ValueError(f"keys must be {len(self.keys)} whole numbers, got {asked.shape}")
        found = []
        for stored, owners, key in zip(self.keys, self.owners, asked, strict=True):
            left, right = np.searchsorted(stored, [key, key + 1])
            found.append(owners[left:right])
        return np.unique(np.concatenate(found))


def band_index(keys: npt.ArrayLike) -> BandIndex:
    """Return an index of items by their keys (items, bands).

    Raises ``ValueError`` on another shape, an empty one, or keys that are no whole numbers.

    >>> band_index([[5, 9], [5, 7], [6, 9]]).candidates([5, 9])
    array([0, 1, 2])
    """
    rows = np.asarray(keys)
    if rows.ndim != 2 or rows.size == 0 or rows.dtype.kind not in "iu":
        raise ValueError(f"keys must be whole numbers (items, bands), got shape {rows.shape}")
    columns = np.ascontiguousarray(rows.T, dtype=np.int64)
    order = np.argsort(columns, axis=1, kind="stable")
    return BandIndex(np.take_along_axis(columns, order, axis=1), order)


def stable_collision(distance: float, width: float) -> float:
    """Return the chance that two vectors fall into one slot of a random line.

    Each is projected on a Gaussian direction, shifted at random and cut into slots of ``width``:
    the hash for Euclidean ``distance``, which depends on their ratio alone.
    Raises ``ValueError`` if ``width`` is not positive or ``distance`` negative.
    Source: [datar2004locality]

    >>> round(stable_collision(1.0, 4.0), 4), round(stable_collision(2.0, 4.0), 4)
    (0.8005, 0.6095)
    """
    require.positive("width", width)
    if require.non_negative("distance", distance) == 0:
        return 1.0
    ratio = width / distance
    tails = math.erfc(ratio / math.sqrt(2))
    slope = 2 / (math.sqrt(2 * math.pi) * ratio) * -math.expm1(-(ratio**2) / 2)
    return 1 - tails - slope
