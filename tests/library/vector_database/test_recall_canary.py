import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_database.recall_canary import Canary, false_alarm_for, queries_to_see

SHARES = st.floats(min_value=0.001, max_value=0.4)


def test_the_alarm_stands_where_the_normal_tables_put_it() -> None:
    canary = Canary(recall=0.9, spread=0.2, queries=100)
    assert canary.standard_error == pytest.approx(0.02)
    assert canary.alarm_level(0.025) == pytest.approx(0.9 - 1.959964 * 0.02, abs=1e-6)
    assert canary.detects(0.0, 0.05) == pytest.approx(0.05)


def test_a_simulated_index_rings_as_often_as_promised() -> None:
    rng = np.random.default_rng(3)
    canary = Canary(recall=0.95, spread=0.07, queries=200)
    level = canary.alarm_level(0.05)
    means = rng.normal(0.95, 0.07, (20_000, 200)).mean(axis=1)
    assert (means < level).mean() == pytest.approx(0.05, abs=0.005)
    seen = (means - 0.01 < level).mean()
    assert seen == pytest.approx(canary.detects(0.01, 0.05), abs=0.012)


@given(st.floats(0.001, 0.2), st.floats(0.01, 0.5), SHARES, SHARES)
def test_the_queries_asked_for_see_the_drop(
    drop: float, spread: float, false_alarm: float, missed: float
) -> None:
    queries = queries_to_see(drop, spread, false_alarm=false_alarm, missed=missed)
    assert Canary(0.9, spread, queries).detects(drop, false_alarm) >= 1 - missed - 1e-9
    if queries > 1:
        fewer = Canary(0.9, spread, queries - 1).detects(drop, false_alarm)
        assert fewer < 1 - missed + 1e-9


def test_a_test_that_may_miss_anything_needs_one_query() -> None:
    assert queries_to_see(0.1, 0.1, false_alarm=0.6, missed=0.7) == 1


def test_false_alarms_are_shared_among_checks() -> None:
    assert false_alarm_for(91 * 24) == pytest.approx(1 / 2184)
    assert false_alarm_for(50, alarms=2.0) == 0.04


@pytest.mark.parametrize(
    ("recall", "spread", "queries"), [(1.1, 0.1, 9), (0.9, 0.0, 9), (0.9, 0.1, 0)]
)
def test_a_canary_out_of_range_is_refused(recall: float, spread: float, queries: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        Canary(recall, spread, queries)


def test_shares_out_of_range_are_refused() -> None:
    canary = Canary(0.9, 0.1, 10)
    with pytest.raises(ValueError, match="false_alarm"):
        canary.alarm_level(0.0)
    with pytest.raises(ValueError, match="drop"):
        canary.detects(-0.1, 0.05)
    with pytest.raises(ValueError, match="drop"):
        queries_to_see(0.0, 0.1, false_alarm=0.1)
    with pytest.raises(ValueError, match="spread"):
        queries_to_see(0.1, -1.0, false_alarm=0.1)
    with pytest.raises(ValueError, match="missed"):
        queries_to_see(0.1, 0.1, false_alarm=0.1, missed=1.0)
    with pytest.raises(ValueError, match="checks"):
        false_alarm_for(0)
    with pytest.raises(ValueError, match="alarms"):
        false_alarm_for(10, alarms=0.0)
    with pytest.raises(ValueError, match="alarms"):
        false_alarm_for(10, alarms=10.0)
