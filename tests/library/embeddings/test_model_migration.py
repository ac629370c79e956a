import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.embeddings.model_migration import (
    Rollout,
    below_old_share,
    found_in_place,
    worst_in_place,
)

SHARE = st.floats(0.01, 1)


@given(SHARE, SHARE)
def test_the_worst_moment_is_the_lowest_of_all(old: float, new: float) -> None:
    moments = np.linspace(0, 1, 2001)
    found = [found_in_place(float(p), old, new) for p in moments]
    worst = worst_in_place(old, new)
    assert min(found) == pytest.approx(worst, abs=1e-3) and worst < min(old, new)
    below = np.mean([f < old - 1e-12 for f in found])
    assert below == pytest.approx(below_old_share(old, new), abs=2e-3)
    assert (found[0], found[-1]) == (old, new)


def test_by_hand() -> None:
    assert found_in_place(0.25, 0.4, 0.8) == pytest.approx(0.3)
    assert worst_in_place(0.4, 0.8) == pytest.approx(0.32 / 1.2)
    assert below_old_share(0.8, 0.4) == 1


STEPS = {
    "start": lambda r: r.start(),
    "copy": lambda r: r.copy(5),
    "cut over": lambda r: r.cut_over(0.4, 0.5),
    "roll back": lambda r: r.roll_back(),
    "retire": lambda r: r.retire(),
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=20))
def test_the_index_that_answers_is_always_whole_and_written_to(steps: list[str]) -> None:
    state, visited = Rollout(total=10), []
    for step in steps:
        try:
            state = STEPS[step](state)
        except ValueError:
            continue
        visited.append(state.stage)
        assert state.serves in state.writes
        assert state.serves == "old" or state.copied == state.total
        assert "old" in state.writes or state.stage == "retired"
    assert visited.count("retired") <= 1


def test_the_way_there_and_back() -> None:
    shadow = Rollout(total=10).start().copy(4).copy(6)
    assert shadow.stage == "shadow" and shadow.writes == ("old", "new")
    live = shadow.cut_over(0.4, 0.4)
    assert live.serves == "new" and live.roll_back() == shadow
    assert live.retire().writes == ("new",)


def test_refusals() -> None:
    fresh = Rollout(total=10)
    for step in ("copy", "cut over", "roll back", "retire"):
        with pytest.raises(ValueError, match="stage"):
            STEPS[step](fresh)
    with pytest.raises(ValueError, match="copied"):
        fresh.start().copy(11)
    with pytest.raises(ValueError, match="documents"):
        fresh.start().copy(0)
    with pytest.raises(ValueError, match="found_new"):
        fresh.start().copy(10).cut_over(0.5, 0.4)
    with pytest.raises(ValueError, match="total"):
        Rollout(total=0)
    with pytest.raises(ValueError, match="stage"):
        Rollout(total=1, stage="half")
    for stage in ("shadow", "new", "retired"):
        with pytest.raises(ValueError, match="copied must be all 10"):
            Rollout(total=10, copied=9, stage=stage)
    for bad in (-0.1, 1.1, float("nan")):
        for position in range(3):
            arguments = [0.5, 0.5, 0.5]
            arguments[position] = bad
            with pytest.raises(ValueError, match="between 0 and 1"):
                found_in_place(*arguments)
        for function in (worst_in_place, below_old_share):
            with pytest.raises(ValueError, match="between 0 and 1"):
                function(bad, 0.5)
            with pytest.raises(ValueError, match="between 0 and 1"):
                function(0.5, bad)
    with pytest.raises(ValueError, match="above 0"):
        worst_in_place(0, 0)
    with pytest.raises(ValueError, match="above 0"):
        below_old_share(0.5, 0)
