import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.acorn import (
    SearchResult,
    longer_links,
    matching_links,
    two_hop_links,
    walk,
)
from napkinmath.vector_search.exact import exact_neighbors, recall_at_k


def _points(seed: int, n: int = 400, d: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    base = rng.standard_normal((n, d)).astype(np.float32)
    near = exact_neighbors(base, base, 41).ids[:, 1:]
    return base, rng.standard_normal((20, d)).astype(np.float32), near


def _plain_walk(links, base, query, entries, ef):  # one query, in the words of the paper
    far = {int(e): float(((base[e] - query) ** 2).sum()) for e in entries}
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
    found = walk(links, base, queries, [0, 7, 9], ef)
    for row, query in enumerate(queries):
        kept, compared = _plain_walk(links, base, query, [0, 7, 9], ef)
        ids = found.ids[row][found.ids[row] >= 0]
        assert ids.tolist() == kept and found.compared[row] == compared
    assert (np.diff(found.distances, axis=1) >= 0).all()


def test_a_complete_graph_is_an_exact_search() -> None:
    base, queries, _ = _points(1, n=60)
    links = np.broadcast_to(np.arange(60), (60, 60))
    found = walk(links, base, queries, [3], 10)
    assert recall_at_k(found.ids, exact_neighbors(queries, base, 10).ids, 10) == 1
    assert (found.compared == 60).all()


def test_a_walk_that_meets_few_is_short_and_says_so() -> None:
    found = walk([[1], [0], [-1]], np.eye(3), np.eye(3)[:1], [0], 4)
    assert found.ids.tolist() == [[0, 1, -1, -1]]
    assert np.isinf(found.distances[0, 2:]).all() and found.compared.tolist() == [2]
    assert found.top(2, [False, True, True]).tolist() == [[1, -1]]


@given(st.integers(0, 5), st.floats(0.05, 0.9))
def test_links_among_matches_lead_to_matches(seed: int, share: float) -> None:
    _, _, near = _points(seed, n=60)
    mask = np.random.default_rng(seed).random(60) < share
    mask[0] = True
    links = near[:, :5]
    direct, wider = matching_links(links, mask, 5), two_hop_links(links, mask, 9)
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
    assert matching_links(links, mask, 2).tolist() == [[3, 2], [2, 3], [0, -1], [0, 2]]
    assert matching_links(links, mask, 9).shape == (4, 4)


def test_longer_lists_keep_links_first_and_nothing_twice() -> None:
    _, _, near = _points(2)
    longer = longer_links(near[:, ::8], near, 20)
    assert (longer[:, :5] == near[:, ::8]).all()
    assert all(len(set(row)) == 20 for row in longer)
    assert longer_links([[-1], [0]], [[1], [-1]], 3).tolist() == [[1, -1, -1], [0, -1, -1]]


def test_longer_lists_mend_what_a_filter_breaks() -> None:
    base, queries, near = _points(3, n=2000)
    mask = np.random.default_rng(4).random(2000) < 0.1
    ids = np.flatnonzero(mask)
    true = ids[exact_neighbors(queries, base[ids], 10).ids]
    broken = walk(matching_links(near[:, :8], mask, 8), base, queries, ids[:4], 20)
    mended = walk(matching_links(near, mask, 8), base, queries, ids[:4], 20)
    looked = walk(two_hop_links(near[:, :8], mask, 8), base, queries, ids[:4], 20)
    scores = [recall_at_k(found.top(10), true, 10) for found in (broken, mended, looked)]
    assert scores[0] < 0.3 < scores[2] and scores[0] < 0.3 < scores[1]


def test_refusals() -> None:
    links, base = [[1], [0]], np.eye(2)
    with pytest.raises(ValueError, match="must fit"):
        walk(links, np.eye(3), base, [0], 1)
    with pytest.raises(ValueError, match="must fit"):
        walk(links, base, np.eye(3), [0], 1)
    for bad in ([], [2], [-1], [0.5]):
        with pytest.raises(ValueError, match="entries must be nodes between 0 and 1"):
            walk(links, base, base, bad, 1)
    with pytest.raises(ValueError, match="ef must be"):
        walk(links, base, base, [0], 0)
    with pytest.raises(ValueError, match="k must be at most ef"):
        SearchResult(np.zeros((1, 2), dtype=int), np.zeros((1, 2)), np.zeros(1, dtype=int)).top(3)
    for mask in ([1, 0], [True], [[True, True]]):
        with pytest.raises(ValueError, match="boolean for each node"):
            walk(links, base, base, [0], 1).top(1, mask)
    for call in (matching_links, two_hop_links):
        with pytest.raises(ValueError, match="width must be"):
            call(links, [True, True], 0)
        with pytest.raises(ValueError, match="matches must be"):
            call(links, [True], 1)
    with pytest.raises(ValueError, match="equal rows"):
        longer_links(links, [[0]], 1)
    with pytest.raises(ValueError, match="width must be"):
        longer_links(links, links, 0)
