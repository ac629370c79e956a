import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from napkinmath.experimentation.non_inferiority import (
    difference_interval,
    non_inferior,
    paired_interval,
)
from napkinmath.stats.intervals import Interval
from napkinmath.stats.sample_size import paired_non_inferiority_sample_size


def test_newcombes_difference() -> None:
    found = difference_interval(56, 70, 48, 80)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    none = difference_interval(0, 10, 0, 10)
    assert none.low == pytest.approx(-none.high)
    assert 0 < none.high < 0.35


@given(st.integers(1, 400), st.integers(1, 400), st.floats(0, 1), st.floats(0, 1))
def test_the_difference_turns_round(n: int, m: int, p: float, q: float) -> None:
    a, b = round(p * n), round(q * m)
    one, other = difference_interval(a, n, b, m), difference_interval(b, m, a, n)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert one.low - 1e-12 <= a / n - b / m <= one.high + 1e-12
    assert one.low + 1e-12 >= -1 and one.high - 1e-12 <= 1


@given(st.integers(1, 4000), st.integers(1, 4000), st.floats(0, 1), st.floats(0, 1))
def test_the_difference_is_that_of_statsmodels(n: int, m: int, p: float, q: float) -> None:
    a, b = round(p * n), round(q * m)
    low, high = confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff")
    found = difference_interval(a, n, b, m)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def test_pairs_need_far_fewer_items() -> None:
    apart = difference_interval(640, 1000, 625, 1000)
    pairs = paired_interval(40, 25, 1000)
    assert pairs.high - pairs.low < (apart.high - apart.low) / 2
    assert pairs.low < 0.015 < pairs.high


def test_the_paired_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    draws = rng.multinomial(600, [0.06, 0.04, 0.9], 2000)
    found = [paired_interval(int(b), int(c), 600) for b, c, _ in draws]
    assert np.mean([f.low <= 0.02 <= f.high for f in found]) == pytest.approx(0.95, abs=0.015)
    empty = paired_interval(0, 0, 100)
    assert empty.low < 0 < empty.high


def test_a_test_of_the_planned_size_passes_as_often_as_planned() -> None:
    rng = np.random.default_rng(1)
    n = math.ceil(paired_non_inferiority_sample_size(0.10, 0.02))
    for true, wanted in ((0.0, 0.90), (-0.02, 0.025)):
        draws = rng.multinomial(n, [0.05 + true / 2, 0.05 - true / 2, 0.9], 6000)
        passed = [non_inferior(paired_interval(int(b), int(c), n), 0.02) for b, c, _ in draws]
        assert np.mean(passed) == pytest.approx(wanted, abs=0.012)


def test_verdict() -> None:
    assert non_inferior(Interval(-0.009, 0.002), 0.01)
    assert not non_inferior(Interval(-0.011, 0.05), 0.01)


def test_refusals() -> None:
    for bad in (0.0, -0.1, math.nan, "1"):
        with pytest.raises(ValueError, match="margin must be"):
            non_inferior(Interval(0.0, 0.1), bad)  # type: ignore[arg-type]
    for bad in (0.0, 1.0, math.nan, "x", None):
        with pytest.raises(ValueError, match="confidence must be"):
            paired_interval(1, 1, 10, confidence=bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="gained and lost must be at most 5"):
        paired_interval(3, 3, 5)
    for name, arguments in {"trials": (1, 1, 0), "gained": (-1, 1, 9), "lost": (1, 1.5, 9)}.items():
        with pytest.raises(ValueError, match=f"{name} must be"):
            paired_interval(*arguments)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="successes must be"):
        difference_interval(5, 4, 1, 4)
