import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.accelerators.roofline import roofline
from napkinmath.vector_search.brute_force import FlatScan, in_memory_vectors, scanned_vectors

SCAN = FlatScan(10_000_000, 768, 2)
H100 = {"flops_per_s": 989e12, "bytes_per_s": 3.35e12}


def test_ten_million_vectors_on_one_card() -> None:
    assert SCAN.base_bytes == 15.36e9
    alone = roofline(SCAN.flops(), SCAN.moved_bytes(), **H100)
    assert alone.bound == "memory" and alone.time_s == pytest.approx(4.585e-3, rel=1e-3)
    many = roofline(SCAN.flops(1024), SCAN.moved_bytes(1024), **H100)
    assert many.bound == "compute" and many.time_s == pytest.approx(15.9e-3, rel=1e-2)


@given(st.integers(1, 5000), st.integers(1, 10**9), st.integers(1, 4096))
def test_scores_add_what_they_weigh(batch_size: int, n: int, d: int) -> None:
    scan = FlatScan(n, d, 4)
    assert scan.moved_bytes(batch_size) == scan.base_bytes == 4 * n * d
    assert scan.moved_bytes(batch_size, 8) - scan.base_bytes == pytest.approx(8 * n * batch_size)
    assert scan.flops(batch_size) == pytest.approx(batch_size * scan.flops())


@given(st.floats(1, 1000), st.sampled_from([1, 2, 4]))
def test_the_bound_changes_at_the_batch_it_says(ridge: float, value_bytes: int) -> None:
    scan = FlatScan(1000, 64, value_bytes)
    batch_size = scan.memory_bound_batch(ridge)
    below, above = max(1, math.floor(batch_size)), math.ceil(batch_size) + 1
    assert scan.flops(below) / scan.moved_bytes(below) <= max(ridge, 2 / value_bytes)
    assert scan.flops(above) / scan.moved_bytes(above) > ridge


@given(st.floats(1e-4, 10), st.integers(1, 4096))
def test_budget_is_spent_exactly(budget_s: float, d: int) -> None:
    n = scanned_vectors(budget_s, d, value_bytes=2, bytes_per_s=1e12)
    assert n * d * 2 / 1e12 == pytest.approx(budget_s)


@given(st.floats(1e6, 1e12), st.integers(1, 4096))
def test_memory_is_filled_exactly(memory_bytes: float, d: int) -> None:
    assert in_memory_vectors(memory_bytes, d, value_bytes=2) * d * 2 == pytest.approx(memory_bytes)


def test_refusals() -> None:
    for bad in (0, -1, math.nan):
        with pytest.raises(ValueError, match="memory_bytes must be"):
            in_memory_vectors(bad, 768, value_bytes=2)
        with pytest.raises(ValueError, match="value_bytes must be"):
            in_memory_vectors(1e9, 768, value_bytes=bad)
        with pytest.raises(ValueError, match="dimensions must be"):
            in_memory_vectors(1e9, bad, value_bytes=2)
    for bad in (0, -1, 1.5):
        with pytest.raises(ValueError, match="vectors must be"):
            FlatScan(bad, 768, 2)
        with pytest.raises(ValueError, match="dimensions must be"):
            FlatScan(10, bad, 2)
        with pytest.raises(ValueError, match="batch_size must be"):
            SCAN.flops(bad)
        with pytest.raises(ValueError, match="batch_size must be"):
            SCAN.moved_bytes(bad)
        with pytest.raises(ValueError, match="dimensions must be"):
            scanned_vectors(1.0, bad, value_bytes=2, bytes_per_s=1e12)
    for bad in (0, -1, math.nan):
        with pytest.raises(ValueError, match="value_bytes must be"):
            FlatScan(10, 768, bad)
        with pytest.raises(ValueError, match="ridge must be"):
            SCAN.memory_bound_batch(bad)
        with pytest.raises(ValueError, match="budget_s must be"):
            scanned_vectors(bad, 768, value_bytes=2, bytes_per_s=1e12)
        with pytest.raises(ValueError, match="value_bytes must be"):
            scanned_vectors(1.0, 768, value_bytes=bad, bytes_per_s=1e12)
        with pytest.raises(ValueError, match="bytes_per_s must be"):
            scanned_vectors(1.0, 768, value_bytes=2, bytes_per_s=bad)
    with pytest.raises(ValueError, match="score_bytes must be"):
        SCAN.moved_bytes(1, -1)


def test_small_numpy_integers_do_not_overflow() -> None:
    scan = FlatScan(np.int32(10_000_000), np.int16(768), np.int8(2))
    assert scan.base_bytes == 15_360_000_000
    assert scan.moved_bytes(np.int16(1024), 8) == 15_360_000_000 + 81_920_000_000
    assert scan.flops(np.int16(2)) == 30_720_000_000
    with pytest.raises(ValueError, match="score_bytes"):
        scan.moved_bytes(1, None)  # type: ignore[arg-type]
