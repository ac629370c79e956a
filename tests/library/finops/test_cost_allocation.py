import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.shapley import coalition_costs, shapley
from napkinmath.finops.cost_allocation import (
    airport_shapley,
    allocate_evenly,
    allocate_proportionally,
    months_until_below,
    tag_coverage,
    worst_overcharge,
)

needs = st.lists(st.integers(0, 40), min_size=1, max_size=6)


def test_shapley_on_a_published_example() -> None:
    costs = coalition_costs(lambda who: float(max((1, 1, 2)[i] for i in who)), 3)
    assert shapley(costs) == pytest.approx([1 / 3, 1 / 3, 4 / 3])
    assert airport_shapley([1, 1, 2]) == pytest.approx([1 / 3, 1 / 3, 4 / 3])


@given(needs)
def test_the_airport_is_a_shapley_value(values: list[int]) -> None:
    costs = coalition_costs(lambda who: float(max(values[i] for i in who)), len(values))
    assert airport_shapley(values) == pytest.approx(shapley(costs), abs=1e-9)
    assert airport_shapley(values).sum() == pytest.approx(max(values))


def test_what_is_the_same_for_all_is_split_evenly_and_what_is_own_stays() -> None:
    same = coalition_costs(lambda _: 12.0, 3)
    assert shapley(same) == pytest.approx(allocate_evenly(12.0, 3))
    own = coalition_costs(lambda who: float(sum((1, 2, 3)[i] for i in who)), 3)
    assert shapley(own) == pytest.approx([1, 2, 3])
    assert allocate_proportionally(6.0, [1, 2, 3]) == pytest.approx([1, 2, 3])


@given(needs.filter(lambda values: len(values) > 1))
def test_an_airport_split_overcharges_nobody(values: list[int]) -> None:
    costs = coalition_costs(lambda who: float(max(values[i] for i in who)), len(values))
    assert worst_overcharge(airport_shapley(values), costs).usd <= 1e-9


def test_a_proportional_split_may_overcharge() -> None:
    costs = coalition_costs(lambda who: float(max((4, 5)[i] for i in who)), 2)
    worst = worst_overcharge(allocate_proportionally(5.0, [9, 1]), costs)
    assert (worst.members, worst.usd) == ((0,), pytest.approx(0.5))


def test_tags() -> None:
    how = {"tagged_now": 0.98, "replaced_per_month": 0.2, "tagged_when_created": 0.7}
    assert tag_coverage(0, **how) == pytest.approx(0.98)
    assert tag_coverage(1, **how) == pytest.approx(0.8 * 0.98 + 0.2 * 0.7)
    assert tag_coverage(1e3, **how) == pytest.approx(0.7)
    months = months_until_below(0.9, **how)
    assert tag_coverage(months, **how) == pytest.approx(0.9)
    assert months_until_below(0.99, **how) == 0
    assert months_until_below(0.6, **how) == math.inf


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan, None, "1"])
def test_tags_refuse(bad: object) -> None:
    good = {"tagged_now": 0.9, "replaced_per_month": 0.2, "tagged_when_created": 0.7}
    for name in good:
        with pytest.raises(ValueError, match=name):
            tag_coverage(1, **(good | {name: bad}))  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=name):
            months_until_below(0.5, **(good | {name: bad}))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="threshold"):
        months_until_below(bad, **good)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="months"):
        tag_coverage(-1, **good)


def test_shares_far_from_one() -> None:
    assert allocate_proportionally(1e300, [1e10, 3e10]) == pytest.approx([0.25e300, 0.75e300])
    assert allocate_proportionally(1e300, [1e308, 1e308]) == pytest.approx([0.5e300] * 2)
    assert allocate_proportionally(1.0, [5e-324, 1e-323]) == pytest.approx([1 / 3, 2 / 3])


def test_splits_refuse() -> None:
    with pytest.raises(ValueError, match="shared_usd"):
        allocate_proportionally(-1, [1])
    for weights in ([], [0, 0], [-1, 2], [math.nan]):
        with pytest.raises(ValueError, match="weights"):
            allocate_proportionally(1, weights)
    with pytest.raises(ValueError, match="teams"):
        allocate_evenly(1, 0)
    with pytest.raises(ValueError, match="shared_usd"):
        allocate_evenly(-1, 1)


def test_games_refuse() -> None:
    for costs in ([0.0], [0, 1, 1], [0, 1, 2, math.inf], [1, 1]):
        with pytest.raises(ValueError, match="costs_usd"):
            shapley(costs)
    with pytest.raises(ValueError, match="costs_usd"):
        airport_shapley([-1])
    with pytest.raises(ValueError, match="players"):
        coalition_costs(lambda _: 1.0, 0)
    with pytest.raises(ValueError, match="players must be 16"):
        coalition_costs(lambda _: 1.0, 17)
    with pytest.raises(ValueError, match="cost_usd must be"):
        coalition_costs(lambda _: -1.0, 1)
    with pytest.raises(ValueError, match="shares_usd"):
        worst_overcharge([1, 2], [0, 1])
    with pytest.raises(ValueError, match="shares_usd"):
        worst_overcharge([1], [0, 1])
