import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_database.tombstones import (
    best_rebuild_interval_s,
    maintenance_computations_per_s,
    rebuild_computations_per_s,
    rebuild_interval_for_recall_s,
    tombstone_computations_per_s,
    tombstone_share,
    updates_per_vector,
)

RATES = st.floats(min_value=0.1, max_value=1e4)


def test_a_rewrite_of_everything_leaves_half_of_the_index_dead() -> None:
    assert updates_per_vector(100.0, 100_000.0, 10e6) == 1
    assert tombstone_share(1.0) == 0.5
    assert tombstone_share(0.0) == 0


def test_waste_is_the_area_of_a_triangle() -> None:
    steps = 1000
    interval_s, vectors, updates = 200_000.0, 1e6, 20.0
    total = sum(
        50.0 * 3000.0 * 0.4 * updates_per_vector(updates, (i + 0.5) * interval_s / steps, vectors)
        for i in range(steps)
    )
    mean = tombstone_computations_per_s(vectors, updates, 50.0, 3000.0, 0.4, interval_s)
    assert mean == pytest.approx(total / steps)


@given(RATES, RATES, st.floats(1e4, 1e9), st.floats(0.01, 5.0))
def test_no_interval_costs_less_than_the_best(
    updates: float, queries: float, vectors: float, overhead_slope: float
) -> None:
    best_s = best_rebuild_interval_s(vectors, updates, queries, 3000.0, overhead_slope, 6000.0)

    def cost(interval_s: float) -> float:
        waste = tombstone_computations_per_s(
            vectors, updates, queries, 3000.0, overhead_slope, interval_s
        )
        return maintenance_computations_per_s(
            waste, rebuild_computations_per_s(vectors, 6000.0, interval_s)
        )

    assert cost(best_s) <= min(cost(best_s * 1.1), cost(best_s / 1.1))
    waste = tombstone_computations_per_s(vectors, updates, queries, 3000.0, overhead_slope, best_s)
    assert waste == pytest.approx(rebuild_computations_per_s(vectors, 6000.0, best_s))


def test_recall_goes_in_a_line_until_the_allowance_is_spent() -> None:
    interval_s = rebuild_interval_for_recall_s(
        10e6, 100.0, recall_loss_per_update=0.05, allowed_loss=0.025
    )
    assert updates_per_vector(100.0, interval_s, 10e6) == pytest.approx(0.5)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_values_out_of_range_are_refused(bad: float) -> None:
    for place in range(6):
        given_ = [1e6, 10.0, 50.0, 3000.0, 0.4, 6000.0]
        given_[place] = bad
        with pytest.raises(ValueError, match="must be"):
            best_rebuild_interval_s(*given_)
    for place in range(3):
        values = [1e6, 6000.0, 100.0]
        values[place] = bad
        with pytest.raises(ValueError, match="must be"):
            rebuild_computations_per_s(*values)
    for place in range(4):
        values = [1e6, 10.0, 0.05, 0.01]
        values[place] = bad
        with pytest.raises(ValueError, match="must be"):
            rebuild_interval_for_recall_s(*values)
    with pytest.raises(ValueError, match="vectors"):
        updates_per_vector(1.0, 1.0, bad)
    with pytest.raises(ValueError, match="query_computations"):
        tombstone_computations_per_s(1e6, 1.0, 1.0, bad, 0.4, 1.0)


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="updates_per_vector"):
        tombstone_share(-0.1)
    with pytest.raises(ValueError, match="updates_per_s"):
        updates_per_vector(-1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="interval_s"):
        updates_per_vector(1.0, -1.0, 1.0)
    with pytest.raises(ValueError, match="queries_per_s"):
        tombstone_computations_per_s(1e6, 1.0, -1.0, 1.0, 0.4, 1.0)
    with pytest.raises(ValueError, match="overhead_slope"):
        tombstone_computations_per_s(1e6, 1.0, 1.0, 1.0, -0.4, 1.0)
    with pytest.raises(ValueError, match="tombstone_computations_per_s"):
        maintenance_computations_per_s(-1.0, 1.0)
    with pytest.raises(ValueError, match="rebuild_computations_per_s"):
        maintenance_computations_per_s(1.0, -1.0)
