import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from napkinmath.stats.permutation_tests import mean_shift_test, mmd_test


def test_mmd_against_the_double_sum() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((6, 3)), rng.standard_normal((8, 3)) + 0.5

    def kernel(a: np.ndarray, b: np.ndarray) -> float:
        return math.exp(-((a - b) ** 2).sum() / (2 * 1.3**2))

    within_x = [kernel(a, b) for i, a in enumerate(x) for j, b in enumerate(x) if i != j]
    within_y = [kernel(a, b) for i, a in enumerate(y) for j, b in enumerate(y) if i != j]
    across = [kernel(a, b) for a in x for b in y]
    by_hand = np.mean(within_x) + np.mean(within_y) - 2 * np.mean(across)
    assert mmd_test(x, y, rng, permutations=1, kernel_width=1.3).statistic == pytest.approx(by_hand)


def test_p_values_are_uniform_under_no_change() -> None:
    rng = np.random.default_rng(2)
    for test in (mmd_test, mean_shift_test):
        found = [
            test(*rng.standard_normal((2, 20, 2)), rng, permutations=39).p_value for _ in range(150)
        ]
        assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.075)


@given(st.integers(0, 100))
def test_the_statistics_do_not_care_about_a_common_turn_or_shift(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((2, 12, 4))
    turn, _ = np.linalg.qr(rng.standard_normal((4, 4)))
    for test in (mmd_test, mean_shift_test):
        for shift, digits in ((3.0, 1e-9), (1e9, 1e-4)):
            moved = test(x @ turn + shift, y @ turn + shift, rng, permutations=1).statistic
            assert moved == pytest.approx(test(x, y, rng, permutations=1).statistic, abs=digits)


def test_the_p_value_is_that_of_scipy_and_counts_ties() -> None:
    rng = np.random.default_rng(6)
    for x, y in (
        (rng.integers(0, 3, 8), rng.integers(0, 3, 7)),
        (rng.normal(size=9), rng.normal(1.0, 1.0, 6)),
    ):
        x, y = 0.1 * x, 0.1 * y  # ties that differ by rounding alone
        exact = stats.permutation_test(
            (x, y), lambda a, b: abs(a.mean() - b.mean()), alternative="greater", n_resamples=10**6
        )
        found = mean_shift_test(x[:, None], y[:, None], rng, permutations=20_000)
        assert found.statistic == pytest.approx(exact.statistic)
        assert found.p_value == pytest.approx(exact.pvalue, abs=0.015)


def test_refusals() -> None:
    rng, two = np.random.default_rng(0), [[0.0], [1.0]]
    for test in (mean_shift_test, mmd_test):
        with pytest.raises(ValueError, match="one width"):
            test(two, [[0.0, 1.0]] * 2, rng)
        with pytest.raises(ValueError, match="two rows"):
            test(two, [[0.0]], rng)
        with pytest.raises(ValueError, match="permutations"):
            test(two, two, rng, permutations=0)
        with pytest.raises(ValueError, match="rng"):
            test(two, two, 3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="kernel_width"):
        mmd_test(two, two, rng, kernel_width=0.0)
    with pytest.raises(ValueError, match="kernel_width"):
        mmd_test([[1.0]] * 3, [[1.0]] * 3, rng)
