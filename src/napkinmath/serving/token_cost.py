"""The cost of tokens and of resolved tasks: scalar arithmetic on hourly prices and rates."""

import math

from napkinmath import require


def usd_per_million_tokens(usd_per_hour: float, tokens_per_s: float) -> float:
    """Return the price of a million tokens on something with an hourly price.

    ``tokens_per_s`` is the mean throughput, idle hours included. Raises ``ValueError`` on a
    negative price or a rate that is not positive. Definition.

    >>> round(usd_per_million_tokens(8 * 3.99, 10_076), 2)
    0.88
    """
    require.non_negative("usd_per_hour", usd_per_hour)
    require.positive("tokens_per_s", tokens_per_s)
    return 1e6 * usd_per_hour / (tokens_per_s * 3600.0)


def break_even_tokens_per_s(usd_per_hour: float, usd_per_million_tokens: float) -> float:
    """Return the break-even throughput: tokens a second from which self-hosting beats an API.

    ``usd_per_hour`` is the hourly price of the devices, ``usd_per_million_tokens`` that of the API.
    Raises ``ValueError`` on a negative hourly price or an API price that is not positive.
    Definition.

    >>> round(break_even_tokens_per_s(8 * 3.99, 0.88))
    10076
    """
    require.non_negative("usd_per_hour", usd_per_hour)
    require.positive("usd_per_million_tokens", usd_per_million_tokens)
    return 1e6 * usd_per_hour / usd_per_million_tokens / 3600.0


def decode_usd_per_million_tokens(
    batch_size: float,
    context_tokens: float,
    params: float,
    weight_bytes: float,
    kv_bytes_per_token: float,
    flops_per_s: float,
    bytes_per_s: float,
    step_overhead_s: float,
    usd_per_hour: float,
) -> float:
    """Return the price of a million output tokens of one device, prefill left out.

    ``weight_bytes`` are the bytes of one weight, ``kv_bytes_per_token`` the KV cache of one token,
    ``step_overhead_s`` the time of a decode step that neither compute nor memory explains; rates
    are those achieved. Raises ``ValueError`` on arguments that are not positive
    (``context_tokens``, ``step_overhead_s`` and ``usd_per_hour`` may be 0).
    Source: [austin2025scaling]

    >>> llama = dict(context_tokens=2000, params=8e9, kv_bytes_per_token=65536, weight_bytes=1)
    >>> gpu = dict(flops_per_s=1.09e15, bytes_per_s=3e12, step_overhead_s=0.004, usd_per_hour=3.99)
    >>> [round(decode_usd_per_million_tokens(size, **llama, **gpu), 2) for size in (1, 16, 256)]
    [7.44, 0.51, 0.08]
    """
    require.positive("batch_size", batch_size)
    require.non_negative("context_tokens", context_tokens)
    require.positive("params", params)
    require.positive("weight_bytes", weight_bytes)
    require.positive("kv_bytes_per_token", kv_bytes_per_token)
    require.positive("flops_per_s", flops_per_s)
    require.positive("bytes_per_s", bytes_per_s)
    require.non_negative("step_overhead_s", step_overhead_s)
    require.non_negative("usd_per_hour", usd_per_hour)
    matrices_s = max(2.0 * params * batch_size / flops_per_s, params * weight_bytes / bytes_per_s)
    cache_s = batch_size * context_tokens * kv_bytes_per_token / bytes_per_s
    took_s = matrices_s + cache_s + step_overhead_s
    return usd_per_hour / 3600.0 * took_s / batch_size * 1e6


def max_batch_size(
    context_tokens: float,
    params: float,
    weight_bytes: float,
    kv_bytes_per_token: float,
    memory_bytes: float,
) -> float:
    """Return the largest batch size whose KV caches fit beside the weights, 0 if none does.

    Each sequence holds ``context_tokens``. Raises ``ValueError`` on arguments that are not
    positive. Definition.

    >>> max_batch_size(2000, 8e9, 1, 65536, 72e9)
    488.0
    """
    require.positive("context_tokens", context_tokens)
    require.positive("params", params)
    require.positive("weight_bytes", weight_bytes)
    require.positive("kv_bytes_per_token", kv_bytes_per_token)
    require.positive("memory_bytes", memory_bytes)
    room = (memory_bytes - params * weight_bytes) / (context_tokens * kv_bytes_per_token)
    return float(math.floor(max(room, 0.0)))


def usd_per_resolved_task(
    attempt_usd: float,
    success_rate: float,
    max_attempts: int,
    duplicate_rate: float,
    fallback_usd: float,
) -> float:
    """Return the cost of a task that ends resolved: by the model, or by the fallback.

    Each of ``max_attempts`` succeeds with ``success_rate``; a share ``duplicate_rate`` of calls is
    sent twice (timeouts, bad formats); a task that fails every attempt costs ``fallback_usd`` (a
    person). Raises ``ValueError`` on negative money, shares outside [0, 1], no attempt. Definition.

    >>> round(usd_per_resolved_task(0.01, 0.9, 2, 0.05, 4.0), 5)
    0.05155
    """
    require.non_negative("attempt_usd", attempt_usd)
    require.fraction("success_rate", success_rate)
    require.count("max_attempts", max_attempts)
    require.fraction("duplicate_rate", duplicate_rate)
    require.non_negative("fallback_usd", fallback_usd)
    failed = 1.0
    attempts = 0.0
    for _ in range(max_attempts):
        attempts = attempts + failed
        failed = failed * (1 - success_rate)
    return attempts * attempt_usd * (1 + duplicate_rate) + failed * fallback_usd
