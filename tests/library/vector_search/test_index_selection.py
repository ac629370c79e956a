import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.diskann import (
    disk_queries_per_s,
    node_bytes,
    search_io_s,
    sectors_per_node,
)
from napkinmath.vector_search.index_memory import vectors_that_fit
from napkinmath.vector_search.index_selection import (
    IndexOption,
    fastest_index,
    latency_crossover,
)

SCAN = IndexOption("scan", 400, 1.0, 0.0, scanned_bytes_per_vector=400)
GRAPH = IndexOption("graph", 528, 0.99, 2e-4)
CODES = IndexOption("codes", 33, 0.9, 1e-3)
ALL = [SCAN, GRAPH, CODES]


def test_the_machine_of_the_paper() -> None:
    assert node_bytes(128, 128, value_bytes=1) == 128 + 4 * 128 < 4096
    assert search_io_s(5, 5, read_s=2e-4, reads_per_s=3e5) == pytest.approx(1e-3)
    assert search_io_s(1, 301, read_s=2e-4, reads_per_s=3e5) == pytest.approx(1.2e-3)
    assert disk_queries_per_s(40, 300_000) == 7500
    assert disk_queries_per_s(40, 300_000, 0.4) == pytest.approx(3000)


@given(st.integers(1, 5000), st.integers(1, 300))
def test_a_node_takes_as_many_sectors_as_it_fills(d: int, degree: int) -> None:
    sectors = sectors_per_node(d, degree)
    assert (sectors - 1) * 4096 < node_bytes(d, degree) <= sectors * 4096


def test_choice_follows_size_memory_and_recall() -> None:
    def name(n: float, min_recall: float = 0.85) -> str | None:
        best = fastest_index(ALL, n, memory_bytes=1e9, min_recall=min_recall, bytes_per_s=1e10)
        return best.name if best else None

    assert [name(n) for n in (1e3, 1e6, 1e7, 1e9)] == ["scan", "graph", "codes", None]
    assert name(1e6, 0.995) == "scan" and name(1e7, 0.95) is None


@given(st.floats(1, 1e9), st.floats(1e6, 1e12), st.floats(0, 1))
def test_what_is_chosen_fits_reaches_and_is_fastest(n: float, memory: float, r: float) -> None:
    best = fastest_index(ALL, n, memory_bytes=memory, min_recall=r, bytes_per_s=1e10)
    able = [o for o in ALL if o.memory_bytes(n) <= memory and o.max_recall >= r]
    assert (best is None) == (not able)
    if best is not None:
        assert best in able
        assert best.latency_s(n, 1e10) == min(o.latency_s(n, 1e10) for o in able)


@given(st.floats(1e-6, 1e-2), st.floats(1, 1e4), st.floats(1e9, 1e12))
def test_at_the_crossover_both_take_as_long(wait: float, each: float, rate: float) -> None:
    slow = IndexOption("s", 1, 1, 0.0, scanned_bytes_per_vector=each)
    jump = IndexOption("j", 1, 1, wait)
    n = latency_crossover(slow, jump, rate)
    assert slow.latency_s(n, rate) == pytest.approx(jump.latency_s(n, rate))


def test_crossovers_at_the_ends() -> None:
    assert latency_crossover(GRAPH, CODES, 1e10) == math.inf
    assert latency_crossover(CODES, GRAPH, 1e10) == 0
    assert (
        latency_crossover(GRAPH, SCAN, 1e10) == 0
    )  # the scan leads from the start, and falls behind later
    assert vectors_that_fit(64e9, 32) == 2e9


def test_refusals() -> None:
    for bad in (0, -1, math.nan, math.inf):
        with pytest.raises(ValueError, match="memory_bytes must be"):
            fastest_index(ALL, 1, memory_bytes=bad, min_recall=0.5, bytes_per_s=1)
        with pytest.raises(ValueError, match="memory_bytes must be"):
            vectors_that_fit(bad, 1)
        with pytest.raises(ValueError, match="vector_bytes must be"):
            vectors_that_fit(1, bad)
        with pytest.raises(ValueError, match="memory_bytes_per_vector must be"):
            IndexOption("x", bad, 1, 1)
        with pytest.raises(ValueError, match="bytes_per_s must be"):
            SCAN.latency_s(1, bad)
        with pytest.raises(ValueError, match="bytes_per_s must be"):
            latency_crossover(SCAN, GRAPH, bad)
        with pytest.raises(ValueError, match="value_bytes must be"):
            node_bytes(8, 8, value_bytes=bad)
        with pytest.raises(ValueError, match="reads must be"):
            disk_queries_per_s(bad, 1)
        with pytest.raises(ValueError, match="reads_per_s must be"):
            disk_queries_per_s(1, bad)
    for bad in (-1, math.nan):
        with pytest.raises(ValueError, match="vectors must be"):
            SCAN.memory_bytes(bad)
        with pytest.raises(ValueError, match="vectors must be"):
            SCAN.latency_s(bad, 1)
        with pytest.raises(ValueError, match="fixed_latency_s must be"):
            IndexOption("x", 1, 1, bad)
        with pytest.raises(ValueError, match="scanned_bytes_per_vector must be"):
            IndexOption("x", 1, 1, 1, bad)
    for bad in (0, -1, math.nan):
        for name in ("io_round_trips", "reads", "read_s", "reads_per_s"):
            asked = {"io_round_trips": 2, "reads": 4, "read_s": 1e-4, "reads_per_s": 1e5, name: bad}
            with pytest.raises(ValueError, match=f"{name} must be"):
                search_io_s(**asked)
    with pytest.raises(ValueError, match="reads must be at least the 5 round trips"):
        search_io_s(5, 4, read_s=1e-4, reads_per_s=1e5)
    for bad in (-0.1, 1.1):
        with pytest.raises(ValueError, match="max_recall must be"):
            IndexOption("x", 1, bad, 1)
        with pytest.raises(ValueError, match="min_recall must be"):
            fastest_index(ALL, 1, memory_bytes=1, min_recall=bad, bytes_per_s=1)
        with pytest.raises(ValueError, match="utilization must be"):
            disk_queries_per_s(1, 1, bad)
    with pytest.raises(ValueError, match="utilization must be"):
        disk_queries_per_s(1, 1, 0)
    for bad_count in (0, 1.5):
        with pytest.raises(ValueError, match="dimensions must be"):
            node_bytes(bad_count, 8)
        with pytest.raises(ValueError, match="degree must be"):
            sectors_per_node(8, bad_count)
    with pytest.raises(ValueError, match="name must not"):
        IndexOption("", 1, 1, 1)
    with pytest.raises(ValueError, match="options must hold"):
        fastest_index([], 1, memory_bytes=1, min_recall=0.5, bytes_per_s=1)
