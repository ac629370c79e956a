"""Queues: waiting, tail latency, load balancing, retries and overload."""

from napkinmath.queueing.capacity import (
    servers_for_peak,
)
from napkinmath.queueing.fifo import (
    simulate_fifo,
)
from napkinmath.queueing.hedging import (
    HedgedStage,
    HedgingRun,
    hedge,
    hedged_extra_load,
    hedging_limit,
    simulate_hedging,
)
from napkinmath.queueing.latency_budget import (
    DeadlineOutcome,
    LatencyBudget,
)
from napkinmath.queueing.load_balancing import (
    simulate_dispatch,
    supermarket_mean_s,
)
from napkinmath.queueing.models import (
    MMc,
    erlang_c,
    highest_utilization,
    littles_law,
    servers_for_wait,
)
from napkinmath.queueing.overload import (
    simulate_overload,
)
from napkinmath.queueing.retries import (
    RetryEquilibrium,
    backlog_drain_s,
    recovers,
    retry_amplification,
    retry_equilibrium,
    safe_utilization,
    throttle_probability,
)
from napkinmath.queueing.retrying_service import (
    RETRY_BUCKET_TOKENS,
    CircuitBreaker,
    Outage,
    QueuedService,
)
from napkinmath.queueing.single_server import (
    kingman_s,
    pollaczek_khinchine_s,
)
from napkinmath.queueing.tail_latency import (
    LogNormal,
    Stage,
    WithPauses,
    fan_out_quantile_s,
    per_stage_quantile,
    sample_series_s,
)
from napkinmath.queueing.trace import (
    Trace,
    WindowMetrics,
    correct_coordinated_omission_s,
)

__all__ = [
    "CircuitBreaker",
    "DeadlineOutcome",
    "HedgedStage",
    "HedgingRun",
    "LatencyBudget",
    "LogNormal",
    "MMc",
    "Outage",
    "QueuedService",
    "RETRY_BUCKET_TOKENS",
    "RetryEquilibrium",
    "Stage",
    "Trace",
    "WindowMetrics",
    "WithPauses",
    "backlog_drain_s",
    "correct_coordinated_omission_s",
    "erlang_c",
    "fan_out_quantile_s",
    "hedge",
    "hedged_extra_load",
    "hedging_limit",
    "highest_utilization",
    "kingman_s",
    "littles_law",
    "per_stage_quantile",
    "pollaczek_khinchine_s",
    "recovers",
    "retry_amplification",
    "retry_equilibrium",
    "safe_utilization",
    "sample_series_s",
    "servers_for_peak",
    "servers_for_wait",
    "simulate_dispatch",
    "simulate_fifo",
    "simulate_hedging",
    "simulate_overload",
    "supermarket_mean_s",
    "throttle_probability",
]
