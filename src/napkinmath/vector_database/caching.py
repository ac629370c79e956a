"""Hot data in a fast tier, the rest in a slow one: who hits, on average and in the tail."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket
from napkinmath._typing import Floats
from napkinmath.queueing.tail_latency import Stage


def _shares(popularity: npt.ArrayLike, capacity: int) -> Floats:
    shares = require.finite_array("popularity", popularity, ndim=1)
    if (shares < 0).any() or not np.isclose(shares.sum(), 1):
        raise ValueError(f"popularity must be shares that sum to 1, got a sum of {shares.sum()!r}")
    require.count("capacity", capacity)
    return shares


def pinned_hit_ratio(popularity: npt.ArrayLike, capacity: int) -> float:
    """Return the share of requests that the ``capacity`` most popular items take, if pinned.

    Raises ``ValueError`` on shares that do not sum to 1 or no capacity.

    >>> from napkinmath.stats import zipf_probabilities
    >>> round(pinned_hit_ratio(zipf_probabilities(1000, 1.0), 100), 3)
    0.693
    """
    shares = _shares(popularity, capacity)
    return float(np.sort(shares)[::-1][:capacity].sum())


def che_hit_ratio(popularity: npt.ArrayLike, capacity: int) -> float:
    """Return the hit ratio of a least-recently-used tier of ``capacity`` items of one size.

    Che's approximation: an item stays for one characteristic time, the one at which the items asked
    for within it just fill the tier. Requests are independent, which bursts are not. Raises
    ``ValueError`` on shares that do not sum to 1 or no capacity. Source: [che2002hierarchical]

    >>> from napkinmath.stats import zipf_probabilities
    >>> round(che_hit_ratio(zipf_probabilities(1000, 1.0), 100), 3)
    0.577
    """
    shares = _shares(popularity, capacity)
    if capacity >= np.count_nonzero(shares):
        return 1.0

    def fits(time: float) -> bool:
        return bool(-np.expm1(-shares * time).sum() < capacity)

    time = bisect(fits, 0.0, upper_bracket(fits, float(capacity)))
    return float((shares * -np.expm1(-shares * time)).sum())


@dataclass(frozen=True, slots=True)
class TwoTier:
    """A stage that takes ``hot`` time with probability ``hit_ratio`` and ``cold`` time otherwise.

    It is itself a stage of ``queueing.Budget``. Raises ``ValueError`` on a hit ratio outside
    [0, 1].

    >>> from napkinmath.queueing import LogNormal
    >>> tier = TwoTier(0.95, LogNormal(0.001, 0.003), LogNormal(0.010, 0.030))
    >>> tier.quantile_s(0.5) < 0.002, tier.quantile_s(0.99) > 0.010
    (True, True)
    """

    hit_ratio: float
    hot: Stage
    cold: Stage

    def __post_init__(self) -> None:
        require.fraction("hit_ratio", self.hit_ratio)

    def cdf(self, time_s: float) -> float:
        """Return the share of requests that take ``time_s`` or less."""
        hit = self.hit_ratio
        return hit * self.hot.cdf(time_s) + (1 - hit) * self.cold.cdf(time_s)

    def quantile_s(self, q: float) -> float:
        """Return the time that a share ``q`` of requests does not exceed."""
        ends_s = (self.hot.quantile_s(q), self.cold.quantile_s(q))
        return bisect(lambda time_s: self.cdf(time_s) < q, min(ends_s), max(ends_s))

    def sample_s(self, n: int, rng: np.random.Generator) -> Floats:
        """Return ``n`` independent times, shape (n,)."""
        hot_s, cold_s = self.hot.sample_s(n, rng), self.cold.sample_s(n, rng)
        times_s: Floats = np.where(rng.random(n) < self.hit_ratio, hot_s, cold_s)
        return times_s


def all_hit(hit_ratio: float, lookups: int) -> float:
    """Return the chance that all ``lookups`` of one query, independent of each other, hit.

    >>> round(all_hit(0.99, 100), 3)
    0.366
    """
    return float(require.fraction("hit_ratio", hit_ratio) ** require.count("lookups", lookups))
