import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napkinmath.vector_search.exact import distances, exact_neighbors
from napkinmath.vector_search.vamana import (
    VamanaGraph,
    _DistancesTo,
    _robust_prune,
    beam_search,
    build_vamana,
)

LINE = np.arange(300.0)[:, None]


def towards(target: float) -> _DistancesTo:
    return lambda ids: np.abs(LINE[ids, 0] - target)


def test_on_a_line_alpha_turns_a_walk_into_leaps() -> None:
    """The example of the paper: neighbours alone make a walk as long as the line."""
    steps = {}
    for alpha in (1.0, 1.2, 2.0):
        graph = build_vamana(LINE, max_degree=64, alpha=alpha, candidates=299)
        walks = [beam_search(graph, towards(x), list_size=1) for x in range(0, 300, 7)]
        assert [int(walk.ids[0]) for walk in walks] == list(range(0, 300, 7))
        steps[alpha] = max(walk.io_round_trips for walk in walks)
    assert steps[1.0] == 150 and steps[1.2] < 16 and steps[2.0] <= 9
    assert build_vamana(LINE, 64, 1.0).mean_degree == pytest.approx(2, abs=0.01)


@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 1.2, 2.0]))
@settings(max_examples=10, deadline=None)
def test_with_all_candidates_every_node_is_found_without_a_list(seed: int, alpha: float) -> None:
    rows = np.random.default_rng(seed).standard_normal((60, 3))
    graph = build_vamana(rows, max_degree=59, alpha=alpha, candidates=59)
    for target in range(0, 60, 6):
        walk = beam_search(graph, lambda ids, t=target: distances(rows[[t]], rows[ids])[0], 1)
        assert walk.ids[0] == target


def test_a_beam_trades_rounds_for_reads_and_finds_the_same() -> None:
    rng = np.random.default_rng(0)
    rows, asked = rng.standard_normal((600, 6)), rng.standard_normal((30, 6))
    graph = build_vamana(rows, max_degree=16, alpha=1.2, candidates=100)
    true = exact_neighbors(asked, rows, 10).ids
    runs = {}
    for beam_width in (1, 4):
        walks = [beam_search(graph, lambda ids, q=q: distances([q], rows[ids])[0], 40, beam_width)
                 for q in asked]  # fmt: skip
        found = [len(set(w.ids[:10]) & set(t)) / 10 for w, t in zip(walks, true, strict=True)]
        io_round_trips, reads = (
            np.mean([getattr(w, n) for w in walks]) for n in ("io_round_trips", "reads")
        )
        runs[beam_width] = (np.mean(found), io_round_trips, reads)
        assert all(len(set(w.ids)) == w.reads <= w.distance_computations <= 600 for w in walks)
        assert all(-(-w.reads // beam_width) <= w.io_round_trips for w in walks)
    assert min(runs[1][0], runs[4][0]) > 0.97
    assert runs[1][1] == runs[1][2] and runs[4][1] < runs[1][1] / 2 and runs[4][2] >= runs[1][2]


def test_pruning_keeps_one_of_a_clump_and_the_one_behind() -> None:
    points = np.array([[1.0, 0.0], [1.1, 0.0], [1.2, 0.0], [-3.0, 0.0]])
    between = distances(points, points)
    apart = np.linalg.norm(points, axis=1)

    def kept(max_degree: int, alpha: float) -> list[int]:
        return _robust_prune(apart, lambda node: between[node], max_degree, alpha).tolist()

    assert kept(4, 1.0) == [0, 3]
    assert kept(1, 1.0) == [0]
    assert kept(4, 100.0) == [0, 1, 2, 3]


def test_twins_are_linked_and_a_node_is_not_its_own_neighbour() -> None:
    graph = build_vamana(np.zeros((5, 2)), max_degree=2, alpha=1.0)
    assert all(node not in row for node, row in enumerate(graph.neighbors.tolist()))
    assert graph.mean_degree > 0


def test_a_graph_in_two_pieces_ends_the_walk() -> None:
    graph = VamanaGraph(np.array([[1], [0], [3], [2]]), entry_point=0)
    walk = beam_search(graph, lambda ids: np.abs(ids - 3.0), 4)
    assert (
        walk.ids.tolist() == [1, 0] and walk.io_round_trips == 2 and walk.distance_computations == 2
    )


def test_refusals() -> None:
    for bad in (0.9, 0, -1, math.nan):
        with pytest.raises(ValueError, match="alpha must be"):
            build_vamana(LINE, 2, bad)
    with pytest.raises(ValueError, match="vectors must be two or more"):
        build_vamana([[1.0]], 2, 1.0)
    graph = build_vamana(LINE[:3], 2, 1.0)
    for bad in (0, -1, 1.5):
        with pytest.raises(ValueError, match="max_degree must be"):
            build_vamana(LINE, bad, 1.0)
        with pytest.raises(ValueError, match="candidates must be"):
            build_vamana(LINE, 2, 1.0, bad)
        with pytest.raises(ValueError, match="list_size must be"):
            beam_search(graph, towards(1), bad)
        with pytest.raises(ValueError, match="beam_width must be"):
            beam_search(graph, towards(1), 1, bad)


@pytest.mark.parametrize(("scale", "shift"), [(2.0**100, 0.0), (2.0**-100, 0.0), (1.0, 1e9)])
def test_a_graph_does_not_depend_on_scale_and_shift(scale: float, shift: float) -> None:
    rows = np.random.default_rng(0).integers(0, 60, (150, 5)).astype(float)
    here = build_vamana(rows, 8, 1.2, candidates=30)
    there = build_vamana(rows * scale + shift, 8, 1.2, candidates=30)
    assert (there.neighbors == here.neighbors).all() and there.entry_point == here.entry_point
