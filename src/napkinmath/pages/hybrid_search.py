"""Scenarios of hybrid search: 29 published fusions, a stronger encoder, a wrong dense list."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.retrieval.candidate_lists import CandidateList, best_candidates, fusion_pool
from napkinmath.retrieval.candidate_pool import CandidatePool
from napkinmath.retrieval.ranking_metrics import reciprocal_ranks
from napkinmath.stats.intervals import MeanDifference


@dataclass(frozen=True, slots=True)
class PublishedFusion:
    """nDCG@10 on one corpus: each search alone, and both fused with equal weights.

    ``dense`` is BGE-base, ``splade`` SPLADE-v3, ``rrf`` has k = 60, ``min_max`` adds scores after
    min-max normalization.
    """

    corpus: str
    bm25: float
    dense: float
    splade: float
    rrf: float
    min_max: float

    @property
    def lead(self) -> float:
        """By how much dense search leads BM25."""
        return self.dense - self.bm25

    @property
    def better(self) -> float:
        """The quality of the better list alone."""
        return max(self.bm25, self.dense)


#: Corpora of BEIR as Anserini publishes them. Source: [anserini-fusion]
BEIR = tuple(
    PublishedFusion(*row)
    for row in (
        ("trec-covid", 0.5947, 0.7815, 0.7299, 0.8041, 0.7956),
        ("bioasq", 0.5225, 0.4148, 0.5142, 0.5278, 0.5427),
        ("nfcorpus", 0.3218, 0.3735, 0.3629, 0.3725, 0.3782),
        ("nq", 0.3055, 0.5415, 0.5842, 0.4831, 0.5183),
        ("hotpotqa", 0.6330, 0.7259, 0.6884, 0.7389, 0.7658),
        ("fiqa", 0.2361, 0.4065, 0.3798, 0.3671, 0.3942),
        ("signal1m", 0.3304, 0.2886, 0.2465, 0.3533, 0.3626),
        ("trec-news", 0.3952, 0.4424, 0.4365, 0.4855, 0.5008),
        ("robust04", 0.4070, 0.4435, 0.4952, 0.5070, 0.5127),
        ("arguana", 0.3970, 0.6228, 0.4845, 0.5626, 0.5738),
        ("webis-touche2020", 0.4422, 0.2571, 0.3086, 0.3771, 0.3755),
        ("cqadupstack-android", 0.3801, 0.5076, 0.4109, 0.4652, 0.4868),
        ("cqadupstack-english", 0.3453, 0.4857, 0.4255, 0.4461, 0.4678),
        ("cqadupstack-gaming", 0.4822, 0.5967, 0.5193, 0.5615, 0.5818),
        ("cqadupstack-gis", 0.2901, 0.4131, 0.3236, 0.3679, 0.3937),
        ("cqadupstack-mathematica", 0.2015, 0.3163, 0.2445, 0.2751, 0.2951),
        ("cqadupstack-physics", 0.3214, 0.4724, 0.3753, 0.4143, 0.4375),
        ("cqadupstack-programmers", 0.2802, 0.4238, 0.3387, 0.3715, 0.4005),
        ("cqadupstack-stats", 0.2711, 0.3728, 0.3137, 0.3414, 0.3534),
        ("cqadupstack-tex", 0.2244, 0.3115, 0.2493, 0.2931, 0.3090),
        ("cqadupstack-unix", 0.2749, 0.4220, 0.3196, 0.3597, 0.3853),
        ("cqadupstack-webmasters", 0.3059, 0.4072, 0.3250, 0.3711, 0.3857),
        ("cqadupstack-wordpress", 0.2483, 0.3547, 0.2807, 0.3353, 0.3546),
        ("quora", 0.7886, 0.8876, 0.8141, 0.8682, 0.8858),
        ("dbpedia-entity", 0.3180, 0.4073, 0.4476, 0.4190, 0.4374),
        ("scidocs", 0.1490, 0.2172, 0.1567, 0.1948, 0.2019),
        ("fever", 0.6513, 0.8629, 0.8015, 0.8108, 0.8584),
        ("climate-fever", 0.1651, 0.3117, 0.2625, 0.2812, 0.2946),
        ("scifact", 0.6789, 0.7408, 0.7140, 0.7420, 0.7472),
    )
)


def answered(fused: CandidatePool) -> npt.NDArray[np.bool_]:
    """Return which candidate of each query is its right answer: that with the query's number.

    Definition.
    """
    right: npt.NDArray[np.bool_] = fused.ids == np.arange(len(fused.ids))[:, None]
    return right


def mrr(fused: CandidatePool, scores: npt.ArrayLike, k: int = 10) -> npt.NDArray[np.float64]:
    """Return the reciprocal rank of each query's right answer among the first ``k``, (queries,).

    Definition.
    """
    return reciprocal_ranks(scores, answered(fused), k)


@dataclass(frozen=True, slots=True, eq=False)
class EncoderStep:
    """Reciprocal ranks, (queries,) each, with an encoder of some strength.

    ``weighted`` holds those of min-max fusion by the weight of the dense list.
    """

    lexical: npt.NDArray[np.float64]
    dense: npt.NDArray[np.float64]
    rrf: npt.NDArray[np.float64]
    weighted: dict[float, npt.NDArray[np.float64]]

    @property
    def lead(self) -> float:
        """By how much dense search leads lexical search."""
        return float((self.dense - self.lexical).mean())


def stronger_encoders(
    lexical: CandidateList,
    query_vectors: npt.ArrayLike,
    vectors: npt.ArrayLike,
    shifts: Sequence[float],
    *,
    k: float = 60,
    weights: Sequence[float] = (0.5, 0.75),
) -> list[EncoderStep]:
    """Return how fusion does with encoders that place queries closer to their right answers.

    Definition. Query i's right answer is document i. Each shift moves every query vector by that
    multiple of its answer's vector; 0 is the encoder as it is. ``lexical`` holds the other
    search's candidates.
    Raises ``ValueError`` on a negative shift, and what the fusions refuse.
    """
    asked = np.asarray(query_vectors, dtype=np.float32)
    documents = np.asarray(vectors, dtype=np.float32)
    near = asked @ documents.T
    pull = documents[: len(asked)] @ documents.T
    steps = []
    for shift in shifts:
        moved = near + np.float32(require.non_negative("shift", shift)) * pull
        dense = best_candidates(moved, lexical.ids.shape[1])
        fused = fusion_pool([lexical, dense])
        steps.append(
            EncoderStep(
                mrr(fused, -fused.ranks[0]),
                mrr(fused, -fused.ranks[1]),
                mrr(fused, fused.fuse_by_rank(k)),
                {w: mrr(fused, fused.fuse_by_score([1 - w, w])) for w in weights},
            )
        )
    return steps


def break_even_lead(
    leads: npt.ArrayLike, gains: npt.ArrayLike, *, seed: int = 0, repeats: int = 500
) -> MeanDifference:
    """Return the lead at which a gain turns into a loss, with its 95% interval over queries.

    Definition. Both (steps, queries) are differences of each query, the mean leads ascending. The
    gain is interpolated between the steps; the interval is a bootstrap over queries, and ends at
    the last step where no loss is seen.
    Raises ``ValueError`` on other shapes or fewer than two steps.

    >>> break_even_lead([[0.0, 0.0], [0.2, 0.2]], [[0.1, 0.1], [-0.1, -0.1]], repeats=20)
    MeanDifference(mean=0.1, low=0.1, high=0.1)
    """
    x = require.finite_array("leads", leads, ndim=2)
    y = require.finite_array("gains", gains, ndim=2)
    if x.shape != y.shape or len(x) < 2:
        raise ValueError(f"leads and gains must hold two or more steps alike, got {x.shape}")
    rng, queries = np.random.default_rng(seed), x.shape[1]
    counts = rng.multinomial(queries, np.full(queries, 1 / queries), size=repeats) / queries
    found = [_crossing(a, b) for a, b in zip((counts @ x.T), (counts @ y.T), strict=True)]
    low, high = np.quantile(found, [0.025, 0.975])
    return MeanDifference(_crossing(x.mean(axis=1), y.mean(axis=1)), float(low), float(high))


def _crossing(leads: npt.NDArray[np.float64], gains: npt.NDArray[np.float64]) -> float:
    """Return where the last gain above zero is followed by a loss, by linear interpolation."""
    above = np.flatnonzero(gains > 0)
    if not len(above):
        return float(leads[0])
    i = int(above[-1])
    if i == len(gains) - 1:
        return float(leads[-1])
    part = gains[i] / (gains[i] - gains[i + 1])
    return float(leads[i] + part * (leads[i + 1] - leads[i]))


def wrong_share_tolerated(
    good: npt.ArrayLike, bad: npt.ArrayLike, alone: npt.ArrayLike, *, seed: int = 0
) -> MeanDifference:
    """Return the share of queries with a wrong list at which fusion equals the other list alone.

    Definition. All (queries,) are reciprocal ranks: fused with the right list, fused with a wrong
    one, and without fusion. It is the gain over gain plus loss, with a 95% bootstrap interval over
    queries.
    Raises ``ValueError`` on other shapes.

    >>> wrong_share_tolerated([1.0, 1.0], [0.0, 0.0], [0.75, 0.75])
    MeanDifference(mean=0.25, low=0.25, high=0.25)
    """
    with_it = require.finite_array("good", good, ndim=1)
    without = require.finite_array("alone", alone, ndim=1)
    spoilt = require.finite_array("bad", bad, ndim=1)
    if not with_it.shape == without.shape == spoilt.shape:
        raise ValueError("good, bad and alone must hold the same queries")
    gain, harm = with_it - without, with_it - spoilt
    rng, queries = np.random.default_rng(seed), len(gain)
    counts = rng.multinomial(queries, np.full(queries, 1 / queries), size=500)
    low, high = np.quantile((counts @ gain) / (counts @ harm), [0.025, 0.975])
    return MeanDifference(float(gain.mean() / harm.mean()), float(low), float(high))


def interval_text(difference: MeanDifference) -> str:
    """Return a difference with its interval, as the tables of the page show it.

    Definition.

    >>> interval_text(MeanDifference(0.04, 0.026, 0.056))
    '+0.040 (+0.026 to +0.056)'
    """
    mean, low, high = (
        f"{round(value, 3) + 0.0:+.3f}".replace("-", "−")
        for value in (difference.mean, difference.low, difference.high)
    )
    return f"{mean} ({low} to {high})"


def candidate_cells(scores: npt.ArrayLike, ranks: npt.ArrayLike, digits: int) -> list[str]:
    """Return the ranks of documents in one list with their scores, a dash where they are missing.

    Definition.

    >>> candidate_cells([14.93, 0.0], [1.0, float("inf")], 1)
    ['1 (14.9)', '–']
    """
    return [
        f"{rank:.0f} ({score:.{digits}f})" if np.isfinite(rank) else "–"
        for rank, score in zip(np.asarray(ranks), np.asarray(scores), strict=True)
    ]


def share_text(share: MeanDifference) -> str:
    """Return a share in percent with its interval, which ends at 0% and at 100%.

    Definition.

    >>> share_text(MeanDifference(0.062, -0.013, 0.127))
    '6% (0% to 13%)'
    """
    low, high = (min(max(end, 0.0), 1.0) for end in (share.low, share.high))
    return f"{share.mean:.0%} ({low:.0%} to {high:.0%})"
