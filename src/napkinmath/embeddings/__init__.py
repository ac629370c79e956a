"""Embedding pipelines: chunks, ingestion, change detection, cost, moving to a new model."""

from napkinmath.embeddings.alignment import (
    LinearAdapter,
    least_squares,
    procrustes,
)
from napkinmath.embeddings.change_detection import (
    SyncPlan,
    collision_probability,
    content_key,
    plan_sync,
)
from napkinmath.embeddings.chunking import (
    Span,
    content_defined_chunks,
    duplicated_share,
    sliding_windows,
    truncated_share,
)
from napkinmath.embeddings.cost import (
    embedding_time_s,
    embedding_usd,
    memory_usd_per_month,
)
from napkinmath.embeddings.ingestion import (
    Document,
    IngestionJournal,
    ingest,
    reembedded_share,
)
from napkinmath.embeddings.lsa import (
    LsaEncoder,
    fit_lsa,
)
from napkinmath.embeddings.model_migration import (
    IndexMigration,
    in_place_recall,
    in_place_regression_share,
    min_in_place_recall,
)

__all__ = [
    "Document",
    "IndexMigration",
    "IngestionJournal",
    "LinearAdapter",
    "LsaEncoder",
    "Span",
    "SyncPlan",
    "collision_probability",
    "content_defined_chunks",
    "content_key",
    "duplicated_share",
    "embedding_time_s",
    "embedding_usd",
    "fit_lsa",
    "in_place_recall",
    "in_place_regression_share",
    "ingest",
    "least_squares",
    "memory_usd_per_month",
    "min_in_place_recall",
    "plan_sync",
    "procrustes",
    "reembedded_share",
    "sliding_windows",
    "truncated_share",
]
