import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.experimentation.sample_ratio import mismatch_seen, sample_ratio_p


def test_published_mismatches() -> None:
    assert sample_ratio_p([600, 400]) == pytest.approx(2.54e-10, rel=0.005)
    assert sample_ratio_p([821_588, 815_482]) == pytest.approx(1.8e-6, abs=5e-8)


def test_equal_groups_and_other_designs() -> None:
    assert sample_ratio_p([500, 500]) == 1.0
    assert sample_ratio_p(np.array([900, 100]), [0.9, 0.1]) == 1.0
    assert sample_ratio_p([900, 100]) < 1e-100
    assert sample_ratio_p([100, 100, 130]) == pytest.approx(0.0651, abs=1e-3)


def test_a_fair_split_rarely_alarms_and_a_shift_is_seen_as_promised() -> None:
    rng = np.random.default_rng(6)
    fair = [sample_ratio_p([int(n), 10_000 - int(n)]) for n in rng.binomial(10_000, 0.5, 4000)]
    assert np.mean(np.array(fair) < 0.05) == pytest.approx(0.05, abs=0.012)
    share = 0.5 + mismatch_seen(10_000)
    off = [sample_ratio_p([int(n), 10_000 - int(n)]) for n in rng.binomial(10_000, share, 4000)]
    assert np.mean(np.array(off) < 0.001) == pytest.approx(0.8, abs=0.03)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_order_does_not_matter(a: int, b: int) -> None:
    assert sample_ratio_p([a, b]) == pytest.approx(sample_ratio_p([b, a]))
    assert 0 <= sample_ratio_p([a, b]) <= 1


def test_refusals() -> None:
    for users, shares in (
        ([5], None),
        ([], None),
        (5, None),
        ([5, 5], ["a", "b"]),
        ([0, 0], None),
        ([5, -1], None),
        ([5, 1.5], None),
        ([5, 5], [1.0]),
        ([5, 5], [0.5, 0.6]),
        ([5, 5], [1.0, 0.0]),
    ):
        with pytest.raises(ValueError, match="users|shares"):
            sample_ratio_p(users, shares)
    with pytest.raises(ValueError, match="users"):
        mismatch_seen(0)
    with pytest.raises(ValueError, match="sensitivity"):
        mismatch_seen(10, sensitivity=1)
    with pytest.raises(ValueError, match="significance"):
        mismatch_seen(10, significance=0)
