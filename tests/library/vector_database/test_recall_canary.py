import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_database.recall_canary import (
    RecallCanary,
    false_alarm_rate_per_check,
    queries_to_detect,
)

SHARES = st.floats(min_value=0.001, max_value=0.4)


def test_the_alarm_stands_where_the_normal_tables_put_it() -> None:
    canary = RecallCanary(recall=0.9, sd=0.2, queries=100)
    assert canary.standard_error == pytest.approx(0.02)
    assert canary.alarm_threshold(0.025) == pytest.approx(0.9 - 1.959964 * 0.02, abs=1e-6)
    assert canary.power(0.0, 0.05) == pytest.approx(0.05)


def test_a_simulated_index_rings_as_often_as_promised() -> None:
    rng = np.random.default_rng(3)
    canary = RecallCanary(recall=0.95, sd=0.07, queries=200)
    level = canary.alarm_threshold(0.05)
    means = rng.normal(0.95, 0.07, (20_000, 200)).mean(axis=1)
    assert (means < level).mean() == pytest.approx(0.05, abs=0.005)
    seen = (means - 0.01 < level).mean()
    assert seen == pytest.approx(canary.power(0.01, 0.05), abs=0.012)


@given(st.floats(0.001, 0.2), st.floats(0.01, 0.5), SHARES, SHARES)
def test_the_queries_asked_for_see_the_drop(
    drop: float, sd: float, false_alarm_rate: float, miss_rate: float
) -> None:
    queries = queries_to_detect(drop, sd, false_alarm_rate=false_alarm_rate, miss_rate=miss_rate)
    assert RecallCanary(0.9, sd, queries).power(drop, false_alarm_rate) >= 1 - miss_rate - 1e-9
    if queries > 1:
        fewer = RecallCanary(0.9, sd, queries - 1).power(drop, false_alarm_rate)
        assert fewer < 1 - miss_rate + 1e-9


def test_a_test_that_may_miss_anything_needs_one_query() -> None:
    assert queries_to_detect(0.1, 0.1, false_alarm_rate=0.6, miss_rate=0.7) == 1


def test_false_alarms_are_shared_among_checks() -> None:
    assert false_alarm_rate_per_check(91 * 24) == pytest.approx(1 / 2184)
    assert false_alarm_rate_per_check(50, false_alarms=2.0) == 0.04


@pytest.mark.parametrize(("recall", "sd", "queries"), [(1.1, 0.1, 9), (0.9, 0.0, 9), (0.9, 0.1, 0)])
def test_a_canary_out_of_range_is_refused(recall: float, sd: float, queries: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        RecallCanary(recall, sd, queries)


def test_shares_out_of_range_are_refused() -> None:
    canary = RecallCanary(0.9, 0.1, 10)
    with pytest.raises(ValueError, match="false_alarm_rate"):
        canary.alarm_threshold(0.0)
    with pytest.raises(ValueError, match="drop"):
        canary.power(-0.1, 0.05)
    with pytest.raises(ValueError, match="drop"):
        queries_to_detect(0.0, 0.1, false_alarm_rate=0.1)
    with pytest.raises(ValueError, match="sd"):
        queries_to_detect(0.1, -1.0, false_alarm_rate=0.1)
    with pytest.raises(ValueError, match="miss_rate"):
        queries_to_detect(0.1, 0.1, false_alarm_rate=0.1, miss_rate=1.0)
    with pytest.raises(ValueError, match="checks"):
        false_alarm_rate_per_check(0)
    with pytest.raises(ValueError, match="false_alarms"):
        false_alarm_rate_per_check(10, false_alarms=0.0)
    with pytest.raises(ValueError, match="false_alarms"):
        false_alarm_rate_per_check(10, false_alarms=10.0)


@given(st.floats(0.001, 0.2), st.floats(0.01, 0.5), st.integers(2, 5000), SHARES)
def test_power_is_that_of_statsmodels(drop: float, sd: float, queries: int, rate: float) -> None:
    power = pytest.importorskip("statsmodels.stats.power")
    theirs = power.normal_power(drop / sd, queries, rate, alternative="larger")
    assert RecallCanary(0.9, sd, queries).power(drop, rate) == pytest.approx(theirs, rel=1e-9)


def test_the_sample_size_is_that_of_statsmodels() -> None:
    power = pytest.importorskip("statsmodels.stats.power")
    theirs = power.NormalIndPower(ddof=0).solve_power(
        0.1, None, 0.01, power=0.9, ratio=0, alternative="larger"
    )
    assert queries_to_detect(0.01, 0.1, false_alarm_rate=0.01) == math.ceil(theirs)
