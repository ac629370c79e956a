import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_database import vendor_sizing as sizing
from napkinmath.vector_database.capacity_plan import (
    Layout,
    Machine,
    Plan,
    least_shards,
    light_round_trip_s,
    machines_for,
    machines_for_rebuild,
    monthly_usd,
    restore_s,
    smallest_plan,
)

NODE = Machine("node", 256 * 2**30, 16e12, 1e9, 5000, 2e7, 2.0, 0.08 / 1e9)
GRAPH = Layout("graph", 3200.0)
SIZES = st.floats(min_value=1e3, max_value=1e11)


@given(SIZES, st.floats(8, 1e4), st.floats(0.1, 1))
def test_the_machines_hold_the_vectors_and_one_less_would_not(
    vectors: float, ram_bytes: float, fill: float
) -> None:
    machines = machines_for(vectors, ram_bytes, NODE.memory_bytes, fill)
    room = NODE.memory_bytes * fill
    assert machines * room >= vectors * ram_bytes * (1 - 1e-9)
    assert (machines - 1) * room < vectors * ram_bytes * (1 + 1e-9)


@given(SIZES, st.floats(100, 1e6), st.floats(60, 1e6))
def test_the_machines_rebuild_in_time(vectors: float, inserts: float, limit_s: float) -> None:
    machines = machines_for_rebuild(vectors, inserts, limit_s)
    assert vectors / machines / inserts <= limit_s * (1 + 1e-9)


def test_a_plan_adds_up() -> None:
    plan = smallest_plan(1e9, GRAPH, NODE, copies=3)
    assert plan.shards == 15 and plan.machines == 45
    assert plan.usd_per_month == 45 * 2 * 730
    assert plan.shard_vectors == pytest.approx(1e9 / 15)
    assert plan.recopy_s == pytest.approx(3200e9 / 15 / 1e9)
    assert plan.rebuild_s == pytest.approx(1e9 / 15 / 5000)
    assert plan.snapshot_bytes == pytest.approx(3.2e12)
    assert plan.queries_per_s(9000) == pytest.approx(45 * 2e7 / 9000)
    assert plan.fullness <= 0.8 < 15 / 14 * plan.fullness
    assert plan.load_after_loss() == 1.5 and plan.load_after_loss(0) == 1


def test_disk_can_be_what_decides_and_is_paid_by_use() -> None:
    codes = Layout("codes", 100.0, 30e3)
    assert least_shards(1e9, codes, NODE) == math.ceil(30e12 / (16e12 * 0.8))
    plan = smallest_plan(1e9, codes, NODE, copies=1)
    rent = monthly_usd(plan.shards, 1, 2.0)
    assert plan.usd_per_month == pytest.approx(rent + 30e12 * 0.08 / 1e9)


def test_a_rebuild_limit_adds_shards_where_memory_asks_for_few() -> None:
    codes = Layout("codes", 100.0)
    roomy = smallest_plan(1e9, codes, NODE, copies=1)
    quick = smallest_plan(1e9, codes, NODE, copies=1, rebuild_limit_s=3600)
    assert roomy.shards == 1 < quick.shards and quick.rebuild_s <= 3600
    same = smallest_plan(1e9, GRAPH, NODE, copies=1, rebuild_limit_s=1e9)
    assert same.shards == 15


def test_restore_follows_bytes() -> None:
    assert restore_s(10.0, 6.0, bytes_per_s=5.0, replay_bytes_per_s=2.0) == 5


def test_light_takes_its_time() -> None:
    # 1e6 m of glass and back, by hand: 2e6 * 1.468 / c
    assert light_round_trip_s(1e6) == pytest.approx(0.009793, abs=1e-6)
    assert light_round_trip_s(1e6, detour=2.0) == 2 * light_round_trip_s(1e6)


@given(st.floats(1e3, 1e10), st.integers(8, 4096))
def test_every_vendor_reserves_more_than_the_vectors_and_in_proportion(
    vectors: float, dimensions: int
) -> None:
    for rule in sizing.rules():
        one = rule.ram_bytes(vectors, dimensions)
        assert one > 4 * vectors * dimensions, rule.vendor
        assert rule.ram_bytes(2 * vectors, dimensions) == pytest.approx(2 * one), rule.vendor


