import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from napkinmath.experimentation.sample_ratio import sample_ratio_p_value
from napkinmath.stats.sample_size import detectable_mismatch


def test_published_mismatches() -> None:
    assert sample_ratio_p_value([600, 400]) == pytest.approx(2.54e-10, rel=0.005)
    assert sample_ratio_p_value([821_588, 815_482]) == pytest.approx(1.8e-6, abs=5e-8)


def test_equal_groups_and_other_designs() -> None:
    assert sample_ratio_p_value([500, 500]) == 1.0
    assert sample_ratio_p_value(np.array([900, 100]), [0.9, 0.1]) == 1.0
    assert sample_ratio_p_value([900, 100]) < 1e-100
    assert sample_ratio_p_value([100, 100, 130]) == pytest.approx(0.0651, abs=1e-3)


def test_a_fair_split_rarely_alarms_and_a_shift_is_seen_as_promised() -> None:
    rng = np.random.default_rng(6)
    fair = [
        sample_ratio_p_value([int(n), 10_000 - int(n)]) for n in rng.binomial(10_000, 0.5, 4000)
    ]
    assert np.mean(np.array(fair) < 0.05) == pytest.approx(0.05, abs=0.012)
    share = 0.5 + detectable_mismatch(10_000)
    off = [
        sample_ratio_p_value([int(n), 10_000 - int(n)]) for n in rng.binomial(10_000, share, 4000)
    ]
    assert np.mean(np.array(off) < 0.001) == pytest.approx(0.8, abs=0.03)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_order_does_not_matter(a: int, b: int) -> None:
    assert sample_ratio_p_value([a, b]) == pytest.approx(sample_ratio_p_value([b, a]))
    assert 0 <= sample_ratio_p_value([a, b]) <= 1


def test_small_groups_get_the_exact_test() -> None:
    exact = stats.binomtest(5, 1000, 0.001).pvalue
    assert sample_ratio_p_value([995, 5], [0.999, 0.001]) == pytest.approx(exact, rel=1e-6)
    assert exact == pytest.approx(3.6e-3, abs=1e-4)
    assert sample_ratio_p_value([1, 0]) == sample_ratio_p_value([3, 2]) == 1
    assert sample_ratio_p_value([9, 0]) == pytest.approx(2 / 2**9)


def test_small_groups_of_three_do_not_alarm_more_often_than_asked() -> None:
    rng = np.random.default_rng(7)
    groups = rng.multinomial(3000, [0.998, 0.001, 0.001], 3000)
    seen = np.array([sample_ratio_p_value(g, [0.998, 0.001, 0.001]) for g in groups])
    for level in (0.1, 0.05, 0.01):
        assert np.mean(seen <= level) <= level + 3 * np.sqrt(level / 3000)
    assert sample_ratio_p_value([2950, 25, 25], [0.998, 0.001, 0.001]) < 1e-10


@given(st.integers(500, 10**6), st.floats(0.2, 0.6), st.floats(-4, 4))
def test_large_groups_get_scipys_chi_squared(total: int, share: float, deviations: float) -> None:
    off = deviations * np.sqrt(total * share * (1 - share))
    first = round(total * share + off)
    expected = stats.chisquare([first, total - first], [total * share, total * (1 - share)])
    found = sample_ratio_p_value([first, total - first], [share, 1 - share])
    assert found == pytest.approx(expected.pvalue, rel=1e-6)


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
            sample_ratio_p_value(users, shares)
