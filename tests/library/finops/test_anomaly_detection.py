import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.finops.anomaly_detection import (
    _ewma_limit,
    average_run_length,
    ewma_alarm_counts,
    ewma_run_lengths,
    simulate_ar1,
)
from napkinmath.finops.spend_forecast import (
    Baseline,
    budget_breach_probability,
    fit_baseline,
    forecast_month,
)


def test_golden_breach_and_limits() -> None:
    assert budget_breach_probability(0.93, 0.06, 1.0) == pytest.approx(0.1217, abs=5e-5)
    assert _ewma_limit(0.2, 1.0) == pytest.approx(1 / 3)
    assert _ewma_limit(0.2) == pytest.approx(1.0)
    assert _ewma_limit(1.0) == 3.0


def test_run_lengths_as_printed() -> None:
    assert average_run_length(0.25, 3, shift=1) == pytest.approx(11.154267016, abs=1e-8)
    assert average_run_length(0.5, 3.071) == pytest.approx(500, abs=1)
    assert average_run_length(1.0, 3.0) == pytest.approx(370.398, abs=1e-3)
    assert average_run_length(0.999999, 3.0, nodes=301) == pytest.approx(370.4, rel=0.2)


@given(st.floats(0.05, 0.95), st.floats(1.5, 3.2), st.floats(0.1, 2))
def test_a_shift_rings_sooner_whichever_way(weight: float, width: float, shift: float) -> None:
    up = average_run_length(weight, width, shift=shift)
    assert up == pytest.approx(average_run_length(weight, width, shift=-shift), rel=1e-6)
    assert 1 <= up < average_run_length(weight, width)


def test_played_days_agree_with_the_equation() -> None:
    days = np.random.default_rng(5).standard_normal((400, 4000))
    counts = ewma_alarm_counts(days, weight=0.2, width=2.5)
    assert counts.dtype == np.intp
    played = 4000 / counts.mean()
    assert played == pytest.approx(average_run_length(0.2, 2.5), rel=0.03)
    first = ewma_run_lengths(days + 1.0, weight=0.2, width=2.5)
    assert first.mean() == pytest.approx(average_run_length(0.2, 2.5, shift=1.0), rel=0.06)


def test_month_end_by_playing_it() -> None:
    rng = np.random.default_rng(2)
    rho, sd, last = 0.7, 5.0, 8.0
    ends = np.zeros(40_000)
    off = np.full(ends.size, last)
    for _ in range(6):
        off = rho * off + sd * math.sqrt(1 - rho**2) * rng.standard_normal(ends.size)
        ends += 10 + off
    end = forecast_month(
        100, [10] * 6, daily_sd_usd=sd, autocorrelation=rho, last_deviation_usd=last
    )
    assert end.mean_usd == pytest.approx(100 + ends.mean(), abs=0.5)
    assert end.sd_usd == pytest.approx(ends.std(), rel=0.02)
    plain = forecast_month(0, [1.0] * 9, daily_sd_usd=2.0)
    assert plain.sd_usd == pytest.approx(6.0)


def test_a_baseline_finds_what_it_was_given() -> None:
    rng = np.random.default_rng(4)
    off = np.zeros(7000)
    for day in range(1, off.size):
        off[day] = 0.6 * off[day - 1] + 0.8 * rng.standard_normal()
    spend = np.tile([10.0, 11, 12, 13, 12, 4, 3], 1000) + 0.5 * off
    base = fit_baseline(spend)
    assert base.level_usd == pytest.approx([10, 11, 12, 13, 12, 4, 3], abs=0.1)
    assert base.sd_usd == pytest.approx(0.5, rel=0.05)
    assert base.autocorrelation == pytest.approx(0.6, abs=0.05)
    fresh = base.residuals(spend[None])[0]
    assert fresh.std() == pytest.approx(1, abs=0.03)
    assert abs(np.corrcoef(fresh[1:], fresh[:-1])[0, 1]) < 0.05
    flat = fit_baseline(spend, period=1)
    assert flat.level_usd.size == 1 and flat.sd_usd > 3
    assert base.deviations(spend[None]).std() == pytest.approx(1, abs=0.03)


