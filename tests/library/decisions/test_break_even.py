import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.break_even import break_even_volume, payback_periods
from napkinmath.decisions.cash_flow import capital_recovery

money = st.floats(min_value=1.0, max_value=1e6)


def test_payback_takes_longer_when_discounted() -> None:
    assert payback_periods(600_000, 35_000) == pytest.approx(17.143, abs=5e-4)
    monthly = 1.12 ** (1 / 12) - 1
    assert payback_periods(600_000, 35_000, rate=monthly) == pytest.approx(18.80, abs=0.005)


@given(money, money, st.floats(min_value=1e-4, max_value=0.2))
def test_savings_until_the_payback_are_worth_the_outlay(
    outlay: float, saving: float, rate: float
) -> None:
    if outlay * rate / saving >= 0.99:
        return
    periods = payback_periods(outlay, saving, rate=rate)
    assert saving * (1 - (1 + rate) ** -periods) / rate == pytest.approx(outlay, rel=1e-6)
    assert saving == pytest.approx(outlay * capital_recovery(rate, periods), rel=1e-6)


def test_a_saving_below_the_interest_never_pays_back() -> None:
    with pytest.raises(ValueError, match=r"above the interest on the outlay, 1000, got 900"):
        payback_periods(10_000, 900, rate=0.1)


@pytest.mark.parametrize(("outlay", "saving", "rate"), [(-1, 1, 0), (1, 0, 0), (1, 1, -0.1)])
def test_payback_refuses(outlay: float, saving: float, rate: float) -> None:
    with pytest.raises(ValueError, match="must be a finite number"):
        payback_periods(outlay, saving, rate=rate)


def test_break_even_is_where_the_bills_agree() -> None:
    assert break_even_volume(0, 2, 100, 1) == 100
    assert break_even_volume(100, 1, 0, 2) == 100
    assert break_even_volume(5, 1, 5, 2) == 0


@given(money, money, money, money)
def test_at_break_even_both_offers_cost_the_same(a: float, b: float, c: float, d: float) -> None:
    low_fee, high_fee = sorted([a, b])
    low_price, high_price = sorted([c, d])
    if high_price - low_price < 1e-3:
        return
    units = break_even_volume(low_fee, high_price, high_fee, low_price)
    assert low_fee + high_price * units == pytest.approx(high_fee + low_price * units, rel=1e-6)


def test_break_even_refuses_lines_that_do_not_cross() -> None:
    with pytest.raises(ValueError, match="must differ, got 2 for both"):
        break_even_volume(0, 2, 100, 2)
    with pytest.raises(ValueError, match="must have the higher price a unit"):
        break_even_volume(0, 1, 100, 2)


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf, "1"])
def test_break_even_refuses_amounts(place: int, bad: object) -> None:
    amounts: list[object] = [0.0, 2.0, 100.0, 1.0]
    amounts[place] = bad
    with pytest.raises(ValueError, match="must be a finite number of 0 or more"):
        break_even_volume(*amounts)  # type: ignore[arg-type]
