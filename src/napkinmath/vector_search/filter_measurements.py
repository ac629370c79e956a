"""What measured runs under a filter say: cost at a recall, power laws, match rates by bin."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """A power law y = ``factor`` * x ** ``exponent``. Definition."""

    factor: float
    exponent: float

    def __call__(self, x: float) -> float:
        """Return y at ``x``. Raises ``ValueError`` if ``x`` is not positive."""
        return float(self.factor * require.positive("x", x) ** self.exponent)


def fit_power_law(x: npt.ArrayLike, y: npt.ArrayLike) -> PowerLaw:
    """Return the power law fitted by least squares in logarithms, ``x`` and ``y`` (n,) each.

    Definition. Raises ``ValueError`` on unequal lengths, fewer than two distinct ``x``, or values
    that are not positive.

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


def distance_computations_at_recall(
    runs: Iterable[tuple[float, float]], target_recall: float
) -> float:
    """Return the distance computations at which ``runs`` first reach ``target_recall``.

    Definition: ``runs`` yields recall and distance computations while a search parameter grows.
    Between two runs the logarithm of the cost is interpolated; infinity if no run is good enough.
    Runs are taken one by one, and none after the first that is good enough.
    Raises ``ValueError`` if there are no runs, costs that are 0 or fall, or ``target_recall`` not
    in [0, 1].

    >>> runs = iter([(0.8, 100.0), (0.9, 400.0), (1.0, 900.0)])
    >>> round(distance_computations_at_recall(runs, 0.85), 6)
    200.0
    """
    require.fraction("target_recall", target_recall)
    taken: list[tuple[float, float]] = []
    for run in runs:
        taken.append(run)
        if run[0] >= target_recall:
            break
    recalls, costs = require.finite_array("runs", taken, ndim=2).T
    if costs[0] <= 0 or (np.diff(costs) < 0).any():
        raise ValueError("runs must have no cost 0 or falling")
    if recalls[-1] < target_recall:
        return math.inf
    if len(costs) == 1:
        return float(costs[0])
    part = (target_recall - recalls[-2]) / (recalls[-1] - recalls[-2])
    low, high = np.log(costs[-2:])
    return float(np.exp(low + part * (high - low)))


def hit_rate_by_bin(values: npt.ArrayLike, hits: npt.ArrayLike, edges: npt.ArrayLike) -> Floats:
    """Return the mean of ``hits`` among the ``values`` of each bin, NaN where a bin is empty.

    Definition. ``values`` and ``hits`` are (n,), ``edges`` (b + 1,) ascending; a bin holds its left
    edge. Raises ``ValueError`` on unequal lengths, edges that do not rise, or hits outside [0, 1].

    >>> hit_rate_by_bin([1, 2, 5, 6], [1, 0, 0, 0], [0, 4, 8])
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
