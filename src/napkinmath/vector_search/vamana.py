"""Vamana, the graph of DiskANN, and a beam search that counts its I/O.

Nodes are on disk, so a search reads several at once and counts its sequential I/O round trips,
which set its latency, apart from its reads, which the disk has to serve.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats, Ids
from napkinmath.vector_search.exact import distances

_DistancesTo = Callable[[Ids], Floats]


@dataclass(frozen=True, slots=True)
class BeamSearchResult:
    """Result of a beam search: the ``ids`` of all nodes read, nearest first, and its cost.

    ``io_round_trips`` are sequential; ``distance_computations`` counts nodes read and neighbors.
    """

    ids: Ids
    io_round_trips: int
    distance_computations: int

    @property
    def reads(self) -> int:
        """Nodes that were read, one read each."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class VamanaGraph:
    """Neighbors of each node, in rows (n, max_degree) padded with -1, and the ``entry_point``."""

    neighbors: Ids
    entry_point: int

    @property
    def mean_degree(self) -> float:
        """Neighbors of a node, on average."""
        return float((self.neighbors >= 0).sum(axis=1).mean())


def _robust_prune(
    to_node: Floats, distances_among: Callable[[int], Floats], max_degree: int, alpha: float
) -> Ids:
    left = to_node.copy()
    taken: list[int] = []
    while len(taken) < max_degree:
        nearest = int(left.argmin())
        if not np.isfinite(left[nearest]):
            break
        taken.append(nearest)
        left[nearest] = np.inf
        left[alpha * distances_among(nearest) <= to_node] = np.inf
    return np.array(taken, dtype=np.int64)


def build_vamana(
    vectors: npt.ArrayLike, max_degree: int, alpha: float, candidates: int = 400
) -> VamanaGraph:
    """Return the Vamana graph of ``vectors`` (n, d), with candidates from an exact search.

    Each node prunes its ``candidates`` nearest neighbors and as many others at even ranks of
    distance, which is where long links come from; then links are made mutual and pruned again.
    Robust pruning takes the nearest candidate and drops every other that lies ``alpha`` times
    nearer to it than to the node, until ``max_degree`` are taken. Vamana itself takes as candidates
    the nodes that a search visits, because it cannot afford all distances; for a few thousand
    vectors all are affordable.
    Raises ``ValueError`` on other shapes, fewer than two vectors, counts below 1 and ``alpha``
    below 1.
    Source: [subramanya2019diskann]

    >>> build_vamana([[0.0], [1.0], [2.0], [3.0]], max_degree=2, alpha=1.0).neighbors
    array([[ 1, -1],
           [ 0,  2],
           [ 1,  3],
           [ 2, -1]])
    """
    rows = require.finite_array("vectors", vectors, ndim=2)
    if len(rows) < 2:
        raise ValueError(f"vectors must be two or more, got {len(rows)}")
    max_degree = require.count("max_degree", max_degree)
    wanted = require.count("candidates", candidates)
    if require.positive("alpha", alpha) < 1:
        raise ValueError(f"alpha must be 1 or more, got {alpha!r}")
    apart = _all_distances(rows)
    order = np.argsort(apart, axis=1, kind="stable")[:, 1:]
    wanted = min(wanted, len(rows) - 1)
    far = np.linspace(wanted, len(rows) - 2, min(wanted, len(rows) - 1 - wanted)).astype(np.int64)
    picked = order[:, np.concatenate([np.arange(wanted), far]).astype(np.int64)]
    links = [_prune_ids(apart, node, near, max_degree, alpha) for node, near in enumerate(picked)]
    incoming: list[list[int]] = [[] for _ in links]
    for node, near in enumerate(links):
        for other in near.tolist():
            incoming[other].append(node)
    table = np.full((len(rows), max_degree), -1, dtype=np.int64)
    for node, near in enumerate(links):
        both = np.union1d(near, np.array(incoming[node], dtype=np.int64))
        if len(both) > max_degree:
            both = _prune_ids(apart, node, both, max_degree, alpha)
        table[node, : len(both)] = np.sort(both)
    from_middle = distances(rows.mean(axis=0)[None], rows)[0]
    return VamanaGraph(table, int(from_middle.argmin()))


def _all_distances(rows: Floats) -> Floats:
    apart = distances(rows, rows)
    np.fill_diagonal(apart, -1)  # so that a node is the first of its own order, twins or not
    return apart


def _prune_ids(apart: Floats, node: int, near: Ids, max_degree: int, alpha: float) -> Ids:
    kept = _robust_prune(
        apart[node, near], lambda taken: apart[near[taken], near], max_degree, alpha
    )
    return near[kept]


def beam_search(
    graph: VamanaGraph, distances_to: _DistancesTo, list_size: int, beam_width: int = 1
) -> BeamSearchResult:
    """Return the result of a beam search that reads ``beam_width`` nodes an I/O round trip.

    ``distances_to`` maps ids to distances from the query, exact or by codes. The best ``list_size``
    nodes seen are kept; each round trip reads the nearest of them that are unread, and the search
    ends when all have been read.
    Raises ``ValueError`` if ``list_size`` or ``beam_width`` is no whole number above 0.
    Source: [subramanya2019diskann]

    >>> line = np.arange(6.0)[:, None]
    >>> graph = build_vamana(line, 2, 1.0)
    >>> found = beam_search(graph, lambda ids: np.abs(line[ids, 0] - 5.2), 1)
    >>> found.ids[:2], found.io_round_trips
    (array([5, 4]), 4)
    """
    size, width = require.count("list_size", list_size), require.count("beam_width", beam_width)
    seen = np.zeros(len(graph.neighbors), dtype=bool)
    seen[graph.entry_point] = True
    ids = np.array([graph.entry_point], dtype=np.int64)
    far, unread = distances_to(ids), np.array([True])
    read: list[Ids] = []
    read_far: list[Floats] = []
    io_round_trips, distance_computations = 0, 1
    while unread.any():
        chosen = np.flatnonzero(unread)[:width]
        unread[chosen] = False
        read.append(ids[chosen])
        read_far.append(far[chosen])
        io_round_trips += 1
        fresh = np.unique(graph.neighbors[ids[chosen]])
        fresh = fresh[(fresh >= 0) & ~seen[fresh]]
        if not len(fresh):
            continue
        seen[fresh] = True
        distance_computations += len(fresh)
        ids = np.concatenate([ids, fresh])
        far = np.concatenate([far, distances_to(fresh)])
        unread = np.concatenate([unread, np.ones(len(fresh), dtype=bool)])
        best = np.argsort(far, kind="stable")[:size]
        ids, far, unread = ids[best], far[best], unread[best]
    order = np.argsort(np.concatenate(read_far), kind="stable")
    return BeamSearchResult(np.concatenate(read)[order], io_round_trips, distance_computations)
