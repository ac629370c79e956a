"""Text retrieval: BM25, rank fusion, ranking metrics."""

from napkinmath.retrieval.bm25 import (
    InvertedIndex,
    bm25,
    flops_penalty,
    index_terms,
    inverse_document_frequency,
    splade_weights,
    tokenize,
)
from napkinmath.retrieval.rank_fusion import (
    CandidatePool,
    consensus_rank_limit,
    normalize_scores,
    pool_candidates,
    reciprocal_rank_fusion,
    reciprocal_rank_score,
)
from napkinmath.retrieval.ranking_metrics import (
    average_precision,
    dcg_at_k,
    hit_rates,
    mean_reciprocal_rank,
    ndcg_at_k,
    paired_difference,
    reciprocal_ranks,
)

__all__ = [
    "CandidatePool",
    "InvertedIndex",
    "average_precision",
    "bm25",
    "consensus_rank_limit",
    "dcg_at_k",
    "flops_penalty",
    "hit_rates",
    "index_terms",
    "inverse_document_frequency",
    "mean_reciprocal_rank",
    "ndcg_at_k",
    "normalize_scores",
    "paired_difference",
    "pool_candidates",
    "reciprocal_rank_fusion",
    "reciprocal_rank_score",
    "reciprocal_ranks",
    "splade_weights",
    "tokenize",
]