def test_days_remember_as_much_as_they_are_told() -> None:
    drawn = simulate_ar1(400, 300, autocorrelation=0.6, rng=np.random.default_rng(3))
    assert drawn.std() == pytest.approx(1, abs=0.02)
    assert (drawn[:, 1:] * drawn[:, :-1]).mean() == pytest.approx(0.6, abs=0.02)
    for change in ({"series": 0}, {"days": 0}, {"autocorrelation": 1.0}, {"rng": 1}):
        good = {"series": 1, "days": 1, "autocorrelation": 0.5, "rng": np.random.default_rng(1)}
        with pytest.raises(ValueError, match=next(iter(change))):
            simulate_ar1(**(good | change))  # type: ignore[arg-type]


def test_alarms_start_again_after_each() -> None:
    days = np.array([[5.0, 0.0, 5.0, 0.0]])
    assert ewma_alarm_counts(days, weight=1.0).tolist() == [2]
    assert ewma_run_lengths(days, weight=1.0).tolist() == [1.0]


@pytest.mark.parametrize("bad", [0, -1, 1.5, math.nan, None, "1", True])
def test_weights_refuse(bad: object) -> None:
    for call in (
        lambda: _ewma_limit(bad),  # type: ignore[arg-type]
        lambda: average_run_length(bad, 3),  # type: ignore[arg-type]
        lambda: ewma_alarm_counts([[1.0]], weight=bad),  # type: ignore[arg-type]
    ):
        with pytest.raises(ValueError, match="weight"):
            call()


def test_the_rest_refuses() -> None:
    with pytest.raises(ValueError, match="width"):
        _ewma_limit(0.2, 0)
    with pytest.raises(ValueError, match="shift"):
        average_run_length(0.2, 3, shift=math.inf)
    with pytest.raises(ValueError, match="nodes"):
        average_run_length(0.2, 3, nodes=1)
    with pytest.raises(ValueError, match="days"):
        ewma_run_lengths([1.0, 2.0], weight=0.2)
    for bad, name in [
        ((-1, 1, 1), "forecast_usd"), ((1, 0, 1), "sd_usd"), ((1, 1, 0), "budget_usd"),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=name):
            budget_breach_probability(*bad)
    good = {"to_date_usd": 1.0, "expected_usd": [1.0], "daily_sd_usd": 1.0}
    for name, value in [
        ("to_date_usd", -1), ("expected_usd", []), ("daily_sd_usd", 0),
        ("autocorrelation", 1), ("autocorrelation", -0.1), ("last_deviation_usd", math.nan),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=name):
            forecast_month(**(good | {name: value}))  # type: ignore[arg-type]
    for spend, period in [([1.0, 2.0], 1), ([1.0] * 30, 7), ([1.0, 2.0, 3.0], 0)]:
        with pytest.raises(ValueError, match=r"spend_usd|period"):
            fit_baseline(spend, period=period)


def test_run_lengths_of_small_weights_and_refusal_of_endless_ones() -> None:
    assert average_run_length(0.001, 3.0) == pytest.approx(
        average_run_length(0.001, 3.0, nodes=800), rel=1e-6
    )
    for weight, width in ((0.2, 10.0), (1.0, 40.0)):
        with pytest.raises(ValueError, match="width"):
            average_run_length(weight, width)


def test_news_rings_as_promised_where_the_levels_are_known() -> None:
    days = simulate_ar1(4000, 365, autocorrelation=0.6, rng=np.random.default_rng(5))
    known = Baseline(np.zeros(1), 1.0, 0.6)
    promised = 364 / average_run_length(0.2, 3.0)
    assert ewma_alarm_counts(known.residuals(days), weight=0.2).mean() == pytest.approx(
        promised, rel=0.1
    )
    # The average of days that remember strays sqrt((1 + .8 * .6) / (1 - .8 * .6)) times as far.
    plain = ewma_alarm_counts(days, weight=0.2).mean()
    wider = ewma_alarm_counts(days, weight=0.2, width=3.0 * np.sqrt(1.48 / 0.52)).mean()
    assert plain > 10 * promised > 10 * wider


def test_a_chart_that_needs_too_many_nodes_is_refused() -> None:
    with pytest.raises(ValueError, match="weight must be larger"):
        average_run_length(1e-9, 0.9)
