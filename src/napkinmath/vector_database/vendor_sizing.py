"""Memory rules that vendors publish for a vector index, side by side.

Each rule returns bytes for one replica in base units; what a source calls GB may be GiB. Each
raises ``ValueError`` if a count is no whole number above 0.
"""

from collections.abc import Callable
from dataclasses import dataclass

from napkinmath import require
from napkinmath.vector_search.index_memory import flat_bytes, hnsw_bytes


def qdrant_bytes(vectors: float, dimensions: int) -> float:
    """Return Qdrant's estimate: FP32 vectors, and half as much again for everything else.

    Source: [qdrant2026capacity]

    >>> qdrant_bytes(1e6, 1024)
    6144000000.0
    """
    return 1.5 * flat_bytes(vectors, dimensions)


def weaviate_bytes(vectors: float, dimensions: int) -> float:
    """Return Weaviate's rule of thumb: twice the FP32 vectors.

    Source: [weaviate2026resources]

    >>> weaviate_bytes(1e6, 384)
    3072000000.0
    """
    return 2.0 * flat_bytes(vectors, dimensions)


def weaviate_links_bytes(vectors: float, dimensions: int, connections: int = 64) -> float:
    """Return Weaviate's closer estimate: FP32 vectors, and ten bytes a connection.

    Source: [weaviate2026resources]

    >>> weaviate_links_bytes(1e6, 384)
    2176000000.0
    """
    links_bytes = 10.0 * require.count("connections", connections)
    return flat_bytes(vectors, dimensions) + vectors * links_bytes


def opensearch_hnsw_bytes(vectors: float, dimensions: int, links: int = 16) -> float:
    """Return OpenSearch's estimate of an HNSW index: FP32 vectors and links, and 10% on top.

    Source: [opensearch2026knn]

    >>> round(opensearch_hnsw_bytes(1e6, 256))
    1267200000
    """
    return 1.1 * hnsw_bytes(vectors, dimensions, links)


def opensearch_ivf_bytes(vectors: float, dimensions: int, lists: int = 128) -> float:
    """Return OpenSearch's estimate of an inverted file: vectors and centroids, and 10% on top.

    Source: [opensearch2026knn]

    >>> round(opensearch_ivf_bytes(1e6, 256, 128))
    1126544179
    """
    centroids = require.count("lists", lists)
    return 1.1 * (flat_bytes(vectors, dimensions) + flat_bytes(centroids, dimensions))


def _scylla_bytes(
    vectors: float, dimensions: int, links: int = 16, value_bytes: float = 4.0
) -> float:
    """Return ScyllaDB's estimate: vectors and 16 bytes a link, and 20% on top.

    Source: [scylla2026sizing]
    """
    links_bytes = 16.0 * require.count("links", links)
    plain_bytes = flat_bytes(vectors, dimensions, value_bytes=value_bytes)
    return 1.2 * (plain_bytes + vectors * links_bytes)


def doris_hnsw_bytes(vectors: float, dimensions: int) -> float:
    """Return Apache Doris's estimate of an HNSW index at the upper end of its range, 1.3.

    Source: [doris2026hnsw]

    >>> round(doris_hnsw_bytes(1e6, 128))
    665600000
    """
    return 1.3 * flat_bytes(vectors, dimensions)


@dataclass(frozen=True, slots=True)
class SizingRule:
    """A vendor's rule for FP32 vectors in a graph index: its formula, source and function."""

    vendor: str
    formula: str
    source: str
    memory_bytes: Callable[[float, int], float]


def sizing_rules() -> list[SizingRule]:
    """Return the sizing rules of vendors that were read, by vendor.

    Definition: each rule names its own source.

    >>> [rule.vendor for rule in sizing_rules()][:2]
    ['Apache Doris', 'OpenSearch']
    """
    return [
        SizingRule("Apache Doris", "1.3 × vectors", "doris2026hnsw", doris_hnsw_bytes),
        SizingRule("OpenSearch", "1.1 × (4d + 8M)", "opensearch2026knn", opensearch_hnsw_bytes),
        SizingRule("Qdrant", "1.5 × vectors", "qdrant2026capacity", qdrant_bytes),
        SizingRule("ScyllaDB", "1.2 × (4d + 16m)", "scylla2026sizing", _scylla_bytes),
        SizingRule("Weaviate", "2 × vectors", "weaviate2026resources", weaviate_bytes),
        SizingRule(
            "Weaviate, closer", "4d + 10 × 64", "weaviate2026resources", weaviate_links_bytes
        ),
    ]
