"""What a filter leaves of a graph index: the matches, and the links between two of them.

A graph is a table of links (n, m): row i holds the nodes that node i points to, -1 where there are
fewer. Connection counts a link in both directions, as a walk that meets a node from either side.
"""

import math

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect
from napkinmath._typing import Ids, Mask


def checked_links(links: npt.ArrayLike) -> Ids:
    """Return a table of links as int64.

    Raises ``ValueError`` if it is not (n, m) of whole numbers from -1 to n - 1.

    >>> checked_links([[1], [-1]]).shape
    (2, 1)
    """
    table = np.asarray(links)
    if table.ndim != 2 or table.size == 0 or table.dtype.kind not in "iu":
        raise ValueError(f"links must be (n, m) whole numbers, got shape {table.shape}")
    table = table.astype(np.int64)
    if table.min() < -1 or table.max() >= len(table):
        raise ValueError(f"links must lie between -1 and {len(table) - 1}")
    return table


def checked_mask(matches: npt.ArrayLike, nodes: int) -> Mask:
    """Return the nodes that pass a filter as a mask (n,).

    Raises ``ValueError`` if it is no mask of that length, or passes nothing.

    >>> checked_mask([True, False], 2)
    array([ True, False])
    """
    mask = np.asarray(matches)
    if mask.dtype != np.bool_ or mask.shape != (nodes,):
        raise ValueError(f"matches must be {nodes} booleans, got {mask.dtype} {mask.shape}")
    if not mask.any():
        raise ValueError("matches must pass one node or more, got none")
    return mask


def undirected_edges(links: npt.ArrayLike) -> Ids:
    """Return each pair of linked nodes once, as (2, edges).

    Raises ``ValueError`` as ``checked_links`` does.

    >>> undirected_edges([[1, 2], [0, -1], [-1, -1]])
    array([[0, 0],
           [1, 2]])
    """
    table = checked_links(links)
    source = np.repeat(np.arange(len(table)), table.shape[1])
    target = table.ravel()
    real = (target >= 0) & (target != source)
    low, high = np.minimum(source, target)[real], np.maximum(source, target)[real]
    pair = np.unique(low * len(table) + high)
    return np.stack([pair // len(table), pair % len(table)])


def mean_degree(edges: npt.ArrayLike, matches: npt.ArrayLike) -> float:
    """Return how many links to other matches a match has on average.

    ``edges`` is (2, e) as ``undirected_edges`` gives it, ``matches`` a mask of all nodes.
    Raises ``ValueError`` on an edge outside the mask, or an empty mask.

    >>> mean_degree([[0, 0], [1, 2]], [True, True, False])
    1.0
    """
    pairs, mask = _checked_edges(edges, matches)
    return float(2 * (mask[pairs[0]] & mask[pairs[1]]).sum() / mask.sum())


def largest_share(edges: npt.ArrayLike, matches: npt.ArrayLike) -> float:
    """Return the share of the matches in the largest piece that links among them hold together.

    Raises ``ValueError`` as ``mean_degree`` does.

    >>> largest_share([[0, 1, 3], [1, 2, 4]], [True, True, False, True, True])
    0.5
    """
    pairs, mask = _checked_edges(edges, matches)
    left, right = pairs[:, mask[pairs[0]] & mask[pairs[1]]]
    piece = np.arange(len(mask))
    while True:  # each node takes the smallest name around it, and names of names are followed
        smaller = np.minimum(piece[left], piece[right])
        named = piece.copy()
        np.minimum.at(named, left, smaller)
        np.minimum.at(named, right, smaller)
        named = named[named]
        if (named == piece).all():
            break
        piece = named
    return float(np.bincount(piece[mask]).max() / mask.sum())


def _checked_edges(edges: npt.ArrayLike, matches: npt.ArrayLike) -> tuple[Ids, Mask]:
    pairs = np.asarray(edges)
    mask = checked_mask(matches, np.asarray(matches).size)
    if pairs.ndim != 2 or len(pairs) != 2 or pairs.dtype.kind not in "iu":
        raise ValueError(f"edges must be (2, e) whole numbers, got shape {pairs.shape}")
    if pairs.size and (pairs.min() < 0 or pairs.max() >= len(mask)):
        raise ValueError(f"edges must lie between 0 and {len(mask) - 1}")
    return pairs.astype(np.int64), mask


def giant_share(degree: float) -> float:
    """Return the share of nodes in the giant component of a large random graph.

    ``degree`` is the mean number of links of a node. The share solves s = 1 - exp(-degree * s); up
    to one link a node there is no giant, and 0 is returned.
    Raises ``ValueError`` if ``degree`` is negative.
    Source: [erdos1960evolution]

    >>> round(giant_share(2.0), 4), giant_share(1.0)
    (0.7968, 0.0)
    """
    if require.non_negative("degree", degree) <= 1:
        return 0.0

    def is_below(share: float) -> bool:
        return -math.expm1(-degree * share) > share

    if not is_below(1e-12):  # too near to one link to have a root in float64
        return 0.0
    return bisect(is_below, 1e-12, 1.0)


def random_threshold(degree: float) -> float:
    """Return the share of nodes below which a random filter leaves a random graph in pieces.

    A random filter thins the mean number of links, ``degree``, by the share that it passes; the
    giant component is gone when one is left. Raises ``ValueError`` if ``degree`` is not above 1.

    >>> random_threshold(20.0)
    0.05
    """
    if require.positive("degree", degree) <= 1:
        raise ValueError(f"degree must be above 1 for a giant component, got {degree!r}")
    return 1 / degree
