"""Lexical search with BM25 in its variants: tokens, document frequencies and weights."""

import math
import re

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.retrieval.inverted_index import InvertedIndex

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

    >>> from napkinmath.retrieval.inverted_index import index_terms
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
