"""Capacity plan of a vector database: shards, replicas, nodes, cost and rebuild time.

``vector_search.index_memory`` gives the bytes of a vector in an index; a plan asks how many nodes
of one type hold and rebuild them.
"""

import math
from dataclasses import dataclass

from napkinmath import require


def nodes_for_memory(
    vectors: float, vector_bytes: float, memory_bytes: float, max_memory_utilization: float
) -> int:
    """Return how many nodes hold one replica of ``vectors`` of ``vector_bytes`` each.

    Definition: ``max_memory_utilization`` is the share of a node's ``memory_bytes`` that data may
    take; the rest is for queries, merges and growth.
    Raises ``ValueError`` on a value not positive or a utilization above 1.

    >>> nodes_for_memory(1e9, 3200, 256 * 2**30, 0.8)
    15
    """
    require.positive("vectors", vectors)
    require.positive("vector_bytes", vector_bytes)
    require.positive("memory_bytes", memory_bytes)
    require.fraction("max_memory_utilization", max_memory_utilization)
    require.positive("max_memory_utilization", max_memory_utilization)
    return math.ceil(vectors * vector_bytes / (memory_bytes * max_memory_utilization))


def nodes_for_rebuild(vectors: float, inserts_per_s: float, rebuild_limit_s: float) -> int:
    """Return how many nodes rebuild the index of ``vectors`` within ``rebuild_limit_s``.

    Definition: each node inserts ``inserts_per_s`` vectors into the index of its shard, and all
    nodes build at the same time. Raises ``ValueError`` on a value not positive.

    >>> nodes_for_rebuild(1e9, 5000, 4 * 3600)
    14
    """
    require.positive("vectors", vectors)
    require.positive("inserts_per_s", inserts_per_s)
    require.positive("rebuild_limit_s", rebuild_limit_s)
    return math.ceil(vectors / (inserts_per_s * rebuild_limit_s))


def cluster_usd_per_month(nodes: int, replicas: int, usd_per_hour: float) -> float:
    """Return the price of ``replicas`` of ``nodes`` each for a month of 730 hours. Definition.

    Raises ``ValueError`` if a count is no whole number above 0 or the price negative.

    >>> cluster_usd_per_month(10, 2, 1.5)
    21900.0
    """
    require.count("nodes", nodes)
    require.count("replicas", replicas)
    require.non_negative("usd_per_hour", usd_per_hour)
    return nodes * replicas * usd_per_hour * 730.0


@dataclass(frozen=True, slots=True)
class NodeType:
    """A type of node: its memory, disk, network, indexing and search rates, and its price.

    ``disk_bytes`` is the most that can be attached, paid by what is used; ``network_bytes_per_s``
    is for recovery; ``inserts_per_s`` is the indexing rate; ``distance_computations_per_s`` the
    search rate. Raises ``ValueError`` on values out of range.
    """

    name: str
    memory_bytes: float
    disk_bytes: float
    network_bytes_per_s: float
    inserts_per_s: float
    distance_computations_per_s: float
    usd_per_hour: float
    disk_usd_per_byte_month: float = 0.0

    def __post_init__(self) -> None:
        require.positive("memory_bytes", self.memory_bytes)
        require.non_negative("disk_bytes", self.disk_bytes)
        require.positive("network_bytes_per_s", self.network_bytes_per_s)
        require.positive("inserts_per_s", self.inserts_per_s)
        require.positive("distance_computations_per_s", self.distance_computations_per_s)
        require.non_negative("usd_per_hour", self.usd_per_hour)
        require.non_negative("disk_usd_per_byte_month", self.disk_usd_per_byte_month)


@dataclass(frozen=True, slots=True)
class StorageFormat:
    """How a vector is stored: its bytes in memory, index included, and its bytes on disk.

    Raises ``ValueError`` if ``vector_bytes`` is not positive or ``disk_bytes`` negative.
    """

    name: str
    vector_bytes: float
    disk_bytes: float = 0.0

    def __post_init__(self) -> None:
        require.positive("vector_bytes", self.vector_bytes)
        require.non_negative("disk_bytes", self.disk_bytes)


