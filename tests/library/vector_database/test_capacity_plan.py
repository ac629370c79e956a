import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_database import vendor_sizing as sizing
from napkinmath.vector_database.capacity_plan import (
    ClusterPlan,
    NodeType,
    StorageFormat,
    _min_shards,
    cluster_usd_per_month,
    nodes_for_memory,
    nodes_for_rebuild,
    smallest_plan,
)
from napkinmath.vector_database.recovery import fiber_round_trip_s, restore_s

NODE = NodeType("node", 256 * 2**30, 16e12, 1e9, 5000, 2e7, 2.0, 0.08 / 1e9)
GRAPH = StorageFormat("graph", 3200.0)
SIZES = st.floats(min_value=1e3, max_value=1e11)


@given(SIZES, st.floats(8, 1e4), st.floats(0.1, 1))
def test_the_machines_hold_the_vectors_and_one_less_would_not(
    vectors: float, vector_bytes: float, max_memory_utilization: float
) -> None:
    nodes = nodes_for_memory(vectors, vector_bytes, NODE.memory_bytes, max_memory_utilization)
    room = NODE.memory_bytes * max_memory_utilization
    assert nodes * room >= vectors * vector_bytes * (1 - 1e-9)
    assert (nodes - 1) * room < vectors * vector_bytes * (1 + 1e-9)


@given(SIZES, st.floats(100, 1e6), st.floats(60, 1e6))
def test_the_machines_rebuild_in_time(
    vectors: float, inserts: float, rebuild_limit_s: float
) -> None:
    nodes = nodes_for_rebuild(vectors, inserts, rebuild_limit_s)
    assert vectors / nodes / inserts <= rebuild_limit_s * (1 + 1e-9)


def test_a_plan_adds_up() -> None:
    plan = smallest_plan(1e9, GRAPH, NODE, replicas=3)
    assert plan.shards == 15 and plan.nodes == 45
    assert plan.usd_per_month == 45 * 2 * 730
    assert plan.shard_vectors == pytest.approx(1e9 / 15)
    assert plan.rebuild_s == pytest.approx(1e9 / 15 / 5000)
    assert plan.snapshot_bytes == pytest.approx(3.2e12)


def test_disk_can_be_what_decides_and_is_paid_by_use() -> None:
    codes = StorageFormat("codes", 100.0, 30e3)
    assert _min_shards(1e9, codes, NODE, 0.8) == math.ceil(30e12 / (16e12 * 0.8))
    plan = smallest_plan(1e9, codes, NODE, replicas=1)
    rent = cluster_usd_per_month(plan.shards, 1, 2.0)
    assert plan.usd_per_month == pytest.approx(rent + 30e12 * 0.08 / 1e9)


def test_a_rebuild_limit_adds_shards_where_memory_asks_for_few() -> None:
    codes = StorageFormat("codes", 100.0)
    roomy = smallest_plan(1e9, codes, NODE, replicas=1)
    quick = smallest_plan(1e9, codes, NODE, replicas=1, rebuild_limit_s=3600)
    assert roomy.shards == 1 < quick.shards and quick.rebuild_s <= 3600
    same = smallest_plan(1e9, GRAPH, NODE, replicas=1, rebuild_limit_s=1e9)
    assert same.shards == 15


def test_restore_follows_bytes() -> None:
    assert restore_s(10.0, 6.0, bytes_per_s=5.0, replay_bytes_per_s=2.0) == 5


def test_light_takes_its_time() -> None:
    # 1e6 m of glass and back, by hand: 2e6 * 1.468 / c
    assert fiber_round_trip_s(1e6) == pytest.approx(0.009793, abs=1e-6)
    assert fiber_round_trip_s(1e6, route_factor=2.0) == 2 * fiber_round_trip_s(1e6)


@given(st.integers(1000, 10**10), st.integers(8, 4096))
def test_every_vendor_reserves_more_than_the_vectors_and_in_proportion(
    vectors: int, dimensions: int
) -> None:
    for rule in sizing.sizing_rules():
        one = rule.memory_bytes(vectors, dimensions)
        assert one > 4 * vectors * dimensions, rule.vendor
        assert rule.memory_bytes(2 * vectors, dimensions) == pytest.approx(2 * one), rule.vendor


