import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from napkinmath.retrieval.ranking_metrics import (
    _reciprocal_rank,
    average_precision,
    dcg_at_k,
    hit_rates,
    mean_reciprocal_rank,
    ndcg_at_k,
    paired_difference,
    reciprocal_ranks,
)

GAINS = st.lists(st.integers(0, 3), min_size=1, max_size=12)
JARVELIN = [3, 2, 3, 0, 0, 1, 2, 2, 3, 0]


def test_dcg_as_first_published_leaves_rank_two_whole() -> None:
    found = [dcg_at_k(JARVELIN, k, discount="log2(rank)") for k in range(1, 11)]
    printed = [3, 5, 6.89, 6.89, 6.89, 7.28, 7.99, 8.66, 9.61, 9.61]
    assert found == pytest.approx(printed, abs=0.005)
    assert dcg_at_k(JARVELIN, 2) == pytest.approx(3 + 2 / math.log2(3))  # as libraries have it


def test_ndcg_closed_forms() -> None:
    assert ndcg_at_k([0, 1], 2) == pytest.approx(1 / math.log2(3))
    assert ndcg_at_k([1, 0], 1) == 1 and ndcg_at_k([0, 0], 2) == 0 and ndcg_at_k([], 3) == 0
    assert ndcg_at_k([1], 2, ideal_gains=[1, 1]) == pytest.approx(1 / (1 + 1 / math.log2(3)))


@given(GAINS, st.integers(1, 12))
def test_ndcg_lies_between_zero_and_one(gains: list[int], k: int) -> None:
    value = ndcg_at_k(gains, k)
    assert 0 <= value <= 1 + 1e-12
    best = ndcg_at_k(sorted(gains, reverse=True), k)
    assert best == pytest.approx(1 if max(gains) else 0)
    assert ndcg_at_k(np.array(gains), np.int64(k)) == value  # type: ignore[arg-type]
    assert ndcg_at_k(gains, k, ideal_gains=[*gains, 3]) <= value + 1e-12


@given(GAINS, st.integers(1, 12))
def test_ranks_of_the_first_right_answer(gains: list[int], k: int) -> None:
    value = _reciprocal_rank(gains, k)
    if value:
        place = round(1 / value)
        assert place <= k and gains[place - 1] > 0 and not any(gains[: place - 1])
    else:
        assert not any(gains[:k])


