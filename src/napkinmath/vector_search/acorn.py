"""A search that walks through matches alone, as ACORN does, with every comparison counted.

ACORN walks the subgraph of the nodes that pass a filter and mends it with links that plain HNSW
lacks: ``longer_links`` stores gamma times as many (ACORN-gamma), ``two_hop_links`` looks up the
neighbours of neighbours when the query comes (ACORN-1). Left out are the upper layers, whose part
a few entry points play, and the compression of the stored lists. Source: [patel2024acorn]
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats, Ids
from napkinmath.vector_search._flat_scan import numbers
from napkinmath.vector_search.filtered_graph import checked_links, checked_mask


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a walk kept: ``ids`` and ``distances`` (q, ef), nearest first, and what it cost.

    ``ids`` is -1 and the distance infinite where a walk met fewer nodes. ``compared`` (q,) counts
    the vectors that each query was compared with.
    """

    ids: Ids
    distances: Floats
    compared: Ids

    def top(self, k: int, matches: npt.ArrayLike | None = None) -> Ids:
        """Return the ids of the ``k`` nearest, of those in the mask ``matches`` if there is one.

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


def walk(
    links: npt.ArrayLike,
    base: npt.ArrayLike,
    queries: npt.ArrayLike,
    entries: npt.ArrayLike,
    ef: int,
) -> SearchResult:
    """Walk a graph from the ``entries`` towards each query and keep the ``ef`` nearest nodes met.

    ``links`` is (n, m) with -1 for no link and no other twice in a row, ``base`` (n, d),
    ``queries`` (q, d), ``entries`` (e,) nodes from which every query starts. The nearest node that
    is kept and not yet expanded is expanded next: its unseen neighbours are compared. A walk ends
    when no such node is left.
    Raises ``ValueError`` on shapes that do not fit, a link or entry that is no node, or ``ef`` < 1.

    >>> walk([[1], [2], [1]], [[0.0], [1.0], [2.0]], [[1.9]], [0], ef=2).ids
    array([[2, 1]])
    """
    table, stored, asked = checked_links(links), numbers("base", base), numbers("queries", queries)
    starts = np.unique(np.asarray(entries))
    require.count("ef", ef)
    if len(stored) != len(table) or stored.shape[1] != asked.shape[1]:
        raise ValueError(
            f"links, base and queries must fit, got {table.shape}, {stored.shape}, {asked.shape}"
        )
    if (
        starts.dtype.kind not in "iu"
        or not len(starts)
        or not 0 <= starts[0] <= starts[-1] < len(table)
    ):
        raise ValueError(f"entries must be nodes between 0 and {len(table) - 1}")
    return _walk(table, stored.astype(np.float32), asked.astype(np.float32), starts, ef)


def _walk(table: Ids, stored: Any, asked: Any, starts: Ids, ef: int) -> SearchResult:
    everyone, width = np.arange(len(asked)), table.shape[1]
    seen = np.zeros((len(asked), len(table)), dtype=bool)
    ids = np.full((len(asked), ef), -1)
    far = np.full((len(asked), ef), np.inf, dtype=np.float32)
    fresh = np.zeros((len(asked), ef), dtype=bool)  # kept and not yet expanded
    compared = np.zeros(len(asked), dtype=np.int64)
    rows, met = everyone, np.broadcast_to(starts, (len(asked), len(starts)))
    while True:  # all queries take a step together
        new = (met >= 0) & ~seen[rows[:, None], np.maximum(met, 0)]
        query, place = np.nonzero(new)
        node = met[query, place]
        seen[rows[query], node] = True
        compared[rows] += new.sum(axis=1)
        apart = np.full(met.shape, np.inf, dtype=np.float32)
        gap = stored[node] - asked[rows[query]]
        apart[query, place] = np.einsum("nd,nd->n", gap, gap)
        pool = np.concatenate([far[rows], apart], axis=1)
        order = np.argsort(pool, axis=1, kind="stable")[:, :ef]
        far[rows] = np.take_along_axis(pool, order, axis=1)
        both = np.concatenate([ids[rows], np.where(new, met, -1)], axis=1)
        ids[rows] = np.take_along_axis(both, order, axis=1)
        unspent = np.concatenate([fresh[rows], new], axis=1)
        fresh[rows] = np.take_along_axis(unspent, order, axis=1)
        rows = everyone[fresh.any(axis=1)]
        if not len(rows):
            break
        first = fresh[rows].argmax(axis=1)
        fresh[rows, first] = False
        met = table[ids[rows, first]].reshape(len(rows), width)
    return SearchResult(ids, np.sqrt(far.astype(np.float64)), compared)


def matching_links(links: npt.ArrayLike, matches: npt.ArrayLike, width: int) -> Ids:
    """Keep of each node's links the first ``width`` that lead to a match: the predicate subgraph.

    ``links`` is (n, m), ``matches`` a mask (n,), the result (n, min(m, width)) with -1 for no link.
    Raises ``ValueError`` on links or a mask that do not fit, or ``width`` < 1.

    >>> matching_links([[1, 2], [2, 0], [0, 1]], [True, False, True], 1)
    array([[2],
           [2],
           [0]])
    """
    table = checked_links(links)
    mask = checked_mask(matches, len(table))
    good = (table >= 0) & mask[table]
    place = np.cumsum(good, axis=1) - 1
    good &= place < require.count("width", width)
    out = np.full((len(table), min(table.shape[1], width)), -1)
    out[np.nonzero(good)[0], place[good]] = table[good]
    return out


def two_hop_links(links: npt.ArrayLike, matches: npt.ArrayLike, width: int) -> Ids:
    """Link each match to the first ``width`` matches among its neighbours and theirs: ACORN-1.

    Neighbours come before neighbours of neighbours. Rows of nodes that do not pass stay empty, for
    no walk among matches gets there. Raises ``ValueError`` as ``matching_links`` does.

    >>> two_hop_links([[1, -1], [2, 0], [1, -1]], [True, False, True], 2)
    array([[ 2, -1],
           [-1, -1],
           [ 0, -1]])
    """
    table = checked_links(links)
    mask = checked_mask(matches, len(table))
    out = np.full((len(table), require.count("width", width)), -1)
    for node in np.flatnonzero(mask):
        near = table[node][table[node] >= 0]
        reached = np.concatenate([near, table[near].ravel()])
        reached = reached[(reached >= 0) & mask[reached] & (reached != node)]
        _, first = np.unique(reached, return_index=True)
        some = reached[np.sort(first)[:width]]
        out[node, : len(some)] = some
    return out


def longer_links(links: npt.ArrayLike, neighbors: npt.ArrayLike, width: int) -> Ids:
    """Lengthen each node's links with its nearest ``neighbors`` to ``width``: ACORN-gamma.

    ``links`` is (n, m) and comes first, ``neighbors`` (n, j) follows, nearest first; a node and a
    repeated link are left out. Raises ``ValueError`` if the two do not fit, or ``width`` < 1.

    >>> longer_links([[1, -1], [0, -1], [1, -1]], [[0, 2], [1, 2], [2, 0]], 2)
    array([[1, 2],
           [0, 2],
           [1, 0]])
    """
    table, near = checked_links(links), checked_links(neighbors)
    if len(table) != len(near):
        raise ValueError(f"links and neighbors must have equal rows, got {len(table)}, {len(near)}")
    out = np.full((len(table), require.count("width", width)), -1)
    for node, row in enumerate(np.concatenate([table, near], axis=1)):
        good = row[(row >= 0) & (row != node)]
        _, first = np.unique(good, return_index=True)
        some = good[np.sort(first)[:width]]
        out[node, : len(some)] = some
    return out
