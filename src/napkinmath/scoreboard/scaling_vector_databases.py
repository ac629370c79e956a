"""Published figures of placement, replication and memory sizing of vector stores beside ours."""

from napkinmath.reliability.replication import correlated_loss_probability
from napkinmath.scoreboard.registry import reproduces
from napkinmath.vector_database.hash_ring import ring_share_cv, ring_share_quantile
from napkinmath.vector_database.sharding import jump_hash
from napkinmath.vector_database.vendor_sizing import (
    doris_hnsw_bytes,
    opensearch_hnsw_bytes,
    opensearch_ivf_bytes,
    qdrant_bytes,
    weaviate_bytes,
    weaviate_links_bytes,
)

_TOPIC = "scaling-vector-databases"
_POINTS = (1, 10, 100, 1000)
_GIB = 2.0**30


@reproduces(
    "ring-spread",
    topic=_TOPIC,
    claim="standard error of a bucket's share on a ring, 1 to 1000 points a bucket",
    published=(0.9979060, 0.3151810, 0.0996996, 0.0315723),
    within=0.002,  # measured on one ring each; the law is exact
    unit="",
    source="lamping2014jump",
    where="table of the ring's bucket sizes, as quoted in an overview",
    mark="secondary",
)
def spread_of_a_ring() -> tuple[float, ...]:
    return tuple(ring_share_cv(1000, points) for points in _POINTS)


@reproduces(
    "ring-interval",
    topic=_TOPIC,
    claim="99 % interval of bucket sizes over their mean, 1 to 1000 points a bucket",
    published=(0.005, 5.25, 0.37, 1.98, 0.76, 1.28, 0.92, 1.09),
    within=0.05,  # ends of a measured distribution
    unit="",
    source="lamping2014jump",
    where="table of the ring's bucket sizes, as quoted in an overview",
    mark="secondary",
)
def interval_of_a_ring() -> tuple[float, ...]:
    return tuple(ring_share_quantile(p, q) for p in _POINTS for q in (0.005, 0.995))


@reproduces(
    "jump-buckets",
    topic=_TOPIC,
    claim="buckets that jump consistent hashing gives 15 keys",
    published=(0, 0, 0, 1, 0, 0, 43, 55, 120, 520, 0, 361, 38172097, 1644467860, 92),
    within=0,
    unit="",
    source="whitfin2026jumper",
    where="test/jumper_test.exs",
    mark="read",
)
def buckets_of_jump_hash() -> tuple[float, ...]:
    cases = (
        *((0, 1), (3, 1), (0, 2), (4, 2), (7, 2), (1, 1), (42, 57), (1, 128), (129, 128)),
        *((256, 1024), (0xDEAD10CC, 1), (0xDEAD10CC, 666), (128, 100_000_000)),
        *((128, 2**31), (2**64 - 1, 128)),
    )
    return tuple(float(jump_hash(key, buckets)) for key, buckets in cases)


@reproduces(
    "qdrant-million",
    topic=_TOPIC,
    claim="Qdrant's memory for a million vectors of 1024 dimensions",
    published=6_144_000_000,
    within=0,
    unit="B",
    source="qdrant2026capacity",
    where="Calculating RAM size",
    mark="read",
)
def qdrant_of_a_million() -> float:
    return qdrant_bytes(1e6, 1024)


@reproduces(
    "opensearch-graph",
    topic=_TOPIC,
    claim="OpenSearch's memory of an HNSW graph: a million vectors, 256 dimensions, M = 16",
    published=1.267e9,
    within=0.0005e9,
    unit="B",
    source="opensearch2026knn",
    where="HNSW memory estimation",
    mark="read",
)
def opensearch_of_a_graph() -> float:
    return opensearch_hnsw_bytes(1e6, 256, 16)


@reproduces(
    "opensearch-lists",
    topic=_TOPIC,
    claim="OpenSearch's memory of an inverted file: a million vectors, 256 dimensions, 128 lists",
    published=1.126e9,
    within=0.0005e9,
    unit="B",
    source="opensearch2026knn",
    where="IVF memory estimation",
    mark="read",
    explanation="The formula gives 1.12654 GB. The page cuts the digits off where it should round.",
)
def opensearch_of_lists() -> float:
    return opensearch_ivf_bytes(1e6, 256, 128)


@reproduces(
    "weaviate-rule",
    topic=_TOPIC,
    claim="Weaviate's rule of thumb for a million vectors of 384 dimensions",
    published=3e9,
    within=0.5e9,
    unit="B",
    source="weaviate2026resources",
    where="An example calculation",
    mark="read",
)
def weaviate_by_the_rule() -> float:
    return weaviate_bytes(1e6, 384)


@reproduces(
    "weaviate-links",
    topic=_TOPIC,
    claim="Weaviate's closer estimate for the same vectors with 64 connections",
    published=2.2e9,
    within=0.05e9,
    unit="B",
    source="weaviate2026resources",
    where="An example calculation",
    mark="read",
)
def weaviate_with_links() -> float:
    return weaviate_links_bytes(1e6, 384, 64)


@reproduces(
    "baidu-millions",
    topic=_TOPIC,
    claim="Baidu VDB's graph of a million vectors: 128, 768, 960 dimensions, M = 16 and 32",
    published=(
        671.39 * 2**20,
        805.67 * 2**20,
        3.279 * _GIB,
        3.41 * _GIB,
        4.066 * _GIB,
        4.197 * _GIB,
    ),
    within=0.001 * _GIB,  # the page rounds up
    unit="B",
    source="baidu2025vdb",
    where="instance planning, memory examples; MB and GB there are MiB and GiB",
    mark="read",
)
def baidu_of_millions() -> tuple[float, ...]:
    return tuple(opensearch_hnsw_bytes(1e6, d, m) for d in (128, 768, 960) for m in (16, 32))


@reproduces(
    "baidu-hundred-million",
    topic=_TOPIC,
    claim="Baidu VDB's graph of 1e8 vectors of 768 dimensions, M = 32",
    published=341 * _GIB,
    within=0.5 * _GIB,
    unit="B",
    source="baidu2025vdb",
    where="instance planning, node count; GB there are GiB",
    mark="read",
)
def baidu_of_a_hundred_million() -> float:
    return opensearch_hnsw_bytes(1e8, 768, 32)


@reproduces(
    "doris-billion",
    topic=_TOPIC,
    claim="Apache Doris's memory of a graph over 1e9 vectors of 768 dimensions",
    published=4000e9,
    within=50e9,
    unit="B",
    source="doris2026estimation",
    where="Quick Reference, flat",
    mark="read",
)
def doris_of_a_billion() -> float:
    return doris_hnsw_bytes(1e9, 768)


@reproduces(
    "copyset-outage",
    topic=_TOPIC,
    claim="chance that 1 % of 5000 machines hold all three copies of something, fewest copysets",
    published=0.0015,
    within=0.00005,
    unit="%",
    source="cidon2013copysets",
    where="abstract",
    mark="read",
    explanation="Groups of three give 0.157 %. The authors' other figure, one loss in 625 outages, "
    "is 0.16 %: the abstract cuts off what that one rounds.",
)
def outage_of_copysets() -> float:
    return correlated_loss_probability(5000, 50, 3, 5000 / 3)
