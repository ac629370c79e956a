import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.training.scaling_laws import (
    CHINCHILLA_PRINTED,
    CHINCHILLA_UNROUNDED,
    INFERENCE_PAPER,
    REPLICATION,
    Allocation,
    LossLaw,
)

LAWS = [CHINCHILLA_PRINTED, CHINCHILLA_UNROUNDED, REPLICATION, INFERENCE_PAPER]
budgets = st.floats(min_value=18, max_value=26).map(lambda power: 10.0**power)


@pytest.mark.parametrize("law", LAWS)
@given(flops=budgets, shift=st.floats(min_value=-1, max_value=1))
def test_no_other_split_of_the_budget_is_better(law: LossLaw, flops: float, shift: float) -> None:
    best = law.optimum(flops)
    assert best.flops == pytest.approx(flops)
    other = best.params * 4**shift
    assert law.loss(other, flops / 6 / other) >= law.loss(best.params, best.tokens) - 1e-12


@pytest.mark.parametrize("law", LAWS)
@given(flops=budgets)
def test_the_cheapest_way_to_a_loss_is_the_best_use_of_its_budget(
    law: LossLaw, flops: float
) -> None:
    best = law.optimum(flops)
    again = law.optimum_for_loss(law.loss(best.params, best.tokens))
    assert again.params == pytest.approx(best.params, rel=1e-6)
    assert again.tokens == pytest.approx(best.tokens, rel=1e-6)


@given(st.floats(min_value=9, max_value=12), st.floats(min_value=10, max_value=13.5))
def test_tokens_for_loss_inverts_the_loss(log_params: float, log_tokens: float) -> None:
    params, tokens = 10.0**log_params, 10.0**log_tokens
    loss = REPLICATION.loss(params, tokens)
    assert REPLICATION.tokens_for_loss(loss, params) == pytest.approx(tokens, rel=1e-6)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("served", [1e10, 1e12, 1e14])
def test_no_other_size_serves_more_cheaply(law: LossLaw, served: float) -> None:
    loss = law.loss(70e9, 1.4e12)
    best = law.lifetime_optimum(loss, served, serving_weight=1.5)
    assert law.loss(best.params, best.tokens) == pytest.approx(loss)
    lowest = best.lifetime_flops(served, serving_weight=1.5)
    for factor in (0.8, 0.95, 1.05, 1.5):
        params = factor * best.params
        try:
            other = Allocation(params, law.tokens_for_loss(loss, params))
        except ValueError:
            continue  # so small that it never gets there
        assert other.lifetime_flops(served, serving_weight=1.5) >= lowest


def test_serving_nothing_is_the_training_optimum_and_serving_more_shrinks_the_model() -> None:
    loss = REPLICATION.loss(70e9, 1.4e12)
    sizes = [REPLICATION.lifetime_optimum(loss, n).params for n in (0, 1e11, 1e12, 1e13, 1e14)]
    assert sizes[0] == pytest.approx(REPLICATION.optimum_for_loss(loss).params)
    assert sizes == sorted(sizes, reverse=True)
    doubled = REPLICATION.lifetime_optimum(loss, 1e12, serving_weight=2)
    assert doubled.params == pytest.approx(REPLICATION.lifetime_optimum(loss, 2e12).params)


def test_what_the_three_sets_make_of_gophers_budget() -> None:
    sizes = [law.optimum(5.76e23).params / 1e9 for law in LAWS[:3]]
    assert sizes == pytest.approx([32.19, 40.31, 72.2], rel=1e-3)


def test_inference_optimum_is_a_range() -> None:
    found = []
    for law in (REPLICATION, CHINCHILLA_UNROUNDED, CHINCHILLA_PRINTED):
        best = law.lifetime_optimum(law.loss(70e9, 1.4e12), 1e13)
        base = Allocation(70e9, 1.4e12).lifetime_flops(1e13)
        found += [best.params / 1e9, 1 - best.lifetime_flops(1e13) / base]
    assert found == pytest.approx([34.5, 0.263, 19.8, 0.477, 15.8, 0.551], abs=0.05)


def test_allocation_in_closed_form() -> None:
    plan = Allocation(np.float64(10), 200)
    assert (plan.flops, plan.tokens_per_param, plan.lifetime_flops(0)) == (12_000, 20, 12_000)
    assert plan.lifetime_flops(100, serving_weight=2) == 12_000 + 4000


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf, "x", None])
def test_numbers_are_refused(bad: object) -> None:
    calls = [
        lambda: Allocation(bad, 1),
        lambda: Allocation(1, bad),
        lambda: LossLaw(1.0, bad, 1.0, alpha=0.3, beta=0.3),
        lambda: REPLICATION.loss(bad, 1e9),
        lambda: REPLICATION.loss(1e9, bad),
        lambda: REPLICATION.optimum(bad),
        lambda: REPLICATION.optimum_for_loss(bad),
        lambda: REPLICATION.tokens_for_loss(2.0, bad),
        lambda: REPLICATION.lifetime_optimum(2.0, 1e9, serving_weight=bad),
        lambda: Allocation(1, 1).lifetime_flops(1, serving_weight=bad),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="must be"):
            call()


def test_losses_out_of_reach_are_refused() -> None:
    with pytest.raises(ValueError, match=r"loss must be above 1\.8172"):
        REPLICATION.optimum_for_loss(1.8)
    with pytest.raises(ValueError, match=r"params must be above .* to reach a loss of 1\.9"):
        REPLICATION.tokens_for_loss(1.9, 1e9)
    with pytest.raises(ValueError, match="served_tokens must be"):
        REPLICATION.lifetime_optimum(2.0, -1)
    with pytest.raises(ValueError, match="served_tokens must be"):
        Allocation(1, 1).lifetime_flops(-1)


def test_whole_numpy_numbers_do_not_overflow_over_a_life() -> None:
    plan = Allocation(np.int64(70_000_000_000), np.int64(1_400_000_000_000))
    assert plan.lifetime_flops(np.int64(10**13)) == pytest.approx(5.88e23 + 1.4e24)
