import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_database.index_build import (
    index_build_s,
    indexing_utilization,
    merge_levels,
    write_amplification,
)


@given(st.floats(1e3, 1e9), st.floats(1.0, 1e5), st.integers(1, 64), st.floats(0.0, 1.0))
def test_threads_never_beat_their_number_nor_the_serial_part(
    vectors: float, rate: float, threads: int, serial_share: float
) -> None:
    one_s = index_build_s(vectors, rate)
    many_s = index_build_s(vectors, rate, threads=threads, serial_share=serial_share)
    assert one_s / threads <= many_s * (1 + 1e-12)
    assert serial_share * one_s <= many_s * (1 + 1e-12)
    assert many_s <= one_s * (1 + 1e-12)


def test_amdahl() -> None:
    one_s = index_build_s(1e6, 1000.0)
    assert one_s / index_build_s(1e6, 1000.0, threads=16, serial_share=0.05) == pytest.approx(
        9.142857
    )


def test_levels_are_counted_by_merging() -> None:
    assert merge_levels(1_000_000, 1000, 10) == 3
    assert merge_levels(1_000_001, 1000, 10) == 4
    assert merge_levels(1000, 1000, 2) == 0


def test_a_simulated_index_writes_as_the_law_says() -> None:
    live, cap = 10_000, 0.2
    deleted_share = written = taken = 0
    for _ in range(100_000):
        deleted_share, written, taken = deleted_share + 1, written + 1, taken + 1
        if deleted_share / (deleted_share + live) >= cap:
            deleted_share, written = 0, written + live
    assert written / taken == pytest.approx(write_amplification(cap), rel=0.02)


def test_busy_share_is_writes_over_rate() -> None:
    assert indexing_utilization(100.0, 5000.0, 5.0) == 0.1
    assert indexing_utilization(0.0, 5000.0, 1.0) == 0


def test_values_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="vectors"):
        index_build_s(0.0, 1.0)
    with pytest.raises(ValueError, match="inserts_per_s"):
        index_build_s(1.0, 0.0)
    with pytest.raises(ValueError, match="threads"):
        index_build_s(1.0, 1.0, threads=0)
    with pytest.raises(ValueError, match="serial_share"):
        index_build_s(1.0, 1.0, serial_share=1.1)
    with pytest.raises(ValueError, match="vectors"):
        merge_levels(0.0, 1.0, 2)
    with pytest.raises(ValueError, match="segment_vectors"):
        merge_levels(1.0, 0.0, 2)
    with pytest.raises(ValueError, match="fan_in"):
        merge_levels(1.0, 1.0, 1)
    for bad in (0.0, 1.0):
        with pytest.raises(ValueError, match="deleted_share"):
            write_amplification(bad)
    with pytest.raises(ValueError, match="updates_per_s"):
        indexing_utilization(-1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="inserts_per_s"):
        indexing_utilization(1.0, 0.0, 1.0)
    with pytest.raises(ValueError, match="amplification"):
        indexing_utilization(1.0, 1.0, 0.5)
