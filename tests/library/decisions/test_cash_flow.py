import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.cash_flow import (
    annuity_present_value_usd,
    capital_recovery,
    equivalent_annual_cost_usd,
    internal_rates_of_return,
    irr,
    mirr,
    npv,
    spreadsheet_npv,
)

money = st.floats(min_value=1.0, max_value=1e6)
PROJECT = [-40_000, 5_000, 8_000, 12_000, 30_000]


def test_the_golden_engine() -> None:
    assert npv(0.08, PROJECT) == pytest.approx(3065.22267, rel=1e-8)
    assert spreadsheet_npv(0.08, PROJECT) == pytest.approx(2838.1691, abs=1e-3)
    assert 100 * irr([-100, 39, 59, 55, 20]) == pytest.approx(28.09484, abs=1e-5)


def test_a_spreadsheet_is_right_about_flows_that_are_all_later() -> None:
    later = [5_000, 8_000, 12_000, 30_000]
    assert -40_000 + spreadsheet_npv(0.08, later) == pytest.approx(npv(0.08, PROJECT))


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        ([-1600, 10_000, -10_000], [0.25, 4.0]),
        ([-1000, 3000, -2500], []),
        ([-100, 110], [0.1]),
        ([0, -100, 110, 0], [0.1]),
        ([100, -230, 132], [0.1, 0.2]),
        ([-100, 200, -100], [0.0]),
        ([-100, 0, 0, 74], [-0.09550]),
    ],
)
def test_internal_rates_in_closed_form(flows: list[float], rates: list[float]) -> None:
    assert internal_rates_of_return(flows) == pytest.approx(rates, abs=1e-4)


@given(
    st.lists(
        st.floats(min_value=-0.5, max_value=3).map(lambda x: round(x, 2)),
        min_size=1,
        max_size=4,
        unique=True,
    )
)
def test_every_rate_put_in_comes_out(rates: list[float]) -> None:
    flows = np.poly([1 + rate for rate in rates])
    for rate in internal_rates_of_return(flows):
        assert npv(rate, flows) == pytest.approx(
            0, abs=1e-6 * np.abs(flows).sum() * 2 ** len(rates)
        )
    assert internal_rates_of_return(flows) == pytest.approx(sorted(rates), abs=1e-4)


def test_agrees_with_the_only_rate_where_there_is_one() -> None:
    assert internal_rates_of_return(PROJECT) == pytest.approx([irr(PROJECT)], abs=1e-9)


@given(st.floats(min_value=0.01, max_value=0.5), st.integers(min_value=1, max_value=8))
def test_modified_rate_is_the_rate_of_a_deposit(rate: float, periods: int) -> None:
    flows = [-100.0, *[0.0] * (periods - 1), 100 * (1 + rate) ** periods]
    assert mirr(flows, finance_rate=0.3, reinvest_rate=0.0) == pytest.approx(rate)


def test_modified_rate_lies_between_the_internal_one_and_reinvestment() -> None:
    flows = [-100, 60, 60, 60]
    assert 0.05 < mirr(flows, finance_rate=0.1, reinvest_rate=0.05) < irr(flows)
    own = irr(flows)
    assert mirr(flows, finance_rate=own, reinvest_rate=own) == pytest.approx(own)


def test_staffing_and_level_years() -> None:
    assert annuity_present_value_usd(3 * 220_000, 0.10, 3) == pytest.approx(1.6413e6, abs=100)
    assert annuity_present_value_usd(100, 0, 3) == pytest.approx(300)
    assert equivalent_annual_cost_usd(159.89, 0.10, 3) == pytest.approx(64.29, abs=0.005)
    assert 15_000 * capital_recovery(0.08 / 12, 60) == pytest.approx(304.145914)


@given(
    st.floats(min_value=0, max_value=1e6),
    st.floats(min_value=0, max_value=0.5),
    st.floats(min_value=0.5, max_value=20),
)
def test_level_years_undo_the_present_value(usd: float, rate: float, years: float) -> None:
    assert equivalent_annual_cost_usd(
        annuity_present_value_usd(usd, rate, years), rate, years
    ) == pytest.approx(usd)


@pytest.mark.parametrize("flows", [[1, 2], [-1, -2], [], [[1, -1]], [math.nan, -1], "x", None])
def test_rates_refuse_flows_of_one_sign(flows: object) -> None:
    with pytest.raises(ValueError, match="cashflows must"):
        internal_rates_of_return(flows)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="cashflows must"):
        mirr(flows, finance_rate=0.1, reinvest_rate=0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [-1, -2, math.nan, math.inf, "1"])
