import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.cash_flow import npv
from napkinmath.decisions.launch_value import (
    break_even_lift,
    gain_npv_usd,
    launch_npv_usd,
    remaining_effect,
    running_usd_per_month,
)

CASE = {
    "base_usd_per_month": 50_000.0,
    "incremental_share": 0.8,
    "half_life_months": 6.0,
    "lasting_share": 0.6,
    "running_usd_per_month": 4000.0,
    "build_usd": 30_000.0,
    "months": 24,
    "annual_rate": 0.12,
}


def test_a_launch_is_the_npv_of_its_flows() -> None:
    flows = [-30_000.0]
    for month in range(24):
        left = 0.6 + 0.4 * 0.5 ** ((month + 0.5) / 6)
        flows.append(0.2 * 50_000 * 0.8 * left - 4000)
    assert launch_npv_usd(0.2, **CASE) == pytest.approx(npv(1.12 ** (1 / 12) - 1, flows))


def test_the_break_even_lift_breaks_even() -> None:
    lift = break_even_lift(**CASE)
    assert launch_npv_usd(lift, **CASE) == pytest.approx(0, abs=1e-6)
    assert launch_npv_usd(lift * 1.01, **CASE) > 0 > launch_npv_usd(lift * 0.99, **CASE)


def test_an_effect_fades_to_what_lasts() -> None:
    assert remaining_effect(0, 3, 0.2) == 1
    assert remaining_effect(3, 3, 0.2) == pytest.approx(0.6)
    assert remaining_effect(1e4, 3, 0.2) == pytest.approx(0.2)
    assert gain_npv_usd(3, 1.0, 6, 0.0, 10.0) == pytest.approx(60)
    assert gain_npv_usd(3, 0.0, 400, 0.0) == pytest.approx(
        sum(0.5 ** ((m + 0.5) / 3) for m in range(400))
    )


@given(st.floats(0.1, 60), st.floats(0, 1), st.integers(1, 60), st.floats(0, 0.5))
def test_fading_and_waiting_only_take_away(
    half_life: float, lasting: float, months: int, rate: float
) -> None:
    worth = gain_npv_usd(half_life, lasting, months, rate)
    assert 0 <= worth <= gain_npv_usd(half_life, 1.0, months, 0.0) == months


def test_what_runs() -> None:
    assert running_usd_per_month(3, 2, 0) == 4380
    for arguments in ((-1, 1, 1), (1, -1, 1), (1, 1, -1)):
        with pytest.raises(ValueError, match="accelerators|usd_per_hour|people"):
            running_usd_per_month(*arguments)


def test_refusals() -> None:
    for change in (
        {"base_usd_per_month": -1.0},
        {"incremental_share": 1.1},
        {"half_life_months": 0.0},
        {"lasting_share": -0.1},
        {"running_usd_per_month": -1.0},
        {"build_usd": float("nan")},
        {"months": 0},
        {"months": 1.5},
        {"annual_rate": -1.0},
    ):
        (name,) = change
        with pytest.raises(ValueError, match=name):
            launch_npv_usd(0.1, **{**CASE, **change})
        with pytest.raises(ValueError, match=name):
            break_even_lift(**{**CASE, **change})
    with pytest.raises(ValueError, match="lift"):
        launch_npv_usd(float("inf"), **CASE)
    with pytest.raises(ValueError, match="incremental"):
        break_even_lift(**{**CASE, "incremental_share": 0.0})
    with pytest.raises(ValueError, match="month"):
        remaining_effect(-1.0, 1.0, 0.5)
    with pytest.raises(ValueError, match="usd_per_month"):
        gain_npv_usd(1.0, 0.5, 3, 0.1, float("nan"))
