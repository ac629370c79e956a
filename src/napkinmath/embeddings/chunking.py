"""Cutting text into pieces that an encoder reads whole: how many, what twice, and what never.

Texts are sequences of tokens, whatever counts them: words here, word pieces in an encoder. A piece
is a ``Span`` of positions, so that the caller keeps the text.
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
    """A piece of a text: the tokens from ``start`` up to and without ``stop``."""

    start: int
    stop: int


def chunk_count(tokens: int, window: int, overlap: int = 0) -> int:
    """Return how many windows of ``window`` tokens cover a text, each sharing ``overlap``.

    An empty text takes none, a text of one window or less takes one.
    Raises ``ValueError`` on counts that are no whole numbers, ``window`` below 1, and an overlap
    that leaves a window nothing new.

    >>> chunk_count(1000, 256, 32), chunk_count(256, 256, 32), chunk_count(0, 256)
    (5, 1, 0)
    """
    tokens = require.count("tokens", tokens, at_least=0)
    window, overlap = _window(window, overlap)
    if tokens <= overlap:
        return 1 if tokens > 0 else 0
    return math.ceil((tokens - overlap) / (window - overlap))


def windows(tokens: int, window: int, overlap: int = 0) -> list[Span]:
    """Return the windows that ``chunk_count`` counts, in order; the last one may be short.

    Raises as ``chunk_count`` does.

    >>> windows(10, 4, 1)
    [Span(start=0, stop=4), Span(start=3, stop=7), Span(start=6, stop=10)]
    """
    pieces = chunk_count(tokens, window, overlap)
    step = window - overlap
    return [Span(i * step, min(i * step + window, tokens)) for i in range(pieces)]


def duplicated_share(tokens: int, window: int, overlap: int) -> float:
    """Return the tokens that are embedded more than once, as a share of the text.

    It nears overlap / (window - overlap) for a long text and is 0 for one that fits a window.
    Raises as ``chunk_count`` does, and if ``tokens`` is 0.

    >>> duplicated_share(1000, 256, 32)
    0.128
    """
    require.count("tokens", tokens)
    return (chunk_count(tokens, window, overlap) - 1) * overlap / tokens


def content_defined(tokens: Sequence[str], mean_tokens: int, *, context: int = 4) -> list[Span]:
    """Cut a text where its own words say so, about every ``mean_tokens`` tokens.

    A token begins a new piece if the checksum of it and the ``context`` - 1 tokens before it falls
    on one value in ``mean_tokens``, unless the piece would be shorter than a quarter of the mean;
    no piece exceeds four means. An edit therefore moves the cuts near it and leaves the rest.
    Raises ``ValueError`` if ``tokens`` is one string or holds anything but strings, ``mean_tokens``
    is below 4 or ``context`` below 1.

    >>> spans = content_defined(list("abcdefghij" * 4), 8)
    >>> spans[0].start, spans[-1].stop
    (0, 40)
    """
    mean = require.count("mean_tokens", mean_tokens, at_least=4)
    context = require.count("context", context)
    if isinstance(tokens, str) or not all(isinstance(token, str) for token in tokens):
        raise ValueError("tokens must be a list of strings, as a tokeniser returns")
    spans, start = [], 0
    for i in range(1, len(tokens)):
        if i - start < mean // 4:
            continue
        near = " ".join(tokens[max(0, i - context + 1) : i + 1])
        if zlib.crc32(near.encode()) % mean == 0 or i - start >= 4 * mean:
            spans.append(Span(start, i))
            start = i
    return [*spans, Span(start, len(tokens))] if tokens else []


def dropped_share(lengths: npt.ArrayLike, limit: int) -> float:
    """Return the share of all tokens that an encoder never sees if it reads ``limit`` a text.

    ``lengths`` (n,) counts the tokens of each text; what lies beyond the limit is cut off.
    Raises ``ValueError`` on lengths that are not finite, negative or all zero, and a limit below 1.

    >>> dropped_share([100, 300], 200)
    0.25
    """
    counts = require.finite_array("lengths", lengths, ndim=1)
    limit = require.count("limit", limit)
    if counts.min() < 0 or counts.sum() == 0:
        raise ValueError("lengths must be 0 or more and not all 0")
    return float(np.maximum(counts - limit, 0).sum() / counts.sum())


def _window(window: int, overlap: int) -> tuple[int, int]:
    window = require.count("window", window)
    overlap = require.count("overlap", overlap, at_least=0)
    if overlap >= window:
        raise ValueError(f"overlap must be below the window of {window}, got {overlap}")
    return window, overlap
