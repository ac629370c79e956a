import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.stats.drift import (
    bin_shares,
    chi_squared_exceeds,
    mean_shift,
    mmd_squared,
    mmd_test,
    psi,
    psi_exceeds,
    psi_of_samples,
    psi_threshold,
)


def test_psi_of_the_golden_set() -> None:
    assert psi([0.25] * 4, (0.30, 0.30, 0.20, 0.20)) == pytest.approx(0.04054651081081643)
    assert psi(np.full(4, 0.25), np.array([30, 30, 20, 20])) == pytest.approx(0.04054651081081643)


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=12), st.integers(0, 1000))
def test_psi_is_symmetric_and_zero_only_between_equals(counts: list[int], seed: int) -> None:
    other = np.random.default_rng(seed).permutation(counts)
    assert psi(counts, other) == pytest.approx(psi(other, counts)) and psi(counts, counts) == 0
    assert psi(counts, other) >= 0


def test_false_alarms_of_the_golden_set() -> None:
    assert psi_exceeds(0.1, 10, 100, 100) == pytest.approx(0.8343082601934075, rel=1e-8)
    assert psi_exceeds(0.1, 10, 1000, 1000) == pytest.approx(1.0772382022574693e-07, rel=1e-6)
    assert psi_threshold(0.05, 10, 1000, 1000) == pytest.approx(0.0338379552092409, rel=1e-8)
    assert psi_threshold(0.05, 10, 100, 100) == pytest.approx(0.33837955209240894, rel=1e-8)


@given(st.floats(0.001, 0.999), st.integers(2, 30), st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_threshold_has_the_false_alarms_asked_for(share: float, b: int, n: int, m: int) -> None:
    assert psi_exceeds(psi_threshold(share, b, n, m), b, n, m) == pytest.approx(share, rel=1e-6)


def test_the_law_holds_in_a_simulation() -> None:
    rng = np.random.default_rng(0)
    pairs = rng.multinomial(300, [0.1] * 10, size=(2, 2000)) + 0.5
    shares = pairs / pairs.sum(axis=2, keepdims=True)
    seen = np.mean([psi(a, b) > 0.1 for a, b in zip(*shares, strict=True)])
    assert seen == pytest.approx(psi_exceeds(0.1, 10, 300, 300), abs=3 * math.sqrt(0.1 / 2000))


def test_chi_squared_by_closed_forms() -> None:
    assert chi_squared_exceeds(3.0, 2) == pytest.approx(math.exp(-1.5))
    assert chi_squared_exceeds(4.0, 1) == pytest.approx(math.erfc(math.sqrt(2)))
    assert chi_squared_exceeds(5.0, 4) == pytest.approx(math.exp(-2.5) * 3.5)
    assert chi_squared_exceeds(0.0, 7) == 1
    tabled = {1: 3.841459, 3: 7.814728, 9: 16.918978, 10: 18.307038}
    assert all(abs(chi_squared_exceeds(x, k) - 0.05) < 1e-7 for k, x in tabled.items())


def test_bins_hold_equal_shares_of_the_reference() -> None:
    shares = bin_shares(np.arange(1000.0), np.arange(1000.0), 8)
    assert np.allclose(shares, 1 / 8) and shares.sum() == pytest.approx(1)
    assert bin_shares(np.arange(100.0), [1e9] * 50, 4)[-1] == pytest.approx(50.5 / 52)
    assert psi_of_samples(np.arange(100.0), np.arange(100.0) + 50) > 1


def test_mmd_against_the_double_sum() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((6, 3)), rng.standard_normal((8, 3)) + 0.5

    def kernel(a: np.ndarray, b: np.ndarray) -> float:
        return math.exp(-((a - b) ** 2).sum() / (2 * 1.3**2))

    within_x = [kernel(a, b) for i, a in enumerate(x) for j, b in enumerate(x) if i != j]
    within_y = [kernel(a, b) for i, a in enumerate(y) for j, b in enumerate(y) if i != j]
    across = [kernel(a, b) for a in x for b in y]
    by_hand = np.mean(within_x) + np.mean(within_y) - 2 * np.mean(across)
    assert mmd_squared(x, y, kernel_width=1.3) == pytest.approx(by_hand)


def test_p_values_are_uniform_under_no_change() -> None:
    rng = np.random.default_rng(2)
    for test in (mmd_test, mean_shift):
        found = [test(*rng.standard_normal((2, 20, 2)), rng, rounds=39).p_value for _ in range(150)]
        assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.075)


@given(st.integers(0, 100))
def test_the_statistics_do_not_care_about_a_common_turn_or_shift(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((2, 12, 4))
    turn, _ = np.linalg.qr(rng.standard_normal((4, 4)))
    assert mmd_squared(x @ turn + 3, y @ turn + 3) == pytest.approx(mmd_squared(x, y), abs=1e-9)


def test_refusals() -> None:
    for bad in ([0.5], [0.5, 0.6], [1.0, 0.0], [-1.0, 2.0], [math.nan, 1.0], [], "ab", [[1.0]]):
        with pytest.raises(ValueError, match="expected"):
            psi(bad, [0.5, 0.5])
        with pytest.raises(ValueError, match="actual"):
            psi([0.5, 0.5], bad)
    with pytest.raises(ValueError, match="as many bins"):
        psi([0.5, 0.5], [0.2, 0.3, 0.5])
    with pytest.raises(ValueError, match="bins"):
        bin_shares([1.0, 2.0], [1.0], 1)
    with pytest.raises(ValueError, match="reference"):
        bin_shares([1.0, 2.0], [1.0], 3)
    for arguments in ((-0.1, 10, 9, 9), (0.1, 1, 9, 9), (0.1, 10, 0, 9), (0.1, 10, 9, 0)):
        with pytest.raises(ValueError, match="must be"):
            psi_exceeds(*arguments)
    for share in (0, 1, math.nan):
        with pytest.raises(ValueError, match="false_alarms"):
            psi_threshold(share, 10, 100, 100)
    with pytest.raises(ValueError, match="degrees"):
        chi_squared_exceeds(1.0, 0)
    rng, two = np.random.default_rng(0), [[0.0], [1.0]]
    for test in (mean_shift, mmd_test):
        with pytest.raises(ValueError, match="one width"):
            test(two, [[0.0, 1.0]] * 2, rng)
        with pytest.raises(ValueError, match="two rows"):
            test(two, [[0.0]], rng)
        with pytest.raises(ValueError, match="rounds"):
            test(two, two, rng, rounds=0)
        with pytest.raises(ValueError, match="rng"):
            test(two, two, 3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="kernel_width"):
        mmd_squared(two, two, kernel_width=0.0)
    with pytest.raises(ValueError, match="kernel_width"):
        mmd_squared([[1.0]] * 3, [[1.0]] * 3)
