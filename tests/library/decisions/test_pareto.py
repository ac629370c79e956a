import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.pareto import (
    best_for_value,
    cheapest_split,
    convex_hull,
    marginal_costs,
    pareto_frontier,
)

COSTS, POINTS = [1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86]
options = st.lists(
    st.tuples(st.integers(0, 40).map(float), st.integers(0, 40).map(float)), min_size=1, max_size=12
)


def test_the_six_models_of_the_brief() -> None:
    on = pareto_frontier(COSTS, POINTS)
    assert [i for i in range(6) if i not in on] == [2]
    steps = marginal_costs(COSTS, POINTS, on)
    assert steps == pytest.approx((0.125, 0.5, 8.0, 22 / 3), rel=1e-4)
    assert convex_hull(COSTS, POINTS) == (
        0,
        1,
        3,
        5,
    )  # the fifth is on the frontier, above the hull
    assert cheapest_split(COSTS, POINTS, 84.5).cost_per_request < 9


def test_numpy_scalars_and_one_option() -> None:
    assert pareto_frontier(np.array([3.0]), np.array([1.0])) == convex_hull([3.0], [1.0]) == (0,)
    assert marginal_costs([3.0], [1.0], (np.intp(0),)) == ()
    assert best_for_value([3.0], [1.0], np.float64(2)) == 0
    assert cheapest_split([3.0], [1.0], 0.5).cost_per_request == 3


def test_of_equals_the_first_is_kept() -> None:
    assert pareto_frontier([2, 1, 1, 1], [5, 5, 5, 4]) == (1,)


@given(options)
def test_the_frontier_is_what_nothing_dominates(pairs: list[tuple[float, float]]) -> None:
    costs, qualities = map(list, zip(*pairs, strict=True))
    on = pareto_frontier(costs, qualities)
    for i, (cost, quality) in enumerate(pairs):
        beaten = any(c <= cost and q >= quality and (c, q) != (cost, quality) for c, q in pairs)
        first = pairs.index((cost, quality)) == i
        assert (i in on) == (not beaten and first)


@given(options, st.floats(0, 100))
def test_what_a_value_picks_is_on_the_hull_and_best(
    pairs: list[tuple[float, float]], value: float
) -> None:
    costs, qualities = map(np.array, zip(*pairs, strict=True))
    i = best_for_value(costs, qualities, value)
    assert i in convex_hull(costs, qualities)
    assert costs[i] - value * qualities[i] <= (costs - value * qualities).min() + 1e-9


@given(options)
def test_the_price_of_quality_rises_along_the_hull(pairs: list[tuple[float, float]]) -> None:
    costs, qualities = map(list, zip(*pairs, strict=True))
    steps = marginal_costs(costs, qualities, convex_hull(costs, qualities))
    assert all(b > a for a, b in zip(steps, steps[1:], strict=False))


@given(options, st.floats(0, 1))
def test_a_mix_costs_no_more_than_any_option_as_good(
    pairs: list[tuple[float, float]], share: float
) -> None:
    costs, qualities = map(np.array, zip(*pairs, strict=True))
    wanted = qualities.min() + share * (qualities.max() - qualities.min())
    mix = cheapest_split(costs, qualities, float(min(wanted, qualities.max())))
    assert mix.cost_per_request <= costs[qualities >= wanted].min(initial=math.inf) + 1e-9
    assert 0 <= mix.expensive_share <= 1


@pytest.mark.parametrize("unit", [1e-200, 1e200])
def test_the_hull_does_not_depend_on_units(unit: float) -> None:
    costs, points = np.array(COSTS) * unit, np.array(POINTS) * unit
    assert convex_hull(costs, points) == convex_hull(COSTS, POINTS)


@pytest.mark.parametrize(
    ("costs", "qualities"), [([], []), ([1], [1, 2]), ([-1], [1]), ([math.nan], [1]), ("a", [1])]
)
def test_refuses_options(costs: object, qualities: object) -> None:
    for call in (
        pareto_frontier,
        convex_hull,
        lambda c, q: best_for_value(c, q, 1.0),
        lambda c, q: cheapest_split(c, q, 1.0),
        lambda c, q: marginal_costs(c, q, (0,)),
    ):
        with pytest.raises(ValueError, match="costs|qualities"):
            call(costs, qualities)  # type: ignore[arg-type]


def test_refuses_values_paths_and_qualities() -> None:
    with pytest.raises(ValueError, match="value must be"):
        best_for_value(COSTS, POINTS, -1.0)
    with pytest.raises(ValueError, match="quality must be at most 86"):
        cheapest_split(COSTS, POINTS, 87.0)
    with pytest.raises(ValueError, match="path must gain quality"):
        marginal_costs(COSTS, POINTS, (1, 2))
    for path in ((6,), (-1,), (0.5,)):
        with pytest.raises(ValueError, match="path must"):
            marginal_costs(COSTS, POINTS, path)  # type: ignore[arg-type]
