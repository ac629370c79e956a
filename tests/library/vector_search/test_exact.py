import math

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napkinmath.vector_search import _flat_scan as flat_scan
from napkinmath.vector_search.exact import (
    distance_recall_at_k,
    distances,
    exact_neighbors,
    recall_at_k,
    recall_at_k_per_query,
)

METRICS = ["l2", "cosine", "ip"]


def long_double(queries: np.ndarray, base: np.ndarray, metric: str) -> np.ndarray:
    """Return distances by the textbook formula with more digits than float64 has."""
    asked, stored = queries.astype(np.longdouble), base.astype(np.longdouble)
    if metric == "l2":
        return np.sqrt(((asked[:, None] - stored[None]) ** 2).sum(axis=2))
    product = asked @ stored.T
    if metric == "ip":
        return -product
    lengths = (asked * asked).sum(axis=1)[:, None] * (stored * stored).sum(axis=1)[None]
    return 1 - product / np.sqrt(lengths)


def by_sorting(queries: np.ndarray, base: np.ndarray, k: int, metric: str) -> np.ndarray:
    """Return ids by sorting every distance, ties by id: slow and plain."""
    apart = distances(queries, base, metric)
    ids = np.broadcast_to(np.arange(len(base)), apart.shape)
    return np.lexsort((ids, apart), axis=1)[:, :k]


