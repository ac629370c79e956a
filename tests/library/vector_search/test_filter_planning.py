import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.filter_planning import (
    PowerLaw,
    cost_at_recall,
    cost_of_runs,
    crossover_matches,
    fetch_for,
    fit_power_law,
    full_list_chance,
    mean_survivors,
    scan_comparisons,
    share_by_bin,
    walk_comparisons,
    weighed_walk,
)


def _binomial(fetched: int, share: float, wanted: int) -> float:
    terms = (math.comb(fetched, i) * share**i * (1 - share) ** (fetched - i) for i in range(wanted))
    return 1 - math.fsum(terms)


def test_survivors_of_the_documented_example() -> None:
    assert mean_survivors(40, 0.1) == 4.0
    assert full_list_chance(40, 0.1, 10) == pytest.approx(0.005063053657834403, rel=1e-9)


def test_to_fetch_k_over_s_is_to_fail_half_the_time() -> None:
    assert [fetch_for(10, share, 0.99) for share in (0.1, 0.01)] == [183, 1874]
    for share, naive in ((0.1, 100), (0.01, 1000)):
        assert 0.5 < full_list_chance(naive, share, 10) < 0.57


@given(st.integers(1, 300), st.floats(0.001, 0.999), st.integers(1, 30))
def test_the_chance_is_the_binomial_tail(fetched: int, share: float, wanted: int) -> None:
    chance = full_list_chance(fetched, share, wanted)
    assert chance == pytest.approx(_binomial(fetched, share, wanted), abs=1e-9)
    assert chance <= full_list_chance(fetched + 1, share, wanted) + 1e-12


def test_the_chance_holds_where_powers_run_out_of_float64() -> None:
    assert full_list_chance(10**6, 0.5, 10) == 1.0
    assert full_list_chance(10**6, 0.5, 500_000) == pytest.approx(0.5004, abs=1e-4)


def test_the_chance_is_what_a_simulation_sees() -> None:
    survivors = np.random.default_rng(0).binomial(183, 0.1, 40_000)
    assert (survivors >= 10).mean() == pytest.approx(0.99, abs=0.0025)


@given(st.integers(1, 40), st.floats(0.002, 1.0), st.floats(0.01, 0.999))
def test_fetching_one_less_is_too_few(wanted: int, share: float, chance: float) -> None:
    fetched = fetch_for(wanted, share, chance)
    assert fetched >= wanted and full_list_chance(fetched, share, wanted) >= chance
    assert full_list_chance(max(1, fetched - 1), share, wanted) < chance or fetched == wanted


def test_edges() -> None:
    assert full_list_chance(9, 0.5, 10) == 0 == full_list_chance(40, 0.0, 1)
    assert full_list_chance(10, 1.0, 10) == 1 and fetch_for(10, 1.0, 0.99) == 10


@given(st.floats(100, 1e9), st.floats(1, 1e4), st.floats(0, 3), st.floats(1, 20))
def test_plans_cost_the_same_at_their_crossover(
    vectors: float, unfiltered: float, growth: float, weight: float
) -> None:
    matches = crossover_matches(vectors, unfiltered, growth, weight)
    share = matches / vectors
    walk = weighed_walk(vectors, share, unfiltered, growth, weight)
    assert walk <= weight * walk_comparisons(share, unfiltered, growth)
    if share < 1:
        assert scan_comparisons(vectors, share) == pytest.approx(walk, rel=1e-9)
        assert crossover_matches(4 * vectors, unfiltered, growth, weight) == pytest.approx(
            matches * 4 ** (growth / (1 + growth)), rel=1e-9
        )
    else:
        assert scan_comparisons(vectors, 1.0) <= walk * (1 + 1e-9)


@given(st.floats(0.01, 100), st.floats(-2, 2))
def test_a_power_law_is_found_again(factor: float, exponent: float) -> None:
    law = PowerLaw(factor, exponent)
    x = [1.0, 3.0, 10.0]
    found = fit_power_law(x, [law(value) for value in x])
    assert (found.factor, found.exponent) == pytest.approx(
        (factor, exponent), abs=1e-6 + 1e-6 * factor
    )


def test_cost_at_a_recall() -> None:
    recalls, costs = [0.5, 0.8, 0.8, 1.0], [10, 20, 30, 300]
    assert cost_at_recall(recalls, costs, 0.4) == 10 == cost_at_recall(recalls, costs, 0.5)
    assert cost_at_recall(recalls, costs, 0.8) == pytest.approx(20)
    assert cost_at_recall(recalls, costs, 0.9) == pytest.approx(math.sqrt(30 * 300))
    assert cost_at_recall([0.5, 0.6], [1, 2], 0.9) == math.inf


