"""Experiments and what may be concluded from them."""

from napkinmath.experimentation.non_inferiority import (
    difference_interval,
    non_inferior,
    paired_interval,
    paired_trials_needed,
    trials_needed,
)
from napkinmath.experimentation.off_policy import (
    Interval,
    PolicyValue,
    ips,
    snips,
    snips_interval,
)
from napkinmath.experimentation.sample_ratio import (
    mismatch_seen,
    sample_ratio_p,
)
from napkinmath.experimentation.sequential_testing import (
    Monitored,
    always_valid_bound,
    data_for,
    false_alarm,
    monitor,
    obrien_fleming,
    pocock,
    spending_bounds,
    spent_late,
)
from napkinmath.experimentation.shrinkage import (
    Belief,
    Exaggeration,
    added_by_selection,
    exaggeration,
    mean_of_wins,
    prior_from,
    shrink,
    shrink_all,
)
from napkinmath.experimentation.surrogates import (
    surrogate_effect,
)
from napkinmath.experimentation.variance_reduction import (
    Adjusted,
    Difference,
    cuped,
    difference_error,
    ratio_error,
    stratified_difference,
)

__all__ = [
    "Adjusted",
    "Belief",
    "Difference",
    "Exaggeration",
    "Interval",
    "Monitored",
    "PolicyValue",
    "added_by_selection",
    "always_valid_bound",
    "cuped",
    "data_for",
    "difference_error",
    "difference_interval",
    "exaggeration",
    "false_alarm",
    "ips",
    "mean_of_wins",
    "mismatch_seen",
    "monitor",
    "non_inferior",
    "obrien_fleming",
    "paired_interval",
    "paired_trials_needed",
    "pocock",
    "prior_from",
    "ratio_error",
    "sample_ratio_p",
    "shrink",
    "shrink_all",
    "snips",
    "snips_interval",
    "spending_bounds",
    "spent_late",
    "stratified_difference",
    "surrogate_effect",
    "trials_needed",
]
