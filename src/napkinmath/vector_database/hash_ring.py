"""Consistent hashing: a ring of virtual nodes, and how evenly it shares the keys."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._hashing import hash64
from napkinmath._numerics import bisect, upper_bracket
from napkinmath._typing import Floats, Hashes, Ids
from napkinmath.stats.distributions import gamma_cdf

_CIRCLE = 2.0**64


@dataclass(frozen=True)
class HashRing:
    """A consistent-hash ring: a node owns the arcs that end at its ``virtual_nodes``.

    Definition. ``nodes`` are distinct whole numbers, so that a ring with one node less keeps the
    virtual nodes of all others. Raises ``ValueError`` on no node, a node named twice or outside
    [0, 2**63), or fewer than one virtual node.

    >>> ring = HashRing(tuple(range(10)), virtual_nodes=100)
    >>> owners = ring.owners(range(1000))
    >>> owners.min(), owners.max(), round(ring.shares().sum(), 6)
    (np.int64(0), np.int64(9), np.float64(1.0))
    """

    nodes: tuple[int, ...]
    virtual_nodes: int = 1

    def __post_init__(self) -> None:
        require.count("virtual_nodes", self.virtual_nodes)
        if not self.nodes or len(set(self.nodes)) < len(self.nodes):
            raise ValueError(f"nodes must be one or more, each once, got {self.nodes!r}")
        for node in self.nodes:
            if require.count("node", node, at_least=0) >= 2**63:
                raise ValueError(f"node must be below 2**63, got {node!r}")

    @cached_property
    def _arcs(self) -> tuple[Hashes, Ids]:
        """Return where the arcs end, ascending, and the node of each arc."""
        nodes = np.asarray(self.nodes, dtype=np.uint64)
        places = np.arange(self.virtual_nodes, dtype=np.uint64)
        ends = hash64(hash64(nodes, seed=1)[:, None] ^ hash64(places, seed=2)[None, :]).ravel()
        owners = np.repeat(np.asarray(self.nodes, dtype=np.int64), self.virtual_nodes)
        order = np.argsort(ends, kind="stable")
        return ends[order], owners[order]

    def owners(self, keys: npt.ArrayLike) -> Ids:
        """Return the node of each key, (n,)."""
        ends, owners = self._arcs
        place = np.searchsorted(ends, hash64(keys, seed=3), side="left")
        found: Ids = owners[place % len(ends)]
        return found

    def shares(self) -> Floats:
        """Return the share of the ring that each node owns, in the order of ``nodes``."""
        ends, owners = self._arcs
        arcs = np.diff(ends.astype(np.float64), prepend=float(ends[-1]) - _CIRCLE) / _CIRCLE
        order = {node: place for place, node in enumerate(self.nodes)}
        at = np.array([order[int(owner)] for owner in owners])
        shares: Floats = np.bincount(at, arcs, len(order)).astype(np.float64)
        return shares


def ring_share_cv(nodes: int, virtual_nodes: int) -> float:
    """Return the coefficient of variation of a node's share of a hash ring.

    Definition: the virtual nodes are random points, so a share is Beta(``virtual_nodes``,
    (``nodes`` - 1) ``virtual_nodes``); the value is close to 1 / sqrt(``virtual_nodes``). Raises
    ``ValueError`` on counts below 1.

    >>> round(ring_share_cv(1000, 100), 5)
    0.09995
    """
    require.count("nodes", nodes)
    require.count("virtual_nodes", virtual_nodes)
    return math.sqrt((nodes - 1) / (nodes * virtual_nodes + 1))


def ring_share_quantile(virtual_nodes: int, q: float) -> float:
    """Return the quantile ``q`` of a node's share of a large hash ring, in units of the mean.

    Definition: the share is the sum of ``virtual_nodes`` exponential gaps, a Gamma variable.
    Raises ``ValueError`` if ``q`` is not strictly between 0 and 1 or the count below 1.

    >>> round(ring_share_quantile(1, 0.995), 3), round(ring_share_quantile(100, 0.995), 3)
    (5.298, 1.276)
    """
    require.count("virtual_nodes", virtual_nodes)
    require.open_fraction("q", q)

    def is_below(share: float) -> bool:
        return gamma_cdf(share * virtual_nodes, virtual_nodes) < q

    return bisect(is_below, 0.0, upper_bracket(is_below, 2.0))
