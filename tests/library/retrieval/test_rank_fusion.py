import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.retrieval.candidate_pool import pool_candidates
from napkinmath.retrieval.rank_fusion import (
    consensus_rank_limit,
    normalize_scores,
    reciprocal_rank_fusion,
    reciprocal_rank_score,
)

RANKINGS = st.lists(st.lists(st.integers(0, 9), unique=True, max_size=8), min_size=1, max_size=4)


def test_elasticsearch_example() -> None:
    fused = reciprocal_rank_fusion([["4", "3", "2", "1"], ["3", "2", "1", "5"]], k=1)
    assert [item for item, _ in fused] == ["3", "2", "4", "1", "5"]
    assert [round(score, 4) for _, score in fused] == [0.8333, 0.5833, 0.5, 0.45, 0.2]


def test_default_is_sixty() -> None:
    assert reciprocal_rank_fusion([[7], [8, 9, 7]])[0] == (7, pytest.approx(1 / 61 + 1 / 63))


@given(RANKINGS, st.floats(0, 1000))
def test_scores_are_the_sum_of_reciprocals(rankings: list[list[int]], k: float) -> None:
    fused = reciprocal_rank_fusion(rankings, k)
    for item, score in fused:
        places = [ranking.index(item) + 1 for ranking in rankings if item in ranking]
        assert score == pytest.approx(sum(1 / (k + place) for place in places))
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert {item for item, _ in fused} == {item for ranking in rankings for item in ranking}


@given(st.lists(st.integers(), unique=True, min_size=1, max_size=20), st.integers(0, 200))
def test_one_ranking_keeps_its_order(ranking: list[int], k: int) -> None:
    assert [item for item, _ in reciprocal_rank_fusion([ranking, ranking], k)] == ranking


def test_takes_arrays_tuples_and_generators() -> None:
    expected = reciprocal_rank_fusion([[3, 1], [1, 2]], 60)
    assert reciprocal_rank_fusion(np.array([[3, 1], [1, 2]]), np.int64(60)) == expected
    assert reciprocal_rank_fusion(iter([(3, 1), iter([1, 2])])) == expected
    assert reciprocal_rank_fusion([[3, 1], [1, 2]], np.float32(60)) == expected
    assert isinstance(reciprocal_rank_fusion(np.array([[3, 1]]))[0][0], int)
    assert reciprocal_rank_fusion([[], [1]]) == [(1, 1 / 61)] and reciprocal_rank_fusion([[]]) == []


def test_ties_stand_in_order_of_appearance() -> None:
    assert [item for item, _ in reciprocal_rank_fusion([["b", "a"], ["a", "b"]])] == ["b", "a"]


def test_three_lists_tie_exactly_whatever_their_order() -> None:
    for order in ([0, 1, 2], [2, 0, 1], [1, 2, 0]):
        turned = [["x", "a", "b", "c"], ["y", "b", "c", "a"], ["z", "c", "a", "b"]]
        scores = dict(reciprocal_rank_fusion([turned[i] for i in order]))
        assert scores["a"] == scores["b"] == scores["c"]
    both = pool_candidates(
        [[[(item, 1.0) for item in each]] for each in ([6, 3, 4, 5], [7, 4, 5, 3], [8, 5, 3, 4])]
    )
    assert len(set(both.fuse_by_rank(60)[0][1:4].tolist())) == 1


def test_weighted_votes() -> None:
    both = pool_candidates([[[(1, 9.0), (2, 8.0)]], [[(2, 0.9), (3, 0.8)]]])
    assert both.fuse_by_rank(0, weights=[0.75, 0.25]).tolist() == [[0.75, 0.375 + 0.25, 0.125]]
    assert np.array_equal(both.fuse_by_rank(7, weights=[1, 1]), both.fuse_by_rank(7))


