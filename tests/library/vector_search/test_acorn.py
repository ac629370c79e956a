import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.acorn import (
    GraphSearchResult,
    expanded_links,
    graph_search,
    predicate_subgraph,
    two_hop_links,
)
from napkinmath.vector_search.exact import exact_neighbors, recall_at_k


def _points(seed: int, n: int = 400, d: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    base = rng.standard_normal((n, d)).astype(np.float32)
    near = exact_neighbors(base, base, 41).ids[:, 1:]
    return base, rng.standard_normal((20, d)).astype(np.float32), near


def _plain_search(links, base, query, entry_points, ef):  # one query, in the words of the paper
    far = {int(e): float(((base[e] - query) ** 2).sum()) for e in entry_points}
    kept = sorted(far, key=lambda i: far[i])[:ef]
    spent: set[int] = set()
    while todo := [i for i in kept if i not in spent]:
        node = todo[0]
        spent.add(node)
        for other in links[node]:
            if other >= 0 and int(other) not in far:
                far[int(other)] = float(((base[other] - query) ** 2).sum())
                kept.append(int(other))
        kept = sorted(kept, key=lambda i: far[i])[:ef]
    return kept, len(far)


@pytest.mark.parametrize("ef", [1, 5, 30])
def test_queries_that_walk_together_walk_as_if_alone(ef: int) -> None:
    base, queries, near = _points(0)
    links = near[:, :6]
    found = graph_search(links, base, queries, [0, 7, 9], ef)
    for row, query in enumerate(queries):
        kept, distance_computations = _plain_search(links, base, query, [0, 7, 9], ef)
        ids = found.ids[row][found.ids[row] >= 0]
        assert ids.tolist() == kept and found.distance_computations[row] == distance_computations
    assert (np.diff(found.distances, axis=1) >= 0).all()


def test_a_complete_graph_is_an_exact_search() -> None:
    base, queries, _ = _points(1, n=60)
    links = np.broadcast_to(np.arange(60), (60, 60))
    found = graph_search(links, base, queries, [3], 10)
    assert recall_at_k(found.ids, exact_neighbors(queries, base, 10).ids, 10) == 1
    assert (found.distance_computations == 60).all()


def test_a_walk_that_meets_few_is_short_and_says_so() -> None:
    found = graph_search([[1], [0], [-1]], np.eye(3), np.eye(3)[:1], [0], 4)
    assert found.ids.tolist() == [[0, 1, -1, -1]]
    assert np.isinf(found.distances[0, 2:]).all() and found.distance_computations.tolist() == [2]
    assert found.top(2, [False, True, True]).tolist() == [[1, -1]]


@given(st.integers(0, 5), st.floats(0.05, 0.9))
def test_links_among_matches_lead_to_matches(seed: int, share: float) -> None:
    _, _, near = _points(seed, n=60)
    mask = np.random.default_rng(seed).random(60) < share
    mask[0] = True
    links = near[:, :5]
    direct, wider = predicate_subgraph(links, mask, 5), two_hop_links(links, mask, 9)
    for table in (direct, wider):
        assert mask[table[table >= 0]].all()
    assert (wider[~mask] == -1).all()
    for node in np.flatnonzero(mask):
        kept, reached = set(direct[node]) - {-1}, set(wider[node]) - {-1}
        assert kept == {i for i in links[node] if mask[i]} and kept <= reached
        assert node not in reached and len(reached) == (wider[node] >= 0).sum()


def test_the_first_links_to_matches_are_kept_in_order() -> None:
    links = [[3, 1, 2, -1], [2, 3, 0, -1], [0, -1, -1, -1], [-1, 1, 0, 2]]
    mask = [True, False, True, True]
    assert predicate_subgraph(links, mask, 2).tolist() == [[3, 2], [2, 3], [0, -1], [0, 2]]
    assert predicate_subgraph(links, mask, 9).shape == (4, 4)


def test_longer_lists_keep_links_first_and_nothing_twice() -> None:
    _, _, near = _points(2)
    longer = expanded_links(near[:, ::8], near, 20)
    assert (longer[:, :5] == near[:, ::8]).all()
    assert all(len(set(row)) == 20 for row in longer)
    assert expanded_links([[-1], [0]], [[1], [-1]], 3).tolist() == [[1, -1, -1], [0, -1, -1]]


def test_longer_lists_mend_what_a_filter_breaks() -> None:
    base, queries, near = _points(3, n=2000)
    mask = np.random.default_rng(4).random(2000) < 0.1
    ids = np.flatnonzero(mask)
    true = ids[exact_neighbors(queries, base[ids], 10).ids]
    broken = graph_search(predicate_subgraph(near[:, :8], mask, 8), base, queries, ids[:4], 20)
    mended = graph_search(predicate_subgraph(near, mask, 8), base, queries, ids[:4], 20)
    looked = graph_search(two_hop_links(near[:, :8], mask, 8), base, queries, ids[:4], 20)
    scores = [recall_at_k(found.top(10), true, 10) for found in (broken, mended, looked)]
    assert scores[0] < 0.3 < scores[2] and scores[0] < 0.3 < scores[1]


def test_refusals() -> None:
    links, base = [[1], [0]], np.eye(2)
    with pytest.raises(ValueError, match="links and base must have equal rows"):
        graph_search(links, np.ones((3, 2)), base, [0], 1)
    with pytest.raises(ValueError, match="must have equal columns"):
        graph_search(links, base, np.eye(3), [0], 1)
    for bad in ([], [2], [-1], [0.5]):
        with pytest.raises(ValueError, match="entry_points must be nodes between 0 and 1"):
            graph_search(links, base, base, bad, 1)
    with pytest.raises(ValueError, match="ef must be"):
        graph_search(links, base, base, [0], 0)
    with pytest.raises(ValueError, match="k must be at most ef"):
        GraphSearchResult(
            np.zeros((1, 2), dtype=int), np.zeros((1, 2)), np.zeros(1, dtype=int)
        ).top(3)
    for mask in ([1, 0], [True], [[True, True]]):
        with pytest.raises(ValueError, match="boolean for each node"):
            graph_search(links, base, base, [0], 1).top(1, mask)
    for call in (predicate_subgraph, two_hop_links):
        with pytest.raises(ValueError, match="max_degree must be"):
            call(links, [True, True], 0)
        with pytest.raises(ValueError, match="matches must be"):
            call(links, [True], 1)
    with pytest.raises(ValueError, match="equal rows"):
        expanded_links(links, [[0]], 1)
    with pytest.raises(ValueError, match="max_degree must be"):
        expanded_links(links, links, 0)


@pytest.mark.parametrize(
    ("scale", "shift"), [(2.0**100, 0.0), (2.0**-100, 0.0), (1.0, 1e9), (2.0**400, 0.0)]
)
def test_a_search_does_not_depend_on_scale_and_shift(scale: float, shift: float) -> None:
    rng = np.random.default_rng(0)
    base, queries = rng.integers(0, 50, (200, 4)), rng.integers(0, 50, (8, 4)).astype(float)
    links = exact_neighbors(base, base, 9).ids[:, 1:]
    here = graph_search(links, base, queries, [0], 10)
    there = graph_search(links, base * scale + shift, queries * scale + shift, [0], 10)
    assert (there.ids == here.ids).all()
    assert there.distances == pytest.approx(here.distances * scale, rel=1e-6)
    assert (there.distance_computations == here.distance_computations).all()


def test_vectors_that_are_no_numbers_and_links_twice_are_refused() -> None:
    links, base = [[1], [0]], np.eye(2)
    with pytest.raises(ValueError, match="base must hold finite numbers"):
        graph_search(links, [[np.nan, 0.0], [0.0, 1.0]], base, [0], 1)
    with pytest.raises(ValueError, match="queries must hold finite numbers"):
        graph_search(links, base, [[np.inf, 0.0]], [0], 1)
    with pytest.raises(ValueError, match="queries must not be empty"):
        graph_search(links, base, np.empty((0, 2)), [0], 1)
    with pytest.raises(ValueError, match="links must not repeat a node in a row, row 0 does"):
        graph_search([[1, 1], [0, -1]], base, base, [0], 1)
