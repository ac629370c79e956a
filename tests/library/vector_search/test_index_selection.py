import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.diskann import (
    latency_s,
    node_bytes,
    queries_per_s,
    reads_each,
    threads_needed,
    walk_s,
)
from napkinmath.vector_search.index_selection import Option, choose, crossover, vectors_that_fit

SCAN = Option("scan", 400, 1.0, 0.0, read_bytes_each=400)
GRAPH = Option("graph", 528, 0.99, 2e-4)
CODES = Option("codes", 33, 0.9, 1e-3)
ALL = [SCAN, GRAPH, CODES]


def test_the_machine_of_the_paper() -> None:
    assert node_bytes(128, 128, value_bytes=1) == 128 + 4 * 128 < 4096
    assert threads_needed(5000, 3e-3) == pytest.approx(15)  # of 16
    assert latency_s(5, 2e-4) == pytest.approx(1e-3)
    assert walk_s(5, 5, read_s=2e-4, reads_per_s=3e5) == latency_s(5, 2e-4)
    assert walk_s(1, 301, read_s=2e-4, reads_per_s=3e5) == pytest.approx(1.2e-3)
    assert queries_per_s(40, 300_000) == 7500
    assert queries_per_s(40, 300_000, 0.4) == pytest.approx(3000)


@given(st.integers(1, 5000), st.integers(1, 300))
def test_a_node_takes_as_many_sectors_as_it_fills(d: int, degree: int) -> None:
    sectors = reads_each(d, degree)
    assert (sectors - 1) * 4096 < node_bytes(d, degree) <= sectors * 4096


def test_choice_follows_size_memory_and_recall() -> None:
    def name(n: float, recall: float = 0.85) -> str | None:
        best = choose(ALL, n, memory_bytes=1e9, recall=recall, bytes_per_s=1e10)
        return best.name if best else None

    assert [name(n) for n in (1e3, 1e6, 1e7, 1e9)] == ["scan", "graph", "codes", None]
    assert name(1e6, 0.995) == "scan" and name(1e7, 0.95) is None


@given(st.floats(1, 1e9), st.floats(1e6, 1e12), st.floats(0, 1))
def test_what_is_chosen_fits_reaches_and_is_fastest(n: float, memory: float, r: float) -> None:
    best = choose(ALL, n, memory_bytes=memory, recall=r, bytes_per_s=1e10)
    able = [o for o in ALL if o.memory_bytes(n) <= memory and o.best_recall >= r]
    assert (best is None) == (not able)
    if best is not None:
        assert best in able
        assert best.query_s(n, 1e10) == min(o.query_s(n, 1e10) for o in able)


@given(st.floats(1e-6, 1e-2), st.floats(1, 1e4), st.floats(1e9, 1e12))
def test_at_the_crossover_both_take_as_long(wait: float, each: float, rate: float) -> None:
    slow = Option("s", 1, 1, 0.0, read_bytes_each=each)
    jump = Option("j", 1, 1, wait)
    n = crossover(slow, jump, rate)
    assert slow.query_s(n, rate) == pytest.approx(jump.query_s(n, rate))


def test_crossovers_at_the_ends() -> None:
    assert crossover(GRAPH, CODES, 1e10) == math.inf
    assert crossover(CODES, GRAPH, 1e10) == 0
    assert (
        crossover(GRAPH, SCAN, 1e10) == 0
    )  # the scan leads from the start, and falls behind later
    assert vectors_that_fit(64e9, 32) == 2e9


def test_refusals() -> None:
    for bad in (0, -1, math.nan, math.inf):
        with pytest.raises(ValueError, match="memory_bytes must be"):
            choose(ALL, 1, memory_bytes=bad, recall=0.5, bytes_per_s=1)
        with pytest.raises(ValueError, match="memory_bytes must be"):
            vectors_that_fit(bad, 1)
        with pytest.raises(ValueError, match="bytes_each must be"):
            vectors_that_fit(1, bad)
        with pytest.raises(ValueError, match="bytes_each must be"):
            Option("x", bad, 1, 1)
        with pytest.raises(ValueError, match="bytes_per_s must be"):
            SCAN.query_s(1, bad)
        with pytest.raises(ValueError, match="bytes_per_s must be"):
            crossover(SCAN, GRAPH, bad)
        with pytest.raises(ValueError, match="value_bytes must be"):
            node_bytes(8, 8, value_bytes=bad)
        with pytest.raises(ValueError, match="read_s must be"):
            latency_s(1, bad)
        with pytest.raises(ValueError, match="reads must be"):
            queries_per_s(bad, 1)
        with pytest.raises(ValueError, match="reads_per_s must be"):
            queries_per_s(1, bad)
    for bad in (-1, math.nan):
        with pytest.raises(ValueError, match="vectors must be"):
            SCAN.memory_bytes(bad)
        with pytest.raises(ValueError, match="vectors must be"):
            SCAN.query_s(bad, 1)
        with pytest.raises(ValueError, match="wait_s must be"):
            Option("x", 1, 1, bad)
        with pytest.raises(ValueError, match="read_bytes_each must be"):
            Option("x", 1, 1, 1, bad)
        with pytest.raises(ValueError, match="rounds must be"):
            latency_s(bad, 1)
        with pytest.raises(ValueError, match="compute_s must be"):
            latency_s(1, 1, bad)
        with pytest.raises(ValueError, match="queries_per_s must be"):
            threads_needed(bad, 1)
        with pytest.raises(ValueError, match="latency_s must be"):
            threads_needed(1, bad)
    for bad in (0, -1, math.nan):
        for name in ("rounds", "reads", "read_s", "reads_per_s"):
            asked = {"rounds": 2, "reads": 4, "read_s": 1e-4, "reads_per_s": 1e5, name: bad}
            with pytest.raises(ValueError, match=f"{name} must be"):
                walk_s(**asked)
    with pytest.raises(ValueError, match="reads must be at least the 5 rounds"):
        walk_s(5, 4, read_s=1e-4, reads_per_s=1e5)
    for bad in (-0.1, 1.1):
        with pytest.raises(ValueError, match="best_recall must be"):
            Option("x", 1, bad, 1)
        with pytest.raises(ValueError, match="recall must be"):
            choose(ALL, 1, memory_bytes=1, recall=bad, bytes_per_s=1)
        with pytest.raises(ValueError, match="load must be"):
            queries_per_s(1, 1, bad)
    with pytest.raises(ValueError, match="load must be"):
        queries_per_s(1, 1, 0)
    for bad_count in (0, 1.5):
        with pytest.raises(ValueError, match="dimensions must be"):
            node_bytes(bad_count, 8)
        with pytest.raises(ValueError, match="degree must be"):
            reads_each(8, bad_count)
    with pytest.raises(ValueError, match="name must not"):
        Option("", 1, 1, 1)
    with pytest.raises(ValueError, match="options must hold"):
        choose([], 1, memory_bytes=1, recall=0.5, bytes_per_s=1)
