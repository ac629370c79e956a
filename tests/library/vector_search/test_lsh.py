import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.lsh import (
    build_lsh_index,
    hyperplane_keys,
    lsh_collision,
    lsh_threshold,
    minhash_keys,
    pairwise_jaccard,
    random_hyperplanes,
)

S_CURVE = (
    0.0063805813,
    0.0474942591,
    0.1860495521,
    0.4700507153,
    0.8019024538,
    0.9747805442,
    0.9996439421,
)


def test_s_curve_in_every_form() -> None:
    shares = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    assert lsh_collision(shares, rows=5, bands=20) == pytest.approx(S_CURVE)
    assert lsh_collision(np.array(shares), 5, 20) == pytest.approx(S_CURVE)
    one = lsh_collision(np.float64(0.5), rows=np.int64(5), bands=np.int64(20))
    assert isinstance(one, float) and one == pytest.approx(S_CURVE[3])
    ands = [lsh_collision(p / 10, 4, 4) for p in range(2, 10)]
    assert ands[0] == pytest.approx(0.00638465637) and ands[-1] == pytest.approx(0.98601286703)
    assert lsh_collision(0, 3, 3) == 0 and lsh_collision(1, 3, 3) == 1
    assert lsh_collision([0.0, 1.0], 3, 3).tolist() == [0, 1]


@given(st.floats(0, 1), st.integers(1, 30), st.integers(1, 200))
def test_more_bands_find_more_and_more_rows_less(s: float, rows: int, bands: int) -> None:
    here = lsh_collision(s, rows, bands)
    assert 0 <= here <= 1
    assert lsh_collision(s, rows, bands + 1) >= here >= lsh_collision(s, rows + 1, bands)
    assert here == pytest.approx(1 - (1 - s**rows) ** bands, abs=1e-12)


@given(st.integers(1, 30), st.integers(1, 1000))
def test_at_the_threshold_one_band_is_expected_to_agree(rows: int, bands: int) -> None:
    assert bands * lsh_threshold(rows, bands) ** rows == pytest.approx(1)


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
            planes = random_hyperplanes(24, 4, 6, rng)
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
    index = build_lsh_index(rows)
    for asked in rows[:5]:
        assert index.candidates(asked).tolist() == np.flatnonzero((rows == asked).any(1)).tolist()
    assert len(index.candidates([9, 9, 9])) == 0
    assert index.bytes_per_item == 12


@given(st.lists(st.sets(st.integers(0, 12), min_size=1), min_size=2, max_size=8))
def test_jaccard_of_all_pairs(sets: list[set[int]]) -> None:
    first, second = np.triu_indices(len(sets), 1)
    by_hand = [
        len(sets[i] & sets[j]) / len(sets[i] | sets[j]) for i, j in zip(first, second, strict=True)
    ]
    assert pairwise_jaccard(sets) == pytest.approx(by_hand)
    assert pairwise_jaccard([[*one, *one] for one in sets]) == pytest.approx(by_hand)


def test_refusals() -> None:
    for few in ([], [{1}], [{1}, set()]):
        with pytest.raises(ValueError, match="sets must be two or more"):
            pairwise_jaccard(few)
    rng = np.random.default_rng(0)
    for bad in (0, -1, 1.5):
        with pytest.raises(ValueError, match="rows must be"):
            random_hyperplanes(8, bad, 2, rng)
        with pytest.raises(ValueError, match="bands must be"):
            random_hyperplanes(8, 2, bad, rng)
        with pytest.raises(ValueError, match="dimensions must be"):
            random_hyperplanes(bad, 2, 2, rng)
        with pytest.raises(ValueError, match="rows must be"):
            minhash_keys([{1}], bad, 2, rng)
    with pytest.raises(ValueError, match="rows must be at most 62"):
        random_hyperplanes(8, 63, 2, rng)
    with pytest.raises(ValueError, match="rng must be"):
        random_hyperplanes(8, 2, 2, 0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="must fit"):
        hyperplane_keys([[1.0]], random_hyperplanes(8, 2, 2, rng))
    for members in (set(), {-1}, {2**62 + 1}):
        with pytest.raises(ValueError, match="set 1 does not"):
            minhash_keys([{1}, members], 2, 2, rng)
    for keys in ([1, 2], [[]], [[0.5]]):
        with pytest.raises(ValueError, match="keys must be whole"):
            build_lsh_index(keys)
    for asked in ([1], [1.0, 2.0], [[1, 2]]):
        with pytest.raises(ValueError, match="keys must be 2"):
            build_lsh_index([[1, 2]]).candidates(asked)
    for bad in (0, -1, 1.5, "8", None, True):
        with pytest.raises(ValueError, match="rows must be"):
            lsh_collision(0.5, bad, 8)
        with pytest.raises(ValueError, match="bands must be"):
            lsh_threshold(8, bad)
    for s in (-0.1, 1.1, math.nan, [0.5, 1.1], [math.nan], "a"):
        with pytest.raises(ValueError):
            lsh_collision(s, 5, 20)  # type: ignore[call-overload]


def test_members_that_are_not_whole_are_refused_and_not_cut_off() -> None:
    for members in ({1.5}, {"a"}, {True}, {2**70}):
        with pytest.raises(ValueError, match="sets must hold whole numbers .* set 1 does not"):
            minhash_keys([{1}, members], 2, 2, np.random.default_rng(0))
    with pytest.raises(ValueError, match="sets must hold at least one set"):
        minhash_keys([], 2, 2, np.random.default_rng(0))


def test_the_largest_and_unsigned_keys_find_their_items() -> None:
    largest = 2**63 - 1
    assert build_lsh_index([[largest], [3]]).candidates([largest]).tolist() == [0]
    unsigned = np.array([[2**64 - 1], [3]], dtype=np.uint64)
    assert build_lsh_index(unsigned).candidates(unsigned[0]).tolist() == [0]


@given(st.floats(0, 1), st.integers(1, 30), st.integers(1, 200))
def test_collisions_are_the_binomial_of_scipy(s: float, rows: int, bands: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.binom.sf(0, bands, s**rows)
    assert lsh_collision(s, rows, bands) == pytest.approx(theirs, rel=1e-8, abs=1e-300)


def test_jaccard_is_that_of_scipy() -> None:
    spatial = pytest.importorskip("scipy.spatial.distance")
    has = np.random.default_rng(0).random((12, 40)) < 0.3
    sets = [set(np.flatnonzero(row).tolist()) for row in has]
    assert pairwise_jaccard(sets) == pytest.approx(1 - spatial.pdist(has, "jaccard"))
