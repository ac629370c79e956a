import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.real_options import DeferralOption, deferral_option_usd

PLAN = DeferralOption(500e3, up_usd=800e3, down_usd=410e3, p_up=0.5, rate=0.10)


def test_waiting_beats_a_good_project() -> None:
    assert PLAN.invest_now_usd == pytest.approx(50e3)
    assert PLAN.defer_usd == pytest.approx(136.36e3, abs=10)
    assert PLAN.option_value_usd == pytest.approx(86.36e3, abs=10)


def test_a_project_that_loses_now_may_be_worth_waiting_for() -> None:
    poor = DeferralOption(700e3, up_usd=800e3, down_usd=410e3, p_up=0.5, rate=0.10)
    assert poor.invest_now_usd < 0 < poor.option_value_usd == poor.defer_usd


def test_no_news_no_reason_to_wait() -> None:
    sure = DeferralOption(500, up_usd=600, down_usd=600, p_up=0.3, rate=0.10, immediate_usd=60)
    assert sure.option_value_usd < 0


@given(
    st.floats(min_value=0, max_value=1e3),
    st.floats(min_value=0, max_value=1e3),
    st.floats(min_value=0, max_value=500),
    st.floats(min_value=0, max_value=1),
)
def test_waiting_is_worth_more_the_wider_the_news(
    outlay: float, mean: float, half: float, wider: float
) -> None:
    narrow = DeferralOption(outlay, mean + half, mean - half, 0.5, 0.1)
    wide = DeferralOption(outlay, mean + half * (1 + wider), mean - half * (1 + wider), 0.5, 0.1)
    assert wide.defer_usd >= narrow.defer_usd - 1e-9
    assert wide.invest_now_usd == pytest.approx(narrow.invest_now_usd, abs=1e-6)


def test_the_lattice_goes_to_black_and_scholes() -> None:
    value, outlay, sigma, rate, years = 550.0, 500.0, 0.4, 0.1, 1.0
    d1 = (math.log(value / outlay) + (rate + sigma**2 / 2) * years) / (sigma * math.sqrt(years))
    cdf = NormalDist().cdf
    closed = value * cdf(d1) - outlay * math.exp(-rate * years) * cdf(d1 - sigma * math.sqrt(years))
    fine = deferral_option_usd(value, outlay, volatility=sigma, rate=rate, years=years, steps=1000)
    assert fine == pytest.approx(closed, rel=1e-3)


@given(
    st.floats(min_value=100, max_value=1000),
    st.floats(min_value=0.1, max_value=1),
    st.floats(min_value=0, max_value=0.3),
)
def test_a_right_is_worth_no_less_than_its_use(
    value: float, sigma: float, payout_rate: float
) -> None:
    kw = {"rate": 0.05, "years": 2.0, "payout_rate": payout_rate, "steps": 100}
    right = deferral_option_usd(value, 500, volatility=sigma, **kw)  # type: ignore[arg-type]
    assert max(value - 500, 0) <= right <= value
    more = deferral_option_usd(value, 500, volatility=sigma + 0.2, **kw)  # type: ignore[arg-type]
    assert more >= right - 1e-9


def test_what_is_lost_meanwhile_ends_the_waiting() -> None:
    kept = deferral_option_usd(900, 500, volatility=0.2, rate=0.05, years=2, payout_rate=0.0)
    lost = deferral_option_usd(900, 500, volatility=0.2, rate=0.05, years=2, payout_rate=0.5)
    assert kept > 400 and lost == 400


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None])
def test_refusals(bad: float) -> None:
    with pytest.raises(ValueError, match="outlay_usd must be"):
        DeferralOption(bad, 1, 1, 0.5, 0.1)
    with pytest.raises(ValueError, match="p_up must be"):
        DeferralOption(1, 1, 1, bad, 0.1)
    with pytest.raises(ValueError, match="rate must be"):
        DeferralOption(1, 1, 1, 0.5, bad)
    good = {"volatility": 0.3, "rate": 0.1, "years": 1.0, "payout_rate": 0.0}
    for name in good:
        with pytest.raises(ValueError, match=f"{name} must be"):
            deferral_option_usd(1, 1, **{**good, name: bad})
    with pytest.raises(ValueError, match="value_usd must be"):
        deferral_option_usd(bad, 1, **good)
    with pytest.raises(ValueError, match="outlay_usd must be"):
        deferral_option_usd(1, bad, **good)
    with pytest.raises(ValueError, match="steps must be"):
        deferral_option_usd(1, 1, **good, steps=0)


def test_worths_must_be_finite_and_steps_fine() -> None:
    for name in ("up_usd", "down_usd", "immediate_usd"):
        with pytest.raises(ValueError, match=f"{name} must be"):
            DeferralOption(
                **{
                    "outlay_usd": 1,
                    "up_usd": 1,
                    "down_usd": 1,
                    "p_up": 0.5,
                    "rate": 0.1,
                    name: math.nan,
                }
            )
    with pytest.raises(ValueError, match="steps must be finer"):
        deferral_option_usd(1, 1, volatility=0.01, rate=0.5, years=10, steps=2)


def test_worths_out_of_range_are_refused_by_name() -> None:
    for change in ({"years": 1e-300}, {"volatility": 20.0, "years": 20.0}, {"rate": 1e9}):
        with pytest.raises(ValueError, match="steps must be finer"):
            deferral_option_usd(
                1.0, 1.0, **{"volatility": 0.5, "rate": 0.1, "years": 1.0, **change}
            )