def test_runs_are_taken_until_one_is_good_enough() -> None:
    taken = []

    def runs(*recalls: float):
        for i, recall in enumerate(recalls):
            taken.append(recall)
            yield recall, 100.0 * 4**i

    assert cost_of_runs(runs(0.8, 0.9, 1.0, 1.0), 0.9) == pytest.approx(400)
    assert taken == [0.8, 0.9]
    assert cost_of_runs(runs(0.8, 1.0), 0.9) == pytest.approx(200)
    assert cost_of_runs(runs(0.8, 0.85), 0.9) == math.inf
    with pytest.raises(ValueError, match="must not be empty"):
        cost_of_runs([], 0.9)
    with pytest.raises(ValueError, match="no cost 0 or falling"):
        cost_of_runs([(0.1, 5.0), (0.2, 4.0)], 0.9)


def test_results_are_floats_whatever_they_are_made_of() -> None:
    for value in (
        mean_survivors(np.int64(40), np.float32(0.5)),
        scan_comparisons(20_000, 1),
        crossover_matches(np.int64(20_000), 500, 0.5, 1),
    ):
        assert type(value) is float


def test_bins_hold_their_left_edge() -> None:
    found = share_by_bin([0, 1, 1, 2, 9], [1, 0, 1, 1, 1], [1, 2, 3, 4])
    assert found[:2].tolist() == [0.5, 1.0] and math.isnan(found[2])


def test_refusals() -> None:
    for call in (mean_survivors, lambda n, s: full_list_chance(n, s, 1)):
        with pytest.raises(ValueError, match="fetched must be"):
            call(0, 0.5)
        with pytest.raises(ValueError, match="share must be"):
            call(5, 1.5)
    for wanted in (0, 1.5):
        with pytest.raises(ValueError, match="wanted must be"):
            full_list_chance(5, 0.5, wanted)
        with pytest.raises(ValueError, match="wanted must be"):
            fetch_for(wanted, 0.5, 0.9)
    for share in (0, 1.1, math.nan):
        with pytest.raises(ValueError, match="share must be"):
            fetch_for(1, share, 0.9)
        with pytest.raises(ValueError, match="share must be"):
            walk_comparisons(share, 1.0, 1.0)
    for chance in (0, 1):
        with pytest.raises(ValueError, match="chance must be"):
            fetch_for(1, 0.5, chance)
    with pytest.raises(ValueError, match="vectors must be"):
        scan_comparisons(0, 0.5)
    with pytest.raises(ValueError, match="share must be"):
        scan_comparisons(10, -0.1)
    with pytest.raises(ValueError, match="unfiltered must be"):
        walk_comparisons(0.5, 0.0, 1.0)
    with pytest.raises(ValueError, match="growth must be"):
        walk_comparisons(0.5, 1.0, -1.0)
    for name, bad in {"vectors": 0, "unfiltered": 0, "growth": -1, "walk_weight": 0}.items():
        good = {"vectors": 10.0, "unfiltered": 1.0, "growth": 1.0, "walk_weight": 1.0}
        with pytest.raises(ValueError, match=f"{name} must be"):
            crossover_matches(**(good | {name: bad}))
    with pytest.raises(ValueError, match="x must be"):
        PowerLaw(1.0, 1.0)(0)
    for x, y in (([1, 2], [1]), ([2, 2], [1, 3])):
        with pytest.raises(ValueError, match="two points or more"):
            fit_power_law(x, y)
    with pytest.raises(ValueError, match="must be positive"):
        fit_power_law([1, 2], [0, 1])
    for costs in ([1.0], [2.0, 1.0], [0.0, 1.0]):
        with pytest.raises(ValueError, match="no cost 0 or falling"):
            cost_at_recall([0.1, 0.2], costs, 0.2)
    with pytest.raises(ValueError, match="target must be"):
        cost_at_recall([0.1, 0.2], [1, 2], 2)
    with pytest.raises(ValueError, match="walk_weight must be"):
        weighed_walk(9, 0.5, 1.0, 1.0, 0)
    with pytest.raises(ValueError, match="vectors must be"):
        weighed_walk(0, 0.5, 1.0, 1.0, 1)
    for hits in ([0.5], [0.5, 2]):
        with pytest.raises(ValueError, match="values and hits"):
            share_by_bin([1, 2], hits, [0, 1])
    for edges in ([1], [2, 1]):
        with pytest.raises(ValueError, match="edges must be"):
            share_by_bin([1], [1], edges)
