"""Placement of keys on nodes: jump hashing, rendezvous hashing, and what a resize moves.

A key is a 64-bit whole number. Every placement is a pure function of key and nodes, so that a
client computes it by itself.
"""

import math

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._hashing import hash64, whole_keys
from napkinmath._typing import Ids


def jump_hash(key: int, buckets: int) -> int:
    """Return the bucket of ``key`` among ``buckets`` by jump consistent hashing.

    It needs no table, but only the last bucket can be removed. Raises ``ValueError`` on a key
    outside [0, 2**64) or less than one bucket.
    Source: [lamping2014jump]

    >>> jump_hash(256, 1024), jump_hash(0xDEAD10CC, 666)
    (520, 361)
    """
    if require.count("key", key, at_least=0) >= 2**64:
        raise ValueError(f"key must be below 2**64, got {key!r}")
    require.count("buckets", buckets)
    state, bucket, following = int(key), -1, 0
    while following < buckets:
        bucket = following
        state = (state * 2862933555777941757 + 1) % 2**64
        following = int((bucket + 1) * (2.0**31 / ((state >> 33) + 1)))
    return bucket


def jump_hashes(keys: npt.ArrayLike, buckets: int) -> Ids:
    """Return ``jump_hash`` of each key, (n,), all at once.

    Raises ``ValueError`` as ``jump_hash`` does.
    Source: [lamping2014jump]

    >>> jump_hashes([256, 7], 1024).tolist() == [jump_hash(256, 1024), jump_hash(7, 1024)]
    True
    """
    require.count("buckets", buckets)
    state = whole_keys(keys).ravel().copy()
    bucket = np.full(len(state), -1, dtype=np.int64)
    following = np.zeros(len(state), dtype=np.int64)
    going = np.arange(len(state))
    while len(going):
        bucket[going] = following[going]
        with np.errstate(over="ignore"):
            state[going] = state[going] * np.uint64(2862933555777941757) + np.uint64(1)
        jump = 2.0**31 / ((state[going] >> np.uint64(33)).astype(np.float64) + 1)
        following[going] = ((bucket[going] + 1) * jump).astype(np.int64)
        going = going[following[going] < buckets]
    return bucket


def rendezvous_hash(keys: npt.ArrayLike, nodes: npt.ArrayLike) -> Ids:
    """Return the node of each key by rendezvous hashing, (n,).

    Definition: the node whose hash with the key is largest. Any node may leave, and its keys spread
    over all others, at one hash for each pair of node and key.
    Raises ``ValueError`` on no node or a node outside [0, 2**63).

    >>> rendezvous_hash([1, 2, 3], [4, 5]).shape
    (3,)
    """
    if not np.size(nodes):
        raise ValueError("nodes must hold at least one, got none")
    names = whole_keys(nodes).ravel()
    if (names >= np.uint64(2**63)).any():
        raise ValueError("nodes must be below 2**63")
    scores = hash64(hash64(whole_keys(keys).ravel(), 4)[:, None] ^ hash64(names, 5)[None, :])
    owners: Ids = names.astype(np.int64)[scores.argmax(axis=1)]
    return owners


def moved_share(before: npt.ArrayLike, after: npt.ArrayLike) -> float:
    """Return the share of keys whose node differs between two placements, both (n,). Definition.

    Raises ``ValueError`` on unequal or empty shapes.

    >>> moved_share([0, 1, 2, 3], [0, 1, 3, 3])
    0.25
    """
    old, new = np.asarray(before), np.asarray(after)
    if old.shape != new.shape or old.size == 0:
        raise ValueError(f"before and after must be alike, got shapes {old.shape}, {new.shape}")
    return float((old != new).mean())


def min_moved_share(before: int, after: int) -> float:
    """Return the least share of keys that a resize between node counts can move. Definition.

    Raises ``ValueError`` on counts below 1.

    >>> round(min_moved_share(10, 12), 4)
    0.1667
    """
    few, many = sorted((require.count("before", before), require.count("after", after)))
    return 1 - few / many


def modulo_moved_share(before: int, after: int) -> float:
    """Return the share of keys that a resize moves if placement is ``key % nodes``. Definition.

    Raises ``ValueError`` on counts below 1.

    >>> round(modulo_moved_share(10, 12), 4)
    0.8333
    """
    require.count("before", before)
    require.count("after", after)
    return 1 - min(before, after) / math.lcm(int(before), int(after))
