"""Scenarios that belong to one page of the book."""

from napkinmath.pages.build_vs_buy import (
    YEAR_S,
    build_usd,
    buy_usd,
    cheaper,
    metered_usd,
    on_call_engineers,
    spread_usd,
)
from napkinmath.pages.ml_cost_models import (
    METERS,
    MONTH_S,
    RankingService,
    egress_tiers,
    logged_usd,
    over_served,
    read_prices,
    serving_usd,
    storage_tiers,
    tariff,
)
from napkinmath.pages.model_efficiency_economics import (
    RUNS,
    TASKS,
    CodingRun,
)

__all__ = [
    "CodingRun",
    "METERS",
    "MONTH_S",
    "RUNS",
    "RankingService",
    "TASKS",
    "YEAR_S",
    "build_usd",
    "buy_usd",
    "cheaper",
    "egress_tiers",
    "logged_usd",
    "metered_usd",
    "on_call_engineers",
    "over_served",
    "read_prices",
    "serving_usd",
    "spread_usd",
    "storage_tiers",
    "tariff",
]
