import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.finops.billing import Bill, Line, Tier, mean_stored_bytes, tiered_usd
from napkinmath.finops.carbon import JOULES_PER_KWH, co2e_kg, energy_j, implied_kg_per_j
from napkinmath.finops.total_cost_of_ownership import (
    OwnedNode,
    rental_usd,
    usd_per_thousand_predictions,
)

STORAGE = (Tier(50 * 1024, 0.023), Tier(500 * 1024, 0.022), Tier(math.inf, 0.021))


# stairs and byte-months ----------------------------------------------------------------------


def test_each_unit_is_charged_on_its_own_step() -> None:
    assert tiered_usd(0, STORAGE) == 0
    assert tiered_usd(50 * 1024, STORAGE) == pytest.approx(1177.60)
    assert tiered_usd(600 * 1024, STORAGE) == pytest.approx(13_465.6)
    assert tiered_usd(7, [Tier(math.inf, 2)]) == 14


@given(st.floats(min_value=0, max_value=1e7), st.floats(min_value=0, max_value=1e6))
def test_more_never_costs_less(quantity: float, more: float) -> None:
    lower, higher = tiered_usd(quantity, STORAGE), tiered_usd(quantity + more, STORAGE)
    assert lower <= higher + 1e-6
    assert 0.021 * quantity <= lower + 1e-6