def test_rates_are_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="rate must be"):
        mirr([-1, 1], finance_rate=bad, reinvest_rate=0.1)
    with pytest.raises(ValueError, match="rate must be"):
        mirr([-1, 1], finance_rate=0.1, reinvest_rate=bad)
    with pytest.raises(ValueError, match="rate must be"):
        spreadsheet_npv(bad, [1])
    with pytest.raises(ValueError, match="must be"):
        annuity_present_value_usd(1, bad, 3)
    with pytest.raises(ValueError, match="must be"):
        equivalent_annual_cost_usd(bad, 0.1, 3)


def test_npv_takes_the_first_flow_as_due_now() -> None:
    assert npv(0.5, [-100]) == -100
    assert npv(0.5, [0, 150]) == pytest.approx(100)
    flows = np.array([-40_000, 5_000, 8_000, 12_000, 30_000])
    assert npv(np.float64(0.08), flows) == pytest.approx(3065.22267, abs=1e-5)
    assert npv(0.08, tuple(flows)) / 1.08 == pytest.approx(2838.17, abs=0.005)


def test_npv_at_rate_zero_is_the_sum() -> None:
    assert npv(0, [1, 2, 3]) == 6


@given(st.lists(money, min_size=1, max_size=12), st.floats(min_value=0.001, max_value=0.5))
def test_later_money_is_worth_less(flows: list[float], rate: float) -> None:
    assert npv(rate, [0, *flows]) == pytest.approx(npv(rate, flows) / (1 + rate))
    assert npv(rate, flows) <= sum(flows) + 1e-6


@pytest.mark.parametrize("rate", [-1, -2, math.nan, math.inf, "1", None])
def test_npv_refuses_a_rate(rate: object) -> None:
    with pytest.raises(ValueError, match="rate must be"):
        npv(rate, [1.0])  # type: ignore[arg-type]


@pytest.mark.parametrize("flows", [[], [[1, 2]], [1, math.nan], "abc", 3])
def test_npv_and_irr_refuse_flows(flows: object) -> None:
    for value in (lambda: npv(0.1, flows), lambda: irr(flows)):  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="cashflows must"):
            value()


@given(money, money, st.integers(min_value=1, max_value=20))
def test_irr_is_where_npv_is_zero(outlay: float, saving: float, periods: int) -> None:
    flows = [-outlay, *([saving] * periods)]
    rate = irr(flows)
    assert npv(rate, flows) == pytest.approx(0, abs=1e-6 * (outlay + saving * periods))
    assert irr([-flow for flow in flows]) == pytest.approx(rate)


def test_irr_of_one_period_is_the_interest() -> None:
    assert irr([-100, 110]) == pytest.approx(0.10)
    assert irr([-100, 0, 0, 74]) == pytest.approx(-0.0955, abs=5e-5)


@pytest.mark.parametrize("flows", [[1, 2], [-1, -2], [-5, 10.5, 1, -8, 1], [0, 0]])
def test_irr_refuses_flows_without_one_change_of_sign(flows: list[float]) -> None:
    with pytest.raises(ValueError, match="cashflows must change sign once"):
        irr(flows)


@pytest.mark.parametrize(("rate", "periods"), [(-0.1, 4), (0.1, 0), (math.nan, 4)])
def test_capital_recovery_refuses(rate: float, periods: float) -> None:
    with pytest.raises(ValueError, match="must be a finite number"):
        capital_recovery(rate, periods)


@given(
    st.floats(-0.99, 20),
    st.integers(1, 400),
    st.floats(-8, 8),
    st.sampled_from([1.0, 1e-200, 1e200]),
)
def test_irr_finds_a_rate_put_in(rate: float, periods: int, digits: float, unit: float) -> None:
    payment = unit * 10**digits
    flows = np.full(periods + 1, payment)
    log = periods * np.log1p(rate)
    worth = periods if rate == 0 else -np.expm1(-log) / rate if log > -600 else np.inf
    if not 0 < payment * worth < 1e300:
        return
    flows[0] = -payment * worth
    if flows[0] < 0:
        assert irr(flows) == pytest.approx(rate, abs=1e-7 * (1 + abs(rate)))


def test_irr_next_to_a_total_loss_and_to_a_windfall() -> None:
    assert 1 + irr([-100, 1e-8]) == pytest.approx(1e-10)
    assert irr([-1e-8, 100]) == pytest.approx(1e10)
