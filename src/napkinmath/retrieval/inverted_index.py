"""Inverted indexes: the posting lists of terms, and sparse dot products over them.

All lexical and learned sparse searches score a document by a sparse dot product: over the terms of
the query, the weight of the term in the query times its weight in the document. They differ in the
source of the weights, and cost the same: one addition for each posting that a query reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require


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
