"""The quantile of a distribution of times of which only the distribution function is known."""

from collections.abc import Callable

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket


def quantile_s(cdf: Callable[[float], float], q: float, *, scale_s: float) -> float:
    """Return the time that a share ``q`` does not exceed; ``scale_s`` is a time of its size."""
    require.open_fraction("q", q)

    def is_below(times: float) -> bool:
        return cdf(times * scale_s) < q

    return bisect(is_below, 0.0, upper_bracket(is_below, 1.0)) * scale_s
