import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.index_memory import lsh_collision
from napkinmath.vector_search.lsh import (
    band_index,
    hyperplane_keys,
    hyperplanes,
    jaccard_pairs,
    minhash_keys,
    stable_collision,
)


def test_measured_candidates_follow_the_s_curve_of_hyperplanes() -> None:
    rng = np.random.default_rng(0)
    cosines, pairs = (0.3, 0.6, 0.9), 400
    for cosine in cosines:
        left = rng.standard_normal((pairs, 24))
        left /= np.linalg.norm(left, axis=1, keepdims=True)
        side = rng.standard_normal((pairs, 24))
        side -= (side * left).sum(axis=1, keepdims=True) * left
        side /= np.linalg.norm(side, axis=1, keepdims=True)
        right = cosine * left + math.sqrt(1 - cosine**2) * side
        met = 0
        for _ in range(5):
            planes = hyperplanes(24, 4, 6, rng)
            keys = hyperplane_keys(left, planes), hyperplane_keys(right, planes)
            met += int((keys[0] == keys[1]).any(axis=1).sum())
        expected = lsh_collision(1 - math.acos(cosine) / math.pi, rows=4, bands=6)
        assert met / (5 * pairs) == pytest.approx(expected, abs=0.06)


def test_minhash_agrees_as_often_as_sets_are_alike() -> None:
    left, right = set(range(60)), set(range(20, 80))  # Jaccard 40 / 80
    keys = minhash_keys([left, right], rows=1, bands=2000, rng=np.random.default_rng(1))
    assert (keys[0] == keys[1]).mean() == pytest.approx(0.5, abs=3 * math.sqrt(0.25 / 2000))
    again = minhash_keys([left], rows=1, bands=2000, rng=np.random.default_rng(1))
    assert (again[0] == keys[0]).all()


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=30))
def test_candidates_are_exactly_those_that_share_a_bucket(keys: list[list[int]]) -> None:
    rows = np.array(keys)
    index = band_index(rows)
    for asked in rows[:5]:
        assert index.candidates(asked).tolist() == np.flatnonzero((rows == asked).any(1)).tolist()
    assert len(index.candidates([9, 9, 9])) == 0
    assert index.bytes_each == 12


def test_stable_projections() -> None:
    assert stable_collision(1, 4) == pytest.approx(0.8005324324284999)
    assert stable_collision(2, 4) == pytest.approx(0.609548422215397)
    assert stable_collision(0, 4) == 1
    rng = np.random.default_rng(2)
    shift, line = rng.uniform(0, 4, 200_000), rng.standard_normal(200_000)
    same = np.floor(shift / 4) == np.floor((shift + line) / 4)
    assert same.mean() == pytest.approx(stable_collision(1, 4), abs=0.004)


@given(st.floats(0.01, 50), st.floats(0.01, 50))
def test_only_the_ratio_counts_and_nearer_agrees_more(distance: float, width: float) -> None:
    here = stable_collision(distance, width)
    assert 0 <= here <= 1
    assert here == pytest.approx(stable_collision(2 * distance, 2 * width), abs=1e-12)
    assert stable_collision(1.1 * distance, width) <= here + 1e-12


@given(st.lists(st.sets(st.integers(0, 12), min_size=1), min_size=2, max_size=8))
def test_jaccard_of_all_pairs(sets: list[set[int]]) -> None:
    first, second = np.triu_indices(len(sets), 1)
    by_hand = [
        len(sets[i] & sets[j]) / len(sets[i] | sets[j]) for i, j in zip(first, second, strict=True)
    ]
    assert jaccard_pairs(sets) == pytest.approx(by_hand)
    assert jaccard_pairs([[*one, *one] for one in sets]) == pytest.approx(by_hand)


def test_refusals() -> None:
    for few in ([], [{1}], [{1}, set()]):
        with pytest.raises(ValueError, match="sets must be two or more"):
            jaccard_pairs(few)
    rng = np.random.default_rng(0)
    for bad in (0, -1, 1.5):
        with pytest.raises(ValueError, match="rows must be"):
            hyperplanes(8, bad, 2, rng)
        with pytest.raises(ValueError, match="bands must be"):
            hyperplanes(8, 2, bad, rng)
        with pytest.raises(ValueError, match="dimensions must be"):
            hyperplanes(bad, 2, 2, rng)
        with pytest.raises(ValueError, match="rows must be"):
            minhash_keys([{1}], bad, 2, rng)
    with pytest.raises(ValueError, match="rows must be at most 62"):
        hyperplanes(8, 63, 2, rng)
    with pytest.raises(ValueError, match="rng must be"):
        hyperplanes(8, 2, 2, 0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="must fit"):
        hyperplane_keys([[1.0]], hyperplanes(8, 2, 2, rng))
    for members in (set(), {-1}, {2**62 + 1}):
        with pytest.raises(ValueError, match="set 1 does not"):
            minhash_keys([{1}, members], 2, 2, rng)
    for keys in ([1, 2], [[]], [[0.5]]):
        with pytest.raises(ValueError, match="keys must be whole"):
            band_index(keys)
    for asked in ([1], [1.0, 2.0], [[1, 2]]):
        with pytest.raises(ValueError, match="keys must be 2"):
            band_index([[1, 2]]).candidates(asked)
    for bad in (0, -1, math.nan):
        with pytest.raises(ValueError, match="width must be"):
            stable_collision(1, bad)
    with pytest.raises(ValueError, match="distance must be"):
        stable_collision(-1, 4)