def test_ivf_pays_for_its_lists_once() -> None:
    more = sizing.opensearch_ivf_bytes(1e6, 256, 256) - sizing.opensearch_ivf_bytes(1e6, 256, 128)
    assert more == pytest.approx(1.1 * 4 * 128 * 256)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: nodes_for_memory(0, 1, 1, 1), "vectors must be"),
        (lambda: nodes_for_memory(1, 0, 1, 1), "vector_bytes must be"),
        (lambda: nodes_for_memory(1, 1, 0, 1), "memory_bytes must be"),
        (lambda: nodes_for_memory(1, 1, 1, 0), "max_memory_utilization must be"),
        (lambda: nodes_for_memory(1, 1, 1, 1.1), "max_memory_utilization must be"),
        (lambda: nodes_for_rebuild(0, 1, 1), "vectors must be"),
        (lambda: nodes_for_rebuild(1, 0, 1), "inserts_per_s must be"),
        (lambda: nodes_for_rebuild(1, 1, 0), "rebuild_limit_s must be"),
        (lambda: cluster_usd_per_month(0, 1, 1), "nodes must be"),
        (lambda: cluster_usd_per_month(1, 0, 1), "replicas must be"),
        (lambda: cluster_usd_per_month(1, 1, -1), "usd_per_hour must be"),
        (lambda: replace(NODE, memory_bytes=0), "memory_bytes must be"),
        (lambda: replace(NODE, disk_bytes=-1), "disk_bytes must be"),
        (lambda: replace(NODE, network_bytes_per_s=0), "network_bytes_per_s must be"),
        (lambda: replace(NODE, inserts_per_s=0), "inserts_per_s must be"),
        (
            lambda: replace(NODE, distance_computations_per_s=0),
            "distance_computations_per_s must be",
        ),
        (lambda: replace(NODE, usd_per_hour=-1), "usd_per_hour must be"),
        (lambda: replace(NODE, disk_usd_per_byte_month=-1), "disk_usd_per_byte_month must be"),
        (lambda: StorageFormat("x", 0), "vector_bytes must be"),
        (lambda: StorageFormat("x", 1, -1), "disk_bytes must be"),
        (lambda: ClusterPlan(1e9, GRAPH, NODE, 14, 1), "shards must be at least 15"),
        (lambda: ClusterPlan(1e9, GRAPH, NODE, 0, 1), "shards must be"),
        (lambda: ClusterPlan(1e9, GRAPH, NODE, 15, 0), "replicas must be"),
        (
            lambda: _min_shards(1, StorageFormat("x", 1, 1), replace(NODE, disk_bytes=0), 0.8),
            "disk_bytes",
        ),
        (lambda: restore_s(-1, 1, bytes_per_s=1, replay_bytes_per_s=1), "snapshot_bytes must"),
        (lambda: restore_s(1, -1, bytes_per_s=1, replay_bytes_per_s=1), "log_bytes must be"),
        (lambda: restore_s(1, 1, bytes_per_s=0, replay_bytes_per_s=1), "bytes_per_s must be"),
        (lambda: restore_s(1, 1, bytes_per_s=1, replay_bytes_per_s=0), "replay_bytes_per_s"),
        (lambda: fiber_round_trip_s(-1), "distance_m must be"),
        (lambda: fiber_round_trip_s(1, route_factor=0.5), "route_factor must be"),
        (lambda: sizing.qdrant_bytes(0, 8), "vectors must be"),
        (lambda: sizing.qdrant_bytes(1, 0), "dimensions must be"),
        (lambda: sizing.weaviate_links_bytes(1, 8, 0), "connections must be"),
        (lambda: sizing.opensearch_hnsw_bytes(1, 8, 0), "links must be"),
        (lambda: sizing.opensearch_ivf_bytes(1, 8, 0), "lists must be"),
        (lambda: sizing._scylla_bytes(1, 8, 0), "links must be"),
        (lambda: sizing._scylla_bytes(1, 8, 1, 0), "value_bytes must be"),
    ],
)
def test_refusals(call: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]