@dataclass(frozen=True, slots=True)
class ClusterPlan:
    """A cluster for ``vectors`` in one ``storage`` format on nodes of one type.

    Definition: ``shards`` nodes hold one replica; ``replicas`` counts the primary too.
    Raises ``ValueError`` if a replica does not fit its shards.

    >>> node = NodeType("node", 256 * 2**30, 7.5e12, 1e9, 5000, 2e6, 2.0)
    >>> plan = smallest_plan(1e9, StorageFormat("graph", 3200), node, replicas=2)
    >>> plan.shards, plan.nodes, plan.usd_per_month, round(plan.rebuild_s / 3600, 1)
    (15, 30, 43800.0, 3.7)
    """

    vectors: float
    storage: StorageFormat
    node: NodeType
    shards: int
    replicas: int
    max_memory_utilization: float = 0.8

    def __post_init__(self) -> None:
        require.count("shards", self.shards)
        require.count("replicas", self.replicas)
        needed = _min_shards(self.vectors, self.storage, self.node, self.max_memory_utilization)
        if self.shards < needed:
            raise ValueError(
                f"shards must be at least {needed} to hold a replica, got {self.shards}"
            )

    @property
    def nodes(self) -> int:
        """All nodes of the cluster."""
        return self.shards * self.replicas

    @property
    def usd_per_month(self) -> float:
        """Price of nodes and disks for a month of 730 hours."""
        disk_bytes = self.vectors * self.storage.disk_bytes * self.replicas
        disk_usd = disk_bytes * self.node.disk_usd_per_byte_month
        return cluster_usd_per_month(self.shards, self.replicas, self.node.usd_per_hour) + disk_usd

    @property
    def shard_vectors(self) -> float:
        """Vectors on one node."""
        return self.vectors / self.shards

    @property
    def shard_bytes(self) -> float:
        """Bytes in memory and on disk of one node."""
        return self.shard_vectors * (self.storage.vector_bytes + self.storage.disk_bytes)

    @property
    def snapshot_bytes(self) -> float:
        """Bytes of a backup of one replica, index included."""
        return self.shard_bytes * self.shards

    @property
    def rebuild_s(self) -> float:
        """Time in which a node builds the index of its shard."""
        return self.shard_vectors / self.node.inserts_per_s


def _min_shards(
    vectors: float, storage: StorageFormat, node: NodeType, max_memory_utilization: float
) -> int:
    by_memory = nodes_for_memory(
        vectors, storage.vector_bytes, node.memory_bytes, max_memory_utilization
    )
    if not storage.disk_bytes:
        return by_memory
    require.positive("disk_bytes", node.disk_bytes)
    by_disk = nodes_for_memory(vectors, storage.disk_bytes, node.disk_bytes, max_memory_utilization)
    return max(by_memory, by_disk)


def smallest_plan(
    vectors: float,
    storage: StorageFormat,
    node: NodeType,
    *,
    replicas: int,
    max_memory_utilization: float = 0.8,
    rebuild_limit_s: float | None = None,
) -> ClusterPlan:
    """Return the plan with the fewest shards that hold the data and rebuild in time.

    Definition: the shards that memory, disk or, if ``rebuild_limit_s`` is given, the rebuild needs.
    Raises ``ValueError`` on values out of range.
    """
    shards = _min_shards(vectors, storage, node, max_memory_utilization)
    if rebuild_limit_s is not None:
        rebuilt = nodes_for_rebuild(vectors, node.inserts_per_s, rebuild_limit_s)
        shards = max(shards, rebuilt)
    return ClusterPlan(vectors, storage, node, shards, replicas, max_memory_utilization)
