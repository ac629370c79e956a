"""Serving language models: transformers, replicas, tokens and their cost, fleets, autoscaling."""

from napkinmath.serving.autoscaling import (
    AutoscalingPolicy,
    FleetDay,
    autoscaled_fleet,
    diurnal_load,
    fixed_fleet,
    safe_target_utilization,
)
from napkinmath.serving.capacity_plan import (
    FleetPlan,
    ServingWorkload,
)
from napkinmath.serving.heterogeneous_fleet import (
    FleetMix,
    ReplicaType,
    cheapest_fleet,
)
from napkinmath.serving.kv_cache import (
    KVCache,
    LayerGroup,
)
from napkinmath.serving.replica import (
    Efficiency,
    Replica,
    Request,
    Served,
)
from napkinmath.serving.scale_to_zero import (
    cold_start_share,
    scale_to_zero_paid_share,
)
from napkinmath.serving.token_cost import (
    break_even_tokens_per_s,
    decode_usd_per_million_tokens,
    max_batch_size,
    usd_per_million_tokens,
    usd_per_resolved_task,
)
from napkinmath.serving.transformer import (
    Decoder,
    Experts,
    LatentAttention,
)

__all__ = [
    "AutoscalingPolicy",
    "Decoder",
    "Efficiency",
    "Experts",
    "FleetDay",
    "FleetMix",
    "FleetPlan",
    "KVCache",
    "LatentAttention",
    "LayerGroup",
    "Replica",
    "ReplicaType",
    "Request",
    "Served",
    "ServingWorkload",
    "autoscaled_fleet",
    "break_even_tokens_per_s",
    "cheapest_fleet",
    "cold_start_share",
    "decode_usd_per_million_tokens",
    "diurnal_load",
    "fixed_fleet",
    "max_batch_size",
    "safe_target_utilization",
    "scale_to_zero_paid_share",
    "usd_per_million_tokens",
    "usd_per_resolved_task",
]