def data(kind: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return (queries, base) of a kind that trips a careless search."""
    n, d, q = int(rng.integers(2, 3000)), int(rng.integers(1, 40)), int(rng.integers(1, 20))
    base, queries = rng.standard_normal((n, d)), rng.standard_normal((q, d))
    match kind:
        case "whole numbers":
            return rng.integers(1, 4, (q, d)), rng.integers(1, 4, (n, d))
        case "far from the origin":
            return queries + 1e6, base + 1e6
        case "every size":
            return queries, base * 10.0 ** rng.integers(-30, 30, (n, 1))
        case "tiny" | "huge":
            size = 1e-120 if kind == "tiny" else 1e120
            return queries * size, base * size
        case "duplicates":
            base = base[rng.integers(0, max(1, n // 10), n)]
            return base[:q], base
        case "alike to the last digits":
            base = np.ones((n, d))
            base[:, 0] += 1e-9 * rng.integers(0, 5, n)
            return np.ones((q, d)), base
        case "float32":
            return queries.astype(np.float32), base.astype(np.float32)
        case "half precision":
            return queries.astype(np.float16), base.astype(np.float16)
        case _:
            return queries, base


KINDS = [
    "plain",
    "whole numbers",
    "far from the origin",
    "every size",
    "tiny",
    "huge",
    "duplicates",
    "alike to the last digits",
    "float32",
    "half precision",
]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_neighbors_are_those_of_sorting_all_distances(kind: str, metric: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    queries, base = data(kind, rng)
    k = int(rng.integers(1, len(base) + 1)) if seed else min(10, len(base))
    found = exact_neighbors(queries, base, k, metric)
    assert (found.ids == by_sorting(queries, base, k, metric)).all()
    assert (found.distances == np.sort(distances(queries, base, metric), axis=1)[:, :k]).all()


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("size", [1.0, 1e-200])  # of 1e-200 a square is no float64
def test_the_layout_in_memory_does_not_matter(metric: str, size: float) -> None:
    rng = np.random.default_rng(8)
    queries, base = size * rng.standard_normal((30, 17)), size * rng.standard_normal((900, 17))
    base[450:] = base[:450]
    base, queries = np.asfortranarray(base)[:, ::-1], np.asfortranarray(queries)[:, ::-1]
    found = exact_neighbors(queries, base, 12, metric)
    rows = exact_neighbors(queries.copy("C"), base.copy("C"), 12, metric)
    assert (found.ids == by_sorting(queries, base, 12, metric)).all()
    assert (found.ids == rows.ids).all() and (found.distances == rows.distances).all()


def test_one_giant_does_not_make_a_candidate_of_every_vector(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(9)
    queries, base = rng.standard_normal((20, 16)), rng.standard_normal((4000, 16))
    base[3] = 1e6
    monkeypatch.setattr(flat_scan, "_CELLS", 20 * 400)  # ten blocks, the giant in the first
    summed = []
    paired = flat_scan.paired

    def counting(left: np.ndarray, right: np.ndarray, metric: str) -> np.ndarray:
        summed.append(len(right))
        return paired(left, right, metric)

    monkeypatch.setattr(flat_scan, "paired", counting)
    found = exact_neighbors(queries, base, 10)
    assert sum(summed) < 20 * 4000 / 4
    assert (found.ids == by_sorting(queries, base, 10, "l2")).all()


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("kind", KINDS)
def test_distances_keep_their_digits(kind: str, metric: str) -> None:
    queries, base = data(kind, np.random.default_rng(3))
    exact = long_double(queries, base, metric)
    size = 1.0 if metric == "cosine" else float(np.abs(exact).max())
    assert float(np.abs(distances(queries, base, metric) - exact).max()) <= 1e-14 * size


@pytest.mark.parametrize("metric", METRICS)
def test_blocks_do_not_show(metric: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    queries, base = rng.integers(1, 5, (50, 3)), rng.integers(1, 5, (700, 3))
    whole = exact_neighbors(queries, base, 9, metric)
    for name, value in {"_QUERIES": 7, "_CELLS": 90, "_PAIR_VALUES": 10}.items():
        monkeypatch.setattr(flat_scan, name, value)
    parts = exact_neighbors(queries, base, 9, metric)
    assert (whole.ids == parts.ids).all() and (whole.distances == parts.distances).all()


@pytest.mark.parametrize("k", [1, 10, 100])
def test_equals_a_flat_index_of_faiss(k: int) -> None:
    rng = np.random.default_rng(5)
    base = rng.standard_normal((20_000, 32), dtype=np.float32)
    queries = rng.standard_normal((100, 32), dtype=np.float32)
    flat = faiss.IndexFlatL2(32)
    flat.add(base)
    squared, ids = flat.search(queries, k)
    found = exact_neighbors(queries, base, k)
    assert (found.ids == ids).mean() > 0.9999  # faiss adds in float32, which may swap near-ties
    assert np.allclose(found.distances, np.sqrt(squared), rtol=1e-4)
    dots = faiss.IndexFlatIP(32)
    dots.add(base)
    products, ids = dots.search(queries, k)
    found = exact_neighbors(queries, base, k, "ip")
    assert (found.ids == ids).mean() > 0.9999
    assert np.allclose(found.distances, -products, atol=1e-4)


def test_ties_go_by_the_lower_id() -> None:
    base = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [-1.0, 0.0], [0.0, -1.0]])
    found = exact_neighbors([[0.0, 0.0]], base, 5)
    assert found.ids.tolist() == [[0, 1, 2, 3, 4]]
    assert found.distances.tolist() == [[1.0] * 5]
    scaled = [[3, 6], [1, 2], [2, 4], [5, 10]]
    assert exact_neighbors([[1, 2]], scaled, 4, "cosine").ids.tolist() == [[0, 1, 2, 3]]


def test_a_vector_is_at_distance_zero_from_itself() -> None:
    rows = np.random.default_rng(6).standard_normal((50, 7)) + 1e3
    for metric in ("l2", "cosine"):
        assert (np.diag(distances(rows, rows, metric)) == 0).all()


def test_the_metrics_disagree_and_then_do_not() -> None:
    base = np.array([[0.9, 0.1], [5.0, 3.0], [0.2, 0.0]])
    query = [[1.0, 0.2]]
    first = {metric: int(exact_neighbors(query, base, 1, metric).ids[0, 0]) for metric in METRICS}
    assert first == {"l2": 0, "cosine": 0, "ip": 1}
    assert exact_neighbors(query, base[[1, 2]], 1, "cosine").ids[0, 0] == 1
    unit = base / np.linalg.norm(base, axis=1, keepdims=True)
    orders = [exact_neighbors(query, unit, 3, metric).ids.tolist() for metric in METRICS]
    assert orders[0] == orders[1] == orders[2]


def test_takes_lists_and_numpy_numbers() -> None:
    found = exact_neighbors([[0, 0]], [[3, 4], [1, 0]], np.int64(1))
    assert found.ids.tolist() == [[1]] and found.ids.dtype == np.int64
    assert distances([[0, 0]], [[3, 4]]).dtype == np.float64


TWO = np.ones((2, 3))


@pytest.mark.parametrize(
    ("queries", "base", "message"),
    [
        ([1.0, 2.0], TWO, "queries must have 2 axes"),
        (TWO, np.ones(3), "base must have 2 axes"),
        (TWO, np.ones((2, 3, 1)), "base must have 2 axes"),
        (TWO, np.ones((2, 4)), "equal columns"),
        (np.ones((0, 3)), TWO, "queries must not be empty"),
        (TWO, np.ones((0, 3)), "base must not be empty"),
        (TWO, [[1.0, math.nan, 1.0]], "base must hold finite numbers"),
        ([[1.0, math.inf, 1.0]], TWO, "queries must hold finite numbers"),
        ([[1e200, 1.0, 1.0]], TWO, "queries must hold finite numbers up to 1e\\+150"),
        ([[1.0, 1.0, 1.0], [1.0]], TWO, "rows of one length"),
        ([["a", "b", "c"]], TWO, "queries must hold real numbers"),
        (TWO * 1j, TWO, "queries must hold real numbers"),
        (TWO > 0, TWO, "queries must hold real numbers"),
        (None, TWO, "queries must hold real numbers"),
    ],
)
def test_refuses_what_are_no_vectors(queries: object, base: object, message: str) -> None:
    for metric in METRICS:
        with pytest.raises(ValueError, match=message):
            distances(queries, base, metric)
        with pytest.raises(ValueError, match=message):
            exact_neighbors(queries, base, 1, metric)


def test_refuses_metrics_and_depths_it_does_not_have() -> None:
    for metric in ("euclidean", "L2", "", None):
        with pytest.raises(ValueError, match="metric must be one of 'l2', 'cosine', 'ip'"):
            distances(TWO, TWO, metric)
        with pytest.raises(ValueError, match="metric must be one of"):
            exact_neighbors(TWO, TWO, 1, metric)
    for k in (0, -1, 1.0, True, "1"):
        with pytest.raises(ValueError, match="k must be a whole number of 1 or more"):
            exact_neighbors(TWO, TWO, k)
    with pytest.raises(ValueError, match="k must be at most the 2 vectors of the base, got 3"):
        exact_neighbors(TWO, TWO, 3)


def test_cosine_refuses_a_vector_without_direction() -> None:
    zero = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    with pytest.raises(ValueError, match="base must hold no zero vector under cosine, row 1"):
        distances(TWO, zero, "cosine")
    with pytest.raises(ValueError, match="queries must hold no zero vector under cosine, row 1"):
        exact_neighbors(zero, TWO, 1, "cosine")
    assert exact_neighbors(zero, zero, 1, "l2").distances.tolist() == [[0.0], [0.0]]


def over_sets(found: np.ndarray, true: np.ndarray, k: int) -> list[float]:
    return [len((set(f[:k]) - {-1}) & set(t[:k])) / k for f, t in zip(found, true, strict=True)]


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12), st.booleans())
def test_recall_equals_a_loop_over_sets(seed: int, width: int, large: bool) -> None:
    rng = np.random.default_rng(seed)
    ids = np.arange(20) + (2**40 if large else 0)
    true = np.array([rng.permutation(ids)[:width] for _ in range(5)])
    found = np.array([rng.permutation(ids)[:width] for _ in range(5)])
    found[rng.random(found.shape) < 0.3] = -1
    k = int(rng.integers(1, width + 1))
    per_query = recall_at_k_per_query(found, true, k)
    assert per_query.tolist() == over_sets(found, true, k)
    assert recall_at_k(found, true, k) == pytest.approx(per_query.mean())


def test_recall_of_everything_and_of_nothing() -> None:
    true = np.arange(12).reshape(3, 4)
    assert recall_at_k(true[:, ::-1], true, 4) == 1.0
    assert recall_at_k(np.full((3, 4), -1), true, 4) == 0.0
    assert recall_at_k(true[:, ::-1].tolist(), true.tolist(), np.int32(1)) == 0.0


@pytest.mark.parametrize(
    ("found", "true", "k", "message"),
    [
        ([[1, 2]], [[1, 2]], 0, "k must be a whole number of 1 or more"),
        ([[1, 2]], [[1, 2]], 2.0, "k must be a whole number of 1 or more"),
        ([[1, 2]], [[1, 2, 3]], 3, "k must be at most the 2 columns of found_ids, got 3"),
        ([[1, 2, 3]], [[1, 2]], 3, "k must be at most the 2 columns of true_ids, got 3"),
        ([[1, 2]], [[1, 2], [3, 4]], 1, "equal rows"),
        ([1, 2], [[1, 2]], 1, "found_ids must have 2 axes"),
        ([[1, 2]], [[[1, 2]]], 1, "true_ids must have 2 axes"),
        ([[]], [[1, 2]], 1, "found_ids must"),
        ([[1.0, math.nan]], [[1, 2]], 1, "found_ids must hold whole numbers"),
        ([[1, 2]], [[1.0, 2.0]], 1, "true_ids must hold whole numbers"),
        ([[-2, 2]], [[1, 2]], 1, "found_ids must hold ids from -1 on"),
        ([[1, 2]], [[-1, 2]], 1, "true_ids must hold ids from 0 on"),
        ([[2**63, 1]], [[1, 2]], 1, "found_ids must"),
        ([[1, 2], [4, 4]], [[1, 2], [3, 4]], 1, "found_ids must not repeat an id in a row, row 1"),
        ([[1, 2]], [[2, 2]], 2, "true_ids must not repeat an id"),
        ([["a", "b"]], [[1, 2]], 1, "found_ids must hold real numbers"),
    ],
)
def test_recall_refuses(found: object, true: object, k: object, message: str) -> None:
    for recall in (recall_at_k, recall_at_k_per_query):
        with pytest.raises(ValueError, match=message):
            recall(found, true, k)


def test_recall_counts_minus_one_twice_as_nothing_twice() -> None:
    assert recall_at_k([[-1, -1, 3]], [[3, 2, 1]], 3) == pytest.approx(1 / 3)


def test_distance_recall_follows_ann_benchmarks() -> None:
    true = np.array([[1.0, 2.0, 3.0, 9.0], [0.0, 0.5, 0.5, 0.6]])
    found = np.array([[1.0, 3.0009, 3.0011, 1.0], [0.5, 0.5, math.inf, 0.4]])
    assert distance_recall_at_k(found, true, 3) == pytest.approx(4 / 6)
    assert distance_recall_at_k(found, true, 3, epsilon=0.0) == pytest.approx(3 / 6)
    assert distance_recall_at_k(found, true, np.int64(3), epsilon=1) == pytest.approx(5 / 6)
    assert distance_recall_at_k(-found[:1, ::-1], [[-9, -8, -7, -6]], 2) == 0.0


def test_a_tie_counts_by_distance_whichever_id_it_has() -> None:
    base = np.array([[0.0], [1.0], [-1.0], [5.0]])
    true = exact_neighbors([[0.0]], base, 2)
    found_ids = np.array([[0, 2]])
    assert recall_at_k(found_ids, true.ids, 2) == 0.5
    found = distances([[0.0]], base)[0, found_ids]
    assert distance_recall_at_k(found, true.distances, 2) == 1.0


@pytest.mark.parametrize(
    ("found", "true", "k", "epsilon", "message"),
    [
        ([[1.0]], [[1.0]], 0, 0.1, "k must be a whole number"),
        ([[1.0]], [[1.0, 2.0]], 2, 0.1, "k must be at most the 1 columns of found_distances"),
        ([[1.0, 2.0]], [[1.0]], 2, 0.1, "k must be at most the 1 columns of true_distances"),
        ([[1.0], [2.0]], [[1.0]], 1, 0.1, "equal rows"),
        ([[math.nan]], [[1.0]], 1, 0.1, "found_distances must hold numbers only, found NaN"),
        ([[1.0]], [[math.nan]], 1, 0.1, "true_distances must hold finite numbers"),
        ([[1.0]], [[math.inf]], 1, 0.1, "true_distances must hold finite numbers"),
        ([[1.0, 1.0]], [[2.0, 1.0]], 1, 0.1, "true_distances must ascend"),
        ([1.0], [[1.0]], 1, 0.1, "found_distances must have 2 axes"),
        ([[1.0]], [1.0], 1, 0.1, "true_distances must have 2 axes"),
        ([[1.0]], [[1.0]], 1, -0.1, "epsilon must be a finite number of 0 or more"),
        ([[1.0]], [[1.0]], 1, math.nan, "epsilon must be a finite number of 0 or more"),
    ],
)
def test_distance_recall_refuses(
    found: object, true: object, k: object, epsilon: object, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        distance_recall_at_k(found, true, k, epsilon)


def test_a_neighbor_found_ten_times_is_found_once() -> None:
    true = [[1.0, 2.0, 3.0]]
    found, ids = [[1.0, 1.0, 1.0]], [[7, 7, 7]]
    assert distance_recall_at_k(found, true, 3) == 1  # distances alone cannot tell
    assert distance_recall_at_k(found, true, 3, found_ids=ids) == pytest.approx(1 / 3)
    assert distance_recall_at_k(found, true, 3, found_ids=[[7, 8, 9]]) == 1


def test_an_absent_id_is_not_found_whatever_its_distance() -> None:
    found, ids = [[1.0, 0.0, 0.0]], [[7, -1, -1]]
    assert distance_recall_at_k(found, [[1.0, 2.0, 3.0]], 3, found_ids=ids) == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="found_ids must have the shape of found_distances"):
        distance_recall_at_k(found, [[1.0, 2.0, 3.0]], 3, found_ids=[[7, 8]])


@pytest.mark.parametrize("scale", [1e-200, 1e-165, 1e-30, 1.0, 1e30, 1e140])
@pytest.mark.parametrize("metric", ["l2", "cosine"])
def test_neighbors_do_not_depend_on_the_scale(scale: float, metric: str) -> None:
    rng = np.random.default_rng(0)
    base, queries = rng.standard_normal((200, 8)), rng.standard_normal((10, 8))
    here = exact_neighbors(queries, base, 5, metric)
    there = exact_neighbors(scale * queries, scale * base, 5, metric)
    assert (there.ids == here.ids).all()
    expected = here.distances * (scale if metric == "l2" else 1.0)
    assert there.distances == pytest.approx(expected, rel=1e-9, abs=0)
    grid = distances(scale * queries, scale * base, metric)
    assert np.take_along_axis(grid, there.ids, axis=1) == pytest.approx(expected, rel=1e-9, abs=0)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int32, np.float16])
def test_neighbors_of_other_dtypes(dtype: type) -> None:
    rng = np.random.default_rng(1)
    base, queries = (rng.integers(0, 120, (n, 6)).astype(dtype) for n in (90, 7))
    wide = exact_neighbors(queries.astype(float), base.astype(float), 5)
    assert (exact_neighbors(queries, base, 5).ids == wide.ids).all()


@given(st.integers(0, 1000), st.sampled_from(["l2", "cosine"]))
def test_distances_are_those_of_scipy(seed: int, metric: str) -> None:
    spatial = pytest.importorskip("scipy.spatial.distance")
    rng = np.random.default_rng(seed)
    base, queries = rng.standard_normal((30, 5)), rng.standard_normal((4, 5))
    theirs = spatial.cdist(queries, base, {"l2": "euclidean"}.get(metric, metric))
    assert distances(queries, base, metric) == pytest.approx(theirs, rel=1e-9, abs=1e-12)
