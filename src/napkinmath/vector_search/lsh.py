"""Locality-sensitive hashing: random hyperplanes, MinHash, bands, and a bucket index."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._hashing import mix64
from napkinmath._typing import Floats, Ids, Numbers

_LARGEST = 1 << 62


@overload
def lsh_collision(similarity: float, rows: int, bands: int) -> float: ...
@overload
def lsh_collision(similarity: Sequence[float] | Numbers, rows: int, bands: int) -> Floats: ...
def lsh_collision(similarity: Any, rows: int, bands: int) -> Any:
    """Return the LSH collision probability: two items share a bucket in at least one band.

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
    """Return the LSH threshold: the similarity at which one band is expected to agree.

    It is (1 / bands)**(1 / rows), where the curve of ``lsh_collision`` is near its steepest.
    Raises ``ValueError`` if an argument is no whole number above 0.
    Source: [leskovec2014mining]

    >>> lsh_threshold(rows=4, bands=16)
    0.5
    """
    return math.pow(1 / require.count("bands", bands), 1 / require.count("rows", rows))


def random_hyperplanes(dimensions: int, rows: int, bands: int, rng: np.random.Generator) -> Floats:
    """Return random hyperplanes, (bands, rows, dimensions): one hash each. Definition.

    Raises ``ValueError`` if a count is no whole number above 0 or ``rows`` is above 62.

    >>> random_hyperplanes(100, rows=8, bands=4, rng=np.random.default_rng(0)).shape
    (4, 8, 100)
    """
    if require.count("rows", rows) > 62:
        raise ValueError(f"rows must be at most 62, the bits of a key, got {rows!r}")
    shape = require.count("bands", bands), rows, require.count("dimensions", dimensions)
    return require.generator("rng", rng).standard_normal(shape)


def hyperplane_keys(vectors: npt.ArrayLike, planes: npt.ArrayLike) -> Ids:
    """Return the hyperplane LSH key of each vector in each band, (n, bands).

    Definition: bit i of a key is the side of hyperplane i of the band. ``vectors`` is (n, d),
    ``planes`` (bands, rows, d).
    Raises ``ValueError`` on other shapes and on values that are not finite.

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
    """Return the MinHash key of each set in each band, (sets, bands), of ``rows`` hashes a band.

    A MinHash is the least value that a random function takes on the set's members; two sets share
    it with a probability that is their Jaccard similarity. Members are whole numbers of 0 to 2^62.
    Raises ``ValueError`` on an empty set, on members out of range and on counts below 1.
    Source: [leskovec2014mining]

    >>> keys = minhash_keys([{1, 2, 3}, {3, 2, 1}, {7}], 2, 3, np.random.default_rng(0))
    >>> bool((keys[0] == keys[1]).all()), bool((keys[0] == keys[2]).any())
    (True, False)
    """
    count = require.count("rows", rows) * require.count("bands", bands)
    if not len(sets):
        raise ValueError("sets must hold at least one set, got none")
    generator = require.generator("rng", rng)
    seeds = generator.integers(0, np.iinfo(np.uint64).max, (count, 1), dtype=np.uint64)
    keys = np.empty((len(sets), bands), dtype=np.int64)
    for i, members in enumerate(sets):
        listed = list(members)
        if not listed or not all(_is_member(member) for member in listed):
            raise ValueError(f"sets must hold whole numbers of 0 to {_LARGEST}, set {i} does not")
        values = np.array(listed, dtype=np.int64)
        least = mix64(values.astype(np.uint64) ^ seeds).min(axis=1).reshape(bands, rows)
        key = np.zeros(bands, dtype=np.uint64)
        for column in least.T:
            key = mix64(key ^ column)
        keys[i] = (key >> np.uint64(1)).astype(np.int64)
    return keys


def _is_member(member: object) -> bool:
    whole = isinstance(member, (int, np.integer)) and not isinstance(member, bool)
    return whole and 0 <= member <= _LARGEST  # type: ignore[operator]


def pairwise_jaccard(sets: Sequence[Iterable[int]]) -> Floats:
    """Return the Jaccard similarity of every pair, in the order of ``np.triu_indices(n, 1)``.

    Definition: every pair is compared, which LSH avoids; use it for the ground truth of a sample.
    Raises ``ValueError`` on fewer than two sets and on an empty one.

    >>> pairwise_jaccard([{1, 2, 3}, {2, 3, 4}, {9}])
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
class LshIndex:
    """An LSH index: in each band the keys in order, and the ``ids`` of their items."""

    keys: Ids
    ids: Ids

    @property
    def bytes_per_item(self) -> float:
        """Bytes of an item: its id in each band, 4 bytes, and no vectors.

        >>> build_lsh_index([[5, 9], [5, 7]]).bytes_per_item
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
        found, asked = [], asked.astype(np.int64)  # as the keys of the index are
        for stored, ids, key in zip(self.keys, self.ids, asked, strict=True):
            left, right = (np.searchsorted(stored, key, side) for side in ("left", "right"))
            found.append(ids[left:right])
        return np.unique(np.concatenate(found))


def build_lsh_index(keys: npt.ArrayLike) -> LshIndex:
    """Return an LSH index of items by their keys (items, bands). Definition.

    Raises ``ValueError`` on another shape, an empty one, or keys that are no whole numbers.

    >>> build_lsh_index([[5, 9], [5, 7], [6, 9]]).candidates([5, 9])
    array([0, 1, 2])
    """
    rows = np.asarray(keys)
    if rows.ndim != 2 or rows.size == 0 or rows.dtype.kind not in "iu":
        raise ValueError(f"keys must be whole numbers (items, bands), got shape {rows.shape}")
    columns = np.ascontiguousarray(rows.T, dtype=np.int64)
    order = np.argsort(columns, axis=1, kind="stable")
    return LshIndex(np.take_along_axis(columns, order, axis=1), order)
