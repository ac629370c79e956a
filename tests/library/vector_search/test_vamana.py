import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napkinmath.vector_search.exact import distances, exact_neighbors
from napkinmath.vector_search.vamana import Graph, Scores, beam_search, build_graph, robust_prune

LINE = np.arange(300.0)[:, None]


def towards(target: float) -> Scores:
    return lambda ids: np.abs(LINE[ids, 0] - target)


def test_on_a_line_alpha_turns_a_walk_into_leaps() -> None:
    """The example of the paper: neighbours alone make a walk as long as the line."""
    steps = {}
    for alpha in (1.0, 1.2, 2.0):
        graph = build_graph(LINE, degree=64, alpha=alpha, candidates=299)
        walks = [beam_search(graph, towards(x), list_size=1) for x in range(0, 300, 7)]
        assert [int(walk.read[0]) for walk in walks] == list(range(0, 300, 7))
        steps[alpha] = max(walk.rounds for walk in walks)
    assert steps[1.0] == 150 and steps[1.2] < 16 and steps[2.0] <= 9
    assert build_graph(LINE, 64, 1.0).mean_degree == pytest.approx(2, abs=0.01)


@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 1.2, 2.0]))
@settings(max_examples=10, deadline=None)
def test_with_all_candidates_every_node_is_found_without_a_list(seed: int, alpha: float) -> None:
    rows = np.random.default_rng(seed).standard_normal((60, 3))
    graph = build_graph(rows, degree=59, alpha=alpha, candidates=59)
    for target in range(0, 60, 6):
        walk = beam_search(graph, lambda ids, t=target: distances(rows[[t]], rows[ids])[0], 1)
        assert walk.read[0] == target


def test_a_beam_trades_rounds_for_reads_and_finds_the_same() -> None:
    rng = np.random.default_rng(0)
    rows, asked = rng.standard_normal((600, 6)), rng.standard_normal((30, 6))
    graph = build_graph(rows, degree=16, alpha=1.2, candidates=100)
    true = exact_neighbors(asked, rows, 10).ids
    runs = {}
    for beam in (1, 4):
        walks = [beam_search(graph, lambda ids, q=q: distances([q], rows[ids])[0], 40, beam)
                 for q in asked]  # fmt: skip
        found = [len(set(w.read[:10]) & set(t)) / 10 for w, t in zip(walks, true, strict=True)]
        rounds, reads = (np.mean([getattr(w, n) for w in walks]) for n in ("rounds", "reads"))
        runs[beam] = (np.mean(found), rounds, reads)
        assert all(len(set(w.read)) == w.reads <= w.scored <= 600 for w in walks)
        assert all(-(-w.reads // beam) <= w.rounds for w in walks)
    assert min(runs[1][0], runs[4][0]) > 0.97
    assert runs[1][1] == runs[1][2] and runs[4][1] < runs[1][1] / 2 and runs[4][2] >= runs[1][2]


def test_pruning_keeps_one_of_a_clump_and_the_one_behind() -> None:
    points = np.array([[1.0, 0.0], [1.1, 0.0], [1.2, 0.0], [-3.0, 0.0]])
    between = distances(points, points)
    apart = np.linalg.norm(points, axis=1)
    assert robust_prune(apart, between, 4, 1.0).tolist() == [0, 3]
    assert robust_prune(apart, between, 1, 1.0).tolist() == [0]
    assert robust_prune(apart, between, 4, 100.0).tolist() == [0, 1, 2, 3]


def test_twins_are_linked_and_a_node_is_not_its_own_neighbour() -> None:
    graph = build_graph(np.zeros((5, 2)), degree=2, alpha=1.0)
    assert all(node not in row for node, row in enumerate(graph.neighbors.tolist()))
    assert graph.mean_degree > 0


def test_a_graph_in_two_pieces_ends_the_walk() -> None:
    graph = Graph(np.array([[1], [0], [3], [2]]), start=0)
    walk = beam_search(graph, lambda ids: np.abs(ids - 3.0), 4)
    assert walk.read.tolist() == [1, 0] and walk.rounds == 2 and walk.scored == 2


def test_refusals() -> None:
    square = np.zeros((2, 2))
    for bad in (0.9, 0, -1, math.nan):
        with pytest.raises(ValueError, match="alpha must be"):
            robust_prune([1.0, 1.0], square, 1, bad)
        with pytest.raises(ValueError, match="alpha must be"):
            build_graph(LINE, 2, bad)
    with pytest.raises(ValueError, match="between must be"):
        robust_prune([1.0], square, 1, 1.0)
    with pytest.raises(ValueError, match="must not be negative"):
        robust_prune([-1.0, 1.0], square, 1, 1.0)
    with pytest.raises(ValueError, match="vectors must be two or more"):
        build_graph([[1.0]], 2, 1.0)
    graph = build_graph(LINE[:3], 2, 1.0)
    for bad in (0, -1, 1.5):
        with pytest.raises(ValueError, match="degree must be"):
            build_graph(LINE, bad, 1.0)
        with pytest.raises(ValueError, match="degree must be"):
            robust_prune([1.0, 1.0], square, bad, 1.0)
        with pytest.raises(ValueError, match="candidates must be"):
            build_graph(LINE, 2, 1.0, bad)
        with pytest.raises(ValueError, match="list_size must be"):
            beam_search(graph, towards(1), bad)
        with pytest.raises(ValueError, match="beam must be"):
            beam_search(graph, towards(1), 1, bad)