def test_wikipedias_plurals() -> None:
    rows = [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
    assert mean_reciprocal_rank(rows) == pytest.approx(11 / 18)
    assert mean_reciprocal_rank(rows, k=2) == pytest.approx(1.5 / 3)
    assert _reciprocal_rank([]) == 0


def test_average_precision_closed_forms() -> None:
    assert average_precision([1, 1, 0]) == 1
    assert average_precision([0, 1, 0, 1]) == 0.5
    assert average_precision([0, 1], relevant=2) == 0.25
    assert average_precision([0, 0]) == 0 and average_precision([], relevant=3) == 0


@given(GAINS)
def test_one_right_answer_makes_precision_a_reciprocal_rank(gains: list[int]) -> None:
    first = next((place for place, gain in enumerate(gains) if gain), None)
    only = [float(place == first) for place in range(len(gains))]
    assert average_precision(only) == pytest.approx(_reciprocal_rank(gains))


@pytest.mark.parametrize("measure", [dcg_at_k, ndcg_at_k, _reciprocal_rank])
def test_measures_refuse(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(ValueError, match="gains must not be negative, got -1.0"):
        measure([1, -1], 2)
    with pytest.raises(ValueError, match="gains must hold finite numbers only"):
        measure([math.nan], 2)
    with pytest.raises(ValueError, match="gains must have 1 axes"):
        measure([[1]], 2)
    for k in (0, 1.5):
        with pytest.raises(ValueError, match="k must be a whole number"):
            measure([1], k)


def test_gains_far_from_one() -> None:
    assert ndcg_at_k([1e308] * 3, 3) == 1
    assert ndcg_at_k([5e-324, 0, 5e-324], 3) == pytest.approx(ndcg_at_k([1, 0, 1], 3))
    assert ndcg_at_k([0, 1e308], 2, ideal_gains=[1e308] * 9) == pytest.approx(
        ndcg_at_k([0, 1], 2, ideal_gains=[1] * 9)
    )
    with pytest.raises(ValueError, match="the sum of discounted gains must be a finite"):
        dcg_at_k([1e308] * 3, 3)


@given(st.integers(0, 1000), st.integers(2, 40), st.floats(0.5, 0.99))
def test_the_interval_is_the_normal_one_of_scipy(seed: int, queries: int, level: float) -> None:
    ours, theirs = np.random.default_rng(seed).random((2, queries))
    found = paired_difference(ours, theirs, level)
    low, high = stats.norm.interval(level, (ours - theirs).mean(), stats.sem(ours - theirs))
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def test_no_query_is_refused_by_name() -> None:
    for measure in (hit_rates, reciprocal_ranks):
        for shape in ((0, 3), (3, 0)):
            with pytest.raises(ValueError, match="scores and relevant must be tables"):
                measure(np.zeros(shape), np.zeros(shape, dtype=bool), 1)


def test_other_refusals() -> None:
    with pytest.raises(ValueError, match="discount must be one of"):
        dcg_at_k([1], 1, discount="linear")
    with pytest.raises(ValueError, match="ideal_gains must gain"):
        ndcg_at_k([3, 3], 2, ideal_gains=[3])
    with pytest.raises(ValueError, match="ideal_gains must not be negative"):
        ndcg_at_k([1], 1, ideal_gains=[-1])
    with pytest.raises(ValueError, match="relevant must be 2 or more, got 1"):
        average_precision([1, 1], relevant=1)
    with pytest.raises(ValueError, match="gains must not be negative"):
        average_precision([-1])
    with pytest.raises(ValueError, match="rows must have 2 axes"):
        mean_reciprocal_rank([1, 0])


def test_pairing_sees_what_two_means_do_not() -> None:
    rng = np.random.default_rng(1)
    hard = rng.random(400)
    better = paired_difference(hard + 0.02 + 0.01 * rng.standard_normal(400), hard)
    assert 0 < better.low < 0.02 < better.high < 0.03
    wide = paired_difference(hard, hard[::-1])
    assert wide.low < 0 < wide.high and wide.high - wide.low > 20 * (better.high - better.low)


def test_intervals_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(400):
        draws = rng.exponential(1, 200)
        interval = paired_difference(draws, np.zeros(200), confidence=0.9)
        covered += interval.low < 1 < interval.high
    assert abs(covered / 400 - 0.9) < 3 * (0.9 * 0.1 / 400) ** 0.5


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_swapping_turns_the_difference_round(scores: list[float]) -> None:
    one, other = paired_difference(scores, scores[::-1]), paired_difference(scores[::-1], scores)
    assert one.low == pytest.approx(-other.high) and one.mean == pytest.approx(-other.mean)


def test_differences_refuse() -> None:
    with pytest.raises(ValueError, match="must hold the same two or more queries, got 1 and 1"):
        paired_difference([1], [1])
    with pytest.raises(ValueError, match="got 2 and 3"):
        paired_difference([1, 0], [1, 0, 0])
    with pytest.raises(ValueError, match="theirs must hold finite numbers"):
        paired_difference([1, 0], [1, math.inf])
    with pytest.raises(ValueError, match="confidence must be strictly between"):
        paired_difference([1, 0], [0, 0], confidence=1)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=7), st.integers(0, 6), st.integers(1, 8))
def test_tied_candidates_share_their_places(scores: list[int], right: int, k: int) -> None:
    right = min(right, len(scores) - 1)
    better = sum(score > scores[right] for score in scores)
    equal = scores.count(scores[right])
    places = range(better + 1, better + equal + 1)
    expected = sum(1 / place for place in places if place <= k) / equal
    marks = [[place == right for place in range(len(scores))]]
    assert reciprocal_ranks([scores], marks, k)[0] == pytest.approx(expected)
    within = sum(place <= k for place in places) / equal
    assert hit_rates([scores], marks, k)[0] == pytest.approx(within)


def test_no_right_candidate_is_a_zero_and_wrong_tables_are_refused() -> None:
    scores, marks = [[2.0, 1.0], [1.0, -math.inf]], [[False, False], [False, True]]
    assert reciprocal_ranks(scores, marks, 10).tolist() == [0, 0]
    with pytest.raises(ValueError, match="scores and relevant must be tables of one shape"):
        reciprocal_ranks([[1.0]], [[True, False]], 1)
    with pytest.raises(ValueError, match="scores and relevant must be tables of one shape"):
        reciprocal_ranks([[math.nan]], [[True]], 1)
    with pytest.raises(ValueError, match="relevant must mark at most one candidate a query"):
        reciprocal_ranks([[1.0, 2.0]], [[True, True]], 1)
    with pytest.raises(ValueError, match="k must be a whole number"):
        reciprocal_ranks([[1.0]], [[True]], 0)
    with pytest.raises(ValueError, match="k must be a whole number"):
        hit_rates([[1.0]], [[True]], 0)


def test_tables_of_words_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="scores and relevant must be tables of numbers"):
        hit_rates([["a"]], [[True]], 1)
