import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search._links import checked_links, checked_mask
from napkinmath.vector_search.filtered_graph import (
    giant_component_share,
    largest_component_share,
    mean_matching_degree,
    percolation_threshold,
    undirected_edges,
)


def _random_graph(nodes: int, mean_degree: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    links = rng.integers(0, nodes, (2, round(nodes * mean_degree / 2)))
    return links[:, links[0] != links[1]]


def test_giant_component_of_the_closed_form() -> None:
    assert giant_component_share(3.2) == pytest.approx(0.9525545450251297, rel=1e-9)
    assert giant_component_share(1.6) == pytest.approx(0.6419813173417007, rel=1e-9)
    assert giant_component_share(2.0) == pytest.approx(0.7968121300200202, rel=1e-12)
    assert giant_component_share(2 * math.log(2)) == pytest.approx(0.5, rel=1e-12)
    assert (
        giant_component_share(0.8)
        == 0
        == giant_component_share(1)
        == giant_component_share(0)
        == giant_component_share(1 + 1e-15)
    )
    assert giant_component_share(800.0) == pytest.approx(1.0)


@given(st.floats(1.001, 50))
def test_the_share_solves_its_equation(mean_degree: float) -> None:
    share = giant_component_share(mean_degree)
    assert 0 < share <= 1 and share == pytest.approx(1 - math.exp(-mean_degree * share), abs=1e-9)
    assert giant_component_share(mean_degree + 0.1) >= share


def test_a_random_graph_has_the_giant_of_the_law() -> None:
    everyone = np.ones(20_000, dtype=bool)
    for mean_degree in (1.3, 2.0, 4.0):
        edges = _random_graph(20_000, mean_degree, seed=0)
        assert largest_component_share(edges, everyone) == pytest.approx(
            giant_component_share(mean_degree), abs=0.02
        )


def test_a_random_filter_thins_the_degree() -> None:
    edges = _random_graph(20_000, 16.0, seed=1)
    kept = np.random.default_rng(2).random(20_000) < 0.1
    assert mean_matching_degree(edges, kept) == pytest.approx(1.6, abs=0.1)
    assert largest_component_share(edges, kept) == pytest.approx(
        giant_component_share(1.6), abs=0.08
    )


@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20), st.integers(0, 4095)
)
def test_pieces_are_those_of_a_search(pairs: list[tuple[int, int]], bits: int) -> None:
    mask = np.array([bool(bits >> i & 1) for i in range(12)])
    mask[0] = True
    around: dict[int, set[int]] = {i: set() for i in range(12)}
    for a, b in pairs:
        if mask[a] and mask[b]:
            around[a].add(b)
            around[b].add(a)
    best, left = 0, set(np.flatnonzero(mask).tolist())
    while left:
        piece, todo = set(), [left.pop()]
        while todo:
            node = todo.pop()
            piece.add(node)
            todo += around[node] - piece
        left -= piece
        best = max(best, len(piece))
    edges = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    assert largest_component_share(edges, mask) == pytest.approx(best / mask.sum())


def test_edges_are_pairs_and_loops_are_none() -> None:
    assert undirected_edges([[1, 2], [0, 1], [-1, 0]]).tolist() == [[0, 0], [1, 2]]


def test_the_threshold_of_a_random_graph() -> None:
    assert percolation_threshold(20.0) == 1 / 20
    assert giant_component_share(20 * 0.99 / 20) == 0 < giant_component_share(20 * 1.01 / 20)


def test_refusals() -> None:
    for bad in ([1, 2], np.ones((2, 2)), np.empty((0, 3), dtype=int)):
        with pytest.raises(ValueError, match="links must be"):
            checked_links(bad)
    for bad in ([[2], [0]], [[-2], [0]]):
        with pytest.raises(ValueError, match="links must lie between -1 and 1"):
            checked_links(bad)
    for bad in ([1, 0], [True]):
        with pytest.raises(ValueError, match="matches must be 2 booleans"):
            checked_mask(bad, 2)
    with pytest.raises(ValueError, match="one node or more"):
        checked_mask([False, False], 2)
    for call in (mean_matching_degree, largest_component_share):
        with pytest.raises(ValueError, match="edges must be"):
            call([[0, 1]], [True, True])
        with pytest.raises(ValueError, match="edges must lie"):
            call([[0], [2]], [True, True])
    with pytest.raises(ValueError, match="mean_degree must be"):
        giant_component_share(-1)
    for bad in (0, 1, -2):
        with pytest.raises(ValueError, match="mean_degree must be"):
            percolation_threshold(bad)


@given(st.floats(1.01, 50))
def test_the_giant_component_is_the_lambert_function_of_scipy(degree: float) -> None:
    special = pytest.importorskip("scipy.special")
    theirs = 1 + special.lambertw(-degree * math.exp(-degree)).real / degree
    assert giant_component_share(degree) == pytest.approx(theirs, rel=1e-9)


@given(st.integers(2, 60), st.floats(0.5, 3), st.integers(0, 1000))
def test_the_largest_component_is_that_of_scipy(nodes: int, degree: float, seed: int) -> None:
    sparse, graphs = (pytest.importorskip(f"scipy.sparse{part}") for part in ("", ".csgraph"))
    rng = np.random.default_rng(seed)
    edges, mask = _random_graph(nodes, degree, seed), rng.random(nodes) < 0.7
    mask[0] = True
    kept = edges[:, mask[edges[0]] & mask[edges[1]]]
    graph = sparse.coo_array((np.ones(kept.shape[1]), kept), shape=(nodes, nodes))
    label = graphs.connected_components(graph, directed=False)[1]
    theirs = np.bincount(label[mask]).max() / mask.sum()
    assert largest_component_share(edges, mask) == pytest.approx(theirs)