@pytest.mark.parametrize(
    ("rankings", "k", "message"),
    [
        ([], 60, "rankings must hold at least one ranking, got none"),
        ("ab", 60, "rankings must be lists of items, got the string 'ab'"),
        (["ab"], 60, "rankings must be lists of items, got the string 'ab'"),
        ([["a", "a"]], 60, "rankings must hold an item once each"),
        ([None], 60, "rankings must be lists of items, got None"),
        (None, 60, "rankings must be lists of items, got None"),
        ({"words": ["a"]}, 60, "rankings must be lists of items, got {'words'"),
        ([[["a"]]], 60, "rankings must hold hashable items"),
        ([["a"]], -1, "k must be a finite number of 0 or more, got -1"),
        ([["a"]], math.nan, "k must be a finite number of 0 or more"),
        ([["a"]], True, "k must be a finite number of 0 or more"),
    ],
)
def test_fusion_refuses(rankings: list[list[str]], k: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        reciprocal_rank_fusion(rankings, k)


@given(st.integers(1, 50), st.integers(0, 100), st.integers(2, 5))
def test_outvoting_is_where_scores_tie(rank: int, k: int, lists: int) -> None:
    tie = consensus_rank_limit(rank, k, lists)
    assert reciprocal_rank_score(tie, k, lists) == pytest.approx(reciprocal_rank_score(rank, k))
    alone: list[object] = [f"other {place}" for place in range(1, rank)]
    first = [*alone, "alone"]
    voted = [[f"{n} {place}" for place in range(1, tie - 1)] + ["voted"] for n in range(lists)]
    if len(first) < tie - 1:
        fused = dict(reciprocal_rank_fusion([first + voted[0][len(first) :], *voted[1:]], k))
        assert fused["voted"] > fused["alone"]


def test_scores_of_places_refuse() -> None:
    for wrong in (0, 0.5, -1, math.nan):
        with pytest.raises(ValueError, match="rank must be"):
            reciprocal_rank_score(wrong, 60)
        with pytest.raises(ValueError, match="rank must be"):
            consensus_rank_limit(wrong, 60)
    with pytest.raises(ValueError, match="k must be"):
        reciprocal_rank_score(1, -1)
    with pytest.raises(ValueError, match="k must be"):
        consensus_rank_limit(1, -1)
    for wrong in (0.5, 0):
        with pytest.raises(ValueError, match="rankings must be"):
            consensus_rank_limit(1, 60, wrong)
        with pytest.raises(ValueError, match="rankings must be"):
            reciprocal_rank_score(1, 60, wrong)


def test_scales() -> None:
    assert normalize_scores([1, 8, 6, 11]).tolist() == [0, 0.7, 0.5, 1]  # Weaviate's example
    z = normalize_scores([2.0, 4.0, 6.0], "z-score")
    assert z.mean() == pytest.approx(0) and z.std() == pytest.approx(1)
    assert normalize_scores([3, 3]).tolist() == [1, 1]
    assert normalize_scores([3, 3], "z-score").tolist() == [0, 0]
    assert normalize_scores([0.1, 0.1, 0.1], "z-score").tolist() == [
        0,
        0,
        0,
    ]  # whatever rounding says
    assert normalize_scores([3, 1], "none").tolist() == [3, 1]
    with pytest.raises(ValueError, match="scale must be one of"):
        normalize_scores([1], "max")
    with pytest.raises(ValueError, match="scores must not be empty"):
        normalize_scores([])


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=6), st.floats(0.1, 50), st.floats(-5, 5))
def test_scales_undo_a_change_of_units(scores: list[float], factor: float, shift: float) -> None:
    rounded = np.array([round(score, 3) for score in scores])
    for scale in ("min-max", "z-score"):
        moved = normalize_scores(factor * rounded + shift, scale)
        assert moved == pytest.approx(normalize_scores(rounded, scale), abs=1e-6)


def test_scales_at_the_ends_of_the_range() -> None:
    for unit in (1e308, 1e-308):
        assert normalize_scores([-unit, 0, unit]) == pytest.approx([0, 0.5, 1])
    assert normalize_scores([1e9, 1e9 + 1, 1e9 + 2], "z-score") == pytest.approx(
        normalize_scores([0, 1, 2], "z-score")
    )


