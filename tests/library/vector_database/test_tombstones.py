import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_database.tombstones import (
    best_interval_s,
    dead_share,
    interval_for_recall_s,
    rebuild_per_s,
    rewrites,
    upkeep_per_s,
    waste_per_s,
)

RATES = st.floats(min_value=0.1, max_value=1e4)


def test_a_rewrite_of_everything_leaves_half_of_the_index_dead() -> None:
    assert rewrites(100.0, 100_000.0, 10e6) == 1
    assert dead_share(1.0) == 0.5
    assert dead_share(0.0) == 0


def test_waste_is_the_area_of_a_triangle() -> None:
    steps = 1000
    interval_s, vectors, updates = 200_000.0, 1e6, 20.0
    total = sum(
        50.0 * 3000.0 * 0.4 * rewrites(updates, (i + 0.5) * interval_s / steps, vectors)
        for i in range(steps)
    )
    mean = waste_per_s(vectors, updates, 50.0, 3000.0, 0.4, interval_s)
    assert mean == pytest.approx(total / steps)


@given(RATES, RATES, st.floats(1e4, 1e9), st.floats(0.01, 5.0))
def test_no_interval_costs_less_than_the_best(
    updates: float, queries: float, vectors: float, slope: float
) -> None:
    best_s = best_interval_s(vectors, updates, queries, 3000.0, slope, 6000.0)

    def cost(interval_s: float) -> float:
        waste = waste_per_s(vectors, updates, queries, 3000.0, slope, interval_s)
        return upkeep_per_s(waste, rebuild_per_s(vectors, 6000.0, interval_s))

    assert cost(best_s) <= min(cost(best_s * 1.1), cost(best_s / 1.1))
    waste = waste_per_s(vectors, updates, queries, 3000.0, slope, best_s)
    assert waste == pytest.approx(rebuild_per_s(vectors, 6000.0, best_s))


def test_recall_goes_in_a_line_until_the_allowance_is_spent() -> None:
    interval_s = interval_for_recall_s(10e6, 100.0, lost=0.05, allowed=0.025)
    assert rewrites(100.0, interval_s, 10e6) == pytest.approx(0.5)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_values_out_of_range_are_refused(bad: float) -> None:
    for place in range(6):
        given_ = [1e6, 10.0, 50.0, 3000.0, 0.4, 6000.0]
        given_[place] = bad
        with pytest.raises(ValueError, match="must be"):
            best_interval_s(*given_)
    for place in range(3):
        values = [1e6, 6000.0, 100.0]
        values[place] = bad
        with pytest.raises(ValueError, match="must be"):
            rebuild_per_s(*values)
    for place in range(4):
        values = [1e6, 10.0, 0.05, 0.01]
        values[place] = bad
        with pytest.raises(ValueError, match="must be"):
            interval_for_recall_s(*values)
    with pytest.raises(ValueError, match="vectors"):
        rewrites(1.0, 1.0, bad)
    with pytest.raises(ValueError, match="comparisons"):
        waste_per_s(1e6, 1.0, 1.0, bad, 0.4, 1.0)


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="rewritten"):
        dead_share(-0.1)
    with pytest.raises(ValueError, match="updates_per_s"):
        rewrites(-1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="interval_s"):
        rewrites(1.0, -1.0, 1.0)
    with pytest.raises(ValueError, match="queries_per_s"):
        waste_per_s(1e6, 1.0, -1.0, 1.0, 0.4, 1.0)
    with pytest.raises(ValueError, match="slope"):
        waste_per_s(1e6, 1.0, 1.0, 1.0, -0.4, 1.0)
    with pytest.raises(ValueError, match="waste_per_s"):
        upkeep_per_s(-1.0, 1.0)
    with pytest.raises(ValueError, match="rebuild_per_s"):
        upkeep_per_s(1.0, -1.0)
