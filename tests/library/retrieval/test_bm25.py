import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.retrieval.bm25 import bm25, inverse_document_frequency, tokenize
from napkinmath.retrieval.inverted_index import InvertedIndex, index_terms
from napkinmath.retrieval.learned_sparse import flops_penalty, splade_weights

WORDS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), min_size=1, max_size=8)
RRF = [["rrf"] * count for count in (4, 3, 2, 1)]


def test_tokenize_keeps_letters_and_digits_of_any_script() -> None:
    assert tokenize("C++11 und Müller_2 – Ελλάδα!") == ["c", "11", "und", "müller", "2", "ελλάδα"]
    assert tokenize("...") == []
    with pytest.raises(ValueError, match="text must be a string, got list"):
        tokenize(["a"])  # type: ignore[arg-type]


def test_idf_closed_forms() -> None:
    assert inverse_document_frequency(10, 3, "robertson") == math.log(7.5 / 3.5)
    assert inverse_document_frequency(10, 3, "lucene") == pytest.approx(math.log(1 + 7.5 / 3.5))
    assert inverse_document_frequency(10, 3, "atire") == math.log(10 / 3)
    assert inverse_document_frequency(9, 4.5, "robertson") == 0  # half of the documents


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_lucene_idf_is_positive_and_falls(documents: int, containing: int) -> None:
    containing = min(containing, documents)
    here = inverse_document_frequency(documents, containing)
    assert here > 0
    if containing:
        assert here < inverse_document_frequency(documents, containing - 1)


def test_idf_refuses() -> None:
    with pytest.raises(ValueError, match="variant must be one of"):
        inverse_document_frequency(4, 1, "bm25+")
    with pytest.raises(
        ValueError, match="document_frequency must be at most the 4 documents, got 5"
    ):
        inverse_document_frequency(4, 5)
    with pytest.raises(ValueError, match="documents must be a finite number above 0"):
        inverse_document_frequency(0, 0)
    with pytest.raises(ValueError, match="document_frequency must be a finite number of 0 or more"):
        inverse_document_frequency(4, -1)
    with pytest.raises(ValueError, match="document_frequency must be a finite number above 0"):
        inverse_document_frequency(4, 0, "atire")


def test_elasticsearch_example() -> None:
    scores = bm25(index_terms(RRF)).scores(["rrf"])
    assert scores == pytest.approx([0.16152832, 0.15876243, 0.15350538, 0.13963442], abs=1e-8)


def test_idf_of_a_common_word_turns_scores_negative() -> None:
    assert bm25(index_terms(RRF), idf="robertson").scores(["rrf"]).max() < 0
    assert bm25(index_terms(RRF), idf="atire").scores(["rrf"]).tolist() == [0, 0, 0, 0]


def _saturation(count: int, relative_length: float, k1: float, b: float) -> float:
    return count * (k1 + 1) / (count + k1 * (1 - b + b * relative_length)) if count else 0.0


@given(WORDS, st.lists(st.sampled_from("abcdefz"), max_size=4))
def test_an_index_scores_as_the_formula_does(texts: list[list[str]], query: list[str]) -> None:
    if not any(texts):
        texts = [["a"]]
    counts = index_terms(texts)
    mean = sum(map(len, texts)) / len(texts)
    expected = [
        sum(
            inverse_document_frequency(len(texts), counts.document_frequency(term))
            * _saturation(text.count(term), len(text) / mean, 1.2, 0.75)
            for term in query
            if counts.document_frequency(term)
        )
        for text in texts
    ]
    assert bm25(counts).scores(query) == pytest.approx(expected)
    assert counts.postings_read(query) == sum(term in text for term in set(query) for text in texts)
    assert counts.postings == sum(len(set(text)) for text in texts)


def test_best_breaks_ties_by_number_and_leaves_out_zeros() -> None:
    index = index_terms([["a"], ["b"], ["a"], ["a", "a"]])
    assert index.top_k(["a"], 2) == [(3, 2.0), (0, 1.0)]
    assert index.top_k(["a"], 9) == [(3, 2.0), (0, 1.0), (2, 1.0)]
    assert index.top_k({"a": 0.5, "z": 3}, 1) == [(3, 1.0)] and index.top_k([], 3) == []


def test_indexes_refuse_text_where_terms_are_due() -> None:
    with pytest.raises(ValueError, match="texts must hold lists of terms, got the string 'ab'"):
        index_terms(["ab"])
    with pytest.raises(ValueError, match="texts must hold at least one text, got none"):
        index_terms([])
    index = index_terms([["a"]])
    with pytest.raises(ValueError, match="query must hold terms, got the string"):
        index.scores("a")
    with pytest.raises(ValueError, match="query must be a finite number"):
        index.scores({"a": math.nan})
    with pytest.raises(ValueError, match="k must be a whole number"):
        index.top_k(["a"], 0)
    for wrong in ({"k1": -1.0}, {"b": 2.0}, {"idf": "none"}):
        with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be"):
            bm25(index, **wrong)  # type: ignore[arg-type]
    assert isinstance(bm25(index), InvertedIndex)


def test_splade_weights_are_log_of_one_plus_relu() -> None:
    assert splade_weights([[-1.0, 0.0], [math.e - 1, 3]]).tolist() == [
        [0, 0],
        [pytest.approx(1), math.log(4)],
    ]
    with pytest.raises(ValueError, match="logits must hold finite numbers only"):
        splade_weights([math.inf])


@given(st.lists(st.lists(st.floats(0, 5), min_size=3, max_size=3), min_size=1, max_size=6))
def test_flops_penalty_is_least_for_spread_weights(rows: list[list[float]]) -> None:
    table = np.array(rows)
    expected = sum(float(np.mean(column)) ** 2 for column in table.T)
    assert flops_penalty(table) == pytest.approx(expected)
    assert flops_penalty(2 * table) == pytest.approx(4 * expected)


def test_flops_penalty_refuses() -> None:
    with pytest.raises(ValueError, match="weights must have 2 axes"):
        flops_penalty([1.0, 2.0])


@given(WORDS, st.data())
def test_a_shard_scores_as_an_index_of_its_own(texts: list[list[str]], data: st.DataObject) -> None:
    texts = [text or ["a"] for text in texts]
    shards = data.draw(st.lists(st.integers(0, 2), min_size=len(texts), max_size=len(texts)))
    together = bm25(index_terms(texts), shards=shards).scores(["a", "b"])
    for shard in set(shards):
        rows = [row for row, number in enumerate(shards) if number == shard]
        alone = bm25(index_terms([texts[row] for row in rows])).scores(["a", "b"])
        assert together[rows] == pytest.approx(alone)


def test_shards_refuse() -> None:
    index = index_terms([["a"], ["b"]])
    for wrong in ([0], [0, -1], [0.0, 1.0], [[0, 1]]):
        with pytest.raises(ValueError, match="shards must number the shard of each of the 2"):
            bm25(index, shards=wrong)


def test_holders_are_the_documents_of_a_term() -> None:
    index = index_terms([["a", "b"], ["b"], []])
    assert index.documents_with("b").tolist() == [0, 1] and index.documents_with("a").tolist() == [
        0
    ]
    assert index.documents_with("c").tolist() == []


def test_empty_texts_score_nothing() -> None:
    assert bm25(index_terms([[], []])).scores(["a"]).tolist() == [0, 0]
    shards = np.array([0, 1])
    scores = bm25(index_terms([["a"], []]), shards=shards).scores(["a"])
    assert scores[0] > 0 and scores[1] == 0
