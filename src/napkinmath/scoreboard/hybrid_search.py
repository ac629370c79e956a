"""Published scores of word search, fused rankings and measures of ranking beside ours."""

from napkinmath.retrieval.bm25 import bm25
from napkinmath.retrieval.inverted_index import index_terms
from napkinmath.retrieval.rank_fusion import (
    normalize_scores,
    reciprocal_rank_fusion,
    reciprocal_rank_score,
)
from napkinmath.retrieval.ranking_metrics import dcg_at_k, mean_reciprocal_rank, ndcg_at_k
from napkinmath.scoreboard.registry import reproduces

_TOPIC = "hybrid-search"
_GRADES = (3, 2, 3, 0, 0, 1, 2, 2, 3, 0)  # the example of Järvelin and Kekäläinen


@reproduces(
    "hyb-es-bm25",
    topic=_TOPIC,
    claim="BM25 scores of four documents that say one word four, three, two and one times",
    published=(0.16152832, 0.15876243, 0.15350538, 0.13963442),
    within=1e-8,
    unit="",
    source="elastic-rrf",
    where="full example, hits of the query",
    mark="read",
)
def bm25_of_elasticsearch() -> tuple[float, ...]:
    index = bm25(index_terms([["rrf"] * count for count in (4, 3, 2, 1)]))
    return tuple(index.scores(["rrf"]).tolist())


@reproduces(
    "hyb-es-rrf",
    topic=_TOPIC,
    claim="reciprocal rank fusion, k = 1, of a word search and a vector search over five documents",
    published=(0.4500, 0.5833, 0.8333, 0.5000, 0.2000),
    within=0.00005,
    unit="",
    source="elastic-rrf",
    where="full example, table of documents 1 to 5",
    mark="read",
)
def fusion_of_elasticsearch() -> tuple[float, ...]:
    fused = dict(reciprocal_rank_fusion([[4, 3, 2, 1], [3, 2, 1, 5]], k=1))
    return tuple(fused[document] for document in (1, 2, 3, 4, 5))


@reproduces(
    "hyb-rank-bm25",
    topic=_TOPIC,
    claim="BM25 with Robertson's idf: 'windy London' against three sentences",
    published=(0.0, 0.93729472, 0.0),
    within=0.5e-8,
    unit="",
    source="rank-bm25",
    where="README, Ranking of documents",
    mark="read",
)
def bm25_of_rank_bm25() -> tuple[float, ...]:
    sentences = (
        "Hello there good man!",
        "It is quite windy in London",
        "How is the weather today?",
    )
    index = index_terms([sentence.split(" ") for sentence in sentences])
    scores = bm25(index, k1=1.5, b=0.75, idf="robertson").scores(["windy", "London"])
    return tuple(scores.tolist())


@reproduces(
    "hyb-weaviate-scale",
    topic=_TOPIC,
    claim="scores of 1, 8, 6 and 11 on the common scale of relative score fusion",
    published=(0.0, 0.7, 0.5, 1.0),
    within=0.05,
    unit="",
    source="weaviate-fusion",
    where="comment on FusionRelativeScore in the source",
    mark="read",
)
def scale_of_weaviate() -> tuple[float, ...]:
    return tuple(normalize_scores([1, 8, 6, 11]).tolist())


@reproduces(
    "hyb-qdrant-places",
    topic=_TOPIC,
    claim="first place over tenth in Qdrant's fusion, at constants of 2, 5, 20 and 61",
    published=(5.50, 2.80, 1.45, 1.15),
    within=0.005,
    unit="",
    source="couzon2026tune",
    where="Use Labels to Choose a k Range, figure and text below it",
    mark="read",
)
def votes_of_qdrant() -> tuple[float, ...]:
    ours = [constant - 1 for constant in (2, 5, 20, 61)]  # its places count from zero
    return tuple(reciprocal_rank_score(1, k) / reciprocal_rank_score(10, k) for k in ours)


@reproduces(
    "hyb-plurals",
    topic=_TOPIC,
    claim="mean reciprocal rank of three guesses each at the plurals of cat, torus and virus",
    published=0.61,
    within=0.005,
    unit="",
    source="wikipedia-mrr",
    where="Example",
    mark="read",
)
def reciprocal_rank_of_the_plurals() -> float:
    return mean_reciprocal_rank([[0, 0, 1], [0, 1, 0], [1, 0, 0]])


@reproduces(
    "hyb-first-dcg",
    topic=_TOPIC,
    claim="discounted cumulative gain at ranks 1 to 10 of a list with graded results",
    published=(3, 5, 6.89, 6.89, 6.89, 7.28, 7.99, 8.66, 9.61, 9.61),
    within=0.005,
    unit="",
    source="jarvelin2002cumulated",
    where="section 2, example DCG'",
    mark="secondary",
)
def discounted_gain_as_first_published() -> tuple[float, ...]:
    return tuple(dcg_at_k(_GRADES, k, discount="log2(rank)") for k in range(1, 11))


@reproduces(
    "hyb-textbook-ndcg",
    topic=_TOPIC,
    claim="the same gain over that of the best order, at ranks 1 to 10",
    published=(1, 0.83, 0.87, 0.76, 0.71, 0.69, 0.73, 0.80, 0.88, 0.88),
    within=0.005,
    unit="",
    source="croft2010search",
    where="slides of chapter 8, NDCG example",
    mark="secondary",
    explanation="At rank 4 the slide divides 6.89 by 8.89 and prints .76; the quotient is .775. "
    "The other nine agree.",
)
def normalised_gain_of_the_textbook() -> tuple[float, ...]:
    return tuple(ndcg_at_k(_GRADES, k, discount="log2(rank)") for k in range(1, 11))
