"""What vectors cost: to make once, by time or by token, and to keep in memory every month."""

from napkinmath import require

#: Of the binary prefix that memory is sold in, and that many tables print as GB.
GIB_BYTES = 2.0**30


def embedding_time_s(
    chunks: float, tokens_each: float, *, tokens_per_s: float, workers: int = 1
) -> float:
    """Return the time that ``workers`` take at ``tokens_per_s`` each, all of them busy.

    Raises ``ValueError`` if an argument is not positive or ``workers`` no whole number.

    >>> embedding_time_s(500e6, 300, tokens_per_s=25_000, workers=8) / 3600
    208.33333333333334
    """
    rate = require.positive("tokens_per_s", tokens_per_s) * require.count("workers", workers)
    tokens = require.positive("chunks", chunks) * require.positive("tokens_each", tokens_each)
    return tokens / rate


def embedding_usd(chunks: float, tokens_each: float, usd_per_million_tokens: float) -> float:
    """Return what an interface that charges by the token asks for ``chunks``.

    Raises ``ValueError`` if an argument is negative.

    >>> embedding_usd(500e6, 300, 0.02)
    3000.0
    """
    require.non_negative("chunks", chunks)
    require.non_negative("tokens_each", tokens_each)
    require.non_negative("usd_per_million_tokens", usd_per_million_tokens)
    return chunks * tokens_each * usd_per_million_tokens / 1e6


def vector_bytes(vectors: float, dimensions: float, bits: float) -> float:
    """Return the bytes of ``vectors`` of ``dimensions`` coordinates of ``bits`` bits, no index.

    Raises ``ValueError`` if an argument is not positive.

    >>> vector_bytes(250e6, 1024, 32)
    1024000000000.0
    """
    require.positive("vectors", vectors)
    require.positive("dimensions", dimensions)
    return vectors * dimensions * require.positive("bits", bits) / 8


def memory_usd_per_month(held_bytes: float, usd_per_gib_month: float) -> float:
    """Return the monthly price of memory, per GiB of 2^30 bytes.

    Raises ``ValueError`` if an argument is negative.

    >>> round(memory_usd_per_month(vector_bytes(100e6, 384, 32), 3.8), 2)
    543.59
    """
    require.non_negative("held_bytes", held_bytes)
    return held_bytes / GIB_BYTES * require.non_negative("usd_per_gib_month", usd_per_gib_month)
