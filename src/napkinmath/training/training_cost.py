"""Training cost: the FLOP of a training run, its time on rented devices, and its price.

FLOP are counted for the model, not for the hardware: work that is repeated, because activations are
recomputed or a machine failed, is no model FLOP. The *model FLOP utilization* (MFU) is the share of
a device's dense peak that is achieved as model FLOP.
"""

from dataclasses import dataclass

from napkinmath import require
from napkinmath.serving.transformer import Decoder

_HOUR_S = 3600.0


def training_flops(params: float, tokens: float) -> float:
    """Return the training FLOP by the rule 6 N D: two forward, four backward a parameter and token.

    It omits attention scores, which makes it low for long contexts, and counts embedding look-ups
    as products, which makes it high for small models. For a mixture of experts give the active
    parameters. Raises ``ValueError`` unless both are above 0.
    Source: [kaplan2020scaling]

    >>> f"{training_flops(175e9, 300e9):.3g}"
    '3.15e+23'
    """
    require.positive("params", params)
    require.positive("tokens", tokens)
    return 6 * float(params) * float(tokens)  # whole numpy numbers would overflow


def decoder_training_flops(decoder: Decoder, tokens: float, *, context: int) -> float:
    """Return the training FLOP of ``decoder`` on sequences of ``context``, counted by operation.

    Definition: the FLOP of three forward passes with causal attention, in which a token attends to
    (context + 1) / 2 tokens on average. Raises ``ValueError`` unless ``tokens`` is above 0 and
    ``context`` whole, 1 or more.

    >>> gpt2 = Decoder(layers=12, hidden=768, heads=12, ffn=3072, vocab=50257, gated=False,
    ...                tied_embeddings=True, learned_positions=1024)
    >>> round(decoder_training_flops(gpt2, 1e9, context=1024) / training_flops(gpt2.params, 1e9), 3)
    1.069
    """
    require.positive("tokens", tokens)
    context = require.count("context", context)
    per_token = (decoder.flops_per_token(0) + decoder.flops_per_token(context + 1)) / 2
    return 3 * float(per_token) * float(tokens)


def palm_flops_per_token(params: float, *, layers: int, hidden: int, context: int) -> float:
    """Return the training FLOP of a token by PaLM's formula, behind published MFU figures.

    6 N for the parameters and 12 times layers, width and context for attention, the masked half
    included. ``params`` excludes position embeddings.
    Raises ``ValueError`` on a count that is not whole and positive. Source: [chowdhery2023palm]

    >>> palm_flops_per_token(123_551_232, layers=12, hidden=768, context=1024) * 1024
    875062886400.0
    """
    require.positive("params", params)
    for name, value in {"layers": layers, "hidden": hidden, "context": context}.items():
        require.count(name, value)
    return 6 * float(params) + 12.0 * int(layers) * int(hidden) * int(context)


def mfu(flops: float, device_s: float, *, flops_per_s: float) -> float:
    """Return the model FLOP utilization (MFU) of ``flops`` in ``device_s`` device-seconds.

    Definition: achieved over peak FLOP/s; ``flops_per_s`` is the dense peak of one device. A value
    above 1 means that an input is wrong,
    and raises ``ValueError``, as arguments that are not above 0 do.

    >>> round(mfu(training_flops(68.98e9, 2e12), 1_720_320 * 3600, flops_per_s=312e12), 3)
    0.428
    """
    require.positive("flops", flops)
    require.positive("device_s", device_s)
    require.positive("flops_per_s", flops_per_s)
    utilization = float(flops) / float(device_s) / float(flops_per_s)
    if utilization > 1:
        raise ValueError(
            f"flops must fit into device_s at {flops_per_s!r} FLOP/s, got {utilization:.4g} of it"
        )
    return utilization


@dataclass(frozen=True, slots=True)
class TrainingCost:
    """The cost of a training run: dollars, and the device-seconds of all devices together."""

    device_s: float
    usd: float

    def elapsed_s(self, devices: int) -> float:
        """Return the elapsed time on ``devices`` devices. Raises ``ValueError`` on none."""
        return self.device_s / require.count("devices", devices)


def training_cost(
    flops: float,
    *,
    flops_per_s: float,
    mfu: float,
    usd_per_hour: float,
    overhead_factor: float = 1.0,
) -> TrainingCost:
    """Return the cost of ``flops`` of training on devices rented by the hour.

    ``flops_per_s`` is one device's dense peak, ``mfu`` the utilization in (0, 1] without
    interruptions, ``usd_per_hour`` the hourly price of a device. ``overhead_factor`` is hours paid
    over effective hours, 1 or more: work lost to interruptions, and paid waiting. Definition.
    Raises ``ValueError`` naming what is out of range.

    >>> run = training_cost(4.8e22, flops_per_s=989e12, mfu=0.4, usd_per_hour=2.0)
    >>> round(run.device_s / 3600), round(run.usd), round(run.elapsed_s(64) / 86_400, 1)
    (33704, 67408, 21.9)
    """
    require.positive("flops", flops)
    require.positive("flops_per_s", flops_per_s)
    require.positive("mfu", require.fraction("mfu", mfu))
    require.non_negative("usd_per_hour", usd_per_hour)
    if require.positive("overhead_factor", overhead_factor) < 1:
        raise ValueError(f"overhead_factor must be 1 or more, got {overhead_factor!r}")
    device_s = float(flops) / (float(flops_per_s) * float(mfu)) * float(overhead_factor)
    return TrainingCost(device_s, device_s / _HOUR_S * float(usd_per_hour))
