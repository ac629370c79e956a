"""Latent semantic analysis: a text encoder of weighted word counts and their principal axes.

LSA is the oldest dense encoder. It needs nothing but the corpus, runs in seconds, and fails in the
same ways as its successors.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats32


@dataclass(frozen=True, slots=True)
class LsaEncoder:
    """A fitted encoder: the column and weight of each word, and ``components``.

    ``weights`` is (words,), ``components`` (words, dimensions).
    """

    columns: dict[str, int]
    weights: Floats32
    components: Floats32

    def embed(self, texts: Sequence[Sequence[str]], max_tokens: int | None = None) -> Floats32:
        """Return a unit vector for each text, (n, dimensions); texts are lists of words.

        Of each text the first ``max_tokens`` words are embedded, as by an encoder with a window. A
        text without a known word has no direction: all its dimensions are equal.
        Raises ``ValueError`` on no texts and ``max_tokens`` below 1.
        """
        if not texts:
            raise ValueError("texts must hold at least one text, got none")
        if max_tokens is not None:
            texts = [text[: require.count("max_tokens", max_tokens)] for text in texts]
        blocks = [
            self._counts(texts[i : i + 2000]) @ self.components for i in range(0, len(texts), 2000)
        ]
        rows = np.vstack(blocks)
        rows[np.abs(rows).max(axis=1) < 1e-9] = 1.0
        unit: Floats32 = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def _counts(self, texts: Sequence[Sequence[str]]) -> Floats32:
        return _weighted(texts, self.columns, self.weights)


def fit_lsa(
    texts: Sequence[Sequence[str]],
    *,
    dimensions: int,
    vocabulary: int,
    rng: np.random.Generator,
) -> LsaEncoder:
    """Return an LSA encoder of ``dimensions``, fitted on ``texts``, lists of words.

    Definition: the ``vocabulary`` words in most texts get a column each, weighted by the logarithm
    of texts over texts with the word (IDF); a randomized singular value decomposition keeps the
    widest ``dimensions``. Raises ``ValueError`` on fewer texts or words than dimensions.

    >>> texts = [["cat", "purrs"], ["cat", "sleeps"], ["disk", "spins"], ["disk", "sleeps"]]
    >>> model = fit_lsa(texts, dimensions=2, vocabulary=5, rng=np.random.default_rng(0))
    >>> model.embed([["cat"], ["purrs"]]).shape
    (2, 2)
    """
    dimensions = require.count("dimensions", dimensions)
    vocabulary = require.count("vocabulary", vocabulary)
    require.generator("rng", rng)
    frequency = Counter(word for text in texts for word in set(text))
    kept = sorted(frequency, key=lambda word: (-frequency[word], word))[:vocabulary]
    if min(len(texts), len(kept)) < dimensions:
        raise ValueError(
            f"dimensions must be at most the {len(texts)} texts and {len(kept)} words, "
            f"got {dimensions}"
        )
    columns = {word: i for i, word in enumerate(kept)}
    weights = np.array([math.log(len(texts) / frequency[word]) for word in kept], dtype=np.float32)
    counts = _weighted(texts, columns, weights)
    wide = min(dimensions + 16, *counts.shape)
    range_of: npt.NDArray[np.floating] = counts @ rng.standard_normal(
        (len(kept), wide), dtype=np.float32
    )
    for _ in range(2):
        basis, _ = np.linalg.qr(range_of)
        back, _ = np.linalg.qr(counts.T @ basis)
        range_of = counts @ back
    basis, _ = np.linalg.qr(range_of)
    _, _, components = np.linalg.svd(basis.T @ counts, full_matrices=False)
    return LsaEncoder(columns, weights, np.ascontiguousarray(components[:dimensions].T))


def _weighted(
    texts: Sequence[Sequence[str]], columns: dict[str, int], weights: Floats32
) -> Floats32:
    """Return log counts times weights, a row a text, brought to unit length where not zero."""
    cells = [
        row * len(columns) + columns[word]
        for row, text in enumerate(texts)
        for word in text
        if word in columns
    ]
    flat = np.bincount(np.array(cells, dtype=np.intp), minlength=len(texts) * len(columns))
    counts = flat.reshape(len(texts), len(columns)).astype(np.float32)
    rows: Floats32 = np.log1p(counts) * weights
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)
