import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.embeddings.model_migration import (
    IndexMigration,
    in_place_recall,
    in_place_regression_share,
    min_in_place_recall,
)

SHARE = st.floats(0.01, 1)


@given(SHARE, SHARE)
def test_the_worst_moment_is_the_lowest_of_all(old: float, new: float) -> None:
    moments = np.linspace(0, 1, 2001)
    found = [in_place_recall(float(p), old, new) for p in moments]
    worst = min_in_place_recall(old, new)
    assert min(found) == pytest.approx(worst, abs=1e-3) and worst < min(old, new)
    below = np.mean([f < old - 1e-12 for f in found])
    assert below == pytest.approx(in_place_regression_share(old, new), abs=2e-3)
    assert (found[0], found[-1]) == (old, new)


def test_by_hand() -> None:
    assert in_place_recall(0.25, 0.4, 0.8) == pytest.approx(0.3)
    assert min_in_place_recall(0.4, 0.8) == pytest.approx(0.32 / 1.2)
    assert in_place_regression_share(0.8, 0.4) == 1


STEPS = {
    "start_backfill": lambda r: r.start_backfill(),
    "backfill": lambda r: r.backfill(5),
    "cut over": lambda r: r.cut_over(0.4, 0.5),
    "roll back": lambda r: r.roll_back(),
    "retire": lambda r: r.retire(),
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=20))
def test_the_index_that_answers_is_always_whole_and_written_to(steps: list[str]) -> None:
    state, visited = IndexMigration(total=10), []
    for step in steps:
        try:
            state = STEPS[step](state)
        except ValueError:
            continue
        visited.append(state.stage)
        assert state.serving_index in state.write_indexes
        assert state.serving_index == "old" or state.backfilled == state.total
        assert "old" in state.write_indexes or state.stage == "retired"
    assert visited.count("retired") <= 1


def test_the_way_there_and_back() -> None:
    shadow = IndexMigration(total=10).start_backfill().backfill(4).backfill(6)
    assert shadow.stage == "shadow" and shadow.write_indexes == ("old", "new")
    live = shadow.cut_over(0.4, 0.4)
    assert live.serving_index == "new" and live.roll_back() == shadow
    assert live.retire().write_indexes == ("new",)


def test_refusals() -> None:
    fresh = IndexMigration(total=10)
    for step in ("backfill", "cut over", "roll back", "retire"):
        with pytest.raises(ValueError, match="stage"):
            STEPS[step](fresh)
    with pytest.raises(ValueError, match="backfilled"):
        fresh.start_backfill().backfill(11)
    with pytest.raises(ValueError, match="documents"):
        fresh.start_backfill().backfill(0)
    with pytest.raises(ValueError, match="new_recall"):
        fresh.start_backfill().backfill(10).cut_over(0.5, 0.4)
    with pytest.raises(ValueError, match="total"):
        IndexMigration(total=0)
    with pytest.raises(ValueError, match="stage"):
        IndexMigration(total=1, stage="half")
    for stage in ("shadow", "new", "retired"):
        with pytest.raises(ValueError, match="backfilled must be all 10"):
            IndexMigration(total=10, backfilled=9, stage=stage)
    for bad in (-0.1, 1.1, float("nan")):
        for position in range(3):
            arguments = [0.5, 0.5, 0.5]
            arguments[position] = bad
            with pytest.raises(ValueError, match="between 0 and 1"):
                in_place_recall(*arguments)
        for function in (min_in_place_recall, in_place_regression_share):
            with pytest.raises(ValueError, match="between 0 and 1"):
                function(bad, 0.5)
            with pytest.raises(ValueError, match="between 0 and 1"):
                function(0.5, bad)
    with pytest.raises(ValueError, match="above 0"):
        min_in_place_recall(0, 0)
    with pytest.raises(ValueError, match="above 0"):
        in_place_regression_share(0.5, 0)
