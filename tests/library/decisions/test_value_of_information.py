import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from napkinmath.decisions.value_of_information import decide, evpi_usd, evsi_usd


def test_a_tree_with_three_branches() -> None:
    launch = decide({"now": [-400, -100, 200], "never": [0, 0, 0]}, weights=[0.5, 0.3, 0.2])
    assert launch.expected_usd("now") == pytest.approx(-190)
    assert launch.best == "now"
    assert launch.probability_cheapest("now") == pytest.approx(0.8)
    assert launch.regret_usd("now") == pytest.approx(40)
    assert launch.regret_usd("never") == pytest.approx(230)
    assert launch.evpi_usd == pytest.approx(40)


def test_the_likely_winner_can_be_the_wrong_choice() -> None:
    costs = {"build": [0.7, 0.7, 0.7, 3.0], "buy": [1.0] * 4}
    choice = decide(costs)
    assert choice.probability_cheapest("build") == 0.75
    assert choice.best == "buy"
    assert choice.evpi_usd == pytest.approx(0.225)


def test_of_equals_the_first_is_best() -> None:
    even = decide({"a": [1, 2], "b": [2, 1]})
    assert even.best == "a"
    tie = decide({"a": [1, 1], "b": [1, 1]})
    assert (tie.probability_cheapest("a"), tie.probability_cheapest("b")) == (1, 0)
    assert tie.is_dominated("a") and tie.is_dominated("b")


def test_dominated_in_every_world() -> None:
    three = decide({"flagship": [9, 8, 7], "own": [5, 4, 9], "small": [1, 2, 3]})
    assert three.is_dominated("flagship") and three.is_dominated("own")
    assert not three.is_dominated("small")


def test_information_on_the_only_uncertain_input_is_all_there_is() -> None:
    x = np.random.default_rng(1).permutation(np.linspace(-1, 1, 4000))
    choice = decide({"a": x, "b": np.zeros(4000)})
    assert choice.evppi_usd(x) == pytest.approx(choice.evpi_usd, abs=1e-12)
    assert choice.evpi_usd == pytest.approx(0.25, abs=1e-3)


def test_information_on_what_does_not_matter_is_worth_little() -> None:
    rng = np.random.default_rng(2)
    x, noise = rng.normal(size=8000), rng.normal(size=8000)
    choice = decide({"a": x + 0.5, "b": np.zeros(8000)})
    assert choice.evppi_usd(noise, groups=10) < 0.03 * choice.evpi_usd


def test_information_on_two_inputs_by_the_normal_formula() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(0, 3, 40_000), rng.normal(0, 4, 40_000)
    choice = decide({"a": x + y + 2, "b": np.zeros(40_000)})
    assert choice.evpi_usd == pytest.approx(evpi_usd(2, 5), rel=0.03)
    assert choice.evppi_usd(y, groups=50) == pytest.approx(evpi_usd(2, 4), rel=0.05)


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=2, max_value=5))
def test_information_is_never_worth_more_than_all_of_it(seed: int, groups: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=200)
    weights = rng.random(200)
    choice = decide({"a": x, "b": rng.normal(size=200)}, weights=weights / weights.sum())
    assert 0 <= choice.evppi_usd(x, groups=groups) <= choice.evpi_usd + 1e-12
    shares = [choice.probability_cheapest(name) for name in choice.names]
    assert sum(shares) == pytest.approx(1)
    assert all(choice.regret_usd(n) >= choice.evpi_usd for n in choice.names)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="two options"):
        decide({"a": [1]})
    with pytest.raises(ValueError, match="must map"):
        decide([[1], [2]])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one length"):
        decide({"a": [1], "b": [1, 2]})
    with pytest.raises(ValueError, match=r"costs_usd\['b'\] must"):
        decide({"a": [1], "b": [math.nan]})
    for weights in ([1.0], [0.7, 0.7], [-0.5, 1.5]):
        with pytest.raises(ValueError, match="weights must be"):
            decide({"a": [1, 2], "b": [2, 1]}, weights=weights)
    choice = decide({"a": np.arange(50.0), "b": np.zeros(50)})
    for call in (choice.expected_usd, choice.probability_cheapest, choice.regret_usd):
        with pytest.raises(ValueError, match="name must be one of"):
            call("c")
    with pytest.raises(ValueError, match="name must be one of"):
        choice.is_dominated("c")
    with pytest.raises(ValueError, match="values must have length 50"):
        choice.evppi_usd([1.0, 2.0])
    with pytest.raises(ValueError, match="groups must leave"):
        choice.evppi_usd(np.arange(50.0), groups=3)
    with pytest.raises(ValueError, match="groups must be"):
        choice.evppi_usd(np.arange(50.0), groups=1)


def test_knowing_is_worth_what_a_simulation_says() -> None:
    rng = np.random.default_rng(1)
    truth = rng.normal(1.0, 2.0, 400_000)
    gained = np.maximum(truth, 0).mean() - max(truth.mean(), 0)
    assert evpi_usd(1.0, 2.0) == pytest.approx(gained, abs=0.01)
    assert evpi_usd(-1.0, 2.0) == pytest.approx(evpi_usd(1.0, 2.0))
    seen = truth + rng.normal(0, 3.0, truth.size)
    believed = 1 + 4 / 13 * (seen - 1)
    tested = np.where(believed > 0, truth, 0).mean() - truth.mean()
    assert evsi_usd(1.0, 2.0, 3.0) == pytest.approx(tested, abs=0.01)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(1, 1e6))
def test_a_test_is_worth_no_more_than_the_truth(mean: float, sd: float, error: float) -> None:
    assert 0 <= evsi_usd(mean, sd, error) <= evpi_usd(mean, sd) + 1e-6


def test_refusals_of_normal_values() -> None:
    for bad in ((float("nan"), 1.0), (0.0, -1.0)):
        with pytest.raises(ValueError, match="_usd"):
            evpi_usd(*bad)
    with pytest.raises(ValueError, match="standard_error_usd"):
        evsi_usd(0.0, 1.0, 0.0)


def test_equal_values_of_an_input_share_a_group() -> None:
    rng = np.random.default_rng(2)
    choice = decide({"a": rng.normal(size=2000), "b": rng.normal(size=2000)})
    assert choice.evppi_usd(np.ones(2000)) < 1e-12
    coin = rng.integers(0, 2, 2000)
    assert choice.evppi_usd(coin) < choice.evppi_usd(coin + 1e-9 * rng.random(2000))


@given(st.floats(-3, 3), st.floats(0.1, 5))
def test_evpi_is_the_expectation_of_scipy(mean: float, sd: float) -> None:
    gained = stats.norm.expect(lambda x: x, loc=mean, scale=sd, lb=0)
    assert evpi_usd(mean, sd) == pytest.approx(gained - max(mean, 0.0), abs=1e-6)
