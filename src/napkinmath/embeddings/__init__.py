"""Embedding pipelines: chunks, ingestion, change detection, cost, moving to a new model."""

from napkinmath.embeddings.alignment import (
    Adapter,
    least_squares,
    procrustes,
)
from napkinmath.embeddings.change_detection import (
    SyncPlan,
    collision_probability,
    content_key,
    plan_sync,
    references,
)
from napkinmath.embeddings.chunking import (
    Span,
    chunk_count,
    content_defined,
    dropped_share,
    duplicated_share,
    windows,
)
from napkinmath.embeddings.cost import (
    GIB_BYTES,
    embedding_time_s,
    embedding_usd,
    memory_usd_per_month,
    vector_bytes,
)
from napkinmath.embeddings.ingestion import (
    Document,
    Journal,
    ingest,
    repeated_share,
)
from napkinmath.embeddings.lsa import (
    LatentSemantics,
    fit,
    words,
)
from napkinmath.embeddings.model_migration import (
    Rollout,
    below_old_share,
    found_in_place,
    worst_in_place,
)

__all__ = [
    "Adapter",
    "Document",
    "GIB_BYTES",
    "Journal",
    "LatentSemantics",
    "Rollout",
    "Span",
    "SyncPlan",
    "below_old_share",
    "chunk_count",
    "collision_probability",
    "content_defined",
    "content_key",
    "dropped_share",
    "duplicated_share",
    "embedding_time_s",
    "embedding_usd",
    "fit",
    "found_in_place",
    "ingest",
    "least_squares",
    "memory_usd_per_month",
    "plan_sync",
    "procrustes",
    "references",
    "repeated_share",
    "vector_bytes",
    "windows",
    "words",
    "worst_in_place",
]
