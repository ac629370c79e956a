import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.filter_measurements import (
    PowerLaw,
    distance_computations_at_recall,
    fit_power_law,
    hit_rate_by_bin,
)
from napkinmath.vector_search.filter_planning import (
    crossover_matches,
    expected_matches,
    graph_distance_computations,
    k_matches_probability,
    overfetch_size,
    scan_distance_computations,
    weighted_graph_computations,
)


def _binomial(fetched: int, selectivity: float, k: int) -> float:
    terms = (
        math.comb(fetched, i) * selectivity**i * (1 - selectivity) ** (fetched - i)
        for i in range(k)
    )
    return 1 - math.fsum(terms)


def test_survivors_of_the_documented_example() -> None:
    assert expected_matches(40, 0.1) == 4.0
    assert k_matches_probability(40, 0.1, 10) == pytest.approx(0.005063053657834403, rel=1e-9)


def test_to_fetch_k_over_s_is_to_fail_half_the_time() -> None:
    assert [overfetch_size(10, selectivity, 0.99) for selectivity in (0.1, 0.01)] == [183, 1874]
    for selectivity, naive in ((0.1, 100), (0.01, 1000)):
        assert 0.5 < k_matches_probability(naive, selectivity, 10) < 0.57


@given(st.integers(1, 300), st.floats(0.001, 0.999), st.integers(1, 30))
def test_the_chance_is_the_binomial_tail(fetched: int, selectivity: float, k: int) -> None:
    probability = k_matches_probability(fetched, selectivity, k)
    assert probability == pytest.approx(_binomial(fetched, selectivity, k), abs=1e-9)
    assert probability <= k_matches_probability(fetched + 1, selectivity, k) + 1e-12


def test_the_chance_holds_where_powers_run_out_of_float64() -> None:
    assert k_matches_probability(10**6, 0.5, 10) == 1.0
    assert k_matches_probability(10**6, 0.5, 500_000) == pytest.approx(0.5004, abs=1e-4)


def test_the_chance_is_what_a_simulation_sees() -> None:
    survivors = np.random.default_rng(0).binomial(183, 0.1, 40_000)
    assert (survivors >= 10).mean() == pytest.approx(0.99, abs=0.0025)


@given(st.integers(1, 40), st.floats(0.002, 1.0), st.floats(0.01, 0.999))
def test_fetching_one_less_is_too_few(k: int, selectivity: float, probability: float) -> None:
    fetched = overfetch_size(k, selectivity, probability)
    assert fetched >= k and k_matches_probability(fetched, selectivity, k) >= probability
    assert k_matches_probability(max(1, fetched - 1), selectivity, k) < probability or fetched == k


def test_edges() -> None:
    assert k_matches_probability(9, 0.5, 10) == 0 == k_matches_probability(40, 0.0, 1)
    assert k_matches_probability(10, 1.0, 10) == 1 and overfetch_size(10, 1.0, 0.99) == 10


@given(st.floats(100, 1e9), st.floats(1, 1e4), st.floats(0, 3), st.floats(1, 20))
def test_plans_cost_the_same_at_their_crossover(
    vectors: float, unfiltered_computations: float, growth_exponent: float, weight: float
) -> None:
    matches = crossover_matches(vectors, unfiltered_computations, growth_exponent, weight)
    selectivity = matches / vectors
    walk = weighted_graph_computations(
        vectors, selectivity, unfiltered_computations, growth_exponent, weight
    )
    assert walk <= weight * graph_distance_computations(
        selectivity, unfiltered_computations, growth_exponent
    )
    if selectivity < 1:
        assert scan_distance_computations(vectors, selectivity) == pytest.approx(walk, rel=1e-9)
        assert crossover_matches(
            4 * vectors, unfiltered_computations, growth_exponent, weight
        ) == pytest.approx(matches * 4 ** (growth_exponent / (1 + growth_exponent)), rel=1e-9)
    else:
        assert scan_distance_computations(vectors, 1.0) <= walk * (1 + 1e-9)


@given(st.floats(0.01, 100), st.floats(-2, 2))
def test_a_power_law_is_found_again(factor: float, exponent: float) -> None:
    law = PowerLaw(factor, exponent)
    x = [1.0, 3.0, 10.0]
    found = fit_power_law(x, [law(value) for value in x])
    assert (found.factor, found.exponent) == pytest.approx(
        (factor, exponent), abs=1e-6 + 1e-6 * factor
    )


def test_cost_at_a_recall() -> None:
    runs = [(0.5, 10.0), (0.8, 20.0), (0.8, 30.0), (1.0, 300.0)]
    assert distance_computations_at_recall(runs, 0.4) == 10
    assert distance_computations_at_recall(runs, 0.5) == 10
    assert distance_computations_at_recall(runs, 0.8) == pytest.approx(20)
    assert distance_computations_at_recall(runs, 0.9) == pytest.approx(math.sqrt(30 * 300))
    assert distance_computations_at_recall([(0.5, 1.0), (0.6, 2.0)], 0.9) == math.inf


def test_runs_are_taken_until_one_is_good_enough() -> None:
    taken = []

    def runs(*recalls: float):
        for i, recall in enumerate(recalls):
            taken.append(recall)
            yield recall, 100.0 * 4**i

    assert distance_computations_at_recall(runs(0.8, 0.9, 1.0, 1.0), 0.9) == pytest.approx(400)
    assert taken == [0.8, 0.9]
    assert distance_computations_at_recall(runs(0.8, 1.0), 0.9) == pytest.approx(200)
    assert distance_computations_at_recall(runs(0.8, 0.85), 0.9) == math.inf
    with pytest.raises(ValueError, match="runs must"):
        distance_computations_at_recall([], 0.9)
    with pytest.raises(ValueError, match="no cost 0 or falling"):
        distance_computations_at_recall([(0.1, 5.0), (0.2, 4.0)], 0.9)


