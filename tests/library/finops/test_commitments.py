import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.finops.commitment_savings import (
    effective_savings_rate,
    payment_schedule,
    two_level_saving,
)
from napkinmath.finops.commitments import (
    committed_bill,
    critical_fractile,
    normal_commitment,
    optimal_commitment,
)

loads = st.lists(st.integers(0, 50), min_size=2, max_size=40).filter(any)
RATES = {"committed_usd_per_hour": 0.6, "on_demand_usd_per_hour": 1.0}


def test_golden_base_and_peak() -> None:
    day = [100] * 16 + [140] * 8
    assert committed_bill(day, 100, **RATES).effective_savings_rate == pytest.approx(
        0.35294, abs=5e-6
    )
    assert committed_bill(day, 140, **RATES).effective_savings_rate == pytest.approx(
        0.25882, abs=5e-6
    )
    assert optimal_commitment(day, **RATES) == 100
    assert two_level_saving(140, 100, 140, 1 / 3, 0.4, 1, 1) == pytest.approx(0.25882, abs=5e-6)


@given(loads, st.floats(0.05, 0.95))
def test_no_level_beats_the_optimum(load: list[int], rate: float) -> None:
    rates = {"committed_usd_per_hour": rate, "on_demand_usd_per_hour": 1.0}
    best = committed_bill(load, optimal_commitment(load, **rates), **rates).usd_per_hour
    for level in range(52):
        assert best <= committed_bill(load, level, **rates).usd_per_hour + 1e-9


@given(loads, st.lists(st.floats(0.1, 3), min_size=40, max_size=40), st.floats(0.05, 2))
def test_no_level_beats_the_optimum_where_prices_move(
    load: list[int], prices: list[float], rate: float
) -> None:
    path = prices[: len(load)]
    rates = {"committed_usd_per_hour": rate, "on_demand_usd_per_hour": path}
    best = committed_bill(load, optimal_commitment(load, **rates), **rates).usd_per_hour  # type: ignore[arg-type]
    for level in range(0, 52, 3):
        assert best <= committed_bill(load, level, **rates).usd_per_hour + 1e-9  # type: ignore[arg-type]


def test_the_optimum_is_the_fractile() -> None:
    load = np.arange(1, 1001)
    fractile = critical_fractile(0.7, 1.0)
    found = optimal_commitment(load, committed_usd_per_hour=0.7, on_demand_usd_per_hour=1.0)
    assert found == pytest.approx(np.quantile(load, fractile), abs=1.0)
    tie = optimal_commitment([1, 2], committed_usd_per_hour=0.5, on_demand_usd_per_hour=1.0)
    assert tie == 1


def test_a_rate_above_the_list_is_never_worth_it() -> None:
    assert optimal_commitment([3, 4], committed_usd_per_hour=2, on_demand_usd_per_hour=1) == 0
    nothing = committed_bill([3, 4], 0, **RATES)
    assert (nothing.effective_savings_rate, nothing.coverage, nothing.utilization) == (0, 0, 1)


def test_normal_agrees_with_a_published_example_and_with_draws() -> None:
    rates = {"committed_usd_per_hour": 0.18, "on_demand_usd_per_hour": 0.88}
    best = normal_commitment(50, 8, **rates)
    assert best.level == pytest.approx(56.60395592743389)
    assert best.mismatch_usd_per_hour == pytest.approx(1.9976051931766445)
    draws = np.random.default_rng(1).normal(50, 8, 200_000)
    assert optimal_commitment(draws, **rates) == pytest.approx(best.level, abs=0.1)
    played = committed_bill(draws, best.level, **rates).usd_per_hour
    assert played - 0.18 * draws.mean() == pytest.approx(best.mismatch_usd_per_hour, abs=0.02)


@given(loads, st.integers(1, 60), st.floats(0.05, 0.95))
def test_the_identity_of_the_savings_rate(load: list[int], level: int, discount: float) -> None:
    made = committed_bill(
        load, level, committed_usd_per_hour=1 - discount, on_demand_usd_per_hour=1.0
    )
    identity = effective_savings_rate(made.coverage, made.utilization, discount)
    assert identity == pytest.approx(made.effective_savings_rate, abs=1e-9)


