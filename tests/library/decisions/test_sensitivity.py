import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.sensitivity import combined_uncertainty_factor, monte_carlo, tornado


def product(**inputs: float) -> float:
    return math.prod(inputs.values())


def test_a_tornado_is_sorted_by_what_moves_the_result() -> None:
    swings = tornado(product, {"a": 2, "b": 3, "c": 5}, {"a": (1, 4), "b": (2.9, 3.1), "c": (4, 9)})
    assert [swing.name for swing in swings] == ["a", "c", "b"]
    assert (swings[0].low, swings[0].high, swings[0].spread) == (15, 60, 45)


def test_a_falling_input_has_its_low_result_at_its_high_end() -> None:
    (swing,) = tornado(lambda a: 1 / a, {"a": 1.0}, {"a": (0.5, 2.0)})
    assert (swing.low, swing.high, swing.spread) == (2.0, 0.5, 1.5)


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ({}, "at least one input"),
        ({"z": (1, 2)}, "must name inputs of base"),
        ({"a": (4, 1)}, "must ascend"),
        ({"a": (3, 4)}, "must hold its base"),
        ({"a": (math.nan, 4)}, "must be a finite number"),
        ({"a": 3}, r"ranges\['a'\] must be \(low, high\), got 3"),
        ({"a": (1, 2, 3)}, "must be \\(low, high\\)"),
    ],
)
def test_tornado_refuses_ranges(ranges: dict[str, tuple[float, float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tornado(product, {"a": 2.0}, ranges)


@pytest.mark.parametrize("bad", [None, "2", math.nan])
def test_tornado_refuses_a_base_that_is_no_number(bad: object) -> None:
    with pytest.raises(ValueError, match=r"base\['a'\] must be a finite number"):
        tornado(product, {"a": bad}, {"a": (1, 4)})  # type: ignore[dict-item]


def test_tornado_refuses_a_result_that_is_no_number() -> None:
    with pytest.raises(ValueError, match="model at a must be a finite number"):
        tornado(lambda a: math.inf, {"a": 2.0}, {"a": (1, 4)})


def test_three_errors_of_two_make_one_of_three() -> None:
    assert combined_uncertainty_factor([2, 2, 2]) == pytest.approx(2 ** math.sqrt(3))
    assert combined_uncertainty_factor([2, 2, 2], correlation=1) == pytest.approx(8)
    assert combined_uncertainty_factor(np.array([1.0, 5.0])) == pytest.approx(5)


@given(st.lists(st.floats(min_value=1, max_value=10), min_size=1, max_size=6))
def test_errors_combine_to_less_than_their_product(factors: list[float]) -> None:
    combined = combined_uncertainty_factor(factors)
    assert max(factors) <= combined * (1 + 1e-9)
    assert combined <= math.prod(factors) * (1 + 1e-9)


@pytest.mark.parametrize(
    ("factors", "correlation"),
    [([], 0), (2.0, 0), ([0.5], 0), ([2], 1.1), ([-1], 0), ([math.nan], 0)],
)
def test_combined_factor_refuses(factors: list[float], correlation: float) -> None:
    with pytest.raises(ValueError, match="must"):
        combined_uncertainty_factor(factors, correlation=correlation)


RANGES = {"a": (1 / 2, 2.0), "b": (1 / 2, 2.0), "c": (1 / 2, 2.0)}


def test_a_simulation_agrees_with_the_law_of_errors() -> None:
    rng = np.random.default_rng(5)
    for correlation in (0.0, 0.6):
        drawn = monte_carlo(product, RANGES, runs=40_000, rng=rng, correlation=correlation)
        expected = combined_uncertainty_factor([2, 2, 2], correlation=correlation)
        assert drawn.quantile(0.95) == pytest.approx(expected, rel=0.04)
        assert drawn.quantile(0.5) == pytest.approx(1.0, rel=0.03)
        assert drawn.share_above(expected) == pytest.approx(0.05, abs=0.005)


def test_a_simulation_repeats_and_knows_a_certain_input() -> None:
    def once() -> np.ndarray:
        rng = np.random.default_rng(3)
        return monte_carlo(product, {"a": (2, 2), "b": (1, 4)}, runs=50, rng=rng).results

    assert np.array_equal(once(), once())
    certain = monte_carlo(product, {"a": (2, 2)}, runs=10, rng=np.random.default_rng(0))
    assert certain.results == pytest.approx(np.full(10, 2.0))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ranges": {}}, "at least one input"),
        ({"ranges": {"a": (0, 1)}}, "must be a finite number above 0"),
        ({"ranges": {"a": (2, 1)}}, "must ascend"),
        ({"runs": 0}, "runs must be a whole number"),
        ({"correlation": -0.1}, "correlation must be between 0 and 1"),
        ({"coverage": 1.0}, "coverage must be strictly between 0 and 1"),
        ({"model": lambda a: 1.0}, "model must have 1 axes"),
    ],
)
def test_simulate_refuses(changes: dict[str, object], message: str) -> None:
    given_ = {"model": product, "ranges": {"a": (1, 2)}, "runs": 5} | changes
    with pytest.raises(ValueError, match=message):
        monte_carlo(rng=np.random.default_rng(0), **given_)  # type: ignore[arg-type]


def test_a_simulation_refuses_a_quantile_and_a_threshold() -> None:
    drawn = monte_carlo(product, {"a": (1, 2)}, runs=5, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="q must be between"):
        drawn.quantile(1.5)
    with pytest.raises(ValueError, match="threshold must be"):
        drawn.share_above(math.nan)


def test_ranges_far_from_one() -> None:
    rng = np.random.default_rng(1)
    for unit in (1e-200, 1e200):
        drawn = monte_carlo(product, {"a": (unit, 4 * unit)}, runs=4000, rng=rng)
        assert drawn.quantile(0.5) == pytest.approx(2 * unit, rel=0.05)
    with pytest.raises(ValueError, match="rng"):
        monte_carlo(product, {"a": (1, 2)}, runs=5, rng=1)  # type: ignore[arg-type]


def test_ranges_that_are_no_mapping_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="ranges must map"):
        tornado(product, {"a": 1.0}, 3)  # type: ignore[arg-type]
