import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.queueing.tail_latency import LogNormal
from napkinmath.stats.distributions import zipf_probabilities
from napkinmath.vector_database.caching import (
    TwoTierLatency,
    all_hit_probability,
    lru_hit_ratio,
    pinned_hit_ratio,
)


def test_even_popularity_hits_as_much_as_fits() -> None:
    even = zipf_probabilities(200, 0.0)
    assert lru_hit_ratio(even, 50) == pytest.approx(0.25, abs=1e-6)
    assert pinned_hit_ratio(even, 50) == pytest.approx(0.25)
    assert lru_hit_ratio(even, 200) == 1 and pinned_hit_ratio(even, 500) == pytest.approx(1)


def test_che_against_a_simulated_cache() -> None:
    shares, capacity, rng = zipf_probabilities(500, 0.9), 60, np.random.default_rng(3)
    recent: dict[int, None] = {}
    hits = 0
    asked = rng.choice(500, size=60_000, p=shares)
    for place, item in enumerate(asked.tolist()):
        if item in recent:
            del recent[item]
            hits += place >= 10_000
        elif len(recent) == capacity:
            del recent[next(iter(recent))]
        recent[item] = None
    assert lru_hit_ratio(shares, capacity) == pytest.approx(hits / 50_000, abs=0.01)


@given(st.integers(2, 200), st.floats(0.1, 1.5), st.data())
def test_pinning_the_popular_is_never_worse(
    items: int, exponent: float, data: st.DataObject
) -> None:
    capacity = data.draw(st.integers(1, items))
    shares = zipf_probabilities(items, exponent)
    lru = lru_hit_ratio(shares, capacity)
    assert 0 < lru <= pinned_hit_ratio(shares, capacity) + 1e-9


@given(st.floats(0, 1), st.floats(0.01, 0.99))
def test_a_tiers_quantile_inverts_its_distribution(hit_ratio: float, q: float) -> None:
    tier = TwoTierLatency(hit_ratio, LogNormal(0.001, 0.003), LogNormal(0.01, 0.03))
    assert tier.cdf(tier.quantile_s(q)) == pytest.approx(q, abs=1e-6)


def test_a_tiers_samples_follow_its_distribution() -> None:
    tier = TwoTierLatency(0.9, LogNormal(0.001, 0.003), LogNormal(0.01, 0.03))
    times_s = tier.sample_s(40_000, np.random.default_rng(2))
    assert (times_s <= tier.quantile_s(0.95)).mean() == pytest.approx(0.95, abs=0.005)


def test_all_lookups_hit() -> None:
    assert all_hit_probability(0.5, 3) == 0.125 and all_hit_probability(1.0, 1000) == 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: lru_hit_ratio([0.5, 0.4], 1), "popularity must be shares"),
        (lambda: lru_hit_ratio([1.5, -0.5], 1), "popularity must be shares"),
        (lambda: lru_hit_ratio([[1.0]], 1), "popularity must have 1 axes"),
        (lambda: lru_hit_ratio([1.0], 0), "capacity must be"),
        (lambda: pinned_hit_ratio([1.0], 0), "capacity must be"),
        (lambda: pinned_hit_ratio([0.2], 1), "popularity must be shares"),
        (lambda: TwoTierLatency(1.1, LogNormal(1, 2), LogNormal(1, 2)), "hit_ratio must be"),
        (lambda: TwoTierLatency(0.5, LogNormal(1, 2), LogNormal(1, 2)).quantile_s(1), "q must be"),
        (lambda: all_hit_probability(-0.1, 1), "hit_ratio must be"),
        (lambda: all_hit_probability(0.1, 0), "lookups must be"),
    ],
)
def test_refusals(call: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]


@given(st.integers(2, 200), st.floats(0.1, 1.5), st.data())
def test_the_characteristic_time_is_the_root_of_scipy(
    items: int, exponent: float, data: st.DataObject
) -> None:
    optimize = pytest.importorskip("scipy.optimize")
    capacity = data.draw(st.integers(1, items - 1))
    shares = zipf_probabilities(items, exponent)
    time = optimize.brentq(
        lambda t: -np.expm1(-shares * t).sum() - capacity, 0, 1e9, xtol=1e-9, rtol=1e-14
    )
    theirs = (shares * -np.expm1(-shares * time)).sum()
    assert lru_hit_ratio(shares, capacity) == pytest.approx(theirs, rel=1e-6)
