"""What vendors tell their customers to reserve for a vector index: their rules, side by side.

Each rule returns bytes for one copy, all in base units; what a source calls GB may be GiB.
"""

from collections.abc import Callable
from dataclasses import dataclass

from napkinmath import require


def _checked(vectors: float, dimensions: int) -> None:
    require.positive("vectors", vectors)
    require.count("dimensions", dimensions)


def qdrant_bytes(vectors: float, dimensions: int) -> float:
    """Return Qdrant's estimate: four bytes a coordinate, half as much again for everything else.

    Source: [qdrant2026capacity]

    >>> qdrant_bytes(1e6, 1024)
    6144000000.0
    """
    _checked(vectors, dimensions)
    return vectors * dimensions * 4 * 1.5


def weaviate_bytes(vectors: float, dimensions: int) -> float:
    """Return Weaviate's rule of thumb: twice the vectors.

    Source: [weaviate2026resources]

    >>> weaviate_bytes(1e6, 384)
    3072000000.0
    """
    _checked(vectors, dimensions)
    return vectors * dimensions * 4 * 2.0


def weaviate_links_bytes(vectors: float, dimensions: int, connections: int = 64) -> float:
    """Return Weaviate's closer estimate: ten bytes a connection.

    Source: [weaviate2026resources]

    >>> weaviate_links_bytes(1e6, 384)
    2176000000.0
    """
    _checked(vectors, dimensions)
    require.count("connections", connections)
    return vectors * (dimensions * 4.0 + connections * 10)


def opensearch_hnsw_bytes(vectors: float, dimensions: int, links: int = 16) -> float:
    """Return OpenSearch's estimate of an HNSW graph.

    Source: [opensearch2026knn]

    >>> round(opensearch_hnsw_bytes(1e6, 256))
    1267200000
    """
    _checked(vectors, dimensions)
    require.count("links", links)
    return 1.1 * (4 * dimensions + 8 * links) * vectors


def opensearch_ivf_bytes(vectors: float, dimensions: int, lists: int = 128) -> float:
    """Return OpenSearch's estimate of an inverted file.

    Source: [opensearch2026knn]

    >>> round(opensearch_ivf_bytes(1e6, 256, 128))
    1126544179
    """
    _checked(vectors, dimensions)
    require.count("lists", lists)
    return 1.1 * (4 * dimensions * vectors + 4 * lists * dimensions)


def scylla_bytes(
    vectors: float, dimensions: int, links: int = 16, value_bytes: float = 4.0
) -> float:
    """Return ScyllaDB's estimate: sixteen bytes a link and a fifth on top.

    Source: [scylla2026sizing]

    >>> round(scylla_bytes(1e6, 768))
    3993600000
    """
    _checked(vectors, dimensions)
    require.count("links", links)
    require.positive("value_bytes", value_bytes)
    return 1.2 * (dimensions * value_bytes + links * 16) * vectors


def doris_hnsw_bytes(vectors: float, dimensions: int) -> float:
    """Return Apache Doris's estimate at the upper end of its range, 1.3.

    Source: [doris2026hnsw]

    >>> round(doris_hnsw_bytes(1e6, 128))
    665600000
    """
    _checked(vectors, dimensions)
    return 1.3 * 4 * dimensions * vectors


@dataclass(frozen=True, slots=True)
class Rule:
    """A vendor's rule for full-precision vectors under a graph: who, in words, where, and bytes."""

    vendor: str
    words: str
    source: str
    ram_bytes: Callable[[float, int], float]


def rules() -> list[Rule]:
    """Return the rules that were read, by vendor.

    >>> [rule.vendor for rule in rules()][:2]
    ['Apache Doris', 'OpenSearch']
    """
    return [
        Rule("Apache Doris", "1.3 × vectors", "doris2026hnsw", doris_hnsw_bytes),
        Rule("OpenSearch", "1.1 × (4d + 8M)", "opensearch2026knn", opensearch_hnsw_bytes),
        Rule("Qdrant", "1.5 × vectors", "qdrant2026capacity", qdrant_bytes),
        Rule("ScyllaDB", "1.2 × (4d + 16m)", "scylla2026sizing", scylla_bytes),
        Rule("Weaviate", "2 × vectors", "weaviate2026resources", weaviate_bytes),
        Rule("Weaviate, closer", "4d + 10 × 64", "weaviate2026resources", weaviate_links_bytes),
    ]
