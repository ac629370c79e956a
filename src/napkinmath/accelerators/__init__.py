"""What an accelerator can do: rooflines, recomputed activations, mixed precision."""

from napkinmath.accelerators.activation_checkpointing import (
    FULL,
    activation_bytes,
    critical_tokens,
    sharded_token_s,
    smaller_device_saves,
)
from napkinmath.accelerators.mixed_precision import (
    Labelled,
    Recipe,
    Trained,
    Verdict,
    compare,
    most_frequent,
    to_bfloat16,
    to_float16,
    train,
)
from napkinmath.accelerators.roofline import (
    Gemm,
    Roof,
    peak_flops_per_s,
    peak_memory_bytes_per_s,
    roofline,
)

__all__ = [
    "FULL",
    "Gemm",
    "Labelled",
    "Recipe",
    "Roof",
    "Trained",
    "Verdict",
    "activation_bytes",
    "compare",
    "critical_tokens",
    "most_frequent",
    "peak_flops_per_s",
    "peak_memory_bytes_per_s",
    "roofline",
    "sharded_token_s",
    "smaller_device_saves",
    "to_bfloat16",
    "to_float16",
    "train",
]
