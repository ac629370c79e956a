"""Lexical search: an inverted index, BM25 in its variants, and learned sparse weights.

All of them score a document by a sparse dot product: over the terms of the query, the weight of the
term in the query times its weight in the document. They differ in the source of the weights, and
cost the same: one addition for each posting that a query reads.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

_WORD = re.compile(r"[^\W_]+")
_IDF = ("lucene", "robertson", "atire")


def tokenize(text: str) -> list[str]:
    """Return the tokens of ``text``: runs of letters and digits, in lower case, in order.

    Definition. Raises ``ValueError`` if ``text`` is no string.

    >>> tokenize("libgtk-3-0: GTK+ graphical user interface")
    ['libgtk', '3', '0', 'gtk', 'graphical', 'user', 'interface']
    """
    if not isinstance(text, str):
        raise ValueError(f"text must be a string, got {type(text).__name__}")
    return _WORD.findall(text.lower())


def inverse_document_frequency(
    documents: float, document_frequency: float, variant: str = "lucene"
) -> float:
    """Return the inverse document frequency of a term that ``document_frequency`` documents hold.

    With N documents, n of them with the term: ``"robertson"`` is the logarithm of the odds that a
    document lacks the term, (N - n + .5) / (n + .5), and negative for a term in over half of the
    documents; ``"lucene"`` adds one before it takes the logarithm, which keeps it positive;
    ``"atire"`` is ln(N / n), zero for a term in all documents.
    Raises ``ValueError`` on an unknown variant, no documents, or more with the term than exist.
    Source: [kamphuis2020bm25]

    >>> [round(inverse_document_frequency(4, 4, v), 4) for v in ("robertson", "lucene", "atire")]
    [-2.1972, 0.1054, 0.0]
    """
    n = require.non_negative("document_frequency", document_frequency)
    if require.positive("documents", documents) < n:
        raise ValueError(
            f"document_frequency must be at most the {documents!r} documents, got {n!r}"
        )
    odds = (documents - n + 0.5) / (n + 0.5)
    if require.one_of("variant", variant, _IDF) == "lucene":
        return math.log1p(odds)
    if variant == "robertson":
        return math.log(odds)
    return math.log(documents / require.positive("document_frequency", n))


@dataclass(frozen=True, slots=True, eq=False)
class InvertedIndex:
    """An inverted index: for each term its posting list, the documents that hold it, with weights.

    ``terms`` numbers the vocabulary. The list of term t is ``documents[starts[t]:starts[t + 1]]``,
    ascending, with ``weights`` beside it; ``lengths`` (n,) are the documents' sums of weights.
    """

    terms: Mapping[str, int]
    starts: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    lengths: npt.NDArray[np.float64]

    @property
    def postings(self) -> int:
        """The number of postings: the entries of all lists."""
        return len(self.documents)

    def document_frequency(self, term: str) -> int:
        """Return how many documents hold ``term``; 0 if the index does not know the term."""
        return len(self.documents_with(term))

    def documents_with(self, term: str) -> npt.NDArray[np.int64]:
        """Return the documents that hold ``term``, ascending; none for an unknown term."""
        row = self.terms.get(term)
        return self.documents[:0] if row is None else self.documents[self._entries(row)]

    def _entries(self, row: int) -> slice:
        return slice(int(self.starts[row]), int(self.starts[row + 1]))

    def postings_read(self, query: Iterable[str]) -> int:
        """Return the postings that a query reads: the lengths of the lists of its terms.

        A term that occurs twice is read once.
        """
        return sum(self.document_frequency(term) for term in set(query))

    def scores(self, query: Mapping[str, float] | Sequence[str]) -> npt.NDArray[np.float64]:
        """Return the sparse dot product of ``query`` with each document, (n,).

        ``query`` maps terms to weights, or lists them, where a term counts as often as it occurs.
        Unknown terms add nothing. Raises ``ValueError`` on a string or on a weight
        that is not finite.
        """
        totals = np.zeros(len(self.lengths))
        for term, weight in _weights(query).items():
            row = self.terms.get(term)
            if row is not None:
                some = self._entries(row)
                totals[self.documents[some]] += weight * self.weights[some]
        return totals

    def top_k(self, query: Mapping[str, float] | Sequence[str], k: int) -> list[tuple[int, float]]:
        """Return up to ``k`` documents with a score above 0, best first, ties by lower number."""
        totals = self.scores(query)
        limit = min(require.count("k", k), len(totals))
        least = np.partition(totals, len(totals) - limit)[len(totals) - limit]
        rows = np.flatnonzero((totals >= least) & (totals > 0))
        order = rows[np.argsort(-totals[rows], kind="stable")][:limit]
        return [(int(row), float(totals[row])) for row in order]


def _weights(query: Mapping[str, float] | Sequence[str]) -> dict[str, float]:
    if isinstance(query, str):
        raise ValueError(f"query must hold terms, got the string {query!r}; tokenize it")
    if isinstance(query, Mapping):
        return {term: require.finite("query", weight) for term, weight in query.items()}
    counted: dict[str, float] = {}
    for term in query:
        counted[term] = counted.get(term, 0.0) + 1
    return counted


def index_terms(texts: Sequence[Sequence[str]]) -> InvertedIndex:
    """Return an inverted index of ``texts``, lists of terms, with the term frequencies as weights.

    Definition. Raises ``ValueError`` if there is no text or one is a plain string.

    >>> index = index_terms([["a", "b", "a"], ["b"]])
    >>> index.document_frequency("b"), index.postings_read(["a", "b"]), index.scores(["a"]).tolist()
    (2, 3, [2.0, 0.0])
    """
    terms: dict[str, int] = {}
    flat: list[int] = []
    for text in texts:
        if isinstance(text, str):
            raise ValueError(f"texts must hold lists of terms, got the string {text!r}")
        flat += [terms.setdefault(term, len(terms)) for term in text]
    lengths = np.array([len(text) for text in texts], dtype=np.float64)
    if not len(lengths):
        raise ValueError("texts must hold at least one text, got none")
    holders = np.repeat(np.arange(len(lengths)), lengths.astype(np.intp))
    keys = np.array(flat, dtype=np.int64) * len(lengths) + holders
    unique, counts = np.unique(keys, return_counts=True)
    rows, documents = np.divmod(unique, len(lengths))
    starts = np.searchsorted(rows, np.arange(len(terms) + 1))
    return InvertedIndex(terms, starts, documents, counts.astype(np.float64), lengths)


def bm25(
    counts: InvertedIndex,
    *,
    k1: float = 1.2,
    b: float = 0.75,
    idf: str = "lucene",
    shards: npt.ArrayLike | None = None,
) -> InvertedIndex:
    """Return an inverted index of BM25 weights for an index of term frequencies.

    ``k1`` is the saturation of the term frequency, ``b`` the normalization by document length, and
    ``idf`` the variant of ``inverse_document_frequency``. The weights are computed once, so that a
    search is one lookup and one addition a posting. ``shards`` (n,) numbers the shard of each
    document; each shard then counts documents, document frequencies and lengths for itself, as a
    distributed engine does by default.
    Raises ``ValueError`` on a negative ``k1``, ``b`` outside [0, 1], an unknown variant, and shards
    that are not one whole number of 0 or more a document.
    Source: [kamphuis2020bm25]

    >>> index = bm25(index_terms([["rrf"] * n for n in (4, 3, 2, 1)]))
    >>> index.scores(["rrf"]).round(8).tolist()
    [0.16152832, 0.15876242, 0.15350539, 0.13963442]
    """
    require.non_negative("k1", k1)
    require.fraction("b", b)
    require.one_of("idf", idf, _IDF)
    n = len(counts.lengths)
    shard = (np.zeros(n) if shards is None else _shards(shards, n)).astype(np.intp)
    documents = np.bincount(shard)
    mean_length = np.bincount(shard, counts.lengths) / np.maximum(documents, 1)
    mean_length[mean_length == 0] = 1  # of empty texts, which have no postings
    rows = np.repeat(np.arange(len(counts.terms)), np.diff(counts.starts).astype(np.intp))
    held_by = shard[counts.documents]  # the shard of each entry
    lists = rows * len(documents) + held_by
    holders = np.bincount(lists.astype(np.intp))[lists]
    odds = (documents[held_by] - holders + 0.5) / (holders + 0.5)
    worth = {
        "lucene": np.log1p(odds),
        "robertson": np.log(odds),
        "atire": np.log(documents[held_by] / holders),
    }[idf]
    dilution = 1 - b + b * (counts.lengths / mean_length[shard])[counts.documents]
    weights = worth * counts.weights * (k1 + 1) / (counts.weights + k1 * dilution)
    return InvertedIndex(counts.terms, counts.starts, counts.documents, weights, counts.lengths)


def _shards(shards: npt.ArrayLike, n: int) -> npt.NDArray[np.int64]:
    array = np.asarray(shards)
    whole = array.shape == (n,) and np.issubdtype(array.dtype, np.integer) and array.min() >= 0
    if not whole:
        raise ValueError(f"shards must number the shard of each of the {n} documents from 0")
    return array.astype(np.int64)


def splade_weights(logits: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return SPLADE's term weights of a model's ``logits``: log(1 + relu(x)).

    Negative logits give no posting; the logarithm dampens large ones.
    Raises ``ValueError`` on values that are not finite.
    Source: [formal2021splade]

    >>> splade_weights([-2.0, 0.0, 1.0, 19.0]).round(2).tolist()
    [0.0, 0.0, 0.69, 3.0]
    """
    array = np.asarray(logits, dtype=np.float64)
    require.finite_array("logits", array.ravel(), ndim=1)
    weights: npt.NDArray[np.float64] = np.log1p(np.maximum(array, 0))
    return weights


def flops_penalty(weights: npt.ArrayLike) -> float:
    """Return the FLOPS regularizer of SPLADE: the sum of squared mean weights.

    It keeps posting lists short. ``weights`` (n, terms) are those of a batch. A term that many
    texts hold costs most, because queries and documents both hold it, and a search computes their
    product.
    Raises ``ValueError`` on weights that are no table of finite numbers.
    Source: [formal2021splade]

    >>> flops_penalty([[1.0, 0.0], [1.0, 0.0]]), flops_penalty([[1.0, 0.0], [0.0, 1.0]])
    (1.0, 0.5)
    """
    means = np.abs(require.finite_array("weights", weights, ndim=2)).mean(axis=0)
    return float((means**2).sum())
