"""Queues: waiting, tail latency, load balancing, retries and overload."""

from napkinmath.queueing.capacity import (
    servers_for_peak,
)
from napkinmath.queueing.fifo import (
    simulate_fifo,
)
from napkinmath.queueing.hedging import (
    Hedged,
    HedgedRun,
    hedge,
    hedged_extra_load,
    hedging_limit,
    simulate_hedging,
)
from napkinmath.queueing.latency_budget import (
    Budget,
    Spent,
)
from napkinmath.queueing.load_balancing import (
    simulate_dispatch,
    supermarket_mean_s,
)
from napkinmath.queueing.models import (
    MMc,
    erlang_c,
    highest_utilisation,
    littles_law,
    servers_needed,
)
from napkinmath.queueing.overload import (
    BUCKET_TOKENS,
    Breaker,
    Service,
    Stall,
    simulate,
)
from napkinmath.queueing.retries import (
    Balance,
    attempts_per_request,
    backlog_clears_s,
    balance,
    layered_attempts,
    on_time_shares,
    safe_load,
    survives,
    throttle_probability,
)
from napkinmath.queueing.single_server import (
    kingman_s,
    pollaczek_khinchine_s,
)
from napkinmath.queueing.tail_latency import (
    LogNormal,
    Stage,
    Stalling,
    fan_out_quantile_s,
    series_s,
    share_owed,
)
from napkinmath.queueing.trace import (
    Measured,
    Trace,
    with_omitted_s,
)

__all__ = [
    "BUCKET_TOKENS",
    "Balance",
    "Breaker",
    "Budget",
    "Hedged",
    "HedgedRun",
    "LogNormal",
    "MMc",
    "Measured",
    "Service",
    "Spent",
    "Stage",
    "Stall",
    "Stalling",
    "Trace",
    "attempts_per_request",
    "backlog_clears_s",
    "balance",
    "erlang_c",
    "fan_out_quantile_s",
    "hedge",
    "hedged_extra_load",
    "hedging_limit",
    "highest_utilisation",
    "kingman_s",
    "layered_attempts",
    "littles_law",
    "on_time_shares",
    "pollaczek_khinchine_s",
    "safe_load",
    "series_s",
    "servers_for_peak",
    "servers_needed",
    "share_owed",
    "simulate",
    "simulate_dispatch",
    "simulate_fifo",
    "simulate_hedging",
    "supermarket_mean_s",
    "survives",
    "throttle_probability",
    "with_omitted_s",
]
