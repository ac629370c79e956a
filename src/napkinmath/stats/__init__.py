"""Statistical primitives: distributions, intervals, sample sizes, drift, two-sample tests."""

from napkinmath.stats.bootstrap import bootstrap_interval
from napkinmath.stats.distributions import (
    binomial_test_p_value,
    chi2_sf,
    gamma_cdf,
    zipf_probabilities,
)
from napkinmath.stats.drift import psi, psi_false_alarm_rate, psi_of_samples, psi_threshold
from napkinmath.stats.intervals import (
    Estimate,
    Interval,
    MeanDifference,
    clustered_interval,
    design_effect,
    wilson,
    zero_failure_bound,
)
from napkinmath.stats.normal import (
    critical_z,
    normal_cdf,
    normal_pdf,
    normal_quantile,
    normal_sf,
    two_sided_z,
)
from napkinmath.stats.permutation_tests import PermutationTest, mean_shift_test, mmd_test
from napkinmath.stats.sample_size import (
    detectable_mismatch,
    detection_factor,
    exposure_s,
    non_inferiority_sample_size,
    observations_needed,
    paired_non_inferiority_sample_size,
    sample_size,
    trials_for_margin,
)

__all__ = [
    "Estimate",
    "Interval",
    "MeanDifference",
    "PermutationTest",
    "binomial_test_p_value",
    "bootstrap_interval",
    "chi2_sf",
    "clustered_interval",
    "critical_z",
    "design_effect",
    "detectable_mismatch",
    "detection_factor",
    "exposure_s",
    "gamma_cdf",
    "mean_shift_test",
    "mmd_test",
    "non_inferiority_sample_size",
    "normal_cdf",
    "normal_pdf",
    "normal_quantile",
    "normal_sf",
    "observations_needed",
    "paired_non_inferiority_sample_size",
    "psi",
    "psi_false_alarm_rate",
    "psi_of_samples",
    "psi_threshold",
    "sample_size",
    "trials_for_margin",
    "two_sided_z",
    "wilson",
    "zero_failure_bound",
    "zipf_probabilities",
]
