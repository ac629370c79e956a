"""ACORN: graph search among the matches of a filter, with every distance computation counted.

ACORN searches the subgraph of the nodes that match a filter, and restores its connectivity with
links that plain HNSW lacks: ``expanded_links`` stores gamma times as many (ACORN-gamma),
``two_hop_links`` follows the neighbors of neighbors at query time (ACORN-1). Left out are the upper
layers, which a few entry points replace, and the compression of the stored lists.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats, Ids, Numbers
from napkinmath.vector_search._flat_scan import checked
from napkinmath.vector_search._links import checked_links, checked_mask


@dataclass(frozen=True, slots=True)
class GraphSearchResult:
    """Result of a graph search: ``ids`` and ``distances`` (q, ef), nearest first, and its cost.

    ``ids`` is -1 and the distance infinite where the search visited fewer nodes.
    ``distance_computations`` (q,) counts those of each query.
    """

    ids: Ids
    distances: Floats
    distance_computations: Ids

    def top(self, k: int, matches: npt.ArrayLike | None = None) -> Ids:
        """Return the ids of the ``k`` nearest, of those in the mask ``matches`` if there is one.

        Where there are fewer than ``k``, -1 follows.
        Raises ``ValueError`` if ``k`` is no whole number from 1 to ef, or on another mask.
        """
        if require.count("k", k) > self.ids.shape[1]:
            raise ValueError(f"k must be at most ef, {self.ids.shape[1]}, got {k}")
        good = self.ids >= 0
        if matches is not None:
            mask = np.asarray(matches)
            if mask.dtype != np.bool_ or mask.ndim != 1 or self.ids.max() >= len(mask):
                raise ValueError("matches must be a boolean for each node")
            good &= mask[self.ids]
        order = np.argsort(~good, axis=1, kind="stable")[:, :k]
        found = np.take_along_axis(np.where(good, self.ids, -1), order, axis=1)
        return np.asarray(found)


def graph_search(
    links: npt.ArrayLike,
    base: npt.ArrayLike,
    queries: npt.ArrayLike,
    entry_points: npt.ArrayLike,
    ef: int,
) -> GraphSearchResult:
    """Return the ``ef`` nearest nodes that a best-first graph search visits for each query.

    Definition: the search of HNSW's lowest layer. It starts from the ``entry_points`` (e,); the
    nearest node that is kept and not yet expanded is expanded next, that is, the distances of its
    unvisited neighbors are computed. The search ends when no such node is left. ``links`` is (n, m)
    with -1 for no link and no other twice in a row, ``base`` (n, d) and ``queries`` (q, d).
    Raises ``ValueError`` on shapes that do not fit, values that are not finite, a link or entry
    that is no node, a link twice in a row, or ``ef`` < 1.

    >>> graph_search([[1], [2], [1]], [[0.0], [1.0], [2.0]], [[1.9]], [0], ef=2).ids
    array([[2, 1]])
    """
    table = checked_links(links)
    asked, vectors = checked(queries, base, "l2")
    starts = np.unique(np.asarray(entry_points))
    require.count("ef", ef)
    if len(vectors) != len(table):
        raise ValueError(f"links and base must have equal rows, got {len(table)}, {len(vectors)}")
    _refuse_repeated(table)
    if (
        starts.dtype.kind not in "iu"
        or not len(starts)
        or not 0 <= starts[0] <= starts[-1] < len(table)
    ):
        raise ValueError(f"entry_points must be nodes between 0 and {len(table) - 1}")
    single = vectors.dtype == asked.dtype == np.float32 and _suit_float32(vectors, asked)
    kind = np.float32 if single else np.float64
    return _graph_search(table, vectors.astype(kind), asked.astype(kind), starts, ef)


def _suit_float32(*arrays: Numbers) -> bool:
    """Return whether squares of differences stay in float32's range."""
    sizes = [float(np.abs(array).max()) for array in arrays]
    return 1e-15 < max(sizes) < 1e15


def _refuse_repeated(table: Ids) -> None:
    ordered = np.sort(table, axis=1)
    twice = ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any(axis=1)
    if twice.any():
        row = int(twice.argmax())
        raise ValueError(f"links must not repeat a node in a row, row {row} does")


