import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.cost_overruns import CostOverruns

plans = st.builds(
    CostOverruns,
    low=st.floats(min_value=0, max_value=0.9),
    high=st.floats(min_value=0.9, max_value=1.4),
    tail_share=st.floats(min_value=0, max_value=1),
    tail_start=st.floats(min_value=1.4, max_value=2),
    tail_mean=st.floats(min_value=2.5, max_value=9),
)


def test_the_counted_tail() -> None:
    plan = CostOverruns()
    assert plan.exceedance_probability(1.5) == 0.18
    assert plan.mean == pytest.approx(0.82 + 0.18 * 5.47)
    assert plan.exponent == pytest.approx(5.47 / 3.97)
    assert plan.mean_remaining(1.5) == pytest.approx(3.97)  # the mean of the tail, less its start
    assert plan.mean_remaining(3.0) == pytest.approx(
        2 * 3.97
    )  # the further over, the further to go


def test_two_other_counts() -> None:
    older = CostOverruns(low=0.67, high=1.17, tail_share=1 / 6, tail_mean=3.0)
    assert older.mean == pytest.approx(1.27, abs=0.005)  # an average overrun of 27 in a hundred
    assert older.exponent == pytest.approx(2.0)
    endless = CostOverruns(tail_mean=1e9)  # so long a tail that it has no mean: exponent 1
    capped = 0.82 + 0.18 * 1.5 * (1 + math.log(2 / 1.5))  # the integral of 1.5 / x from there to 2
    assert endless.capped_mean(2.0) == pytest.approx(capped, abs=1e-6)


def test_a_plan_without_a_tail_and_one_of_nothing_else() -> None:
    sure = CostOverruns(low=1.0, high=1.0, tail_share=0.0)
    assert sure.stratified_sample(5, np.random.default_rng(1)) == pytest.approx(np.ones(5))
    assert sure.quantile(0.99) == 1
    lost = CostOverruns(tail_share=1.0)
    assert lost.stratified_sample(100, np.random.default_rng(1)).mean() == pytest.approx(5.47)
    assert lost.quantile(0.5) == pytest.approx(1.5 * 2 ** (3.97 / 5.47))


@given(plans, st.integers(min_value=1, max_value=3000))
def test_draws_keep_the_mean(plan: CostOverruns, n: int) -> None:
    drawn = plan.stratified_sample(n, np.random.default_rng(n))
    assert drawn.shape == (n,)
    assert drawn.mean() == pytest.approx(plan.mean)
    assert drawn.min() >= plan.low - 1e-9


@given(plans, st.floats(min_value=2, max_value=50))
def test_stopping_saves_what_lies_beyond(plan: CostOverruns, at: float) -> None:
    assert plan.capped_mean(at) <= plan.mean + 1e-12
    assert plan.mean - plan.capped_mean(at) == pytest.approx(
        plan.exceedance_probability(at) * plan.mean_remaining(at)
    )
    drawn = plan.stratified_sample(20_000, np.random.default_rng(2))
    assert np.minimum(drawn, at).mean() == pytest.approx(plan.capped_mean(at), rel=0.01)


@given(plans, st.floats(min_value=0.01, max_value=0.99))
def test_quantiles_and_shares_agree(plan: CostOverruns, q: float) -> None:
    factor = plan.quantile(q)
    if factor >= plan.tail_start:
        assert plan.exceedance_probability(factor) == pytest.approx(1 - q)


def test_draws_are_repeatable_and_in_random_order() -> None:
    plan = CostOverruns()
    first, again = (plan.stratified_sample(500, np.random.default_rng(7)) for _ in range(2))
    assert (first == again).all()
    assert not (np.diff(first) >= 0).all()


@pytest.mark.parametrize(
    "changed",
    [
        {"low": -0.1},
        {"low": 1.3},
        {"high": 1.6},
        {"tail_share": 1.1},
        {"tail_start": 0.0},
        {"tail_mean": 1.5},
        {"tail_mean": math.inf},
        {"high": "1"},
    ],
)
def test_a_plan_refuses(changed: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        CostOverruns(**changed)


def test_arguments_are_refused() -> None:
    plan = CostOverruns()
    for factor in (1.4, 0, -1, math.nan, "2"):
        for call in (plan.exceedance_probability, plan.capped_mean, plan.mean_remaining):
            with pytest.raises(ValueError, match="factor must be"):
                call(factor)  # type: ignore[arg-type]
    for q in (0, 1, -0.1, math.nan):
        with pytest.raises(ValueError, match="q must be"):
            plan.quantile(q)
    with pytest.raises(ValueError, match="n must be"):
        plan.stratified_sample(0, np.random.default_rng(1))
    with pytest.raises(ValueError, match="rng must be"):
        plan.stratified_sample(5, 1)  # type: ignore[arg-type]
