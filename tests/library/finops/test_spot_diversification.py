import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from napkinmath.finops.spot_diversification import (
    _lost_pools,
    capacity_at_risk,
    capacity_at_risk_limit,
    effective_usd_per_hour,
)

shares = st.floats(0.01, 0.6)


def test_independent_pools_are_binomial() -> None:
    assert _lost_pools(3, 0.2, 0.0) == pytest.approx([0.512, 0.384, 0.096, 0.008], abs=1e-9)


@given(st.integers(1, 40), shares)
def test_independent_pools_are_binomial_as_scipys(pools: int, probability: float) -> None:
    exact = stats.binom.pmf(np.arange(pools + 1), pools, probability)
    assert _lost_pools(pools, probability, 0.0) == pytest.approx(exact, abs=1e-9)
    at_risk = stats.binom.ppf(0.99, pools, probability) / pools
    assert capacity_at_risk(pools, probability, 0.0) == pytest.approx(at_risk)


@given(shares, shares, st.floats(0, 0.9))
def test_two_pools_are_the_bivariate_normal_of_scipy(p: float, q: float, rho: float) -> None:
    z = stats.norm.ppf(p)
    both = stats.multivariate_normal.cdf([z, z], cov=[[1, rho], [rho, 1]])
    assert _lost_pools(2, p, rho)[2] == pytest.approx(both, abs=1e-4)


@given(st.integers(1, 12), shares, st.floats(0, 0.9))
def test_means_and_sums(pools: int, probability: float, correlation: float) -> None:
    found = _lost_pools(pools, probability, correlation)
    assert found.sum() == pytest.approx(1, abs=1e-6)
    assert found @ np.arange(pools + 1) == pytest.approx(pools * probability, rel=1e-4)


def test_two_pools_by_the_orthant_formula() -> None:
    # With thresholds at 0 both are lost with probability 1/4 + asin(rho) / (2 pi).
    found = _lost_pools(2, 0.5, 0.6)[2]
    assert found == pytest.approx(0.25 + math.asin(0.6) / (2 * math.pi), abs=1e-6)


def test_played_pools_agree() -> None:
    rng = np.random.default_rng(6)
    common = rng.standard_normal((200_000, 1))
    hidden = math.sqrt(0.3) * common + math.sqrt(0.7) * rng.standard_normal((200_000, 4))
    lost = (hidden < -1.2815515655).sum(axis=1)
    played = np.bincount(lost, minlength=5) / lost.size
    assert _lost_pools(4, 0.1, 0.3) == pytest.approx(played, abs=0.003)


def test_many_pools_tend_to_the_formula() -> None:
    assert capacity_at_risk_limit(0.02, 0.1, confidence=0.999) == pytest.approx(0.128, abs=5e-4)
    many = capacity_at_risk(400, 0.05, 0.2, confidence=0.99)
    assert many == pytest.approx(capacity_at_risk_limit(0.05, 0.2), abs=0.01)
    assert capacity_at_risk_limit(0.05, 0.0) == pytest.approx(0.05)


@given(st.integers(1, 10), shares, st.floats(0, 0.8))
def test_one_pool_is_all_or_nothing(pools: int, probability: float, correlation: float) -> None:
    assert capacity_at_risk(1, probability, correlation, confidence=0.999) == 1
    assert capacity_at_risk(1, probability, correlation, confidence=0.3) == 0
    assert 0 <= capacity_at_risk(pools, probability, correlation) <= 1


def test_dependable() -> None:
    assert effective_usd_per_hour(2.0, 0.5) == 4.0
    assert effective_usd_per_hour(2.0, 1.0) == math.inf
    assert effective_usd_per_hour(2.0, 0.0) == 2.0
    assert effective_usd_per_hour(2.0, 0.5, unavailable=0.25) == 3.0
    assert effective_usd_per_hour(2.0, 1.0, unavailable=1.0) == math.inf
    with pytest.raises(ValueError, match="unavailable"):
        effective_usd_per_hour(2.0, 0.5, unavailable=-0.1)


def test_most_pools() -> None:
    assert _lost_pools(1000, 0.05, 0.3).sum() == pytest.approx(1.0, abs=1e-6)
    with pytest.raises(ValueError, match="pools"):
        _lost_pools(1001, 0.05, 0.3)


def test_refusals() -> None:
    for pools in (0, 1.5, True):
        with pytest.raises(ValueError, match="pools"):
            _lost_pools(pools, 0.1, 0.1)  # type: ignore[arg-type]
    for bad in (0, 1, -0.1, math.nan, None):
        with pytest.raises(ValueError, match="loss_probability"):
            _lost_pools(2, bad, 0.1)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="loss_probability"):
            capacity_at_risk_limit(bad, 0.1)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="confidence"):
            capacity_at_risk(2, 0.1, 0.1, confidence=bad)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="confidence"):
            capacity_at_risk_limit(0.1, 0.1, confidence=bad)  # type: ignore[arg-type]
    for bad in (1, -0.1, 2):
        with pytest.raises(ValueError, match="correlation"):
            _lost_pools(2, 0.1, bad)
        with pytest.raises(ValueError, match="correlation"):
            capacity_at_risk_limit(0.1, bad)
    with pytest.raises(ValueError, match="usd_per_hour"):
        effective_usd_per_hour(-1, 0.5)
    with pytest.raises(ValueError, match="at_risk"):
        effective_usd_per_hour(1, 1.5)
