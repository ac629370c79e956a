"""Vector databases: capacity, sharding, caches, rebuilding, monitoring."""

from napkinmath.vector_database.cache_warmup import (
    accesses_until,
    pages_read,
)
from napkinmath.vector_database.caching import (
    TwoTierLatency,
    all_hit_probability,
    lru_hit_ratio,
    pinned_hit_ratio,
)
from napkinmath.vector_database.capacity_plan import (
    ClusterPlan,
    NodeType,
    StorageFormat,
    cluster_usd_per_month,
    nodes_for_memory,
    nodes_for_rebuild,
    smallest_plan,
)
from napkinmath.vector_database.hash_ring import (
    HashRing,
    ring_share_cv,
    ring_share_quantile,
)
from napkinmath.vector_database.index_alias import (
    IndexAlias,
    IndexManifest,
    peak_memory_factor,
)
from napkinmath.vector_database.index_build import (
    index_build_s,
    indexing_utilization,
    merge_levels,
    write_amplification,
)
from napkinmath.vector_database.query_cost import (
    fleet_nodes,
    peak_utilization,
    usd_per_million_queries,
)
from napkinmath.vector_database.recall_canary import (
    RecallCanary,
    false_alarm_rate_per_check,
    queries_to_detect,
)
from napkinmath.vector_database.recovery import (
    fiber_round_trip_s,
    restore_s,
)
from napkinmath.vector_database.scatter_gather import (
    exact_merge_probability,
    merge_neighbors,
    merged_recall,
    per_shard_k,
)
from napkinmath.vector_database.sharding import (
    jump_hash,
    jump_hashes,
    min_moved_share,
    modulo_moved_share,
    moved_share,
    rendezvous_hash,
)
from napkinmath.vector_database.tombstones import (
    best_rebuild_interval_s,
    maintenance_computations_per_s,
    rebuild_computations_per_s,
    rebuild_interval_for_recall_s,
    tombstone_computations_per_s,
    tombstone_share,
    updates_per_vector,
)
from napkinmath.vector_database.vendor_sizing import (
    SizingRule,
    doris_hnsw_bytes,
    opensearch_hnsw_bytes,
    opensearch_ivf_bytes,
    qdrant_bytes,
    sizing_rules,
    weaviate_bytes,
    weaviate_links_bytes,
)

__all__ = [
    "ClusterPlan",
    "HashRing",
    "IndexAlias",
    "IndexManifest",
    "NodeType",
    "RecallCanary",
    "SizingRule",
    "StorageFormat",
    "TwoTierLatency",
    "accesses_until",
    "all_hit_probability",
    "best_rebuild_interval_s",
    "cluster_usd_per_month",
    "doris_hnsw_bytes",
    "exact_merge_probability",
    "false_alarm_rate_per_check",
    "fiber_round_trip_s",
    "fleet_nodes",
    "index_build_s",
    "indexing_utilization",
    "jump_hash",
    "jump_hashes",
    "lru_hit_ratio",
    "maintenance_computations_per_s",
    "merge_levels",
    "merge_neighbors",
    "merged_recall",
    "min_moved_share",
    "modulo_moved_share",
    "moved_share",
    "nodes_for_memory",
    "nodes_for_rebuild",
    "opensearch_hnsw_bytes",
    "opensearch_ivf_bytes",
    "pages_read",
    "peak_memory_factor",
    "peak_utilization",
    "per_shard_k",
    "pinned_hit_ratio",
    "qdrant_bytes",
    "queries_to_detect",
    "rebuild_computations_per_s",
    "rebuild_interval_for_recall_s",
    "rendezvous_hash",
    "restore_s",
    "ring_share_cv",
    "ring_share_quantile",
    "sizing_rules",
    "smallest_plan",
    "tombstone_computations_per_s",
    "tombstone_share",
    "updates_per_vector",
    "usd_per_million_queries",
    "weaviate_bytes",
    "weaviate_links_bytes",
    "write_amplification",
]
