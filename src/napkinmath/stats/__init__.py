"""Statistical primitives: intervals, sample sizes, drift."""

from napkinmath.stats.drift import (
    Evidence,
    bin_shares,
    chi_squared_exceeds,
    mean_shift,
    mmd_squared,
    mmd_test,
    psi,
    psi_exceeds,
    psi_of_samples,
    psi_threshold,
)
from napkinmath.stats.intervals import (
    Interval,
    clustered_interval,
    design_effect,
    no_failure_bound,
    trials_for_margin,
    wilson,
)
from napkinmath.stats.normal import normal_cdf, normal_pdf, normal_quantile, two_sided_z
from napkinmath.stats.sample_size import (
    detection_factor,
    exposure_s,
    observations_needed,
    sample_size,
)

__all__ = [
    "normal_cdf",
    "normal_pdf",
    "normal_quantile",
    "two_sided_z",
    "Evidence",
    "Interval",
    "bin_shares",
    "chi_squared_exceeds",
    "clustered_interval",
    "design_effect",
    "detection_factor",
    "exposure_s",
    "mean_shift",
    "mmd_squared",
    "mmd_test",
    "no_failure_bound",
    "observations_needed",
    "psi",
    "psi_exceeds",
    "psi_of_samples",
    "psi_threshold",
    "sample_size",
    "trials_for_margin",
    "wilson",
]
