"""Scenarios that belong to one page of the book."""

from napkinmath.pages.build_vs_buy import (
    annualized_usd,
    build_usd,
    buy_usd,
    metered_usd,
    on_call_engineers,
)
from napkinmath.pages.hybrid_search import (
    BEIR,
    answered,
    break_even_lead,
    candidate_cells,
    interval_text,
    mrr,
    share_text,
    stronger_encoders,
    wrong_share_tolerated,
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
    "BEIR",
    "CodingRun",
    "RUNS",
    "RankingService",
    "TASKS",
    "annualized_usd",
    "answered",
    "break_even_lead",
    "build_usd",
    "buy_usd",
    "candidate_cells",
    "interval_text",
    "logging_usd",
    "meter_prices",
    "metered_usd",
    "mrr",
    "on_call_engineers",
    "serving_usd",
    "share_text",
    "storage_tiers",
    "stronger_encoders",
    "tariff",
    "wrong_share_tolerated",
]
