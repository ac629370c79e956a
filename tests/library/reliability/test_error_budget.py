import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.reliability.error_budget import (
    alert_threshold,
    burn_rate,
    measured_burn_rate,
    time_to_exhaustion_s,
)

DAY_S = 86_400.0


def test_the_rates_that_are_usually_alarmed_on() -> None:
    hour_s = 3600.0
    rates = [burn_rate(b, h * hour_s, 30 * DAY_S) for b, h in ((0.02, 1), (0.05, 6), (0.1, 72))]
    assert rates == pytest.approx([14.4, 6.0, 1.0])


@given(st.floats(0.01, 1.0), st.floats(1.0, 1e6), st.floats(1.0, 100.0))
def test_a_rate_spends_its_share_within_its_window(
    share: float, window_s: float, windows: float
) -> None:
    period_s = window_s * windows
    rate = burn_rate(share, window_s, period_s)
    assert time_to_exhaustion_s(rate, period_s) * share == pytest.approx(window_s)


@given(st.floats(0.1, 0.999), st.floats(0.0, 1.0))
def test_an_alarm_rings_exactly_below_its_level(target: float, measured: float) -> None:
    rate = 3.0
    level = alert_threshold(rate, target)
    if abs(measured - level) > 1e-9:
        assert (measured_burn_rate(measured, target) > rate) == (measured < level)


def test_an_alarm_can_be_out_of_reach() -> None:
    assert alert_threshold(14.4, 0.9) < 0
    assert measured_burn_rate(0.0, 0.9) == pytest.approx(10)


def test_values_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="budget_spent"):
        burn_rate(1.1, 1.0, 2.0)
    with pytest.raises(ValueError, match="window_s"):
        burn_rate(0.1, 0.0, 2.0)
    with pytest.raises(ValueError, match="window_s"):
        burn_rate(0.1, 3.0, 2.0)
    with pytest.raises(ValueError, match="period_s"):
        burn_rate(0.1, 1.0, 0.0)
    with pytest.raises(ValueError, match="rate"):
        time_to_exhaustion_s(0.0, 1.0)
    with pytest.raises(ValueError, match="period_s"):
        time_to_exhaustion_s(1.0, -1.0)
    with pytest.raises(ValueError, match="slo"):
        measured_burn_rate(0.9, 1.0)
    with pytest.raises(ValueError, match="sli"):
        measured_burn_rate(1.1, 0.9)
    with pytest.raises(ValueError, match="rate"):
        alert_threshold(0.0, 0.9)
    with pytest.raises(ValueError, match="slo"):
        alert_threshold(1.0, 0.0)
