import pytest

from napkinmath.vector_database.query_cost import (
    fleet_nodes,
    peak_utilization,
    usd_per_million_queries,
)


def test_a_fleet_is_whole_copies() -> None:
    assert fleet_nodes(1e6, 1000.0, 1e9, 0.5, 2, 1) == 4
    assert fleet_nodes(1e6, 1000.0, 1e9, 0.5, 2, 5) == 6
    assert fleet_nodes(1e6, 10.0, 1e9, 0.5, 1, 1) == 1


def test_a_million_queries_at_a_thousand_a_second_take_a_thousand_seconds() -> None:
    assert usd_per_million_queries(1, 3.6, 1000.0) == pytest.approx(1.0)
    assert usd_per_million_queries(2, 3.6, 1000.0) == pytest.approx(2.0)


def test_values_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="mean_queries_per_s"):
        peak_utilization(0.0, 2.0, 1.0, 1)
    with pytest.raises(ValueError, match="peak_over_mean"):
        peak_utilization(1.0, 0.9, 1.0, 1)
    with pytest.raises(ValueError, match="node_queries_per_s"):
        peak_utilization(1.0, 2.0, 0.0, 1)
    with pytest.raises(ValueError, match="nodes"):
        peak_utilization(1.0, 2.0, 1.0, 0)
    with pytest.raises(ValueError, match="replicas"):
        fleet_nodes(1e6, 1.0, 1e9, 0.5, 0, 1)
    with pytest.raises(ValueError, match="peak_nodes"):
        fleet_nodes(1e6, 1.0, 1e9, 0.5, 1, 0)
    with pytest.raises(ValueError, match="vectors"):
        fleet_nodes(0.0, 1.0, 1e9, 0.5, 1, 1)
    with pytest.raises(ValueError, match="nodes"):
        usd_per_million_queries(0, 1.0, 1.0)
    with pytest.raises(ValueError, match="usd_per_hour"):
        usd_per_million_queries(1, -1.0, 1.0)
    with pytest.raises(ValueError, match="mean_queries_per_s"):
        usd_per_million_queries(1, 1.0, 0.0)