def _graph_search(
    table: Ids, vectors: Numbers, queries: Numbers, starts: Ids, ef: int
) -> GraphSearchResult:
    every_query, max_degree = np.arange(len(queries)), table.shape[1]
    visited = np.zeros((len(queries), len(table)), dtype=bool)
    ids = np.full((len(queries), ef), -1)
    far = np.full((len(queries), ef), np.inf, dtype=vectors.dtype)
    unexpanded = np.zeros((len(queries), ef), dtype=bool)
    computations = np.zeros(len(queries), dtype=np.int64)
    rows, met = every_query, np.broadcast_to(starts, (len(queries), len(starts)))
    while True:  # all queries take a step together
        new = (met >= 0) & ~visited[rows[:, None], np.maximum(met, 0)]
        query, place = np.nonzero(new)
        node = met[query, place]
        visited[rows[query], node] = True
        computations[rows] += new.sum(axis=1)
        apart = np.full(met.shape, np.inf, dtype=vectors.dtype)
        gap = vectors[node] - queries[rows[query]]
        apart[query, place] = np.einsum("nd,nd->n", gap, gap)
        pool = np.concatenate([far[rows], apart], axis=1)
        order = np.argsort(pool, axis=1, kind="stable")[:, :ef]
        far[rows] = np.take_along_axis(pool, order, axis=1)
        both = np.concatenate([ids[rows], np.where(new, met, -1)], axis=1)
        ids[rows] = np.take_along_axis(both, order, axis=1)
        open_ = np.concatenate([unexpanded[rows], new], axis=1)
        unexpanded[rows] = np.take_along_axis(open_, order, axis=1)
        rows = every_query[unexpanded.any(axis=1)]
        if not len(rows):
            break
        first = unexpanded[rows].argmax(axis=1)
        unexpanded[rows, first] = False
        met = table[ids[rows, first]].reshape(len(rows), max_degree)
    return GraphSearchResult(ids, np.sqrt(far.astype(np.float64)), computations)


def predicate_subgraph(links: npt.ArrayLike, matches: npt.ArrayLike, max_degree: int) -> Ids:
    """Return the predicate subgraph: each node's first ``max_degree`` links that lead to a match.

    ``links`` is (n, m), ``matches`` a mask (n,), the result (n, min(m, max_degree)) with -1 for no
    link. Raises ``ValueError`` on links or a mask that do not fit, or ``max_degree`` < 1.
    Source: [patel2024acorn]

    >>> predicate_subgraph([[1, 2], [2, 0], [0, 1]], [True, False, True], 1)
    array([[2],
           [2],
           [0]])
    """
    table = checked_links(links)
    mask = checked_mask(matches, len(table))
    good = (table >= 0) & mask[table]
    place = np.cumsum(good, axis=1) - 1
    good &= place < require.count("max_degree", max_degree)
    out = np.full((len(table), min(table.shape[1], max_degree)), -1)
    out[np.nonzero(good)[0], place[good]] = table[good]
    return out


def two_hop_links(links: npt.ArrayLike, matches: npt.ArrayLike, max_degree: int) -> Ids:
    """Return links from each match to the first ``max_degree`` matches within two hops: ACORN-1.

    Neighbors come before neighbors of neighbors. Rows of nodes that do not match stay empty, for a
    search among matches never visits them. Raises ``ValueError`` as ``predicate_subgraph`` does.
    Source: [patel2024acorn]

    >>> two_hop_links([[1, -1], [2, 0], [1, -1]], [True, False, True], 2)
    array([[ 2, -1],
           [-1, -1],
           [ 0, -1]])
    """
    table = checked_links(links)
    mask = checked_mask(matches, len(table))
    out = np.full((len(table), require.count("max_degree", max_degree)), -1)
    for node in np.flatnonzero(mask):
        near = table[node][table[node] >= 0]
        reached = np.concatenate([near, table[near].ravel()])
        reached = reached[(reached >= 0) & mask[reached] & (reached != node)]
        _, first = np.unique(reached, return_index=True)
        some = reached[np.sort(first)[:max_degree]]
        out[node, : len(some)] = some
    return out


def expanded_links(links: npt.ArrayLike, neighbors: npt.ArrayLike, max_degree: int) -> Ids:
    """Return each node's links, expanded with nearest neighbors to ``max_degree``: ACORN-gamma.

    ``links`` is (n, m) and comes first, ``neighbors`` (n, j) follows, nearest first; a link to the
    node itself and a repeated link are left out. Raises ``ValueError`` if the two do not fit, or
    ``max_degree`` < 1.
    Source: [patel2024acorn]

    >>> expanded_links([[1, -1], [0, -1], [1, -1]], [[0, 2], [1, 2], [2, 0]], 2)
    array([[1, 2],
           [0, 2],
           [1, 0]])
    """
    table, near = checked_links(links), checked_links(neighbors)
    if len(table) != len(near):
        raise ValueError(f"links and neighbors must have equal rows, got {len(table)}, {len(near)}")
    out = np.full((len(table), require.count("max_degree", max_degree)), -1)
    for node, row in enumerate(np.concatenate([table, near], axis=1)):
        good = row[(row >= 0) & (row != node)]
        _, first = np.unique(good, return_index=True)
        some = good[np.sort(first)[:max_degree]]
        out[node, : len(some)] = some
    return out
