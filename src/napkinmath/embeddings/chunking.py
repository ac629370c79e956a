"""Chunking: cutting text into pieces that an encoder reads whole.

Texts are sequences of tokens, whatever counts them: words, or word pieces of an encoder. A chunk is
a ``Span`` of positions, so that you keep the text.
"""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Span:
    """A chunk of a text: the tokens from ``start`` up to and without ``stop``."""

    start: int
    stop: int


def _chunk_count(tokens: int, window: int, overlap: int = 0) -> int:
    """Return how many windows of ``window`` tokens cover a text, each sharing ``overlap``.

    An empty text takes none, a text of one window or less takes one.
    """
    tokens = require.count("tokens", tokens, at_least=0)
    window = require.count("window", window)
    overlap = require.count("overlap", overlap, at_least=0)
    if overlap >= window:
        raise ValueError(f"overlap must be below the window of {window}, got {overlap}")
    if tokens <= overlap:
        return 1 if tokens > 0 else 0
    return math.ceil((tokens - overlap) / (window - overlap))


def sliding_windows(tokens: int, window: int, overlap: int = 0) -> list[Span]:
    """Return the windows of ``window`` tokens that cover a text, in order. Definition.

    Each window shares ``overlap`` tokens with the one before; the last may be short. An empty text
    has none.
    Raises ``ValueError`` on counts that are no whole numbers, ``window`` below 1, and an overlap
    that leaves a window nothing new.

    >>> sliding_windows(10, 4, 1)
    [Span(start=0, stop=4), Span(start=3, stop=7), Span(start=6, stop=10)]
    """
    pieces = _chunk_count(tokens, window, overlap)
    step = window - overlap
    return [Span(i * step, min(i * step + window, tokens)) for i in range(pieces)]


def duplicated_share(tokens: int, window: int, overlap: int) -> float:
    """Return the tokens that are embedded more than once, as a share of the text. Definition.

    The share nears overlap / (window - overlap) for a long text and is 0 for a text that fits a
    window. Raises ``ValueError`` as ``sliding_windows`` does, and if ``tokens`` is 0.

    >>> duplicated_share(1000, 256, 32)
    0.128
    """
    require.count("tokens", tokens)
    return (_chunk_count(tokens, window, overlap) - 1) * overlap / tokens


def content_defined_chunks(
    tokens: Sequence[str], mean_tokens: int, *, context: int = 4
) -> list[Span]:
    """Return content-defined chunks of about ``mean_tokens`` tokens.

    Definition: a token begins a new chunk if the checksum of it and the ``context`` - 1 tokens
    before it falls on one value in ``mean_tokens``, unless the chunk would be shorter than a
    quarter of the mean; no chunk exceeds four means. An edit therefore moves the cuts near it and
    leaves the rest.
    Raises ``ValueError`` if ``tokens`` is one string or holds anything but strings, ``mean_tokens``
    is below 4 or ``context`` below 1.

    >>> spans = content_defined_chunks(list("abcdefghij" * 4), 8)
    >>> spans[0].start, spans[-1].stop
    (0, 40)
    """
    mean = require.count("mean_tokens", mean_tokens, at_least=4)
    context = require.count("context", context)
    if isinstance(tokens, str) or not all(isinstance(token, str) for token in tokens):
        raise ValueError("tokens must be a list of strings, as a tokenizer returns")
    spans, start = [], 0
    for i in range(1, len(tokens)):
        if i - start < mean // 4:
            continue
        near = " ".join(tokens[max(0, i - context + 1) : i + 1])
        if zlib.crc32(near.encode()) % mean == 0 or i - start >= 4 * mean:
            spans.append(Span(start, i))
            start = i
    return [*spans, Span(start, len(tokens))] if tokens else []


def truncated_share(lengths: npt.ArrayLike, max_tokens: int) -> float:
    """Return the share of all tokens that an encoder with ``max_tokens`` truncates. Definition.

    ``lengths`` (n,) counts the tokens of each text.
    Raises ``ValueError`` on lengths that are not finite, negative or all zero, and ``max_tokens``
    below 1.

    >>> truncated_share([100, 300], 200)
    0.25
    """
    counts = require.finite_array("lengths", lengths, ndim=1)
    max_tokens = require.count("max_tokens", max_tokens)
    if counts.min() < 0 or counts.sum() == 0:
        raise ValueError("lengths must be 0 or more and not all 0")
    return float(np.maximum(counts - max_tokens, 0).sum() / counts.sum())
