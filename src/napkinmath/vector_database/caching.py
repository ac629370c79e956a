"""Hot data in a fast tier, the rest in a slow one: who hits, on average and in the tail."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.queueing.tail_latency import Stage

Popularity = npt.NDArray[np.float64]


def zipf(items: int, exponent: float) -> Popularity:
    """Return the shares of requests of ``items`` by rank, (items,): 1 / rank**exponent, summing 1.

    Raises ``ValueError`` on no item or a negative exponent. Source: [breslau1999web]

    >>> zipf(3, 1.0).round(3).tolist()
    [0.545, 0.273, 0.182]
    """
    require.count("items", items)
    require.non_negative("exponent", exponent)
    weights = np.arange(1, items + 1, dtype=np.float64) ** -exponent
    shares: Popularity = weights / weights.sum()
    return shares


def _shares(popularity: npt.ArrayLike, capacity: int) -> Popularity:
    shares = require.finite_array("popularity", popularity, ndim=1)
    if (shares < 0).any() or not np.isclose(shares.sum(), 1):
        raise ValueError(f"popularity must be shares that sum to 1, got a sum of {shares.sum()!r}")
    require.count("capacity", capacity)
    return shares


def pinned_hit_ratio(popularity: npt.ArrayLike, capacity: int) -> float:
    """Return the share of requests that the ``capacity`` most popular items take, if pinned.

    Raises ``ValueError`` on shares that do not sum to 1 or no capacity.

    >>> round(pinned_hit_ratio(zipf(1000, 1.0), 100), 3)
    0.693
    """
    shares = _shares(popularity, capacity)
    return float(np.sort(shares)[::-1][:capacity].sum())


def che_hit_ratio(popularity: npt.ArrayLike, capacity: int) -> float:
    """Return the hit ratio of a least-recently-used tier of ``capacity`` items of one size.

    Che's approximation: an item stays for one characteristic time, the one at which the items asked
    for within it just fill the tier. Requests are independent, which bursts are not. Raises
    ``ValueError`` on shares that do not sum to 1 or no capacity. Source: [che2002hierarchical]

    >>> round(che_hit_ratio(zipf(1000, 1.0), 100), 3), che_hit_ratio(zipf(10, 1.0), 10)
    (0.577, 1.0)
    """
    shares = _shares(popularity, capacity)
    if capacity >= np.count_nonzero(shares):
        return 1.0
    low, high = 0.0, float(capacity)
    while -np.expm1(-shares * high).sum() < capacity:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        if -np.expm1(-shares * middle).sum() < capacity:
            low = middle
        else:
            high = middle
    return float((shares * -np.expm1(-shares * high)).sum())


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
        low_s, high_s = min(ends_s), max(ends_s)
        for _ in range(80):
            middle_s = (low_s + high_s) / 2
            if self.cdf(middle_s) < q:
                low_s = middle_s
            else:
                high_s = middle_s
        return high_s

    def sample_s(self, n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        """Return ``n`` independent times, shape (n,)."""
        hot_s, cold_s = self.hot.sample_s(n, rng), self.cold.sample_s(n, rng)
        times_s: npt.NDArray[np.float64] = np.where(rng.random(n) < self.hit_ratio, hot_s, cold_s)
        return times_s


def all_hit(hit_ratio: float, lookups: int) -> float:
    """Return the chance that all ``lookups`` of one query, independent of each other, hit.

    >>> round(all_hit(0.99, 100), 3)
    0.366
    """
    return float(require.fraction("hit_ratio", hit_ratio) ** require.count("lookups", lookups))
