"""Published figures of distances, dimensions, recall and its intervals beside ours."""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from napkinmath.scoreboard.registry import reproduces
from napkinmath.stats.intervals import wilson
from napkinmath.vector_search.concentration import cube_distance
from napkinmath.vector_search.exact import distance_recall_at_k, exact_neighbors
from napkinmath.vector_search.intrinsic_dimension import local_dimensions
from napkinmath.vector_search.transforms import (
    hyperplane_separation_probability,
    johnson_lindenstrauss_dimensions,
)

_TOPIC = "vector-similarity-search"


@reproduces(
    "vs-jl-points",
    topic=_TOPIC,
    claim="dimensions that keep all squared distances of 1e4, 1e5, 1e6 points to a tenth",
    published=(7894, 9868, 11841),
    within=0,
    unit="",
    source="scikit-random-projection",
    where="docstring of johnson_lindenstrauss_min_dim",
    mark="read",
)
def dimensions_by_points() -> tuple[float, ...]:
    return tuple(float(johnson_lindenstrauss_dimensions(n, 0.1)) for n in (1e4, 1e5, 1e6))


@reproduces(
    "vs-jl-distortion",
    topic=_TOPIC,
    claim="dimensions that keep all squared distances of 1e6 points to .5, .1, .01",
    published=(663, 11841, 1112658),
    within=0,
    unit="",
    source="scikit-random-projection",
    where="docstring of johnson_lindenstrauss_min_dim",
    mark="read",
)
def dimensions_by_distortion() -> tuple[float, ...]:
    return tuple(float(johnson_lindenstrauss_dimensions(1e6, e)) for e in (0.5, 0.1, 0.01))


@reproduces(
    "vs-cube-distance",
    topic=_TOPIC,
    claim="mean distance of two random points in the unit cube of 1 to 8 dimensions",
    published=(
        0.3333333333,
        0.5214054331,
        0.6617071822,
        0.7776656535,
        0.8785309152,
        0.9689420830,
        1.0515838734,
        1.1281653402,
    ),
    within=1e-10,  # the table cuts digits off instead of rounding
    unit="",
    source="weisstein-hypercube",
    where="table of the mean line segment length",
    mark="read",
)
def mean_distances_in_cubes() -> tuple[float, ...]:
    return tuple(cube_distance(d).mean for d in range(1, 9))


@reproduces(
    "vs-hyperplane-ratio",
    topic=_TOPIC,
    claim="least ratio of the hyperplane's chance to cut two vectors to half of 1 - cos",
    published=0.878567205784,
    within=1e-12,
    unit="",
    source="oeis-a203914",
    where="decimal expansion",
    mark="read",
)
def hyperplane_ratio() -> float:
    low, high = 2.0, 3.0  # the ratio has one minimum, at an angle near 134 degrees

    def ratio(angle: float) -> float:
        return hyperplane_separation_probability(math.cos(angle)) * 2 / (1 - math.cos(angle))

    for _ in range(60):
        third = (high - low) / 3
        if ratio(low + third) < ratio(high - third):
            high -= third
        else:
            low += third
    return ratio((low + high) / 2)


@reproduces(
    "vs-wilson",
    topic=_TOPIC,
    claim="Wilson's 95 % interval of 81 in 263, 15 in 148, 0 in 20 and 1 in 29",
    published=(0.2553, 0.3662, 0.0624, 0.1605, 0.0, 0.1611, 0.0061, 0.1718),
    within=5e-5,
    unit="",
    source="newcombe1998two",
    where="Table I, method 3",
    mark="secondary",
)
def wilson_intervals() -> tuple[float, ...]:
    cases = ((81, 263), (15, 148), (0, 20), (1, 29))
    return tuple(end for k, n in cases for end in (wilson(k, n).low, wilson(k, n).high))


@reproduces(
    "vs-distance-recall",
    topic=_TOPIC,
    claim="recall of the benchmark's four test runs: none, half, one of two, all",
    published=(0.0, 0.5, 0.5, 1.0),
    within=0,
    unit="",
    source="bernhardsson2018annbenchmarks",
    where="test/metrics_test.py, test_recall",
    mark="read",
)
def recall_of_the_benchmark() -> tuple[float, ...]:
    nothing = math.inf  # the benchmark's runs may be short; ours say so
    runs = ([nothing, nothing], [0.2, 0.3], [0.2, nothing], [0.2, 0.25])
    return tuple(distance_recall_at_k([run], [[0.1, 0.25]], 2) for run in runs)


def _swiss_roll(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return 1,000 points of a sheet rolled up in three dimensions."""
    angle = 1.5 * math.pi * (1 + 2 * rng.random(1000))
    return np.column_stack([angle * np.cos(angle), 21 * rng.random(1000), angle * np.sin(angle)])


def _levina_bickel(points: npt.NDArray[np.float64]) -> float:
    """Return the paper's estimate: local ones averaged over the points and over k of 10 to 20."""
    radii = exact_neighbors(points, points, 21).distances[:, 1:]
    per_k = [
        local_dimensions(radii[:, :k]).mean() * (k - 1) / (k - 2)  # the paper divides by k - 1
        for k in range(10, 21)
    ]
    return float(np.mean(per_k))


@cache
def _estimates() -> tuple[float, ...]:
    """Return the estimate for each of 25 samples."""
    rng = np.random.default_rng(0)
    return tuple(_levina_bickel(_swiss_roll(rng)) for _ in range(25))


@reproduces(
    "vs-swiss-roll",
    topic=_TOPIC,
    claim="intrinsic dimension of the Swiss roll: mean over samples of 1,000 points",
    published=2.1,
    within=0.05,
    unit="",
    source="levina2004maximum",
    where="Table 1",
    mark="read",
)
def dimension_of_the_swiss_roll() -> float:
    return float(np.mean(_estimates()))


@reproduces(
    "vs-swiss-roll-scatter",
    topic=_TOPIC,
    claim="standard deviation of that estimate from sample to sample",
    published=0.02,
    within=0.005,
    unit="",
    source="levina2004maximum",
    where="Table 1",
    mark="read",
)
def scatter_of_the_swiss_roll() -> float:
    return float(np.std(_estimates(), ddof=1))
