"""Scenarios that belong to one page of the book."""

from napkinmath.pages.build_vs_buy import (
    annualized_usd,
    build_usd,
    buy_usd,
    metered_usd,
    on_call_engineers,
)
from napkinmath.pages.ml_cost_models import (
    RankingService,
    logging_usd,
    meter_prices,
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
    "RUNS",
    "RankingService",
    "TASKS",
    "annualized_usd",
    "build_usd",
    "buy_usd",
    "logging_usd",
    "meter_prices",
    "metered_usd",
    "on_call_engineers",
    "serving_usd",
    "storage_tiers",
    "tariff",
]
