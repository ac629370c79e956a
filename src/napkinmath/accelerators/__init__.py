"""Accelerators: rooflines, activation checkpointing, mixed precision."""

from napkinmath.accelerators.activation_checkpointing import (
    RECOMPUTE_FACTOR,
    activation_bytes,
    fsdp_critical_tokens,
    fsdp_token_s,
    smaller_device_saving,
)
from napkinmath.accelerators.mixed_precision import (
    LabeledData,
    TrainingRecipe,
    TrainingResult,
    accuracy_difference,
    most_frequent_classes,
    train_mixed_precision,
)
from napkinmath.accelerators.number_formats import to_bfloat16, to_float16
from napkinmath.accelerators.roofline import (
    Gemm,
    Roof,
    peak_flops_per_s,
    peak_memory_bytes_per_s,
    roofline,
)

__all__ = [
    "Gemm",
    "LabeledData",
    "RECOMPUTE_FACTOR",
    "Roof",
    "TrainingRecipe",
    "TrainingResult",
    "accuracy_difference",
    "activation_bytes",
    "fsdp_critical_tokens",
    "fsdp_token_s",
    "most_frequent_classes",
    "peak_flops_per_s",
    "peak_memory_bytes_per_s",
    "roofline",
    "smaller_device_saving",
    "to_bfloat16",
    "to_float16",
    "train_mixed_precision",
]
