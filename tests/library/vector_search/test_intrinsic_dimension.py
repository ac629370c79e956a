import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.exact import exact_neighbors
from napkinmath.vector_search.intrinsic_dimension import (
    exclude_self,
    intrinsic_dimension,
    k_occurrences,
    local_dimensions,
    relative_contrast,
    skewness,
    two_neighbor_dimension,
)

ESTIMATORS = [local_dimensions, intrinsic_dimension, two_neighbor_dimension]


def neighbor_distances(points: np.ndarray, k: int) -> np.ndarray:
    return exact_neighbors(points, points, k + 1).distances[:, 1:]


@pytest.mark.parametrize("d", [1, 2, 5])
def test_estimators_find_the_dimension_of_a_cube(d: int) -> None:
    radii = neighbor_distances(np.random.default_rng(d).random((4000, d)), 10)
    # Balls at the faces of the cube stick out, which takes a few per cent off.
    assert intrinsic_dimension(radii) == pytest.approx(d, rel=0.1)
    assert two_neighbor_dimension(radii) == pytest.approx(d, rel=0.07)
    assert np.mean(local_dimensions(radii)) == pytest.approx(d, rel=0.12)


def test_empty_dimensions_do_not_count() -> None:
    rng = np.random.default_rng(0)
    flat = rng.random((3000, 3)) @ np.linalg.qr(rng.standard_normal((50, 3)))[0].T
    assert intrinsic_dimension(neighbor_distances(flat, 10)) == pytest.approx(3, rel=0.07)


def test_estimates_by_hand() -> None:
    radii = np.array([[1.0, 2.0, 4.0]])
    logs = math.log(4) + math.log(2)
    assert local_dimensions(radii)[0] == pytest.approx(1 / logs)  # k - 2 over the sum
    assert intrinsic_dimension(radii) == pytest.approx(2 / logs)  # k - 1 over the sum
    assert two_neighbor_dimension(radii) == pytest.approx(1 / math.log(2))


@given(st.floats(1e-3, 1e3), st.floats(0.5, 4))
def test_scale_does_not_count_and_a_power_divides(scale: float, power: float) -> None:
    radii = np.sort(np.random.default_rng(1).random((20, 6)) + 0.1, axis=1)
    for estimate in ESTIMATORS:
        assert np.allclose(estimate(scale * radii), estimate(radii))
        assert np.allclose(estimate(radii**power), np.divide(estimate(radii), power))


@pytest.mark.parametrize("estimate", ESTIMATORS)
def test_estimators_refuse(estimate: object) -> None:
    for bad, message in [
        ([1.0, 2.0, 3.0], "must have 2 axes"),
        ([[1.0]], "must have at least . columns"),
        ([[0.0, 1.0, 2.0]], "must be above 0"),
        ([[1.0, 3.0, 2.0]], "must ascend"),
        ([[1.0, math.nan, 2.0]], "finite numbers"),
        ([[1.0, 1.0, 1.0]], "all be equal|the spread of neighbor_distances must be"),
    ]:
        with pytest.raises(ValueError, match=message):
            estimate(bad)


def test_relative_contrast() -> None:
    assert relative_contrast(np.full((3, 4), 6.0), [2.0, 4.0]) == 2.0
    for bad in ([0.0, 1.0], [-1.0], [math.nan], []):
        with pytest.raises(ValueError, match="all_distances"):
            relative_contrast(bad, [1.0])
        with pytest.raises(ValueError, match="nearest_distances"):
            relative_contrast([1.0], bad)


def test_k_occurrences_count_lists() -> None:
    counts = k_occurrences(np.array([[0, 1], [0, 2], [0, 1]]), 5)
    assert counts.tolist() == [3, 2, 1, 0, 0] and counts.sum() == 6
    for bad in ([0, 1], [[]], [[0.5]], [[0, 5]], [[-2, 0]]):
        with pytest.raises(ValueError, match="neighbor_ids must"):
            k_occurrences(bad, 5)
    with pytest.raises(ValueError, match="points must be a whole number"):
        k_occurrences([[0]], 0)


@given(st.floats(0.01, 0.99))
def test_skewness_of_a_coin(p: float) -> None:
    ones = round(1000 * p)
    coin = np.r_[np.ones(ones), np.zeros(1000 - ones)]
    q = ones / 1000
    assert skewness(coin) == pytest.approx((1 - 2 * q) / math.sqrt(q * (1 - q)), abs=1e-9)
    assert skewness(-coin) == pytest.approx(-skewness(coin))


@pytest.mark.parametrize("bad", [[1.0, 1.0], [], [math.nan, 1.0], [[1.0, 2.0]]])
def test_skewness_refuses(bad: object) -> None:
    with pytest.raises(ValueError, match="values"):
        skewness(bad)


def test_without_self_equals_a_search_that_leaves_the_query_out() -> None:
    base = np.random.default_rng(3).integers(0, 3, (60, 3)) + 0.0  # many duplicates
    found = exclude_self(exact_neighbors(base, base, 60).ids, np.arange(60))
    for row in range(60):
        rest = np.delete(np.arange(60), row)
        assert (found[row] == rest[exact_neighbors(base[[row]], base[rest], 59).ids[0]]).all()


def test_without_self_refuses() -> None:
    for ids in ([1, 2], [[1]], [[1.0, 2.0]]):
        with pytest.raises(ValueError, match="neighbor_ids must be whole numbers"):
            exclude_self(ids, [1])
    for own in ([1, 2], [[1]], [1.0]):
        with pytest.raises(ValueError, match="own_ids must be one whole number"):
            exclude_self([[1, 2]], own)
    with pytest.raises(ValueError, match="at most once"):
        exclude_self([[1, 1, 2]], [1])


def test_equal_values_have_no_skewness_though_their_mean_is_rounded() -> None:
    with pytest.raises(ValueError, match="spread"):
        skewness([0.1, 0.1, 0.1])


def test_absent_neighbors_are_in_no_list_and_repeated_ones_in_one() -> None:
    assert k_occurrences([[1, -1], [1, 0]], points=3).tolist() == [1, 2, 0]
    assert k_occurrences([[1, 1], [1, 0]], points=3).tolist() == [1, 2, 0]
    with pytest.raises(ValueError, match="neighbor_ids must lie between -1 and 2, got -3 to 1"):
        k_occurrences([[1, -3]], points=3)
    with pytest.raises(ValueError, match="neighbor_ids must hold at least one row"):
        exclude_self(np.empty((0, 3), dtype=int), np.empty(0, dtype=int))
    with pytest.raises(ValueError, match="own_ids must be 0 or more"):
        exclude_self([[1, -1]], [-1])


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_skewness_does_not_depend_on_the_scale(scale: float) -> None:
    values = np.array([0.0, 0.0, 1.0, 4.0])
    assert skewness(scale * values) == pytest.approx(skewness(values))


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=30))
def test_skewness_is_that_of_scipy(values: list[float]) -> None:
    stats = pytest.importorskip("scipy.stats")
    if max(values) - min(values) > 1e-3:
        assert skewness(values) == pytest.approx(stats.skew(values), abs=1e-9)
