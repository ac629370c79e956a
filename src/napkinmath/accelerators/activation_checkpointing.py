"""Gradient checkpointing: forget activations, compute them again, and when that saves money.

It costs one forward pass more, a third of the model's FLOP, and frees memory. Memory is worth
nothing by itself: it pays as a cheaper device, or as a larger batch on one that waits for others.
"""

from napkinmath import require

#: Three passes' worth of FLOP become four if every activation is computed again.
FULL = 4 / 3


def activation_bytes(tokens: int, *, hidden: int, layers: int, recompute: bool = False) -> float:
    """Return the memory that activations of ``tokens`` tokens take until the backward pass.

    34 bytes a token, layer and unit of width in 16 bits, for a layer as GPT has it whose attention
    scores are never stored; with full recomputation 2 bytes, and one layer at 34 while it is
    computed again. Gated feed-forward layers keep somewhat more, those without dropout less.
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


def sharded_token_s(
    params: float,
    tokens: float,
    *,
    flops_per_s: float,
    bytes_per_s: float,
    recompute: bool = False,
) -> float:
    """Return the device time of a token where weights are sharded over many devices.

    Each step gathers the 16-bit weights twice and sends their gradients once, whatever its tokens:
    that traffic hides behind the arithmetic of ``tokens`` tokens a device, or the other way about.
    ``flops_per_s`` is what matrix products reach, ``bytes_per_s`` what a device receives: where a
    node passes on inside what it gets from outside, that is what the whole node receives.
    Raises ``ValueError`` unless all are above 0.

    >>> slow = sharded_token_s(8e9, 2048, flops_per_s=5e14, bytes_per_s=50e9)
    >>> slow / sharded_token_s(8e9, 16_384, flops_per_s=5e14, bytes_per_s=50e9) > 4
    True
    """
    for name, value in {
        "params": params,
        "tokens": tokens,
        "flops_per_s": flops_per_s,
        "bytes_per_s": bytes_per_s,
    }.items():
        require.positive(name, value)
    computed_s = 6.0 * params * (FULL if recompute else 1.0) / flops_per_s
    moved_s = 6.0 * params / bytes_per_s / tokens
    return max(computed_s, moved_s)


def critical_tokens(*, flops_per_s: float, bytes_per_s: float) -> float:
    """Return the tokens a device and step from which sharded training is bound by arithmetic.

    Recomputing pays if fewer than three quarters of it fit without, and more fit with.
    Raises ``ValueError`` unless both are above 0.

    >>> critical_tokens(flops_per_s=5e14, bytes_per_s=50e9)
    10000.0
    """
    require.positive("flops_per_s", flops_per_s)
    require.positive("bytes_per_s", bytes_per_s)
    return flops_per_s / bytes_per_s


def smaller_device_saves(price_ratio: float, *, repeated: float = FULL) -> float:
    """Return the share saved by recomputing on a device at ``price_ratio`` of the other's rent.

    Negative where it costs more. Both are taken to compute equally fast. Raises ``ValueError`` on a
    ratio that is not above 0 or ``repeated`` below 1.

    >>> round(smaller_device_saves(0.8), 3), round(smaller_device_saves(0.7), 3)
    (-0.067, 0.067)
    """
    require.positive("price_ratio", price_ratio)
    if require.positive("repeated", repeated) < 1:
        raise ValueError(f"repeated must be 1 or more, got {repeated!r}")
    return 1 - price_ratio * repeated
