import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.launch_value import value_of_knowing_usd
from napkinmath.decisions.value_of_information import decide


def test_a_tree_with_three_branches() -> None:
    launch = decide({"now": [-400, -100, 200], "never": [0, 0, 0]}, weights=[0.5, 0.3, 0.2])
    assert launch.expected_usd("now") == pytest.approx(-190)
    assert launch.best == "now"
    assert launch.cheapest_share("now") == pytest.approx(0.8)
    assert launch.regret_usd("now") == pytest.approx(40)
    assert launch.regret_usd("never") == pytest.approx(230)
    assert launch.perfect_information_usd == pytest.approx(40)


def test_the_likely_winner_can_be_the_wrong_choice() -> None:
    costs = {"build": [0.7, 0.7, 0.7, 3.0], "buy": [1.0] * 4}
    choice = decide(costs)
    assert choice.cheapest_share("build") == 0.75
    assert choice.best == "buy"
    assert choice.perfect_information_usd == pytest.approx(0.225)


def test_of_equals_the_first_is_best() -> None:
    even = decide({"a": [1, 2], "b": [2, 1]})
    assert even.best == "a"
    tie = decide({"a": [1, 1], "b": [1, 1]})
    assert (tie.cheapest_share("a"), tie.cheapest_share("b")) == (1, 0)
    assert tie.never_cheaper("a") and tie.never_cheaper("b")


def test_dominated_in_every_world() -> None:
    three = decide({"flagship": [9, 8, 7], "own": [5, 4, 9], "small": [1, 2, 3]})
    assert three.never_cheaper("flagship") and three.never_cheaper("own")
    assert not three.never_cheaper("small")


def test_information_on_the_only_uncertain_input_is_all_there_is() -> None:
    x = np.random.default_rng(1).permutation(np.linspace(-1, 1, 4000))
    choice = decide({"a": x, "b": np.zeros(4000)})
    assert choice.information_usd(x) == pytest.approx(choice.perfect_information_usd, abs=1e-12)
    assert choice.perfect_information_usd == pytest.approx(0.25, abs=1e-3)


def test_information_on_what_does_not_matter_is_worth_little() -> None:
    rng = np.random.default_rng(2)
    x, noise = rng.normal(size=8000), rng.normal(size=8000)
    choice = decide({"a": x + 0.5, "b": np.zeros(8000)})
    assert choice.information_usd(noise, groups=10) < 0.03 * choice.perfect_information_usd


def test_information_on_two_inputs_by_the_normal_formula() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(0, 3, 40_000), rng.normal(0, 4, 40_000)
    choice = decide({"a": x + y + 2, "b": np.zeros(40_000)})
    assert choice.perfect_information_usd == pytest.approx(value_of_knowing_usd(2, 5), rel=0.03)
    assert choice.information_usd(y, groups=50) == pytest.approx(
        value_of_knowing_usd(2, 4), rel=0.05
    )


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=2, max_value=5))
def test_information_is_never_worth_more_than_all_of_it(seed: int, groups: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=200)
    weights = rng.random(200)
    choice = decide({"a": x, "b": rng.normal(size=200)}, weights=weights / weights.sum())
    assert 0 <= choice.information_usd(x, groups=groups) <= choice.perfect_information_usd + 1e-12
    shares = [choice.cheapest_share(name) for name in choice.names]
    assert sum(shares) == pytest.approx(1)
    assert all(choice.regret_usd(n) >= choice.perfect_information_usd for n in choice.names)


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
    for call in (choice.expected_usd, choice.cheapest_share, choice.regret_usd):
        with pytest.raises(ValueError, match="name must be one of"):
            call("c")
    with pytest.raises(ValueError, match="name must be one of"):
        choice.never_cheaper("c")
    with pytest.raises(ValueError, match="values must have length 50"):
        choice.information_usd([1.0, 2.0])
    with pytest.raises(ValueError, match="groups must leave"):
        choice.information_usd(np.arange(50.0), groups=3)
    with pytest.raises(ValueError, match="groups must be"):
        choice.information_usd(np.arange(50.0), groups=1)
