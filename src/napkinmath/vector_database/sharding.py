"""Which machine holds a key: rings, jump hashing, rendezvous, and what a resize moves.

A key is a 64-bit whole number. Every placement is a pure function of key and machines, so that a
client can compute it without asking anybody.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket
from napkinmath._typing import Floats, Hashes, Ids
from napkinmath.stats.distributions import gamma_cdf

_CIRCLE = 2.0**64


def mixed(keys: npt.ArrayLike, seed: int = 0) -> Hashes:
    """Return well-mixed 64-bit hashes of whole ``keys``, same shape: SplitMix64's finaliser.

    Raises ``ValueError`` on keys that are negative or not whole and on a negative ``seed``.

    >>> int(mixed([0])[0]) == 0xE220A8397B1DCDAF
    True
    """
    offset = (require.count("seed", seed, at_least=0) + 1) * 0x9E3779B97F4A7C15 % 2**64
    with np.errstate(over="ignore"):
        z: Hashes = _keys(keys) + np.uint64(offset)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _keys(keys: npt.ArrayLike) -> Hashes:
    array = np.asarray(keys)
    if array.size == 0:
        return array.astype(np.uint64)
    unsigned = array.dtype.kind == "u"
    if not (unsigned or (array.dtype.kind == "i" and (array >= 0).all())):
        raise ValueError(f"keys must be whole numbers of 0 or more, got dtype {array.dtype}")
    return array.astype(np.uint64)


@dataclass(frozen=True)
class Ring:
    """A consistent-hash ring: each machine owns the arcs that end at its ``points``.

    ``machines`` are distinct whole numbers, so that a ring with one less keeps the points of all
    others. Raises ``ValueError`` on no machine, one named twice or outside [0, 2**63), or less than
    one point. Source: [karger1997consistent]

    >>> ring = Ring(tuple(range(10)), points=100)
    >>> owners = ring.owner(range(1000))
    >>> owners.min(), owners.max(), round(ring.shares().sum(), 6)
    (np.int64(0), np.int64(9), np.float64(1.0))
    """

    machines: tuple[int, ...]
    points: int = 1

    def __post_init__(self) -> None:
        require.count("points", self.points)
        if not self.machines or len(set(self.machines)) < len(self.machines):
            raise ValueError(f"machines must be one or more, each once, got {self.machines!r}")
        for machine in self.machines:
            if require.count("machine", machine, at_least=0) >= 2**63:
                raise ValueError(f"machine must be below 2**63, got {machine!r}")

    @cached_property
    def _arcs(self) -> tuple[Hashes, Ids]:
        """Return where the arcs end, ascending, and whose they are."""
        machines = np.asarray(self.machines, dtype=np.uint64)
        places = np.arange(self.points, dtype=np.uint64)
        ends = mixed(mixed(machines, seed=1)[:, None] ^ mixed(places, seed=2)[None, :]).ravel()
        owners = np.repeat(np.asarray(self.machines, dtype=np.int64), self.points)
        order = np.argsort(ends, kind="stable")
        return ends[order], owners[order]

    def owner(self, keys: npt.ArrayLike) -> Ids:
        """Return the machine of each key, (n,)."""
        ends, owners = self._arcs
        place = np.searchsorted(ends, mixed(keys, seed=3), side="left")
        found: Ids = owners[place % len(ends)]
        return found

    def shares(self) -> Floats:
        """Return the share of the circle that each machine owns, in their order."""
        ends, owners = self._arcs
        arcs = np.diff(ends.astype(np.float64), prepend=float(ends[-1]) - _CIRCLE) / _CIRCLE
        order = {machine: place for place, machine in enumerate(self.machines)}
        at = np.array([order[int(owner)] for owner in owners])
        shares: Floats = np.bincount(at, arcs, len(order)).astype(np.float64)
        return shares


def jump_hash(key: int, buckets: int) -> int:
    """Return the bucket of ``key`` among ``buckets`` by jump consistent hashing.

    Needs no table, but buckets come and go at the end only. Raises ``ValueError`` on a key outside
    [0, 2**64) or less than one bucket. Source: [lamping2014jump]

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

    >>> jump_hashes([256, 7], 1024).tolist() == [jump_hash(256, 1024), jump_hash(7, 1024)]
    True
    """
    require.count("buckets", buckets)
    state = _keys(keys).ravel().copy()
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


def rendezvous(keys: npt.ArrayLike, machines: npt.ArrayLike) -> Ids:
    """Return, for each key, the machine whose hash with the key is largest, (n,).

    Any machine may leave, and its keys spread over all others, at one hash a machine and key.
    Raises ``ValueError`` on no machine or one outside [0, 2**63). Source: [thaler1998rendezvous]

    >>> rendezvous([1, 2, 3], [4, 5]).shape
    (3,)
    """
    if not np.size(machines):
        raise ValueError("machines must hold at least one, got none")
    names = _keys(machines).ravel()
    if (names >= np.uint64(2**63)).any():
        raise ValueError("machines must be below 2**63")
    scores = mixed(mixed(_keys(keys).ravel(), 4)[:, None] ^ mixed(names, 5)[None, :])
    owners: Ids = names.astype(np.int64)[scores.argmax(axis=1)]
    return owners


def moved_fraction(before: npt.ArrayLike, after: npt.ArrayLike) -> float:
    """Return the share of keys whose owner differs between two placements, both (n,).

    Raises ``ValueError`` on unequal or empty shapes.

    >>> moved_fraction([0, 1, 2, 3], [0, 1, 3, 3])
    0.25
    """
    old, new = np.asarray(before), np.asarray(after)
    if old.shape != new.shape or old.size == 0:
        raise ValueError(f"before and after must be alike, got shapes {old.shape}, {new.shape}")
    return float((old != new).mean())


def least_moved(before: int, after: int) -> float:
    """Return the least share of keys that a resize between machine counts can move.

    >>> round(least_moved(10, 12), 4)
    0.1667
    """
    few, many = sorted((require.count("before", before), require.count("after", after)))
    return 1 - few / many


def modulo_moved(before: int, after: int) -> float:
    """Return the share of keys that ``key % machines`` moves: those of unequal remainders.

    >>> round(modulo_moved(10, 12), 4)
    0.8333
    """
    require.count("before", before)
    require.count("after", after)
    return 1 - min(before, after) / math.lcm(int(before), int(after))


def ring_share_cv(machines: int, points: int) -> float:
    """Return the coefficient of variation of a machine's share on a ring of random points.

    A share is Beta(points, (machines - 1) points), so this is close to 1 / sqrt(points).

    >>> round(ring_share_cv(1000, 100), 5)
    0.09995
    """
    require.count("machines", machines)
    require.count("points", points)
    return math.sqrt((machines - 1) / (machines * points + 1))


def ring_share_quantile(points: int, q: float) -> float:
    """Return the quantile ``q`` of a machine's share of a large ring, in units of the mean.

    The share is the sum of ``points`` exponential gaps, a Gamma variable. Raises ``ValueError`` on
    a quantile outside (0, 1).

    >>> round(ring_share_quantile(1, 0.995), 3), round(ring_share_quantile(100, 0.995), 3)
    (5.298, 1.276)
    """
    require.count("points", points)
    require.open_fraction("q", q)

    def is_below(share: float) -> bool:
        return gamma_cdf(share * points, points) < q

    return bisect(is_below, 0.0, upper_bracket(is_below, 2.0))
