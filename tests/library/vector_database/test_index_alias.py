from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_database.index_alias import IndexAlias, IndexManifest, peak_memory_factor

OLD = IndexManifest("encoder-2", "cosine", 384, log_position=100)
EMPTY = replace(OLD, log_position=0)


def test_a_rebuild_is_swapped_in_and_out_again_without_losing_a_write() -> None:
    alias = IndexAlias(OLD).add_candidate(EMPTY).write(120)
    swapped = alias.swap(0.93, 0.98)
    assert swapped.previous == alias.live
    later = swapped.write(500)
    back = later.roll_back()
    assert back.live.log_position == 500
    assert back.candidate == later.live
    assert later.retire().previous is None


def test_another_encoder_metric_or_width_is_refused_behind_the_same_name() -> None:
    others = (
        replace(OLD, encoder="encoder-3"),
        replace(OLD, metric="ip"),
        replace(OLD, dimensions=768),
    )
    for other in others:
        with pytest.raises(ValueError, match="candidate must understand the queries of encoder-2"):
            IndexAlias(OLD).add_candidate(other)


def test_steps_that_hurt_are_refused() -> None:
    offered = IndexAlias(OLD).add_candidate(EMPTY)
    with pytest.raises(ValueError, match="one already"):
        offered.add_candidate(EMPTY)
    with pytest.raises(ValueError, match="hold the log to 100"):
        offered.swap(0.9, 0.9)
    with pytest.raises(ValueError, match="recall_candidate must be"):
        offered.write(100).swap(0.95, 0.94)
    assert offered.write(100).swap(0.95, 0.94, allowed_drop=0.02).live.log_position == 100
    with pytest.raises(ValueError, match="must be added"):
        IndexAlias(OLD).swap(0.9, 0.9)
    with pytest.raises(ValueError, match="roll-back"):
        IndexAlias(OLD).roll_back()
    with pytest.raises(ValueError, match="retired"):
        IndexAlias(OLD).retire()
    with pytest.raises(ValueError, match="log_position"):
        IndexAlias(OLD).write(99)


@pytest.mark.parametrize(
    "change",
    [{"encoder": ""}, {"metric": "manhattan"}, {"dimensions": 0}, {"log_position": -1}],
)
def test_a_manifest_out_of_range_is_refused(change: dict[str, str | int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        replace(OLD, **change)


@given(st.lists(st.integers(0, 50), max_size=20))
def test_every_kept_index_stays_level_with_the_log(steps: list[int]) -> None:
    alias = IndexAlias(OLD).add_candidate(EMPTY).write(100).swap(0.9, 0.9)
    for step in steps:
        alias = alias.write(alias.live.log_position + step)
        assert alias.previous is not None
        assert alias.previous.log_position == alias.live.log_position


def test_one_replica_at_a_time_needs_a_third_more_where_all_at_once_need_twice() -> None:
    assert peak_memory_factor(3, 1) == pytest.approx(4 / 3)
    assert peak_memory_factor(3, 3) == 2
    with pytest.raises(ValueError, match="rebuilt_at_once"):
        peak_memory_factor(3, 4)
    with pytest.raises(ValueError, match="replicas"):
        peak_memory_factor(0, 1)
