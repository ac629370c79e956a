import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.retrieval import pool_candidates
from napkinmath.retrieval.candidate_lists import (
    NORMALIZATIONS,
    CandidateList,
    _engine_scores,
    best_candidates,
    fusion_pool,
    largest_rank_constant,
    results_for_recall,
    won_and_lost,
)

RNG = np.random.default_rng(3)
RANK = st.integers(1, 200)


def lists(queries: int = 5, documents: int = 30, window: int = 7) -> list[CandidateList]:
    return [best_candidates(RNG.random((queries, documents)), window) for _ in range(2)]


def test_candidates_are_the_best_in_order() -> None:
    scores = RNG.random((4, 50))
    found = best_candidates(scores, 10)
    assert (np.diff(found.scores, axis=1) <= 0).all()
    assert (np.sort(scores)[:, :-11:-1] == found.scores).all()
    assert (np.take_along_axis(scores, found.ids, axis=1) == found.scores).all()
    assert found.ranks[0].tolist() == list(range(1, 11))


def test_what_scores_no_more_than_the_least_is_no_result() -> None:
    found = best_candidates([[0.0, 1.0, 0.0]], 3, least=0.0)
    assert found.ids.tolist() == [[1, -1, -1]]
    assert found.ranks.tolist() == [[1.0, np.inf, np.inf]]


def test_equal_scores_do_not_stand_in_the_order_of_the_index() -> None:
    first = [best_candidates(np.zeros((1, 40)), 1, seed=seed).ids[0, 0] for seed in range(20)]
    assert len(set(first)) > 10


def test_fusion_by_rank_equals_the_pool_of_tuples() -> None:
    both = lists()
    pairs = [zip(x.ids, x.scores, strict=True) for x in both]
    plain = pool_candidates([[list(zip(i, s, strict=True)) for i, s in each] for each in pairs])
    ours = fusion_pool(both)
    for k in (0, 1, 60):
        for query in range(len(ours.ids)):
            expected = dict(zip(plain.ids[query], plain.fuse_by_rank(k)[query], strict=True))
            found = dict(zip(ours.ids[query], ours.fuse_by_rank(k)[query], strict=True))
            for item in set(found) - {-1}:
                assert found[item] == pytest.approx(expected[item])
            assert set(found) - {-1} == set(expected) - {-1}


def test_min_max_equals_the_pool_of_tuples() -> None:
    both = lists(queries=1)
    plain = pool_candidates([[list(zip(x.ids[0], x.scores[0], strict=True))] for x in both])
    ours = fusion_pool(both)
    for weights in ([0.5, 0.5], [0.2, 0.8]):
        expected = dict(zip(plain.ids[0], plain.fuse_by_score(weights)[0], strict=True))
        found = dict(zip(ours.ids[0], ours.fuse_by_score(weights)[0], strict=True))
        assert {i: found[i] for i in expected} == pytest.approx(expected)


def test_z_score_is_that_of_opensearch() -> None:
    scaled = _engine_scores([[9.0, 5.0, 4.0, 2.0]], "z-score")[0]
    assert scaled[0] == pytest.approx(4 / np.std([9, 5, 4, 2], ddof=1))
    assert scaled[1:].tolist() == [0.001, 0.001, 0.001]  # at or below the mean of 5


def test_a_missing_document_scores_nothing_whatever_the_normalization() -> None:
    for normalization in NORMALIZATIONS:
        scaled = _engine_scores([[3.0, 1.0, -np.inf]], normalization)
        assert scaled[0, 2] == 0 < scaled[0, 0]


def test_dbsf_puts_the_mean_in_the_middle() -> None:
    scaled = _engine_scores([[3.0, 2.0, 1.0]], "dbsf")[0]
    assert scaled.tolist() == pytest.approx([0.5 + 1 / 6, 0.5, 0.5 - 1 / 6])


def test_equal_scores_are_one() -> None:
    for normalization, value in (("min-max", 1.0), ("z-score", 1.0), ("dbsf", 0.5)):
        assert _engine_scores([[2.0, 2.0]], normalization).tolist() == [[value, value]]


@given(RANK, RANK, RANK, RANK, st.integers(0, 300))
def test_below_the_largest_rank_constant_the_document_leads(
    first: int, second: int, other_first: int, other_second: int, k: int
) -> None:
    limit = largest_rank_constant(first, second, other_first, other_second)
    ours = 1 / max(k + first, 1e-12) + 1 / (k + second)
    theirs = 1 / max(k + other_first, 1e-12) + 1 / (k + other_second)
    if k < limit - 1e-6:
        assert ours > theirs - 1e-15
    if limit == 0:
        assert 1 / first + 1 / second <= 1 / other_first + 1 / other_second + 1e-15
    elif math.isfinite(limit):
        above = [1 / (limit + r) for r in (first, second, other_first, other_second)]
        assert above[0] + above[1] == pytest.approx(above[2] + above[3])


def test_a_lone_document_leads_until_two_lists_agree_near_the_top() -> None:
    assert largest_rank_constant(1, 1e12, 62, 62) == pytest.approx(60)
    assert largest_rank_constant(4, 5, 1, 2) == 0  # the other one leads everywhere
    assert largest_rank_constant(1, 2, 4, 5) == math.inf
    assert largest_rank_constant(1, 3, 2, 2) == math.inf  # better at 1, and equal far out


def test_wins_and_losses_of_a_tie_count_in_part() -> None:
    assert won_and_lost([0.5, 0.0], [0.0, 1.0]) == (0.5, 1.0)


def test_raw_scores_stay_as_they_are() -> None:
    assert _engine_scores([[7.0, -np.inf]], "none").tolist() == [[7.0, 0.0]]


def test_results_for_recall() -> None:
    scores = np.tile([3.0, 2.0, 1.0], (4, 1))
    right = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)
    assert [results_for_recall(scores, right, r) for r in (0.5, 0.75, 0.8)] == [1, 2, math.inf]
    with pytest.raises(ValueError, match="one shape"):
        results_for_recall(scores, right[:2], 0.5)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="table of finite numbers"):
        best_candidates([1.0, 2.0], 1)
    with pytest.raises(ValueError, match="window"):
        best_candidates([[1.0]], 0)
    with pytest.raises(ValueError, match="normalization"):
        _engine_scores([[1.0]], "softmax")
    with pytest.raises(ValueError, match="table of numbers"):
        _engine_scores([[np.nan]])
    with pytest.raises(ValueError, match="same queries"):
        fusion_pool([])
    with pytest.raises(ValueError, match="rank"):
        largest_rank_constant(0.5, 1, 1, 1)
    with pytest.raises(ValueError, match="same queries"):
        won_and_lost([1.0], [1.0, 0.0])
