import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.stats.drift import psi, psi_false_alarm_rate, psi_of_samples, psi_threshold


def test_psi_of_the_golden_set() -> None:
    assert psi([0.25] * 4, (0.30, 0.30, 0.20, 0.20)) == pytest.approx(0.04054651081081643)
    assert psi(np.full(4, 0.25), np.array([30, 30, 20, 20])) == pytest.approx(0.04054651081081643)


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=12), st.integers(0, 1000))
def test_psi_is_symmetric_and_zero_only_between_equals(counts: list[int], seed: int) -> None:
    other = np.random.default_rng(seed).permutation(counts)
    assert psi(counts, other) == pytest.approx(psi(other, counts)) and psi(counts, counts) == 0
    assert psi(counts, other) >= 0


def test_false_alarms_of_the_golden_set() -> None:
    assert psi_false_alarm_rate(0.1, 10, 100, 100) == pytest.approx(0.8343082601934075, rel=1e-8)
    assert psi_false_alarm_rate(0.1, 10, 1000, 1000) == pytest.approx(
        1.0772382022574693e-07, rel=1e-6
    )
    assert psi_threshold(0.05, 10, 1000, 1000) == pytest.approx(0.0338379552092409, rel=1e-8)
    assert psi_threshold(0.05, 10, 100, 100) == pytest.approx(0.33837955209240894, rel=1e-8)


@given(st.floats(0.001, 0.999), st.integers(2, 30), st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_threshold_has_the_false_alarms_asked_for(share: float, b: int, n: int, m: int) -> None:
    assert psi_false_alarm_rate(psi_threshold(share, b, n, m), b, n, m) == pytest.approx(
        share, rel=1e-6
    )


def test_the_law_holds_in_a_simulation() -> None:
    rng = np.random.default_rng(0)
    pairs = rng.multinomial(300, [0.1] * 10, size=(2, 2000)) + 0.5
    shares = pairs / pairs.sum(axis=2, keepdims=True)
    seen = np.mean([psi(a, b) > 0.1 for a, b in zip(*shares, strict=True)])
    assert seen == pytest.approx(
        psi_false_alarm_rate(0.1, 10, 300, 300), abs=3 * math.sqrt(0.1 / 2000)
    )


def test_a_move_beyond_the_reference_counts() -> None:
    assert psi_of_samples(np.arange(100.0), np.arange(100.0) + 50) > 1
    assert psi_of_samples(np.arange(100.0), [1e9] * 50, 4) > 1
    assert psi_of_samples(np.arange(1000.0), np.arange(1000.0) + 0.5, 8) < 1e-4


def test_tied_values_get_a_bin_of_their_own() -> None:
    found = psi_of_samples([0] * 90 + [2] * 10, [0] * 50 + [2] * 50)
    assert found == pytest.approx(psi([0.9, 0.1], [0.5, 0.5])) == pytest.approx(0.8789, abs=1e-4)
    reference = [1] * 40 + [2] * 40 + [3] * 20
    assert psi_of_samples(reference, [1] * 20 + [2] * 40 + [3] * 40) == pytest.approx(
        psi([40, 40, 20], [20, 40, 40])
    )
    continuous = [*range(10), *[10] * 80, *range(11, 21)]
    assert psi_of_samples(continuous, [10] * 100) > 0.5  # what lay around the tie is gone


@given(st.lists(st.integers(1, 20), min_size=2, max_size=6), st.integers(1, 40), st.integers(2, 10))
def test_smoothing_invents_no_drift(counts: list[int], times: int, bins: int) -> None:
    reference = np.repeat(np.arange(len(counts)), counts)
    if len(reference) >= bins:
        assert psi_of_samples(np.repeat(reference, times), reference, bins) < 1e-12
        assert psi_of_samples(reference, np.repeat(reference, times), bins) < 1e-12


def test_tied_values_raise_no_false_alarms_at_unequal_sizes() -> None:
    rng = np.random.default_rng(3)
    rings = []
    for _ in range(400):  # a coin, of which one sample is much the larger
        a, b = rng.integers(0, 2, 5000), rng.integers(0, 2, 200)
        rings.append(psi_of_samples(a, b) > psi_threshold(0.05, 2, 5000, 200))
    assert np.mean(rings) == pytest.approx(0.05, abs=0.035)


def test_a_shift_of_both_samples_changes_nothing() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.integers(0, 50, 300), rng.integers(5, 55, 300)
    assert psi_of_samples(a + 10**9, b + 10**9) == psi_of_samples(a, b) > 0.05
    assert psi([1e308] * 2, [1e308, 1e307]) == pytest.approx(psi([10, 10], [10, 1]))


def test_refusals() -> None:
    for bad in ([0.5], [0.5, 0.6], [1.0, 0.0], [-1.0, 2.0], [math.nan, 1.0], [], "ab", [[1.0]]):
        with pytest.raises(ValueError, match="expected"):
            psi(bad, [0.5, 0.5])
        with pytest.raises(ValueError, match="actual"):
            psi([0.5, 0.5], bad)
    with pytest.raises(ValueError, match="as many bins"):
        psi([0.5, 0.5], [0.2, 0.3, 0.5])
    with pytest.raises(ValueError, match="bins"):
        psi_of_samples([1.0, 2.0], [1.0], 1)
    with pytest.raises(ValueError, match="reference"):
        psi_of_samples([1.0, 2.0], [1.0], 3)
    with pytest.raises(ValueError, match="reference must hold two values"):
        psi_of_samples([1.0] * 20, [1.0])
    for arguments in ((-0.1, 10, 9, 9), (0.1, 1, 9, 9), (0.1, 10, 0, 9), (0.1, 10, 9, 0)):
        with pytest.raises(ValueError, match="must be"):
            psi_false_alarm_rate(*arguments)
    for share in (0, 1, math.nan):
        with pytest.raises(ValueError, match="false_alarm_rate"):
            psi_threshold(share, 10, 100, 100)
