import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from napkinmath.stats.intervals import (
    Interval,
    clustered_interval,
    design_effect,
    wilson,
    zero_failure_bound,
)


def test_wilson_of_the_recall_canary() -> None:
    small, large = wilson(95, 100), wilson(9500, 10_000)
    assert (small.low, small.high) == pytest.approx((0.8882495307680808, 0.9784563208456319))
    assert (large.low, large.high) == pytest.approx((0.9455528841569758, 0.9541015173094152))


@given(st.integers(1, 5000), st.floats(0, 1), st.floats(0.5, 0.999))
def test_wilson_solves_its_equation(n: int, share: float, confidence: float) -> None:
    hits = round(share * n)
    found, mirrored = wilson(hits, n, confidence), wilson(n - hits, n, confidence)
    assert 0 <= found.low <= hits / n <= found.high <= 1
    assert (found.low, found.high) == pytest.approx((1 - mirrored.high, 1 - mirrored.low), abs=1e-9)
    z = wilson(0, 1, confidence).high  # z^2 / (1 + z^2)
    z2 = z / (1 - z)
    for end in (found.low, found.high):
        assert n * (hits / n - end) ** 2 == pytest.approx(z2 * end * (1 - end), abs=1e-6)


@given(st.integers(1, 10**7), st.floats(0, 1), st.floats(0.01, 0.9999))
def test_wilson_is_that_of_statsmodels(n: int, share: float, confidence: float) -> None:
    hits = round(share * n)
    found = wilson(hits, n, confidence)
    low, high = proportion_confint(hits, n, alpha=1 - confidence, method="wilson")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


def test_wilson_far_from_one() -> None:
    assert wilson(5e-200, 1e-199) == Interval(0.0, 1.0)
    assert wilson(5e199, 1e200).low == pytest.approx(0.5)


@given(st.integers(1, 10**6), st.floats(0.01, 0.9999))
def test_the_bound_after_no_failure_is_clopper_pearsons(trials: int, confidence: float) -> None:
    exact = stats.binomtest(0, trials, alternative="less").proportion_ci(confidence)
    assert zero_failure_bound(trials, confidence) == pytest.approx(exact.high, rel=1e-6)


def test_wilson_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    hits = rng.binomial(200, 0.9, 2000)
    covered = [wilson(int(h), 200).low <= 0.9 <= wilson(int(h), 200).high for h in hits]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)


def test_design_effect_between_independent_and_all_or_nothing() -> None:
    rng = np.random.default_rng(1)
    assert design_effect(rng.binomial(10, 0.9, 20_000) / 10, 10) == pytest.approx(1, abs=0.05)
    whole = rng.binomial(1, 0.9, 20_000).astype(float)
    assert design_effect(whole, 10) == pytest.approx(10, abs=0.05)


def test_clustered_interval_covers_what_the_plain_one_misses() -> None:
    rng, plain, clustered = np.random.default_rng(2), [], []
    for _ in range(600):
        shares = rng.binomial(10, rng.beta(3.6, 0.4, 200)) / 10  # mean 0.9, clustered
        a, b = wilson(shares.sum() * 10, 2000), clustered_interval(shares, 10)
        plain.append(a.low <= 0.9 <= a.high)
        clustered.append(b.low <= 0.9 <= b.high)
    assert np.mean(plain) < 0.85
    assert np.mean(clustered) == pytest.approx(0.95, abs=0.025)


def test_clustered_interval_of_a_perfect_score_counts_clusters() -> None:
    assert clustered_interval(np.ones(50), 10) == wilson(50, 50)
    assert clustered_interval(np.zeros(50), 10) == wilson(0, 50)
    assert isinstance(clustered_interval([0.5, 1.0], 10), Interval)


def test_the_rule_of_three() -> None:
    assert zero_failure_bound(300) == pytest.approx(0.00993608194445772, rel=1e-12)
    assert zero_failure_bound(300) < 3 / 300


def test_refusals() -> None:
    for bad in (0, -1, math.nan):
        with pytest.raises(ValueError, match="trials must be"):
            wilson(0, bad)
    for bad in (-1, 11, math.nan):
        with pytest.raises(ValueError, match="successes must be"):
            wilson(bad, 10)
    for bad in (0.0, 1.0, 95):
        for call in (
            lambda c: wilson(1, 2, c),
            lambda c: clustered_interval([0.5, 1.0], 2, c),
            lambda c: zero_failure_bound(10, c),
        ):
            with pytest.raises(ValueError, match="confidence must be"):
                call(bad)
    for shares in ([0.5], [0.5, 1.1], [-0.1, 0.5]):
        with pytest.raises(ValueError, match="shares must be two or more values between 0 and 1"):
            design_effect(shares, 2)
    for shares in ([1.0, 1.0], [0.0, 0.0]):
        with pytest.raises(ValueError, match="the mean of shares must be strictly between"):
            design_effect(shares, 2)
    for bad in (0, 1.5):
        with pytest.raises(ValueError, match="trials_per_cluster must be"):
            design_effect([0.5, 1.0], bad)
        with pytest.raises(ValueError, match="trials_per_cluster must be"):
            clustered_interval([0.5, 1.0], bad)
        with pytest.raises(ValueError, match="trials must be"):
            zero_failure_bound(bad)
    with pytest.raises(ValueError, match="shares must"):
        clustered_interval([0.5, math.nan], 2)


def test_equal_clusters_count_for_no_more_than_their_trials() -> None:
    assert clustered_interval([0.9, 0.9, 0.9], 10) == wilson(0.9 * 30, 30)


@pytest.mark.parametrize("shares", [[0.5, -0.5], [2.0, 0.0], [0.5]])
def test_shares_out_of_range_are_refused_whatever_their_mean(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="shares"):
        clustered_interval(shares, 10)
