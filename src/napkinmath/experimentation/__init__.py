"""Experiments and what may be concluded from them."""

from napkinmath.experimentation.boundary_crossing import BoundaryCrossing, boundary_crossing
from napkinmath.experimentation.non_inferiority import (
    difference_interval,
    non_inferior,
    paired_interval,
)
from napkinmath.experimentation.off_policy import (
    PolicyValue,
    ips,
    snips,
    snips_interval,
)
from napkinmath.experimentation.sample_ratio import (
    sample_ratio_p_value,
)
from napkinmath.experimentation.sequential_testing import (
    always_valid_bound,
    obrien_fleming,
    obrien_fleming_spending,
    peeking_false_alarm_rate,
    pocock,
    sample_size_inflation,
    spending_bounds,
)
from napkinmath.experimentation.shrinkage import (
    Belief,
    Exaggeration,
    exaggeration,
    mean_significant_win,
    shrink,
    shrink_all,
)
from napkinmath.experimentation.surrogates import (
    surrogate_effect,
)
from napkinmath.experimentation.variance_reduction import (
    Adjusted,
    cuped,
    difference_se,
    ratio_se,
    stratified_difference,
)

__all__ = [
    "Adjusted",
    "Belief",
    "BoundaryCrossing",
    "Exaggeration",
    "PolicyValue",
    "always_valid_bound",
    "boundary_crossing",
    "cuped",
    "difference_interval",
    "difference_se",
    "exaggeration",
    "ips",
    "mean_significant_win",
    "non_inferior",
    "obrien_fleming",
    "obrien_fleming_spending",
    "paired_interval",
    "peeking_false_alarm_rate",
    "pocock",
    "ratio_se",
    "sample_ratio_p_value",
    "sample_size_inflation",
    "shrink",
    "shrink_all",
    "snips",
    "snips_interval",
    "spending_bounds",
    "stratified_difference",
    "surrogate_effect",
]
