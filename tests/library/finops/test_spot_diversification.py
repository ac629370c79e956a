import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.finops.spot_diversification import (
    capacity_at_risk,
    capacity_at_risk_of_many,
    dependable_usd_per_hour,
    lost_pools,
    pools_needed,
)

shares = st.floats(0.01, 0.6)


def test_independent_pools_are_binomial() -> None:
    assert lost_pools(3, 0.2, 0.0) == pytest.approx([0.512, 0.384, 0.096, 0.008], abs=1e-9)


@given(st.integers(1, 12), shares, st.floats(0, 0.9))
def test_means_and_sums(pools: int, probability: float, correlation: float) -> None:
    found = lost_pools(pools, probability, correlation)
    assert found.sum() == pytest.approx(1, abs=1e-6)
    assert found @ np.arange(pools + 1) == pytest.approx(pools * probability, rel=1e-4)


def test_two_pools_by_the_orthant_formula() -> None:
    # With thresholds at 0 both are lost with probability 1/4 + asin(rho) / (2 pi).
    found = lost_pools(2, 0.5, 0.6)[2]
    assert found == pytest.approx(0.25 + math.asin(0.6) / (2 * math.pi), abs=1e-6)


def test_played_pools_agree() -> None:
    rng = np.random.default_rng(6)
    common = rng.standard_normal((200_000, 1))
    hidden = math.sqrt(0.3) * common + math.sqrt(0.7) * rng.standard_normal((200_000, 4))
    lost = (hidden < -1.2815515655).sum(axis=1)
    played = np.bincount(lost, minlength=5) / lost.size
    assert lost_pools(4, 0.1, 0.3) == pytest.approx(played, abs=0.003)


def test_many_pools_tend_to_the_formula() -> None:
    assert capacity_at_risk_of_many(0.02, 0.1, confidence=0.999) == pytest.approx(0.128, abs=5e-4)
    many = capacity_at_risk(400, 0.05, 0.2, confidence=0.99)
    assert many == pytest.approx(capacity_at_risk_of_many(0.05, 0.2), abs=0.01)
    assert capacity_at_risk_of_many(0.05, 0.0) == pytest.approx(0.05)


@given(st.integers(1, 10), shares, st.floats(0, 0.8))
def test_one_pool_is_all_or_nothing(pools: int, probability: float, correlation: float) -> None:
    assert capacity_at_risk(1, probability, correlation, confidence=0.999) == 1
    assert capacity_at_risk(1, probability, correlation, confidence=0.3) == 0
    assert 0 <= capacity_at_risk(pools, probability, correlation) <= 1


def test_pools_needed_and_never_enough() -> None:
    enough = pools_needed(0.7, 0.05, 0.1)
    assert capacity_at_risk(enough, 0.05, 0.1) <= 0.3
    assert all(capacity_at_risk(n, 0.05, 0.1) > 0.3 for n in range(1, enough))
    with pytest.raises(LookupError, match="no number of pools up to 64"):
        pools_needed(0.7, 0.1, 0.5)


def test_dependable() -> None:
    assert dependable_usd_per_hour(2.0, 0.5) == 4.0
    assert dependable_usd_per_hour(2.0, 1.0) == math.inf
    assert dependable_usd_per_hour(2.0, 0.0) == 2.0
    assert dependable_usd_per_hour(2.0, 0.5, gone=0.25) == 3.0
    assert dependable_usd_per_hour(2.0, 1.0, gone=1.0) == math.inf
    with pytest.raises(ValueError, match="gone"):
        dependable_usd_per_hour(2.0, 0.5, gone=-0.1)


def test_most_pools() -> None:
    assert lost_pools(1000, 0.05, 0.3).sum() == pytest.approx(1.0, abs=1e-6)
    with pytest.raises(ValueError, match="pools"):
        lost_pools(1001, 0.05, 0.3)


def test_refusals() -> None:
    for pools in (0, 1.5, True):
        with pytest.raises(ValueError, match="pools"):
            lost_pools(pools, 0.1, 0.1)  # type: ignore[arg-type]
    for bad in (0, 1, -0.1, math.nan, None):
        with pytest.raises(ValueError, match="loss_probability"):
            lost_pools(2, bad, 0.1)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="loss_probability"):
            capacity_at_risk_of_many(bad, 0.1)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="confidence"):
            capacity_at_risk(2, 0.1, 0.1, confidence=bad)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="confidence"):
            capacity_at_risk_of_many(0.1, 0.1, confidence=bad)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="kept"):
            pools_needed(bad, 0.1, 0.1)  # type: ignore[arg-type]
    for bad in (1, -0.1, 2):
        with pytest.raises(ValueError, match="correlation"):
            lost_pools(2, 0.1, bad)
        with pytest.raises(ValueError, match="correlation"):
            capacity_at_risk_of_many(0.1, bad)
    with pytest.raises(ValueError, match="most"):
        pools_needed(0.5, 0.1, 0.1, most=0)
    with pytest.raises(ValueError, match="usd_per_hour"):
        dependable_usd_per_hour(-1, 0.5)
    with pytest.raises(ValueError, match="at_risk"):
        dependable_usd_per_hour(1, 1.5)