def test_ivf_pays_for_its_lists_once() -> None:
    more = sizing.opensearch_ivf_bytes(1e6, 256, 256) - sizing.opensearch_ivf_bytes(1e6, 256, 128)
    assert more == pytest.approx(1.1 * 4 * 128 * 256)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: machines_for(0, 1, 1, 1), "vectors must be"),
        (lambda: machines_for(1, 0, 1, 1), "ram_bytes must be"),
        (lambda: machines_for(1, 1, 0, 1), "memory_bytes must be"),
        (lambda: machines_for(1, 1, 1, 0), "fill must be"),
        (lambda: machines_for(1, 1, 1, 1.1), "fill must be"),
        (lambda: machines_for_rebuild(0, 1, 1), "vectors must be"),
        (lambda: machines_for_rebuild(1, 0, 1), "inserts_per_s must be"),
        (lambda: machines_for_rebuild(1, 1, 0), "limit_s must be"),
        (lambda: monthly_usd(0, 1, 1), "machines must be"),
        (lambda: monthly_usd(1, 0, 1), "copies must be"),
        (lambda: monthly_usd(1, 1, -1), "usd_per_hour must be"),
        (lambda: replace(NODE, memory_bytes=0), "memory_bytes must be"),
        (lambda: replace(NODE, disk_bytes=-1), "disk_bytes must be"),
        (lambda: replace(NODE, network_bytes_per_s=0), "network_bytes_per_s must be"),
        (lambda: replace(NODE, inserts_per_s=0), "inserts_per_s must be"),
        (lambda: replace(NODE, comparisons_per_s=0), "comparisons_per_s must be"),
        (lambda: replace(NODE, usd_per_hour=-1), "usd_per_hour must be"),
        (lambda: replace(NODE, disk_usd_per_byte_month=-1), "disk_usd_per_byte_month must be"),
        (lambda: Layout("x", 0), "ram_bytes must be"),
        (lambda: Layout("x", 1, -1), "disk_bytes must be"),
        (lambda: Plan(1e9, GRAPH, NODE, 14, 1), "shards must be at least 15"),
        (lambda: Plan(1e9, GRAPH, NODE, 0, 1), "shards must be"),
        (lambda: Plan(1e9, GRAPH, NODE, 15, 0), "copies must be"),
        (lambda: Plan(1e9, GRAPH, NODE, 15, 1).load_after_loss(), "lost must be below copies"),
        (lambda: Plan(1e9, GRAPH, NODE, 15, 1).queries_per_s(0), "comparisons must be"),
        (lambda: least_shards(1, Layout("x", 1, 1), replace(NODE, disk_bytes=0)), "disk_bytes"),
        (lambda: restore_s(-1, 1, bytes_per_s=1, replay_bytes_per_s=1), "snapshot_bytes must"),
        (lambda: restore_s(1, -1, bytes_per_s=1, replay_bytes_per_s=1), "log_bytes must be"),
        (lambda: restore_s(1, 1, bytes_per_s=0, replay_bytes_per_s=1), "bytes_per_s must be"),
        (lambda: restore_s(1, 1, bytes_per_s=1, replay_bytes_per_s=0), "replay_bytes_per_s"),
        (lambda: light_round_trip_s(-1), "distance_m must be"),
        (lambda: light_round_trip_s(1, detour=0.5), "detour must be"),
        (lambda: sizing.qdrant_bytes(0, 8), "vectors must be"),
        (lambda: sizing.qdrant_bytes(1, 0), "dimensions must be"),
        (lambda: sizing.weaviate_links_bytes(1, 8, 0), "connections must be"),
        (lambda: sizing.opensearch_hnsw_bytes(1, 8, 0), "links must be"),
        (lambda: sizing.opensearch_ivf_bytes(1, 8, 0), "lists must be"),
        (lambda: sizing.scylla_bytes(1, 8, 0), "links must be"),
        (lambda: sizing.scylla_bytes(1, 8, 1, 0), "value_bytes must be"),
    ],
)
def test_refusals(call: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]