def test_break_even_utilization() -> None:
    assert effective_savings_rate(0.9, 0.6, 0.4) == pytest.approx(0)
    assert effective_savings_rate(0.9, 0.5, 0.4) < 0


@given(
    st.integers(0, 300), st.integers(1, 100), st.integers(0, 100), st.integers(0, 24),
    st.floats(0.05, 0.95), st.floats(0.3, 2), st.floats(0.3, 2),
)  # fmt: skip
def test_two_levels_are_a_bill(
    committed: int, base: int, more: int, hours: int, off: float, price: float, demand: float
) -> None:
    load = np.array([base] * (24 - hours) + [base + more] * hours) * demand
    made = committed_bill(
        load, committed, committed_usd_per_hour=1 - off, on_demand_usd_per_hour=price
    )
    direct = two_level_saving(committed, base, base + more, hours / 24, off, price, demand)
    assert direct == pytest.approx(made.effective_savings_rate, abs=1e-9)


@given(st.floats(0.1, 100), st.floats(0, 1))
def test_both_ledgers_add_up_to_the_same(rate: float, upfront: float) -> None:
    hours = [744, 672, 744]
    paid = payment_schedule(rate, hours, upfront=upfront)
    assert paid.billed_usd.sum() == pytest.approx(paid.effective_usd.sum())
    assert paid.effective_usd.sum() == pytest.approx(rate * 2160)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"demand": []}, "demand"),
        ({"demand": [0, 0]}, "demand"),
        ({"demand": [1, -1]}, "demand"),
        ({"demand": [1, math.nan]}, "demand"),
        ({"demand": 3}, "demand"),
        ({"committed": -1}, "committed"),
        ({"committed_usd_per_hour": 0}, "committed_usd_per_hour"),
        ({"on_demand_usd_per_hour": 0}, "on_demand_usd_per_hour"),
        ({"on_demand_usd_per_hour": [1.0, 1.0, 1.0]}, "on_demand_usd_per_hour"),
        ({"on_demand_usd_per_hour": "x"}, "on_demand_usd_per_hour"),
    ],
)
def test_bill_refuses(change: dict[str, object], name: str) -> None:
    good: dict[str, object] = {"demand": [1, 2], "committed": 1, **RATES}
    with pytest.raises(ValueError, match=name):
        committed_bill(**(good | change))  # type: ignore[arg-type]


def test_the_rest_refuses() -> None:
    with pytest.raises(ValueError, match="committed_usd_per_hour must be below"):
        critical_fractile(1.0, 1.0)
    with pytest.raises(ValueError, match="on_demand_usd_per_hour"):
        critical_fractile(1.0, 0.0)
    with pytest.raises(ValueError, match="committed_usd_per_hour"):
        optimal_commitment([1], committed_usd_per_hour=-1, on_demand_usd_per_hour=1)
    for bad in ({"mean": 0}, {"sd": -1}):
        with pytest.raises(ValueError, match=next(iter(bad))):
            normal_commitment(**({"mean": 1.0, "sd": 1.0, **RATES} | bad))  # type: ignore[arg-type]
    for cell, name in enumerate(("coverage", "utilization", "discount")):
        values = [0.5, 0.5, 0.5]
        values[cell] = 1.5
        with pytest.raises(ValueError, match=name):
            effective_savings_rate(*values)
    with pytest.raises(ValueError, match="utilization"):
        effective_savings_rate(0.5, 0.0, 0.5)
    names = (
        "committed",
        "base",
        "peak",
        "peak_share",
        "discount",
        "on_demand_factor",
        "demand_factor",
    )
    for cell, name in enumerate(names):
        values = [1.0, 1.0, 2.0, 0.5, 0.4, 1.0, 1.0]
        values[cell] = -1.0
        with pytest.raises(ValueError, match=f"{name} must be"):
            two_level_saving(*values)
    with pytest.raises(ValueError, match="peak must be at least"):
        two_level_saving(1, 3, 2, 0.5, 0.4, 1, 1)
    for rate, hours, share, name in [
        (0, [1], 0.5, "usd_per_hour"), (1, [0], 0.5, "month_hours"), (1, [1], 2, "upfront"),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=name):
            payment_schedule(rate, hours, upfront=share)  # type: ignore[arg-type]