@pytest.mark.parametrize(
    ("quantity", "tiers", "message"),
    [
        (-1, STORAGE, "quantity must be a finite number of 0 or more"),
        (math.nan, STORAGE, "quantity must be"),
        (1, [], "tiers must hold at least one"),
        (1, [Tier(10, 1), Tier(10, 1)], "tiers must ascend"),
        (11, [Tier(10, 1)], "quantity must not pass the last tier"),
    ],
)
def test_tiered_usd_refuses(quantity: float, tiers: list[Tier], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tiered_usd(quantity, tiers)


@pytest.mark.parametrize(("up_to", "usd"), [(0, 1), (-1, 1), (1, -1), (math.nan, 1), (1, math.inf)])
def test_tier_refuses(up_to: float, usd: float) -> None:
    with pytest.raises(ValueError, match="must be a finite number"):
        Tier(up_to, usd)


def test_what_is_held_half_the_month_is_half_held() -> None:
    assert mean_stored_bytes([(10.0, 50.0)], month_s=100.0) == 5
    assert mean_stored_bytes([], month_s=100.0) == 0
    both_versions = [(4 * 2**30, 31.0), (5 * 2**30, 16.0)]
    assert mean_stored_bytes(both_versions, month_s=31.0) / 2**30 == pytest.approx(6.581, abs=5e-4)


@pytest.mark.parametrize(
    ("held", "month_s", "message"),
    [
        ([(1.0, 1.0)], 0, "month_s must be"),
        ([(-1.0, 1.0)], 2, "stored_bytes must be"),
        ([(1.0, -1.0)], 2, "stored_s must be"),
        ([(1.0, 3.0)], 2, "stored_s must not pass month_s"),
    ],
)
def test_mean_held_bytes_refuses(held: list, month_s: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mean_stored_bytes(held, month_s=month_s)


# bills ---------------------------------------------------------------------------------------


def a_bill(*usd: float) -> Bill:
    return Bill(tuple(Line(f"line {i}", f"kind {i % 2}", cost) for i, cost in enumerate(usd)))


@given(st.lists(st.floats(min_value=0.01, max_value=1e6), min_size=1, max_size=8))
def test_the_shares_of_a_bill_add_up(costs: list[float]) -> None:
    bill = a_bill(*costs)
    assert sum(bill.share(line.name) for line in bill.lines) == pytest.approx(1)
    kinds = {line.kind for line in bill.lines}
    assert sum(bill.kind_usd(kind) for kind in kinds) == pytest.approx(bill.total_usd)
    assert bill.largest().usd == max(costs)
    assert [line.usd for line in bill.descending()] == sorted(costs, reverse=True)


def test_a_bill_names_what_it_does_not_hold() -> None:
    with pytest.raises(LookupError, match="name must be one of 'line 0', got 'x'"):
        a_bill(1.0).line_usd("x")
    with pytest.raises(LookupError, match="kind must be one of 'kind 0', got 'x'"):
        a_bill(1.0).kind_usd("x")


def test_a_bill_of_nothing_has_no_shares() -> None:
    assert a_bill(0.0, 3.0).share("line 0") == 0
    with pytest.raises(ValueError, match="lines must cost something to have shares, got 'line 0'"):
        a_bill(0.0, 0.0).share("line 0")


def test_lines_and_bills_refuse() -> None:
    for name, kind, usd in [("", "k", 1), ("n", "", 1), ("n", "k", -1), ("n", "k", math.nan)]:
        with pytest.raises(ValueError, match="must"):
            Line(name, kind, usd)
    with pytest.raises(ValueError, match="at least one line"):
        Bill(())
    with pytest.raises(ValueError, match="names of their own"):
        Bill((Line("a", "k", 1), Line("a", "k", 2)))


# carbon --------------------------------------------------------------------------------------


@given(st.floats(0, 1e9), st.floats(0, 1e4), st.floats(1, 2), st.floats(1e-9, 1e-6))
def test_carbon_implies_the_grid_it_came_from(s: float, w: float, pue: float, grid: float) -> None:
    energy = energy_j(s, power_w=w, pue=pue)
    assert energy == pytest.approx(s * w * pue)
    if energy > 1:
        carbon = co2e_kg(energy, kg_per_j=grid)
        assert implied_kg_per_j(carbon, energy) == pytest.approx(grid)


def test_a_kilowatt_for_an_hour() -> None:
    assert energy_j(3600, power_w=1000) == JOULES_PER_KWH


def test_carbon_refuses() -> None:
    for call in (
        lambda: energy_j(-1, power_w=1),
        lambda: energy_j(1, power_w=-1),
        lambda: energy_j(1, power_w=1, pue=0.9),
        lambda: energy_j(1, power_w=1, pue=math.nan),
        lambda: co2e_kg(-1, kg_per_j=1),
        lambda: co2e_kg(1, kg_per_j=-1),
        lambda: implied_kg_per_j(-1, 1),
        lambda: implied_kg_per_j(1, 0),
    ):
        with pytest.raises(ValueError, match="must be"):
            call()


# owning --------------------------------------------------------------------------------------

NODE = OwnedNode(
    280_000,
    8,
    life_s=4 * 365 * 86_400.0,
    power_w=10_200,
    pue=1.3,
    usd_per_j=0.10 / JOULES_PER_KWH,
    upkeep_per_year=0.05,
)


def test_an_owned_hour_by_hand() -> None:
    assert NODE.usd_per_hour(1.0) == pytest.approx(1.3644, abs=5e-5)
    assert NODE.usd_per_hour(0.6) == pytest.approx(2.274, abs=5e-4)
    assert replace(NODE, idle_draw=0.0).usd_per_hour(0.6) == pytest.approx(2.16, abs=0.005)
    lent = replace(NODE, capital_rate=0.10)
    assert lent.usd_per_hour(1.0) - NODE.usd_per_hour(1.0) == pytest.approx(0.26, abs=0.005)
    housed = replace(NODE, colocation_usd_per_hour=2.0)
    assert housed.usd_per_hour(0.5) - NODE.usd_per_hour(0.5) == pytest.approx(0.5)


@given(st.floats(min_value=0.05, max_value=1), st.floats(min_value=0, max_value=1))
def test_at_the_break_even_utilisation_owning_costs_the_rent(used: float, idle: float) -> None:
    node = replace(NODE, idle_draw=idle)
    rent = node.usd_per_hour(used)
    assert node.break_even_utilization(rent) == pytest.approx(used)
    assert rent >= node.usd_per_hour(1.0) - 1e-9


def test_a_rent_below_the_cost_of_full_use_never_breaks_even() -> None:
    with pytest.raises(ValueError, match=r"at least what owning costs at full use, 1.364, got 1"):
        NODE.break_even_utilization(1.0)


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("node_usd", 0),
        ("accelerators", 0),
        ("life_s", 0),
        ("power_w", -1),
        ("pue", 0.9),
        ("usd_per_j", -1),
        ("upkeep_per_year", -0.1),
        ("capital_rate", -0.1),
        ("colocation_usd_per_hour", -1),
        ("idle_draw", 1.1),
    ],
)
def test_owned_node_refuses(name: str, bad: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be"):
        replace(NODE, **{name: bad})


@pytest.mark.parametrize("utilization", [0, -0.1, 1.1, math.nan])
def test_an_owned_hour_refuses_a_utilisation(utilization: float) -> None:
    with pytest.raises(ValueError, match="utilization must be"):
        NODE.usd_per_hour(utilization)


def test_a_thousand_predictions() -> None:
    assert usd_per_thousand_predictions(1.00, 250) == pytest.approx(0.0011111, abs=1e-7)
    for usd, per_s in [(-1, 1), (1, 0)]:
        with pytest.raises(ValueError, match="must be a finite number"):
            usd_per_thousand_predictions(usd, per_s)


def test_a_rent() -> None:
    assert rental_usd(2_788_000 * 3600, 2.0) == pytest.approx(5.576e6)
    for device_s, usd in [(-1, 1), (1, -1)]:
        with pytest.raises(ValueError, match="must be a finite number"):
            rental_usd(device_s, usd)


def test_what_is_no_line_and_no_tier_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="lines must hold nothing but Line, got 1"):
        Bill((1,))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="tiers must hold nothing but Tier, got 1"):
        tiered_usd(1.0, [1])  # type: ignore[list-item]
