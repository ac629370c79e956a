"""A cold start: pages come into memory as they are first touched, the popular ones first."""

import numpy as np

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket
from napkinmath._typing import Floats

_EXACT = 4096


def _groups(pages: int, exponent: float) -> tuple[Floats, Floats]:
    """Return sizes of groups of ranks, and the share of touches of one page of each."""
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


def warm_hit_ratio(touches: float, pages: int, exponent: float) -> float:
    """Return the chance that the next touch finds its page in memory, after so many ``touches``.

    Pages are touched independently by a Zipf law and stay once read: memory holds all of them.
    Raises ``ValueError`` on negative touches or exponents or on no page.

    >>> round(warm_hit_ratio(1000, 1000, 0.0), 3), round(warm_hit_ratio(1000, 1000, 1.0), 3)
    (0.632, 0.791)
    """
    require.non_negative("touches", touches)
    sizes, shares = _groups(pages, exponent)
    return float((sizes * shares * -np.expm1(-touches * shares)).sum())


def pages_read(touches: float, pages: int, exponent: float) -> float:
    """Return how many pages have been read from disk after so many ``touches``.

    Raises ``ValueError`` as ``warm_hit_ratio`` does.

    >>> round(pages_read(1000, 1000, 0.0))
    632
    """
    require.non_negative("touches", touches)
    sizes, shares = _groups(pages, exponent)
    return float((sizes * -np.expm1(-touches * shares)).sum())


def touches_until(hit_ratio: float, pages: int, exponent: float) -> float:
    """Return after how many touches a share ``hit_ratio`` of them finds its page in memory.

    Raises ``ValueError`` on a ratio not strictly between 0 and 1, and as ``warm_hit_ratio`` does.

    >>> round(touches_until(0.95, 1000, 0.0)), round(touches_until(0.95, 1000, 1.0))
    (2996, 5237)
    """
    require.open_fraction("hit_ratio", hit_ratio)

    def colder(touches: float) -> bool:
        return warm_hit_ratio(touches, pages, exponent) < hit_ratio

    return bisect(colder, 0.0, upper_bracket(colder, float(require.count("pages", pages))))
