"""Connectivity of a graph index under a filter: the matches, and the links between two of them.

A graph is a table of links (n, m): row i holds the nodes that node i links to, -1 where there are
fewer. Connectivity counts a link in both directions.
"""

import math

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect
from napkinmath._typing import Ids, Mask
from napkinmath.vector_search._links import checked_links, checked_mask


def undirected_edges(links: npt.ArrayLike) -> Ids:
    """Return the undirected edges of a table of links: each pair once, as (2, edges). Definition.

    Raises ``ValueError`` if ``links`` is not (n, m) of whole numbers from -1 to n - 1.

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


def mean_matching_degree(edges: npt.ArrayLike, matches: npt.ArrayLike) -> float:
    """Return the mean degree of the subgraph of the matches. Definition.

    ``edges`` is (2, e) as ``undirected_edges`` gives it, ``matches`` a mask of all nodes.
    Raises ``ValueError`` on an edge outside the mask, or an empty mask.

    >>> mean_matching_degree([[0, 0], [1, 2]], [True, True, False])
    1.0
    """
    pairs, mask = _checked_edges(edges, matches)
    return float(2 * (mask[pairs[0]] & mask[pairs[1]]).sum() / mask.sum())


def largest_component_share(edges: npt.ArrayLike, matches: npt.ArrayLike) -> float:
    """Return the share of the matches in the largest connected component of their subgraph.

    Definition. Raises ``ValueError`` as ``mean_matching_degree`` does.

    >>> largest_component_share([[0, 1, 3], [1, 2, 4]], [True, True, False, True, True])
    0.5
    """
    pairs, mask = _checked_edges(edges, matches)
    left, right = pairs[:, mask[pairs[0]] & mask[pairs[1]]]
    label = np.arange(len(mask))
    while True:  # each node takes the smallest label of its neighbors, and labels are followed
        smaller = np.minimum(label[left], label[right])
        following = label.copy()
        np.minimum.at(following, left, smaller)
        np.minimum.at(following, right, smaller)
        following = following[following]
        if (following == label).all():
            break
        label = following
    return float(np.bincount(label[mask]).max() / mask.sum())


def _checked_edges(edges: npt.ArrayLike, matches: npt.ArrayLike) -> tuple[Ids, Mask]:
    pairs = np.asarray(edges)
    mask = checked_mask(matches, np.asarray(matches).size)
    if pairs.ndim != 2 or len(pairs) != 2 or pairs.dtype.kind not in "iu":
        raise ValueError(f"edges must be (2, e) whole numbers, got shape {pairs.shape}")
    if pairs.size and (pairs.min() < 0 or pairs.max() >= len(mask)):
        raise ValueError(f"edges must lie between 0 and {len(mask) - 1}")
    return pairs.astype(np.int64), mask


def giant_component_share(mean_degree: float) -> float:
    """Return the share of nodes in the giant component of a large random graph.

    Definition: the share s solves s = 1 - exp(-``mean_degree`` * s); up to a mean degree of 1 there
    is no giant component, and 0 is returned.
    Raises ``ValueError`` if ``mean_degree`` is negative.

    >>> round(giant_component_share(2.0), 4), giant_component_share(1.0)
    (0.7968, 0.0)
    """
    if require.non_negative("mean_degree", mean_degree) <= 1:
        return 0.0

    def is_below(share: float) -> bool:
        return -math.expm1(-mean_degree * share) > share

    if not is_below(1e-12):  # too near to a mean degree of 1 to have a root in float64
        return 0.0
    return bisect(is_below, 1e-12, 1.0)


def percolation_threshold(mean_degree: float) -> float:
    """Return the selectivity below which a random filter leaves no giant component.

    Definition: a random filter thins the mean degree of a random graph by its selectivity; the
    giant component is gone when the mean degree is 1.
    Raises ``ValueError`` if ``mean_degree`` is not above 1.

    >>> percolation_threshold(20.0)
    0.05
    """
    if require.positive("mean_degree", mean_degree) <= 1:
        raise ValueError(f"mean_degree must be above 1 for a giant component, got {mean_degree!r}")
    return 1 / mean_degree
