import numpy as np
import pytest

from napkinmath.pages.hybrid_search import (
    BEIR,
    break_even_lead,
    mrr,
    stronger_encoders,
    wrong_share_tolerated,
)
from napkinmath.retrieval import best_candidates, fusion_pool


def test_published_fusions_are_those_of_29_corpora() -> None:
    assert len({row.corpus for row in BEIR}) == len(BEIR) == 29
    assert all(0 < value < 1 for row in BEIR for value in (row.bm25, row.dense, row.rrf))
    fiqa = next(row for row in BEIR if row.corpus == "fiqa")
    assert (fiqa.lead, fiqa.better) == (pytest.approx(0.1704), 0.4065)


def test_a_stronger_encoder_ranks_answers_higher() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(200, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = vectors[:50] + 0.5 * rng.normal(size=(50, 16))
    lexical = best_candidates(rng.random((50, 200)), 20)
    steps = stronger_encoders(lexical, queries, vectors, (0.0, 0.5, 2.0))
    leads = [step.lead for step in steps]
    assert leads == sorted(leads) and leads[0] < leads[-1]
    dense = best_candidates(queries @ vectors.T, 20)
    fused = fusion_pool([lexical, dense])
    assert steps[0].rrf == pytest.approx(mrr(fused, fused.fuse_by_rank(60)))
    with pytest.raises(ValueError, match="shift"):
        stronger_encoders(lexical, queries, vectors, (-1.0,))


def test_break_even_is_where_the_gain_ends() -> None:
    leads = np.array([[0.0] * 40, [0.1] * 40, [0.2] * 40])
    even = break_even_lead(leads, [[0.2] * 40, [0.1] * 40, [-0.1] * 40])
    assert [even.low, even.mean, even.high] == pytest.approx([0.15] * 3)
    assert break_even_lead(leads, -np.ones((3, 40))).mean == 0.0
    assert break_even_lead(leads, np.ones((3, 40))).mean == pytest.approx(0.2)
    with pytest.raises(ValueError, match="two or more steps"):
        break_even_lead(leads[:1], leads[:1])


def test_wrong_lists_are_tolerated_up_to_gain_over_gain_and_loss() -> None:
    rng = np.random.default_rng(1)
    alone, good, bad = rng.random(300) * 0.1 + 0.6, rng.random(300) * 0.1 + 0.7, np.zeros(300)
    found = wrong_share_tolerated(good, bad, alone)
    assert found.mean == pytest.approx((good - alone).mean() / good.mean())
    assert found.low < found.mean < found.high
    with pytest.raises(ValueError, match="same queries"):
        wrong_share_tolerated(good, bad, alone[:2])