def test_a_place_without_a_result_is_skipped() -> None:
    fused = reciprocal_rank_fusion(np.array([[3, -1, 5], [5, -1, -1]]), k=60)
    assert fused == [(5, pytest.approx(1 / 63 + 1 / 61)), (3, pytest.approx(1 / 61))]
    assert reciprocal_rank_fusion([[-1, -1]]) == []
    assert reciprocal_rank_fusion([["-1", "a"]])[0][0] == "-1"  # a name is a name
    both = pool_candidates([[[(7, 12.0), (-1, -1e9), (9, 6.0)]], [[(9, 0.9), (-1, 0.0)]]])
    alone = pool_candidates([[[(7, 12.0), (9, 6.0)]], [[(9, 0.9)]]])
    assert both.ids.tolist() == alone.ids.tolist()
    assert both.scaled.tolist() == alone.scaled.tolist()
    assert both.ranks.tolist() == [[[1, 3]], [[np.inf, 1]]]


LISTS = st.lists(
    st.dictionaries(st.integers(0, 9), st.floats(-5, 5), min_size=1, max_size=7),
    min_size=2,
    max_size=2,
)


def _combined(
    lists: list[list[tuple[int, float]]], weights: tuple[float, ...], scale: str
) -> dict[int, float]:
    """Return the convex combination of one query's lists, item by item."""
    totals = dict.fromkeys((item for each in lists for item, _ in each), 0.0)
    for each, weight in zip(lists, weights, strict=True):
        values = normalize_scores([score for _, score in each], scale).tolist()
        scaled = dict(zip((item for item, _ in each), values, strict=True))
        for item in totals:
            totals[item] += weight * scaled.get(item, min(values) if scale == "z-score" else 0.0)
    return totals


@given(
    st.lists(LISTS, min_size=1, max_size=4),
    st.integers(0, 100),
    st.integers(1, 8),
    st.sampled_from(["min-max", "z-score", "none"]),
)
def test_a_pool_fuses_as_single_queries_do(
    queries: list[list[dict[int, float]]], k: int, window: int, scale: str
) -> None:
    ordered = [
        [sorted(each.items(), key=lambda pair: -pair[1]) for each in query] for query in queries
    ]
    both = pool_candidates(
        [[query[0] for query in ordered], [query[1] for query in ordered]], scale
    )
    for row, query in enumerate(ordered):
        short = [[item for item, _ in each[:window]] for each in query]
        expected = dict(reciprocal_rank_fusion(short, k))
        scores = dict(zip(both.ids[row].tolist(), both.fuse_by_rank(k, window)[row], strict=True))
        for item in both.ids[row].tolist():
            if item >= 0:
                assert scores[item] == pytest.approx(expected.get(item, -math.inf))
        expected = _combined(query, (0.7, 0.3), scale)
        found = both.fuse_by_score([0.7, 0.3])[row]
        for item, score in zip(both.ids[row].tolist(), found, strict=True):
            assert score == pytest.approx(expected[item]) if item >= 0 else score == -math.inf


def test_pools_refuse() -> None:
    with pytest.raises(ValueError, match="lists must answer the same queries"):
        pool_candidates([])
    with pytest.raises(ValueError, match="lists must answer the same queries"):
        pool_candidates([[[(1, 1.0)]], []])
    with pytest.raises(ValueError, match="scale must be one of"):
        pool_candidates([[[(1, 1.0)]]], "rank")
    with pytest.raises(ValueError, match="query 0 must have candidates"):
        pool_candidates([[[]], [[]]])
    with pytest.raises(ValueError, match="query 0 must have candidates"):
        pool_candidates([[[(-1, 1.0)]]])
    with pytest.raises(ValueError, match="query 0 must have candidates, all of 0 or more"):
        pool_candidates([[[(-2, 1.0)]]])
    with pytest.raises(ValueError, match="rankings must hold an item once each"):
        pool_candidates([[[(1, 1.0), (1, 0.5)]]])
    one = pool_candidates([[[(1, 1.0)]], [[]]])
    with pytest.raises(ValueError, match="weights must be 2 numbers of 0 or more"):
        one.fuse_by_rank(60, weights=[1.0])
    with pytest.raises(ValueError, match="k must be"):
        one.fuse_by_rank(-1)
    with pytest.raises(ValueError, match="window must be"):
        one.fuse_by_rank(60, 0)
    for wrong in ([1.0], [1.0, -1.0]):
        with pytest.raises(ValueError, match="weights must be 2 numbers of 0 or more"):
            one.fuse_by_score(wrong)
