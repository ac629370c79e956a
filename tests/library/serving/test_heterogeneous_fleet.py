import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napkinmath.serving.heterogeneous_fleet import ReplicaType, cheapest_fleet

A10G = ReplicaType("A10G", 1.01, (2, 1, 5, 2))
A100 = ReplicaType("A100-80GB", 3.67, (20, 20, 40, 20))
DEMAND = (6.0, 3.0, 15.0, 6.0)


def test_the_example_that_melange_prints() -> None:
    mix = cheapest_fleet([A10G, A100], DEMAND)
    assert mix.counts == (3, 1) and mix.usd_per_hour == pytest.approx(6.70)


def test_one_kind_is_a_division() -> None:
    mix = cheapest_fleet([A100], DEMAND)
    assert mix.counts == (math.ceil(0.3 + 0.15 + 0.375 + 0.3),)


def test_nothing_to_serve_needs_nothing() -> None:
    assert cheapest_fleet([A10G, A100], (0.0, 0.0, 0.0, 0.0)).counts == (0, 0)


rates = st.tuples(st.floats(0.5, 20), st.floats(0.5, 20))


@settings(max_examples=40)
@given(rates, rates, st.tuples(st.floats(0.1, 30), st.floats(0.1, 30)))
def test_a_mix_never_costs_more_than_one_kind_and_finer_slices_help(
    one: tuple[float, float], other: tuple[float, float], demand: tuple[float, float]
) -> None:
    replica_types = [ReplicaType("a", 1.0, one), ReplicaType("b", 3.0, other)]
    mix = cheapest_fleet(replica_types, demand)
    assert (
        mix.usd_per_hour
        <= min(cheapest_fleet([k], demand).usd_per_hour for k in replica_types) + 1e-9
    )
    assert cheapest_fleet(replica_types, demand, slices=2).usd_per_hour <= mix.usd_per_hour + 1e-9


def test_a_class_goes_only_where_it_is_served() -> None:
    short = ReplicaType("short", 1.0, (5.0, 0.0))
    mix = cheapest_fleet([short, ReplicaType("any", 10.0, (50.0, 5.0))], (1.0, 1.0))
    assert mix.counts == (0, 1)
    with pytest.raises(ValueError, match="but none can"):
        cheapest_fleet([short], (1.0, 1.0))


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None])
def test_refusals(bad: object) -> None:
    with pytest.raises(ValueError, match="usd_per_hour"):
        ReplicaType("a", bad, (1.0,))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="requests_per_s"):
        ReplicaType("a", 1.0, (bad,))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="demand_per_s"):
        cheapest_fleet([A10G], (bad, 1.0, 1.0, 1.0))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="slices"):
        cheapest_fleet([A10G], DEMAND, slices=bad)  # type: ignore[arg-type]


def test_refusals_of_lists() -> None:
    with pytest.raises(ValueError, match="at least one type"):
        cheapest_fleet([], DEMAND)
    with pytest.raises(ValueError, match="must have 2 classes"):
        cheapest_fleet([A10G], (1.0, 1.0))
    with pytest.raises(ValueError, match="assignments"):
        cheapest_fleet([A10G, A100], DEMAND, slices=6)


@pytest.mark.parametrize("usd", [1e-14, 1.0, 1e200])
def test_the_choice_does_not_depend_on_the_currency(usd: float) -> None:
    expensive, cheap = ReplicaType("a", 2 * usd, (1.0,)), ReplicaType("b", usd, (1.0,))
    assert cheapest_fleet([expensive, cheap], (3.0,)).counts == (0, 3)
    assert cheapest_fleet([cheap, cheap], (3.0,)).counts == (3, 0)  # of equal ones the first
