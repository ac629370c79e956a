"""Text retrieval: BM25, rank fusion, ranking metrics."""

from napkinmath.retrieval.bm25 import bm25, inverse_document_frequency, tokenize
from napkinmath.retrieval.candidate_pool import CandidatePool, pool_candidates
from napkinmath.retrieval.inverted_index import InvertedIndex, index_terms
from napkinmath.retrieval.learned_sparse import flops_penalty, splade_weights
from napkinmath.retrieval.rank_fusion import (
    consensus_rank_limit,
    normalize_scores,
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
