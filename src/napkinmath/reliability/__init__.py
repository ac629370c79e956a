"""Failures: error budgets, replication, checkpoints."""

from napkinmath.reliability.checkpointing import (
    slowdown,
    young_interval_s,
)
from napkinmath.reliability.error_budget import (
    burn_rate,
    burning,
    rings_below,
    spent_after_s,
)
from napkinmath.reliability.replication import (
    Quorum,
    loss_probability,
    mean_time_to_loss_s,
    mirrored_loss,
    outage_loss,
    recopy_s,
)

__all__ = [
    "Quorum",
    "burn_rate",
    "burning",
    "loss_probability",
    "mean_time_to_loss_s",
    "mirrored_loss",
    "outage_loss",
    "recopy_s",
    "rings_below",
    "slowdown",
    "spent_after_s",
    "young_interval_s",
]
