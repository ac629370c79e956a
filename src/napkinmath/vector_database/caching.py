"""A cache of hot data over a slow tier: hit ratios, and the latency of lookups and queries."""

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
    """Return the hit ratio of a cache that pins the ``capacity`` most popular items.

    Definition: the sum of the largest shares of ``popularity`` (items,), the share of requests of
    each item. Raises ``ValueError`` if the shares do not sum to 1 or ``capacity`` is below 1.

    >>> from napkinmath.stats import zipf_probabilities
    >>> round(pinned_hit_ratio(zipf_probabilities(1000, 1.0), 100), 3)
    0.693
    """
    shares = _shares(popularity, capacity)
    return float(np.sort(shares)[::-1][:capacity].sum())


def lru_hit_ratio(popularity: npt.ArrayLike, capacity: int) -> float:
    """Return the hit ratio of an LRU cache of ``capacity`` items of one size.

    Definition: Che's approximation. An item stays in the cache for one characteristic time after
    its last request; within that time as many distinct items are requested as fit the cache.
    Requests are independent draws from ``popularity`` (items,), which bursts are not.
    Raises ``ValueError`` if the shares do not sum to 1 or ``capacity`` is below 1.

    >>> from napkinmath.stats import zipf_probabilities
    >>> round(lru_hit_ratio(zipf_probabilities(1000, 1.0), 100), 3)
    0.577
    """
    shares = _shares(popularity, capacity)
    if capacity >= np.count_nonzero(shares):
        return 1.0

    def is_below(horizon: float) -> bool:
        return bool(-np.expm1(-shares * horizon).sum() < capacity)

    horizon = bisect(is_below, 0.0, upper_bracket(is_below, float(capacity)))
    return float((shares * -np.expm1(-shares * horizon)).sum())


@dataclass(frozen=True, slots=True)
class TwoTierLatency:
    """Latency of a lookup that hits the ``hot`` tier with probability ``hit_ratio``.

    Definition: a mixture of the two latency distributions. It is itself a stage of
    ``queueing.Budget``. Raises ``ValueError`` if ``hit_ratio`` is not in [0, 1].

    >>> from napkinmath.queueing import LogNormal
    >>> tiers = TwoTierLatency(0.95, LogNormal(0.001, 0.003), LogNormal(0.010, 0.030))
    >>> tiers.quantile_s(0.5) < 0.002, tiers.quantile_s(0.99) > 0.010
    (True, True)
    """

    hit_ratio: float
    hot: Stage
    cold: Stage

    def __post_init__(self) -> None:
        require.fraction("hit_ratio", self.hit_ratio)

    def cdf(self, time_s: float) -> float:
        """Return the share of lookups that take ``time_s`` or less."""
        hit = self.hit_ratio
        return hit * self.hot.cdf(time_s) + (1 - hit) * self.cold.cdf(time_s)

    def quantile_s(self, q: float) -> float:
        """Return the latency that a share ``q`` of lookups does not exceed."""
        ends_s = (self.hot.quantile_s(q), self.cold.quantile_s(q))
        return bisect(lambda time_s: self.cdf(time_s) < q, min(ends_s), max(ends_s))

    def sample_s(self, n: int, rng: np.random.Generator) -> Floats:
        """Return ``n`` independent latencies, shape (n,)."""
        hot_s, cold_s = self.hot.sample_s(n, rng), self.cold.sample_s(n, rng)
        return np.asarray(np.where(rng.random(n) < self.hit_ratio, hot_s, cold_s))


def all_hit_probability(hit_ratio: float, lookups: int) -> float:
    """Return the probability that all ``lookups`` of one query hit the cache.

    Definition: the lookups are independent. Raises ``ValueError`` if ``hit_ratio`` is not in [0, 1]
    or ``lookups`` no whole number above 0.

    >>> round(all_hit_probability(0.99, 100), 3)
    0.366
    """
    return float(require.fraction("hit_ratio", hit_ratio) ** require.count("lookups", lookups))
