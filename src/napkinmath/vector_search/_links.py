"""Checks of a graph index: the table of links, and the mask of nodes that match a filter.

A graph is a table of links (n, m): row i holds the nodes that node i links to, -1 where there are
fewer.
"""

import numpy as np
import numpy.typing as npt

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
    """Return the nodes that match a filter as a mask (n,).

    Raises ``ValueError`` if it is no mask of that length, or nothing matches.

    >>> checked_mask([True, False], 2)
    array([ True, False])
    """
    mask = np.asarray(matches)
    if mask.dtype != np.bool_ or mask.shape != (nodes,):
        raise ValueError(f"matches must be {nodes} booleans, got {mask.dtype} {mask.shape}")
    if not mask.any():
        raise ValueError("matches must hold one node or more, got none")
    return mask
