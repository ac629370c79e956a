"""A graph of neighbours in the manner of Vamana, and a search that counts what it reads.

Nodes are kept where a read is dear, so a search reads several at once and counts its rounds, which
wait for each other, apart from its reads, which the device has to serve.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats, Floats32, Ids

Scores = Callable[[Ids], Floats]


@dataclass(frozen=True, slots=True)
class BeamSearchResult:
    """What a search did: ids ``read``, nearest first, ``rounds`` of reads, vectors ``scored``."""

    read: Ids
    rounds: int
    scored: int

    @property
    def reads(self) -> int:
        """Nodes that were read, one read each."""
        return len(self.read)


def robust_prune(apart: npt.ArrayLike, between: npt.ArrayLike, degree: int, alpha: float) -> Ids:
    """Return which of some candidates become neighbours of a point: near ones, not all one way.

    The nearest candidate is taken, and every other that lies ``alpha`` times nearer to it than to
    the point is dropped, since the walk can go by way of it; then again, until ``degree`` are
    taken. ``apart`` (c,) are distances to the point, ``between`` (c, c) those among candidates.
    Raises ``ValueError`` on other shapes, negative distances, and ``alpha`` below 1.
    Source: [subramanya2019diskann]

    >>> robust_prune([1.0, 2.0, 3.0], [[0, 1, 4], [1, 0, 5], [4, 5, 0]], degree=2, alpha=1.0)
    array([0, 2])
    """
    near = require.finite_array("apart", apart, ndim=1)
    among = require.finite_array("between", between, ndim=2)
    if among.shape != (len(near), len(near)):
        raise ValueError(f"between must be ({len(near)}, {len(near)}), got {among.shape}")
    if near.min() < 0 or among.min() < 0:
        raise ValueError("apart and between must not be negative")
    _alpha(alpha)
    return _pruned(near, lambda taken: among[taken], require.count("degree", degree), alpha)


def _alpha(alpha: float) -> float:
    if require.positive("alpha", alpha) < 1:
        raise ValueError(f"alpha must be 1 or more, got {alpha!r}")
    return alpha


def _pruned(near: Floats, among: Callable[[int], Floats], degree: int, alpha: float) -> Ids:
    left = near.copy()
    taken: list[int] = []
    while len(taken) < degree:
        best = int(left.argmin())
        if not np.isfinite(left[best]):
            break
        taken.append(best)
        left[best] = np.inf
        left[alpha * among(best) <= near] = np.inf
    return np.array(taken, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Graph:
    """Neighbours of each node, in rows (n, degree) padded with -1, and the node to start from."""

    neighbors: Ids
    start: int

    @property
    def mean_degree(self) -> float:
        """Neighbours of a node, on average."""
        return float((self.neighbors >= 0).sum(axis=1).mean())


def build_graph(vectors: npt.ArrayLike, degree: int, alpha: float, candidates: int = 400) -> Graph:
    """Link vectors (n, d) as Vamana does, with candidates from an exact search.

    Each node prunes its ``candidates`` nearest and as many others at even ranks of distance, which
    is where long links come from; then links are made mutual and pruned again. Vamana itself takes
    the nodes that a search visits, since it cannot afford all distances; we can, for a few thousand
    vectors.
    Raises ``ValueError`` on other shapes, fewer than two vectors, counts below 1 and ``alpha``
    below 1.
    Source: [subramanya2019diskann]

    >>> build_graph([[0.0], [1.0], [2.0], [3.0]], degree=2, alpha=1.0).neighbors
    array([[ 1, -1],
           [ 0,  2],
           [ 1,  3],
           [ 2, -1]])
    """
    rows = require.finite_array("vectors", vectors, ndim=2)
    if len(rows) < 2:
        raise ValueError(f"vectors must be two or more, got {len(rows)}")
    degree, wanted = require.count("degree", degree), require.count("candidates", candidates)
    _alpha(alpha)
    apart = _all_distances(rows)
    order = np.argsort(apart, axis=1, kind="stable")[:, 1:]
    wanted = min(wanted, len(rows) - 1)
    far = np.linspace(wanted, len(rows) - 2, min(wanted, len(rows) - 1 - wanted)).astype(np.int64)
    picked = order[:, np.concatenate([np.arange(wanted), far]).astype(np.int64)]
    links = [_prune_ids(apart, node, near, degree, alpha) for node, near in enumerate(picked)]
    incoming: list[list[int]] = [[] for _ in links]
    for node, near in enumerate(links):
        for other in near.tolist():
            incoming[other].append(node)
    table = np.full((len(rows), degree), -1, dtype=np.int64)
    for node, near in enumerate(links):
        both = np.union1d(near, np.array(incoming[node], dtype=np.int64))
        if len(both) > degree:
            both = _prune_ids(apart, node, both, degree, alpha)
        table[node, : len(both)] = np.sort(both)
    middle = ((rows - rows.mean(axis=0)) ** 2).sum(axis=1)
    return Graph(table, int(middle.argmin()))


def _all_distances(rows: Floats) -> Floats32:
    single = rows.astype(np.float32)
    squares = (single * single).sum(axis=1)
    apart = squares[:, None] + squares - 2 * (single @ single.T)
    np.maximum(apart, 0, out=apart)
    np.sqrt(apart, out=apart)
    np.fill_diagonal(apart, -1)  # so that a node is the first of its own order, twins or not
    return np.asarray(apart)


def _prune_ids(apart: Floats32, node: int, near: Ids, degree: int, alpha: float) -> Ids:
    kept = _pruned(apart[node, near], lambda taken: apart[near[taken], near], degree, alpha)
    return near[kept]


def beam_search(graph: Graph, scores: Scores, list_size: int, beam: int = 1) -> BeamSearchResult:
    """Walk towards a query, reading the ``beam`` best unread nodes of the list in each round.

    ``scores`` maps ids to distances from the query, exact or by codes; the best ``list_size`` nodes
    seen are kept, and the walk ends when all of them have been read.
    Raises ``ValueError`` if ``list_size`` or ``beam`` is no whole number above 0.
    Source: [subramanya2019diskann]

    >>> line = np.arange(6.0)[:, None]
    >>> walk = beam_search(build_graph(line, 2, 1.0), lambda ids: np.abs(line[ids, 0] - 5.2), 1)
    >>> walk.read[:2], walk.rounds
    (array([5, 4]), 4)
    """
    size, width = require.count("list_size", list_size), require.count("beam", beam)
    seen = np.zeros(len(graph.neighbors), dtype=bool)
    seen[graph.start] = True
    ids = np.array([graph.start], dtype=np.int64)
    far, unread = scores(ids), np.array([True])
    read: list[Ids] = []
    read_far: list[Floats] = []
    rounds, scored = 0, 1
    while unread.any():
        chosen = np.flatnonzero(unread)[:width]
        unread[chosen] = False
        read.append(ids[chosen])
        read_far.append(far[chosen])
        rounds += 1
        fresh = np.unique(graph.neighbors[ids[chosen]])
        fresh = fresh[(fresh >= 0) & ~seen[fresh]]
        if not len(fresh):
            continue
        seen[fresh] = True
        scored += len(fresh)
        ids = np.concatenate([ids, fresh])
        far = np.concatenate([far, scores(fresh)])
        unread = np.concatenate([unread, np.ones(len(fresh), dtype=bool)])
        best = np.argsort(far, kind="stable")[:size]
        ids, far, unread = ids[best], far[best], unread[best]
    order = np.argsort(np.concatenate(read_far), kind="stable")
    return BeamSearchResult(np.concatenate(read)[order], rounds, scored)
