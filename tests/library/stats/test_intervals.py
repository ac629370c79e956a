import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.stats.intervals import (
    Interval,
    clustered_interval,
    design_effect,
    no_failure_bound,
    trials_for_margin,
    wilson,
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


def test_sample_sizes() -> None:
    assert trials_for_margin(0.95, 0.01) == 1825
    assert trials_for_margin(0.95, 0.01, design_effect=2.0) == 3650
    assert trials_for_margin(0.5, 0.05) == 385
    assert no_failure_bound(300) == pytest.approx(0.00993608194445772, rel=1e-12)
    assert no_failure_bound(300) < 3 / 300


@given(st.floats(0.05, 0.95), st.floats(0.005, 0.2))
def test_the_sample_is_as_large_as_its_margin_needs(share: float, margin: float) -> None:
    n = trials_for_margin(share, margin)
    assert 1.9599 * math.sqrt(share * (1 - share) / n) <= margin
    assert n == 1 or 1.9600 * math.sqrt(share * (1 - share) / (n - 1)) >= margin * 0.9999


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
            lambda c: trials_for_margin(0.9, 0.1, c),
            lambda c: no_failure_bound(10, c),
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
        with pytest.raises(ValueError, match="trials_each must be"):
            design_effect([0.5, 1.0], bad)
        with pytest.raises(ValueError, match="trials_each must be"):
            clustered_interval([0.5, 1.0], bad)
        with pytest.raises(ValueError, match="trials must be"):
            no_failure_bound(bad)
    with pytest.raises(ValueError, match="shares must"):
        clustered_interval([0.5, math.nan], 2)
    for share, margin, effect in [(0, 0.1, 1), (0.5, 0, 1), (0.5, 1, 1), (0.5, 0.1, 0)]:
        with pytest.raises(ValueError, match="must be"):
            trials_for_margin(share, margin, design_effect=effect)


def test_equal_clusters_count_for_no_more_than_their_trials() -> None:
    assert clustered_interval([0.9, 0.9, 0.9], 10) == wilson(0.9 * 30, 30)


@pytest.mark.parametrize("shares", [[0.5, -0.5], [2.0, 0.0], [0.5]])
def test_shares_out_of_range_are_refused_whatever_their_mean(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="shares"):
        clustered_interval(shares, 10)
