import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.cash_flow import (
    annuity_usd,
    equivalent_annual_usd,
    internal_rates,
    modified_rate,
    spreadsheet_npv,
)
from napkinmath.decisions.cost import capital_recovery, irr, npv

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
    assert internal_rates(flows) == pytest.approx(rates, abs=1e-4)


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
    for rate in internal_rates(flows):
        assert npv(rate, flows) == pytest.approx(
            0, abs=1e-6 * np.abs(flows).sum() * 2 ** len(rates)
        )
    assert internal_rates(flows) == pytest.approx(sorted(rates), abs=1e-4)


def test_agrees_with_the_only_rate_where_there_is_one() -> None:
    assert internal_rates(PROJECT) == pytest.approx([irr(PROJECT)], abs=1e-9)


@given(st.floats(min_value=0.01, max_value=0.5), st.integers(min_value=1, max_value=8))
def test_modified_rate_is_the_rate_of_a_deposit(rate: float, periods: int) -> None:
    flows = [-100.0, *[0.0] * (periods - 1), 100 * (1 + rate) ** periods]
    assert modified_rate(flows, finance_rate=0.3, reinvest_rate=0.0) == pytest.approx(rate)


def test_modified_rate_lies_between_the_internal_one_and_reinvestment() -> None:
    flows = [-100, 60, 60, 60]
    assert 0.05 < modified_rate(flows, finance_rate=0.1, reinvest_rate=0.05) < irr(flows)
    own = irr(flows)
    assert modified_rate(flows, finance_rate=own, reinvest_rate=own) == pytest.approx(own)


def test_staffing_and_level_years() -> None:
    assert annuity_usd(3 * 220_000, 0.10, 3) == pytest.approx(1.6413e6, abs=100)
    assert annuity_usd(100, 0, 3) == pytest.approx(300)
    assert equivalent_annual_usd(159.89, 0.10, 3) == pytest.approx(64.29, abs=0.005)
    assert 15_000 * capital_recovery(0.08 / 12, 60) == pytest.approx(304.145914)


@given(
    st.floats(min_value=0, max_value=1e6),
    st.floats(min_value=0, max_value=0.5),
    st.floats(min_value=0.5, max_value=20),
)
def test_level_years_undo_the_present_value(usd: float, rate: float, years: float) -> None:
    assert equivalent_annual_usd(annuity_usd(usd, rate, years), rate, years) == pytest.approx(usd)


@pytest.mark.parametrize("flows", [[1, 2], [-1, -2], [], [[1, -1]], [math.nan, -1], "x", None])
def test_rates_refuse_flows_of_one_sign(flows: object) -> None:
    with pytest.raises(ValueError, match="cashflows must"):
        internal_rates(flows)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="cashflows must"):
        modified_rate(flows, finance_rate=0.1, reinvest_rate=0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [-1, -2, math.nan, math.inf, "1"])
def test_rates_are_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="rate must be"):
        modified_rate([-1, 1], finance_rate=bad, reinvest_rate=0.1)
    with pytest.raises(ValueError, match="rate must be"):
        modified_rate([-1, 1], finance_rate=0.1, reinvest_rate=bad)
    with pytest.raises(ValueError, match="rate must be"):
        spreadsheet_npv(bad, [1])
    with pytest.raises(ValueError, match="must be"):
        annuity_usd(1, bad, 3)
    with pytest.raises(ValueError, match="must be"):
        equivalent_annual_usd(bad, 0.1, 3)
