"""Dollars for tokens and for the tasks that they resolve: scalar arithmetic on rents and rates."""

import math

from napkinmath import require


def usd_per_million(usd_per_hour: float, tokens_per_s: float) -> float:
    """Return dollars for a million tokens on something rented by the hour.

    ``tokens_per_s`` is what it really serves, idle hours included.
    Raises ``ValueError`` on a negative rent or a rate that is not positive.

    >>> round(usd_per_million(8 * 3.99, 10_076), 2)
    0.88
    """
    require.non_negative("usd_per_hour", usd_per_hour)
    require.positive("tokens_per_s", tokens_per_s)
    return 1e6 * usd_per_hour / (tokens_per_s * 3600.0)


def break_even_tokens_per_s(usd_per_hour: float, usd_per_million_tokens: float) -> float:
    """Return the tokens a second from which renting costs less than paying for each token.

    Raises ``ValueError`` on a negative rent or a price that is not positive.

    >>> round(break_even_tokens_per_s(8 * 3.99, 0.88))
    10076
    """
    require.non_negative("usd_per_hour", usd_per_hour)
    require.positive("usd_per_million_tokens", usd_per_million_tokens)
    return 1e6 * usd_per_hour / usd_per_million_tokens / 3600.0


def decode_usd_per_million(
    batch: float,
    context: float,
    params: float,
    weight_bytes: float,
    token_bytes: float,
    flops_per_s: float,
    bytes_per_s: float,
    step_s: float,
    usd_per_hour: float,
) -> float:
    """Return dollars for a million tokens written by one device, all rates as achieved.

    ``token_bytes`` is the cache of one token. Prompts are left out.
    Raises ``ValueError`` on arguments that are not positive (``context``, ``step_s`` and
    ``usd_per_hour`` may be 0).

    >>> llama = dict(context=2000, params=8e9, token_bytes=65536, weight_bytes=1)
    >>> card = dict(flops_per_s=1.09e15, bytes_per_s=3e12, step_s=0.004, usd_per_hour=3.99)
    >>> [round(decode_usd_per_million(batch, **llama, **card), 2) for batch in (1, 16, 256)]
    [7.44, 0.51, 0.08]
    """
    require.positive("batch", batch)
    require.non_negative("context", context)
    require.positive("params", params)
    require.positive("weight_bytes", weight_bytes)
    require.positive("token_bytes", token_bytes)
    require.positive("flops_per_s", flops_per_s)
    require.positive("bytes_per_s", bytes_per_s)
    require.non_negative("step_s", step_s)
    require.non_negative("usd_per_hour", usd_per_hour)
    matrices_s = max(2.0 * params * batch / flops_per_s, params * weight_bytes / bytes_per_s)
    took_s = matrices_s + batch * context * token_bytes / bytes_per_s + step_s
    return usd_per_hour / 3600.0 * took_s / batch * 1e6


def batch_that_fits(
    context: float, params: float, weight_bytes: float, token_bytes: float, memory_bytes: float
) -> float:
    """Return how many answers of ``context`` tokens fit beside the weights, 0 if none does.

    Raises ``ValueError`` on arguments that are not positive.

    >>> batch_that_fits(2000, 8e9, 1, 65536, 72e9)
    488.0
    """
    require.positive("context", context)
    require.positive("params", params)
    require.positive("weight_bytes", weight_bytes)
    require.positive("token_bytes", token_bytes)
    require.positive("memory_bytes", memory_bytes)
    room = (memory_bytes - params * weight_bytes) / (context * token_bytes)
    return float(math.floor(max(room, 0.0)))


def resolved_usd(
    attempt_usd: float, success: float, tries: int, retried: float, fallback_usd: float
) -> float:
    """Return dollars for a task that ends resolved: by the model in some tries, or by a person.

    Each try succeeds with probability ``success``; a share ``retried`` of calls is sent twice
    without anybody noticing (timeouts, bad formats); what fails ``tries`` times costs
    ``fallback_usd``. Raises ``ValueError`` on negative money, shares outside [0, 1], no tries.

    >>> round(resolved_usd(0.01, 0.9, 2, 0.05, 4.0), 5)
    0.05155
    """
    require.non_negative("attempt_usd", attempt_usd)
    require.fraction("success", success)
    require.count("tries", tries)
    require.fraction("retried", retried)
    require.non_negative("fallback_usd", fallback_usd)
    failed = 1.0
    attempts = 0.0
    for _ in range(tries):
        attempts = attempts + failed
        failed = failed * (1 - success)
    return attempts * attempt_usd * (1 + retried) + failed * fallback_usd
