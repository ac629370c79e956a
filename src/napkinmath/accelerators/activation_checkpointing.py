"""Activation checkpointing (gradient checkpointing): recompute activations to save memory.

It costs one more forward pass, a third of the model's FLOP, and frees memory, which pays as a
cheaper device, or as a larger batch where communication is the bottleneck.
"""

from napkinmath import require

#: The FLOP of three passes become those of four if every activation is recomputed.
RECOMPUTE_FACTOR = 4 / 3


def activation_bytes(tokens: int, *, hidden: int, layers: int, recompute: bool = False) -> float:
    """Return the activation memory of ``tokens`` tokens until the backward pass.

    34 bytes a token, layer and unit of width in BF16 or FP16, for a GPT layer whose attention
    scores are not stored; with full recomputation 2 bytes, and one layer at 34 bytes while it is
    recomputed. Gated feed-forward layers store more, layers without dropout less.
    Raises ``ValueError`` on a count that is not whole and positive.
    Source: [korthikanti2023reducing]

    >>> round(activation_bytes(4096, hidden=4096, layers=32) / 1e9, 1)
    18.3
    >>> round(activation_bytes(4096, hidden=4096, layers=32, recompute=True) / 1e9, 1)
    1.6
    """
    tokens, hidden = require.count("tokens", tokens), require.count("hidden", hidden)
    layers = require.count("layers", layers)
    whole, kept = 34.0 * tokens * hidden, 2.0 * tokens * hidden
    return kept * layers + whole if recompute else whole * layers


def fsdp_token_s(
    params: float,
    tokens: float,
    *,
    flops_per_s: float,
    bytes_per_s: float,
    recompute: bool = False,
) -> float:
    """Return the device time of a token in fully sharded data parallel training (FSDP, ZeRO-3).

    Definition: each step gathers the BF16 weights twice and sends their gradients once, which
    overlaps with the arithmetic of ``tokens`` tokens a device. ``flops_per_s`` is the achieved rate
    of matrix products, ``bytes_per_s`` the receive bandwidth of a device; where a node shares
    inside what it receives from outside, that of the whole node.
    Raises ``ValueError`` unless all are above 0.

    >>> slow = fsdp_token_s(8e9, 2048, flops_per_s=5e14, bytes_per_s=50e9)
    >>> slow / fsdp_token_s(8e9, 16_384, flops_per_s=5e14, bytes_per_s=50e9) > 4
    True
    """
    for name, value in {
        "params": params,
        "tokens": tokens,
        "flops_per_s": flops_per_s,
        "bytes_per_s": bytes_per_s,
    }.items():
        require.positive(name, value)
    computed_s = 6.0 * params * (RECOMPUTE_FACTOR if recompute else 1.0) / flops_per_s
    moved_s = 6.0 * params / bytes_per_s / tokens
    return max(computed_s, moved_s)


def fsdp_critical_tokens(*, flops_per_s: float, bytes_per_s: float) -> float:
    """Return the tokens a device and step from which FSDP training is compute-bound.

    Definition: arithmetic and traffic of ``fsdp_token_s`` take equally long. Recomputation pays if
    less than 75% of these tokens fit without it, and more fit with it.
    Raises ``ValueError`` unless both are above 0.

    >>> fsdp_critical_tokens(flops_per_s=5e14, bytes_per_s=50e9)
    10000.0
    """
    require.positive("flops_per_s", flops_per_s)
    require.positive("bytes_per_s", bytes_per_s)
    return flops_per_s / bytes_per_s


def smaller_device_saving(
    price_ratio: float, *, recompute_factor: float = RECOMPUTE_FACTOR
) -> float:
    """Return the share saved by recomputing on a device at ``price_ratio`` of another's price.

    Definition: negative where it costs more; both devices compute equally fast. Raises
    ``ValueError`` on a ratio that is not above 0 or ``recompute_factor`` below 1.

    >>> round(smaller_device_saving(0.8), 3), round(smaller_device_saving(0.7), 3)
    (-0.067, 0.067)
    """
    require.positive("price_ratio", price_ratio)
    if require.positive("recompute_factor", recompute_factor) < 1:
        raise ValueError(f"recompute_factor must be 1 or more, got {recompute_factor!r}")
    return 1 - price_ratio * recompute_factor
