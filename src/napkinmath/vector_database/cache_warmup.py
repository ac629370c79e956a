"""Cold start of a page cache: the hit ratio rises as pages are first accessed."""

import numpy as np

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket
from napkinmath._typing import Floats

_EXACT = 4096


def _rank_groups(pages: int, exponent: float) -> tuple[Floats, Floats]:
    """Return sizes of groups of ranks, and the Zipf probability of one page of each group.

    Each of the first 4,096 ranks is a group of its own; beyond, a group stands for its middle.
    """
    require.count("pages", pages)
    require.non_negative("exponent", exponent)
    edges = np.arange(1, min(pages, _EXACT) + 2)
    if pages > _EXACT:
        wide = np.geomspace(_EXACT + 1, pages + 1, 2000).round().astype(np.int64)
        edges = np.unique(np.concatenate([edges, wide]))
    sizes = np.diff(edges).astype(np.float64)
    middles = (edges[:-1] + edges[1:] - 1) / 2
    weights: Floats = middles**-exponent
    return sizes, weights / (sizes * weights).sum()


def _hit_ratio_after(accesses: float, pages: int, exponent: float) -> float:
    """Return the probability that the next access finds its page in memory. Definition."""
    require.non_negative("accesses", accesses)
    sizes, shares = _rank_groups(pages, exponent)
    return float((sizes * shares * -np.expm1(-accesses * shares)).sum())


def pages_read(accesses: float, pages: int, exponent: float) -> float:
    """Return the expected number of pages read from disk within the first ``accesses``.

    Definition: independent accesses with Zipf probabilities of ``exponent`` over ``pages``; a page
    is read once and then stays in memory, which holds all pages.
    Raises ``ValueError`` if ``accesses`` or ``exponent`` is negative or ``pages`` no whole number
    above 0.

    >>> round(pages_read(1000, 1000, 0.0))
    632
    """
    require.non_negative("accesses", accesses)
    sizes, shares = _rank_groups(pages, exponent)
    return float((sizes * -np.expm1(-accesses * shares)).sum())


def accesses_until(hit_ratio: float, pages: int, exponent: float) -> float:
    """Return the number of accesses after which the hit ratio is ``hit_ratio``.

    Definition: the same cold start as in ``pages_read``.
    Raises ``ValueError`` if ``hit_ratio`` is not strictly between 0 and 1, and as ``pages_read``.

    >>> round(accesses_until(0.95, 1000, 0.0)), round(accesses_until(0.95, 1000, 1.0))
    (2996, 5237)
    """
    require.open_fraction("hit_ratio", hit_ratio)

    def is_below(accesses: float) -> bool:
        return _hit_ratio_after(accesses, pages, exponent) < hit_ratio

    return bisect(is_below, 0.0, upper_bracket(is_below, float(require.count("pages", pages))))
