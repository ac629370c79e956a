"""Failures: error budgets, replication, checkpoints."""

from napkinmath.reliability.checkpointing import (
    slowdown,
    young_interval_s,
)
from napkinmath.reliability.error_budget import (
    alert_threshold,
    burn_rate,
    measured_burn_rate,
    time_to_exhaustion_s,
)
from napkinmath.reliability.replication import (
    Quorum,
    correlated_loss_probability,
    data_loss_probability,
    group_loss_probability,
    mean_time_to_data_loss_s,
    re_replication_s,
)

__all__ = [
    "Quorum",
    "alert_threshold",
    "burn_rate",
    "correlated_loss_probability",
    "data_loss_probability",
    "group_loss_probability",
    "mean_time_to_data_loss_s",
    "measured_burn_rate",
    "re_replication_s",
    "slowdown",
    "time_to_exhaustion_s",
    "young_interval_s",
]
