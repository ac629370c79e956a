"""Serving language models: transformers, replicas, tokens and their cost, fleets, autoscaling."""

from napkinmath.serving.autoscaling import (
    Day,
    Policy,
    awake,
    diurnal,
    fixed,
    follow,
    met_asleep,
    safe_target,
    wanted,
)
from napkinmath.serving.capacity_plan import (
    MONTH_HOURS,
    Plan,
    Service,
)
from napkinmath.serving.heterogeneous_fleet import (
    Kind,
    Mix,
    cheapest_mix,
)
from napkinmath.serving.kv_cache import (
    KVCache,
    LayerGroup,
)
from napkinmath.serving.replica import (
    Efficiency,
    Replica,
    Served,
    Work,
)
from napkinmath.serving.token_cost import (
    batch_that_fits,
    break_even_tokens_per_s,
    decode_usd_per_million,
    resolved_usd,
    usd_per_million,
)
from napkinmath.serving.transformer import (
    Decoder,
    Experts,
    LatentAttention,
)

__all__ = [
    "Day",
    "Decoder",
    "Efficiency",
    "Experts",
    "KVCache",
    "Kind",
    "LatentAttention",
    "LayerGroup",
    "MONTH_HOURS",
    "Mix",
    "Plan",
    "Policy",
    "Replica",
    "Served",
    "Service",
    "Work",
    "awake",
    "batch_that_fits",
    "break_even_tokens_per_s",
    "cheapest_mix",
    "decode_usd_per_million",
    "diurnal",
    "fixed",
    "follow",
    "met_asleep",
    "resolved_usd",
    "safe_target",
    "usd_per_million",
    "wanted",
]
