"""Cost of embeddings: time or price to compute them once, and memory every month."""

from napkinmath import require

#: Of the binary prefix that memory is sold in, and that many tables print as GB.
GIB_BYTES = 2.0**30


def embedding_time_s(
    chunks: float, tokens_per_chunk: float, *, tokens_per_s: float, workers: int = 1
) -> float:
    """Return the time in which ``workers`` embed ``chunks`` at ``tokens_per_s`` each. Definition.

    Raises ``ValueError`` if an argument is not positive or ``workers`` no whole number.

    >>> embedding_time_s(500e6, 300, tokens_per_s=25_000, workers=8) / 3600
    208.33333333333334
    """
    rate = require.positive("tokens_per_s", tokens_per_s) * require.count("workers", workers)
    require.positive("chunks", chunks)
    return chunks * require.positive("tokens_per_chunk", tokens_per_chunk) / rate


def embedding_usd(chunks: float, tokens_per_chunk: float, usd_per_million_tokens: float) -> float:
    """Return the price of embedding ``chunks`` by an API that charges by the token. Definition.

    Raises ``ValueError`` if an argument is negative.

    >>> embedding_usd(500e6, 300, 0.02)
    3000.0
    """
    require.non_negative("chunks", chunks)
    require.non_negative("tokens_per_chunk", tokens_per_chunk)
    require.non_negative("usd_per_million_tokens", usd_per_million_tokens)
    return chunks * tokens_per_chunk * usd_per_million_tokens / 1e6


def memory_usd_per_month(memory_bytes: float, usd_per_gib_month: float) -> float:
    """Return the monthly price of memory, priced per GiB of 2^30 bytes. Definition.

    Raises ``ValueError`` if an argument is negative.

    >>> round(memory_usd_per_month(4.0 * 384 * 100e6, 3.8), 2)
    543.59
    """
    require.non_negative("memory_bytes", memory_bytes)
    return memory_bytes / GIB_BYTES * require.non_negative("usd_per_gib_month", usd_per_gib_month)
