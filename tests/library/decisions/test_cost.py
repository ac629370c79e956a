import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.cost import (
    break_even,
    capital_recovery,
    combined_factor,
    experience_exponent,
    irr,
    npv,
    payback_periods,
    simulate,
    tornado,
)

money = st.floats(min_value=1.0, max_value=1e6)


# npv, irr ------------------------------------------------------------------------------------


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


# payback, annuity, break-even ----------------------------------------------------------------


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


@pytest.mark.parametrize(("rate", "periods"), [(-0.1, 4), (0.1, 0), (math.nan, 4)])
def test_capital_recovery_refuses(rate: float, periods: float) -> None:
    with pytest.raises(ValueError, match="must be a finite number"):
        capital_recovery(rate, periods)


def test_break_even_is_where_the_bills_agree() -> None:
    assert break_even(0, 2, 100, 1) == 100
    assert break_even(100, 1, 0, 2) == 100
    assert break_even(5, 1, 5, 2) == 0


@given(money, money, money, money)
def test_at_break_even_both_offers_cost_the_same(a: float, b: float, c: float, d: float) -> None:
    low_fee, high_fee = sorted([a, b])
    low_price, high_price = sorted([c, d])
    if high_price - low_price < 1e-3:
        return
    units = break_even(low_fee, high_price, high_fee, low_price)
    assert low_fee + high_price * units == pytest.approx(high_fee + low_price * units, rel=1e-6)


def test_break_even_refuses_lines_that_do_not_cross() -> None:
    with pytest.raises(ValueError, match="must differ, got 2 for both"):
        break_even(0, 2, 100, 2)
    with pytest.raises(ValueError, match="must have the higher price a unit"):
        break_even(0, 1, 100, 2)


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf, "1"])
def test_break_even_refuses_amounts(place: int, bad: object) -> None:
    amounts: list[object] = [0.0, 2.0, 100.0, 1.0]
    amounts[place] = bad
    with pytest.raises(ValueError, match="must be a finite number of 0 or more"):
        break_even(*amounts)  # type: ignore[arg-type]


# sensitivity ---------------------------------------------------------------------------------


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
    assert combined_factor([2, 2, 2]) == pytest.approx(2 ** math.sqrt(3))
    assert combined_factor([2, 2, 2], correlation=1) == pytest.approx(8)
    assert combined_factor(np.array([1.0, 5.0])) == pytest.approx(5)


@given(st.lists(st.floats(min_value=1, max_value=10), min_size=1, max_size=6))
def test_errors_combine_to_less_than_their_product(factors: list[float]) -> None:
    combined = combined_factor(factors)
    assert max(factors) <= combined * (1 + 1e-9)
    assert combined <= math.prod(factors) * (1 + 1e-9)


@pytest.mark.parametrize(
    ("factors", "correlation"),
    [([], 0), (2.0, 0), ([0.5], 0), ([2], 1.1), ([-1], 0), ([math.nan], 0)],
)
def test_combined_factor_refuses(factors: list[float], correlation: float) -> None:
    with pytest.raises(ValueError, match="must"):
        combined_factor(factors, correlation=correlation)


RANGES = {"a": (1 / 2, 2.0), "b": (1 / 2, 2.0), "c": (1 / 2, 2.0)}


def test_a_simulation_agrees_with_the_law_of_errors() -> None:
    rng = np.random.default_rng(5)
    for correlation in (0.0, 0.6):
        drawn = simulate(product, RANGES, n=40_000, rng=rng, correlation=correlation)
        expected = combined_factor([2, 2, 2], correlation=correlation)
        assert drawn.quantile(0.95) == pytest.approx(expected, rel=0.04)
        assert drawn.quantile(0.5) == pytest.approx(1.0, rel=0.03)
        assert drawn.share_above(expected) == pytest.approx(0.05, abs=0.005)


def test_a_simulation_repeats_and_knows_a_certain_input() -> None:
    def once() -> np.ndarray:
        rng = np.random.default_rng(3)
        return simulate(product, {"a": (2, 2), "b": (1, 4)}, n=50, rng=rng).results

    assert np.array_equal(once(), once())
    certain = simulate(product, {"a": (2, 2)}, n=10, rng=np.random.default_rng(0))
    assert certain.results == pytest.approx(np.full(10, 2.0))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ranges": {}}, "at least one input"),
        ({"ranges": {"a": (0, 1)}}, "must be a finite number above 0"),
        ({"ranges": {"a": (2, 1)}}, "must ascend"),
        ({"n": 0}, "n must be a whole number"),
        ({"correlation": -0.1}, "correlation must be between 0 and 1"),
        ({"coverage": 1.0}, "coverage must be strictly between 0 and 1"),
        ({"model": lambda a: 1.0}, "model must have 1 axes"),
    ],
)
def test_simulate_refuses(changes: dict[str, object], message: str) -> None:
    given_ = {"model": product, "ranges": {"a": (1, 2)}, "n": 5} | changes
    with pytest.raises(ValueError, match=message):
        simulate(rng=np.random.default_rng(0), **given_)  # type: ignore[arg-type]


def test_a_simulation_refuses_a_quantile_and_a_threshold() -> None:
    drawn = simulate(product, {"a": (1, 2)}, n=5, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="q must be between"):
        drawn.quantile(1.5)
    with pytest.raises(ValueError, match="threshold must be"):
        drawn.share_above(math.nan)


def test_experience_exponent() -> None:
    assert experience_exponent(0.20) == pytest.approx(0.32193, abs=5e-6)
    assert 2 ** -experience_exponent(0.35) == pytest.approx(0.65)
    with pytest.raises(ValueError, match="saving_per_doubling must be strictly between"):
        experience_exponent(1.0)
