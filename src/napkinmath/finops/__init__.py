"""Cloud cost: bills, allocation, commitments, spot capacity, ownership, anomalies, carbon."""

from napkinmath.finops.anomaly_detection import (
    average_run_length,
    ewma_alarm_counts,
    ewma_alarms,
    ewma_run_lengths,
    simulate_ar1,
)
from napkinmath.finops.billing import (
    Bill,
    Line,
    Tier,
    mean_stored_bytes,
    tiered_usd,
)
from napkinmath.finops.carbon import (
    JOULES_PER_KWH,
    co2e_kg,
    energy_j,
    implied_kg_per_j,
)
from napkinmath.finops.commitment_savings import (
    PaymentSchedule,
    effective_savings_rate,
    payment_schedule,
    two_level_saving,
)
from napkinmath.finops.commitments import (
    CommittedBill,
    NormalCommitment,
    committed_bill,
    critical_fractile,
    normal_commitment,
    optimal_commitment,
)
from napkinmath.finops.cost_allocation import (
    Overcharge,
    airport_shapley,
    allocate_evenly,
    allocate_proportionally,
    months_until_below,
    tag_coverage,
    worst_overcharge,
)
from napkinmath.finops.spend_forecast import (
    Baseline,
    MonthForecast,
    budget_breach_probability,
    fit_baseline,
    forecast_month,
)
from napkinmath.finops.spot import (
    SpotRun,
    break_even_mtbf_s,
    calendar_s,
    paid_to_effective_ratio,
    simulate_spot_run,
    spot_saving,
)
from napkinmath.finops.spot_diversification import (
    capacity_at_risk,
    capacity_at_risk_limit,
    effective_usd_per_hour,
)
from napkinmath.finops.total_cost_of_ownership import (
    OwnedNode,
    rental_usd,
    usd_per_thousand_predictions,
)

__all__ = [
    "Baseline",
    "Bill",
    "CommittedBill",
    "JOULES_PER_KWH",
    "Line",
    "MonthForecast",
    "NormalCommitment",
    "Overcharge",
    "OwnedNode",
    "PaymentSchedule",
    "SpotRun",
    "Tier",
    "airport_shapley",
    "allocate_evenly",
    "allocate_proportionally",
    "average_run_length",
    "break_even_mtbf_s",
    "budget_breach_probability",
    "calendar_s",
    "capacity_at_risk",
    "capacity_at_risk_limit",
    "co2e_kg",
    "committed_bill",
    "critical_fractile",
    "effective_savings_rate",
    "effective_usd_per_hour",
    "energy_j",
    "ewma_alarm_counts",
    "ewma_alarms",
    "ewma_run_lengths",
    "fit_baseline",
    "forecast_month",
    "implied_kg_per_j",
    "mean_stored_bytes",
    "months_until_below",
    "normal_commitment",
    "optimal_commitment",
    "paid_to_effective_ratio",
    "payment_schedule",
    "rental_usd",
    "simulate_ar1",
    "simulate_spot_run",
    "spot_saving",
    "tag_coverage",
    "tiered_usd",
    "two_level_saving",
    "usd_per_thousand_predictions",
    "worst_overcharge",
]
