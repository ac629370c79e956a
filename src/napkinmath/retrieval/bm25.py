"""Search by words: an inverted index, BM25 in its variants, and learned sparse weights.

All of them score a document by a sparse dot product: over the terms of the query, the weight that
the query gives a term times the weight that the document has for it. They differ in where the
weights come from, and cost alike: one addition for each entry of the lists that a query reads.
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
    """Split ``text`` into runs of letters and digits, in lower case, in order.

    Raises ``ValueError`` if ``text`` is no string.

    >>> tokenize("libgtk-3-0: GTK+ graphical user interface")
    ['libgtk', '3', '0', 'gtk', 'graphical', 'user', 'interface']
    """
    if not isinstance(text, str):
        raise ValueError(f"text must be a string, got {type(text).__name__}")
    return _WORD.findall(text.lower())


def inverse_document_frequency(
    documents: float, containing: float, variant: str = "lucene"
) -> float:
    """Return how much a term is worth that ``containing`` of ``documents`` hold.

    With N documents, n of them with the term: ``"robertson"`` is the logarithm of the odds of not
    holding it, (N - n + .5) / (n + .5), and negative for a term in over half of the documents;
    ``"lucene"`` adds one before it takes the logarithm, which keeps it positive; ``"atire"`` is
    ln(N / n), zero for a term in all of them.
    Raises ``ValueError`` on an unknown variant, no documents, or more ``containing`` than exist.
    Source: [kamphuis2020bm25]

    >>> [round(inverse_document_frequency(4, 4, v), 4) for v in ("robertson", "lucene", "atire")]
    [-2.1972, 0.1054, 0.0]
    """
    n = require.non_negative("containing", containing)
    if require.positive("documents", documents) < n:
        raise ValueError(f"containing must be at most the {documents!r} documents, got {n!r}")
    odds = (documents - n + 0.5) / (n + 0.5)
    if require.one_of("variant", variant, _IDF) == "lucene":
        return math.log1p(odds)
    if variant == "robertson":
        return math.log(odds)
    return math.log(documents / require.positive("containing", n))


def saturation(count: float, length: float, mean_length: float, k1: float, b: float) -> float:
    """Return what ``count`` occurrences of a term are worth in a document of ``length`` terms.

    It grows from 0 and never reaches k1 + 1; ``b`` says how far a long document counts as diluted,
    from 0, not at all, to 1, in proportion.
    Raises ``ValueError`` on negative values, a mean length of 0, or ``b`` outside [0, 1].
    Source: [kamphuis2020bm25]

    >>> [round(saturation(c, 50, 50, k1=1.2, b=0.75), 2) for c in (0, 1, 2, 10, 1000)]
    [0.0, 1.0, 1.38, 1.96, 2.2]
    """
    require.non_negative("count", count)
    require.non_negative("length", length)
    require.positive("mean_length", mean_length)
    require.non_negative("k1", k1)
    require.fraction("b", b)
    if count == 0:
        return 0.0
    return count * (k1 + 1) / (count + k1 * (1 - b + b * length / mean_length))


@dataclass(frozen=True, slots=True, eq=False)
class InvertedIndex:
    """For each term the documents that hold it, with a weight each: the term's posting list.

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
        """The entries of all lists."""
        return len(self.documents)

    def containing(self, term: str) -> int:
        """Return how many documents hold ``term``; none if the index does not know it."""
        return len(self.holders(term))

    def holders(self, term: str) -> npt.NDArray[np.int64]:
        """Return which documents hold ``term``, ascending; none if the index does not know it."""
        row = self.terms.get(term)
        return self.documents[:0] if row is None else self.documents[self._entries(row)]

    def _entries(self, row: int) -> slice:
        return slice(int(self.starts[row]), int(self.starts[row + 1]))

    def cost(self, query: Iterable[str]) -> int:
        """Return the entries that a query reads: the lengths of the lists of its terms.

        A term that stands twice is read once.
        """
        return sum(self.containing(term) for term in set(query))

    def scores(self, query: Mapping[str, float] | Sequence[str]) -> npt.NDArray[np.float64]:
        """Return the sparse dot product of ``query`` with each document, (n,).

        ``query`` weighs terms, or lists them, where a term counts as often as it stands. Terms
        that the index does not know add nothing. Raises ``ValueError`` on a string or on a weight
        that is not finite.
        """
        totals = np.zeros(len(self.lengths))
        for term, weight in _weights(query).items():
            row = self.terms.get(term)
            if row is not None:
                some = self._entries(row)
                totals[self.documents[some]] += weight * self.weights[some]
        return totals

    def best(self, query: Mapping[str, float] | Sequence[str], k: int) -> list[tuple[int, float]]:
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
    """Return an index of ``texts``, lists of terms, with each term's count as its weight.

    Raises ``ValueError`` if there is no text or one is a plain string.

    >>> index = index_terms([["a", "b", "a"], ["b"]])
    >>> index.containing("b"), index.cost(["a", "b"]), index.scores(["a"]).tolist()
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
    """Return an index of BM25 weights for an index of counts: each entry's share of a score.

    Computing the weights once makes a search one lookup and one addition an entry. ``shards`` (n,)
    numbers the shard of each document; each shard then counts documents, holders and lengths for
    itself, as a distributed engine does by default.
    Raises ``ValueError`` on what ``inverse_document_frequency`` and ``saturation`` refuse, and on
    shards that are not one whole number of 0 or more a document.
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
    mean_length[mean_length == 0] = 1  # of empty texts, which no term will ask for
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


def index_weights(texts: Sequence[Mapping[str, float]]) -> InvertedIndex:
    """Return an index of ``texts`` that weigh their own terms, as a learned sparse model does.

    Terms of weight 0 get no entry, so a model that sets weights to 0 saves postings.
    Raises ``ValueError`` if there is no text or a weight is negative or not finite.

    >>> index_weights([{"gimp": 1.5, "paint": 0.5}, {"paint": 2.0}]).scores({"paint": 1}).tolist()
    [0.5, 2.0]
    """
    kept = [
        {term: w for term, w in text.items() if require.non_negative("weight", w) > 0}
        for text in texts
    ]
    counts = index_terms([sorted(text) for text in kept])
    names = list(counts.terms)
    rows = np.repeat(np.arange(len(names)), np.diff(counts.starts).astype(np.intp))
    weights = [kept[d][names[row]] for row, d in zip(rows, counts.documents, strict=True)]
    lengths = np.array([sum(text.values()) for text in kept], dtype=np.float64)
    return InvertedIndex(
        counts.terms, counts.starts, counts.documents, np.array(weights, dtype=np.float64), lengths
    )


def splade_weights(logits: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the weights of terms that a model's ``logits`` stand for: log(1 + relu(x)).

    Negative logits give no entry, and large ones are held down by the logarithm.
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
    """Return the regulariser that keeps posting lists short: the sum of squared mean weights.

    ``weights`` (n, terms) are those of a batch. A term that many texts weigh costs most, because
    both a query and the documents will hold it, and the product is what a search computes.
    Raises ``ValueError`` on weights that are no table of finite numbers.
    Source: [formal2021splade]

    >>> flops_penalty([[1.0, 0.0], [1.0, 0.0]]), flops_penalty([[1.0, 0.0], [0.0, 1.0]])
    (1.0, 0.5)
    """
    means = np.abs(require.finite_array("weights", weights, ndim=2)).mean(axis=0)
    return float((means**2).sum())
