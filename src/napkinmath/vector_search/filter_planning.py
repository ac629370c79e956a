"""What a filter leaves of a search: what survives, how much to fetch, and which plan is cheap.

``share`` is the share of vectors that pass: of all vectors the selectivity of the filter, of those
near a query what that query meets. A plan is priced in comparisons of the query with a vector.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats


def mean_survivors(fetched: int, share: float) -> float:
    """Return how many of ``fetched`` results pass a filter on average.

    Raises ``ValueError`` if ``fetched`` is no whole number above 0 or ``share`` not in [0, 1].

    >>> mean_survivors(40, 0.1)
    4.0
    """
    return require.count("fetched", fetched) * float(require.fraction("share", share))


def full_list_chance(fetched: int, share: float, wanted: int) -> float:
    """Return the chance that at least ``wanted`` of ``fetched`` results pass, each independently.

    Survivors are then binomial. Matches that come in clusters make short lists likelier.
    Raises ``ValueError`` if a count is no whole number above 0 or ``share`` not in [0, 1].

    >>> round(full_list_chance(40, 0.1, 10), 4)
    0.0051
    """
    fetched = require.count("fetched", fetched)
    wanted = require.count("wanted", wanted)
    require.fraction("share", share)
    if fetched < wanted or share == 0:
        return 0.0
    if share == 1:
        return 1.0
    log_odds = math.log(share) - math.log1p(-share)
    log_term = fetched * math.log1p(-share)  # of exactly 0 survivors, then 1, 2 ...
    fewer = math.exp(log_term)
    for i in range(1, wanted):
        log_term = log_term + math.log((fetched - i + 1) / i) + log_odds
        fewer = fewer + math.exp(log_term)
    return max(0.0, 1 - fewer)


def fetch_for(wanted: int, share: float, chance: float) -> int:
    """Return the fewest results to fetch so that ``wanted`` pass with probability ``chance``.

    Raises ``ValueError`` if ``wanted`` is no whole number above 0, ``share`` not in (0, 1], or
    ``chance`` not strictly between 0 and 1.

    >>> fetch_for(10, 0.1, 0.99), fetch_for(10, 0.01, 0.99)  # not 100 and 1,000
    (183, 1874)
    """
    wanted = require.count("wanted", wanted)
    require.positive("share", share)
    require.fraction("share", share)
    require.open_fraction("chance", chance)
    most = wanted
    while full_list_chance(most, share, wanted) < chance:
        most *= 2
    sizes = range(wanted, most + 1)
    return sizes[bisect_left(sizes, chance, key=lambda n: full_list_chance(n, share, wanted))]


def scan_comparisons(vectors: float, share: float) -> float:
    """Return what a scan of the matches alone compares: all of them.

    Raises ``ValueError`` if ``vectors`` is not positive or ``share`` not in [0, 1].

    >>> scan_comparisons(20_000, 0.02)
    400.0
    """
    return float(require.positive("vectors", vectors) * require.fraction("share", share))


def walk_comparisons(share: float, unfiltered: float, growth: float) -> float:
    """Return what a walk compares at equal recall: ``unfiltered`` / ``share`` ** ``growth``.

    ``unfiltered`` is the law's value for a filter that passes everything. Raises ``ValueError`` if
    ``share`` is not in (0, 1], ``unfiltered`` not positive or ``growth`` negative.

    >>> walk_comparisons(0.25, 500.0, 0.5)
    1000.0
    """
    require.positive("share", share)
    require.fraction("share", share)
    require.non_negative("growth", growth)
    return require.positive("unfiltered", unfiltered) / float(share**growth)


def weighed_walk(
    vectors: float, share: float, unfiltered: float, growth: float, walk_weight: float
) -> float:
    """Return the comparisons of a walk, at most all, each weighed against one in a scan.

    ``walk_weight`` is the price of a comparison on a walk, which reads here and there, over that
    of one in a scan, which reads in order. Raises ``ValueError`` as ``walk_comparisons`` does, and
    if ``vectors`` or ``walk_weight`` is not positive.

    >>> weighed_walk(20_000, 0.25, 500.0, 0.5, 2.0), weighed_walk(800, 0.25, 500.0, 0.5, 2.0)
    (2000.0, 1600.0)
    """
    comparisons = walk_comparisons(share, unfiltered, growth)
    most = float(require.positive("vectors", vectors))
    return min(comparisons, most) * require.positive("walk_weight", walk_weight)


def crossover_matches(
    vectors: float, unfiltered: float, growth: float, walk_weight: float
) -> float:
    """Return the number of matches at which a scan of them costs as much as a walk.

    With fewer, scan. The share s solves ``vectors`` * s = ``weighed_walk``, and where even the scan
    of everything is cheaper than a walk, all ``vectors`` are returned.
    Raises ``ValueError`` on what is not positive, or a negative ``growth``.

    >>> round(crossover_matches(20_000, 500.0, 0.5, 1.0))
    1710
    """
    require.positive("vectors", vectors)
    require.non_negative("growth", growth)
    require.positive("walk_weight", walk_weight)
    ratio = walk_weight * require.positive("unfiltered", unfiltered) / vectors
    return float(vectors * min(1.0, ratio ** (1 / (1 + growth))))


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """A law y = ``factor`` * x ** ``exponent``."""

    factor: float
    exponent: float

    def __call__(self, x: float) -> float:
        """Return y at ``x``. Raises ``ValueError`` if ``x`` is not positive."""
        return float(self.factor * require.positive("x", x) ** self.exponent)


def fit_power_law(x: npt.ArrayLike, y: npt.ArrayLike) -> PowerLaw:
    """Fit a power law by least squares in logarithms, ``x`` and ``y`` (n,) each.

    Raises ``ValueError`` on unequal lengths, fewer than two distinct ``x``, or values that are not
    positive.

    >>> law = fit_power_law([1, 4], [3, 6])
    >>> round(law.factor, 6), round(law.exponent, 6)
    (3.0, 0.5)
    """
    xs = require.finite_array("x", x, ndim=1)
    ys = require.finite_array("y", y, ndim=1)
    if len(xs) != len(ys) or len(np.unique(xs)) < 2:
        raise ValueError(f"x and y must be two points or more, got {len(xs)} and {len(ys)}")
    if xs.min() <= 0 or ys.min() <= 0:
        raise ValueError("x and y must be positive to have logarithms")
    slope, offset = np.polyfit(np.log(xs), np.log(ys), 1)
    return PowerLaw(float(np.exp(offset)), float(slope))


def cost_at_recall(recalls: npt.ArrayLike, comparisons: npt.ArrayLike, target: float) -> float:
    """Return the comparisons at which a curve first reaches ``target``, infinity if it does not.

    ``recalls`` and ``comparisons`` are (n,), in the order in which a knob was turned up; between
    two points the logarithm of the cost is interpolated.
    Raises ``ValueError`` on unequal lengths, costs that fall, or ``target`` not in [0, 1].

    >>> round(cost_at_recall([0.8, 0.9, 1.0], [100.0, 400.0, 900.0], 0.85), 6)
    200.0
    """
    seen = require.finite_array("recalls", recalls, ndim=1)
    costs = require.finite_array("comparisons", comparisons, ndim=1)
    require.fraction("target", target)
    if len(seen) != len(costs) or costs[0] <= 0 or (np.diff(costs) < 0).any():
        raise ValueError("recalls and comparisons must have one length, no cost 0 or falling")
    reached = np.flatnonzero(seen >= target)
    if len(reached) == 0:
        return math.inf
    right = int(reached[0])
    if right == 0:
        return float(costs[0])
    part = (target - seen[right - 1]) / (seen[right] - seen[right - 1])
    logs = np.log(costs[right - 1 : right + 1])
    return float(np.exp(logs[0] + part * (logs[1] - logs[0])))


def cost_of_runs(runs: Iterable[tuple[float, float]], target: float) -> float:
    """Return the comparisons at which ``runs`` first reach ``target``, infinity if none does.

    ``runs`` yields recall and comparisons, with a knob turned up from one to the next. They are
    taken one by one, and none after the first that is good enough.
    Raises ``ValueError`` if there are no runs, or as ``cost_at_recall`` does.

    >>> round(cost_of_runs(iter([(0.8, 100.0), (0.9, 400.0), (1.0, 900.0)]), 0.85), 6)
    200.0
    """
    recalls: list[float] = []
    comparisons: list[float] = []
    for recall, compared in runs:
        recalls.append(recall)
        comparisons.append(compared)
        if recall >= target:
            break
    return cost_at_recall(recalls, comparisons, target)


def share_by_bin(values: npt.ArrayLike, hits: npt.ArrayLike, edges: npt.ArrayLike) -> Floats:
    """Return the share of ``hits`` among the values of each bin, NaN where a bin is empty.

    ``values`` and ``hits`` are (n,), ``edges`` (b + 1,) ascending; a bin holds its left edge.
    Raises ``ValueError`` on unequal lengths, edges that do not rise, or hits outside [0, 1].

    >>> share_by_bin([1, 2, 5, 6], [1, 0, 0, 0], [0, 4, 8])
    array([0.5, 0. ])
    """
    xs = require.finite_array("values", values, ndim=1)
    hit = require.finite_array("hits", hits, ndim=1)
    bins = require.finite_array("edges", edges, ndim=1)
    if len(xs) != len(hit) or hit.min() < 0 or hit.max() > 1:
        raise ValueError("values and hits must have one length, and hits lie between 0 and 1")
    if len(bins) < 2 or (np.diff(bins) <= 0).any():
        raise ValueError("edges must be two or more values that rise")
    places = np.searchsorted(bins, xs, side="right") - 1
    inside = (places >= 0) & (places < len(bins) - 1)
    count = np.bincount(places[inside], minlength=len(bins) - 1)
    total = np.bincount(places[inside], weights=hit[inside], minlength=len(bins) - 1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