def test_results_are_floats_whatever_they_are_made_of() -> None:
    for value in (
        expected_matches(np.int64(40), np.float32(0.5)),
        scan_distance_computations(20_000, 1),
        crossover_matches(np.int64(20_000), 500, 0.5, 1),
    ):
        assert type(value) is float


def test_bins_hold_their_left_edge() -> None:
    found = hit_rate_by_bin([0, 1, 1, 2, 9], [1, 0, 1, 1, 1], [1, 2, 3, 4])
    assert found[:2].tolist() == [0.5, 1.0] and math.isnan(found[2])


def test_refusals() -> None:
    for call in (expected_matches, lambda n, s: k_matches_probability(n, s, 1)):
        with pytest.raises(ValueError, match="fetched must be"):
            call(0, 0.5)
        with pytest.raises(ValueError, match="selectivity must be"):
            call(5, 1.5)
    for k in (0, 1.5):
        with pytest.raises(ValueError, match="k must be"):
            k_matches_probability(5, 0.5, k)
        with pytest.raises(ValueError, match="k must be"):
            overfetch_size(k, 0.5, 0.9)
    for selectivity in (0, 1.1, math.nan):
        with pytest.raises(ValueError, match="selectivity must be"):
            overfetch_size(1, selectivity, 0.9)
        with pytest.raises(ValueError, match="selectivity must be"):
            graph_distance_computations(selectivity, 1.0, 1.0)
    for probability in (0, 1):
        with pytest.raises(ValueError, match="probability must be"):
            overfetch_size(1, 0.5, probability)
    with pytest.raises(ValueError, match="vectors must be"):
        scan_distance_computations(0, 0.5)
    with pytest.raises(ValueError, match="selectivity must be"):
        scan_distance_computations(10, -0.1)
    with pytest.raises(ValueError, match="unfiltered_computations must be"):
        graph_distance_computations(0.5, 0.0, 1.0)
    with pytest.raises(ValueError, match="growth_exponent must be"):
        graph_distance_computations(0.5, 1.0, -1.0)
    for name, bad in {
        "vectors": 0,
        "unfiltered_computations": 0,
        "growth_exponent": -1,
        "random_access_factor": 0,
    }.items():
        good = {
            "vectors": 10.0,
            "unfiltered_computations": 1.0,
            "growth_exponent": 1.0,
            "random_access_factor": 1.0,
        }
        with pytest.raises(ValueError, match=f"{name} must be"):
            crossover_matches(**(good | {name: bad}))
    with pytest.raises(ValueError, match="x must be"):
        PowerLaw(1.0, 1.0)(0)
    for x, y in (([1, 2], [1]), ([2, 2], [1, 3])):
        with pytest.raises(ValueError, match="two points or more"):
            fit_power_law(x, y)
    with pytest.raises(ValueError, match="must be positive"):
        fit_power_law([1, 2], [0, 1])
    for runs in ([(0.1, 2.0), (0.2, 1.0)], [(0.1, 0.0), (0.2, 1.0)]):
        with pytest.raises(ValueError, match="no cost 0 or falling"):
            distance_computations_at_recall(runs, 0.2)
    with pytest.raises(ValueError, match="target_recall must be"):
        distance_computations_at_recall([(0.1, 1.0), (0.2, 2.0)], 2)
    with pytest.raises(ValueError, match="random_access_factor must be"):
        weighted_graph_computations(9, 0.5, 1.0, 1.0, 0)
    with pytest.raises(ValueError, match="vectors must be"):
        weighted_graph_computations(0, 0.5, 1.0, 1.0, 1)
    for hits in ([0.5], [0.5, 2]):
        with pytest.raises(ValueError, match="values and hits"):
            hit_rate_by_bin([1, 2], hits, [0, 1])
    for edges in ([1], [2, 1]):
        with pytest.raises(ValueError, match="edges must be"):
            hit_rate_by_bin([1], [1], edges)


@given(st.integers(1, 2000), st.floats(1e-9, 1 - 1e-9), st.integers(1, 60))
def test_the_probability_of_k_matches_is_that_of_scipy(
    fetched: int, selectivity: float, k: int
) -> None:
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.binom.sf(k - 1, fetched, selectivity)
    assert k_matches_probability(fetched, selectivity, k) == pytest.approx(
        theirs, rel=1e-8, abs=1e-280
    )


def test_rare_matches_keep_their_digits() -> None:
    assert k_matches_probability(100, 1e-6, 2) == pytest.approx(4.9496766e-09, rel=1e-6)


@given(st.integers(1, 40), st.floats(0.002, 0.999), st.floats(0.01, 0.999))
def test_overfetching_is_the_quantile_of_scipy(k: int, selectivity: float, sure: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    ours = overfetch_size(k, selectivity, sure)
    assert stats.binom.sf(k - 1, ours, selectivity) >= sure * (1 - 1e-9)
    assert ours == k or stats.binom.sf(k - 1, ours - 1, selectivity) < sure * (1 + 1e-9)


def test_a_power_law_is_the_regression_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(0)
    x, y = rng.uniform(1, 100, 30), rng.uniform(1, 100, 30)
    ours, theirs = fit_power_law(x, y), stats.linregress(np.log(x), np.log(y))
    assert ours.exponent == pytest.approx(theirs.slope)
    assert ours.factor == pytest.approx(np.exp(theirs.intercept))


def test_bins_are_those_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(1)
    values, hits, edges = rng.random(500), rng.random(500), np.linspace(0, 1, 8)
    theirs = stats.binned_statistic(values, hits, "mean", edges).statistic
    assert hit_rate_by_bin(values, hits, edges) == pytest.approx(theirs)
