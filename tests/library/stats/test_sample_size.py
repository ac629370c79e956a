import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import samplesize_confint_proportion

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


def test_the_examples_of_r() -> None:
    assert observations_needed(0.50, 0.75, power=0.90) == pytest.approx(76.7, abs=0.05)
    assert observations_needed(0.50, 0.8026, power=0.90) == pytest.approx(50, abs=0.05)
    assert sample_size(0.50, 0.75, power=0.90) == 77


def test_a_simulated_test_has_the_power_asked_for() -> None:
    rng = np.random.default_rng(7)
    p, q = 0.3, 0.27
    n = sample_size(p, q)
    a, b = rng.binomial(n, p, 20_000) / n, rng.binomial(n, q, 20_000) / n
    pooled = (a + b) / 2
    z = (a - b) / np.sqrt(2 * pooled * (1 - pooled) / n)
    assert (np.abs(z) > 1.959964).mean() == pytest.approx(0.8, abs=0.01)


def test_the_examples_of_kohavi_and_the_rule_of_sixteen() -> None:
    assert detection_factor() == pytest.approx(15.698, abs=0.001)
    assert sample_size(3.75, 3.75 * 1.05, sd=30, factor=16) == 409_600
    assert sample_size(0.05, 0.05 * 1.05, factor=16) == 121_600
    assert sample_size(np.float64(0.05), np.float64(0.0525), factor=np.int64(16)) == 121_600
    assert sample_size(np.int8(100), np.int8(105), sd=np.int8(30)) == sample_size(100, 105, sd=30)
    assert type(sample_size(np.float32(0.5), np.float32(0.75))) is int


def test_a_mean_takes_the_factor_times_variance_over_change_squared() -> None:
    wanted = observations_needed(10.0, 9.0, sd=4.0, power=0.9, alpha=0.01)
    assert wanted == pytest.approx(16 * detection_factor(power=0.9, alpha=0.01))
    assert observations_needed(-1.0, 0.0, sd=4.0, factor=16) == 256
    share = observations_needed(0.5, 0.501, sd=0.5)
    assert observations_needed(0.5, 0.501) == pytest.approx(share, rel=1e-4)


@given(st.floats(0.05, 0.95), st.floats(0.01, 0.04))
def test_a_smaller_change_takes_more_and_direction_takes_nothing(p: float, step: float) -> None:
    wanted = observations_needed(p, p + step)
    assert wanted > observations_needed(p, p + step * 1.2) > 0
    assert wanted == pytest.approx(observations_needed(p + step, p))


def test_exposure_is_observations_over_the_rate_that_is_exposed() -> None:
    assert exposure_s(1000, 50.0, 0.5) == 40
    assert exposure_s(0, 50.0, 0.5) == 0


def test_values_out_of_range_are_refused() -> None:
    for before, after in ((0.0, 0.5), (0.5, 1.0), (0.5, 0.5), (float("nan"), 0.5)):
        with pytest.raises(ValueError, match="must"):
            sample_size(before, after)
    with pytest.raises(ValueError, match="power"):
        sample_size(0.5, 0.6, power=1.0)
    with pytest.raises(ValueError, match="alpha"):
        sample_size(0.5, 0.6, alpha=0.0)
    with pytest.raises(ValueError, match="sd"):
        sample_size(3.0, 4.0, sd=0.0)
    with pytest.raises(ValueError, match="after"):
        sample_size(3.0, float("inf"), sd=1.0)
    with pytest.raises(ValueError, match="before"):
        sample_size(3.0, 4.0, factor=16)
    for before in ([0.05], np.array([0.05]), np.array([0.05, 0.1]), "0.05", None, True):
        with pytest.raises(ValueError, match="before"):
            sample_size(before, 0.0525)  # type: ignore[arg-type]
    for sd, before in ((1e200, 0.0), (1.0, 1e308)):
        with pytest.raises(ValueError, match="range"):
            sample_size(before, -before or 1e-150, sd=sd)
    for low in (0.05, 0.001):  # a test that rings so often for nothing sees it without data
        with pytest.raises(ValueError, match="power must be above"):
            sample_size(0.5, 0.6, power=low)
    with pytest.raises(ValueError, match="factor"):
        sample_size(0.3, 0.4, factor=-1)
    with pytest.raises(ValueError, match="power"):
        detection_factor(power=0.0)
    with pytest.raises(ValueError, match="observations"):
        exposure_s(-1.0, 50.0, 0.5)
    with pytest.raises(ValueError, match="requests_per_s"):
        exposure_s(1.0, 0.0, 0.5)
    with pytest.raises(ValueError, match="share"):
        exposure_s(1.0, 50.0, 0.0)
    with pytest.raises(ValueError, match="share"):
        exposure_s(1.0, 50.0, 1.1)


def test_trials_for_a_margin() -> None:
    assert trials_for_margin(0.95, 0.01) == 1825
    assert trials_for_margin(0.95, 0.01, design_effect=2.0) == 3650
    assert trials_for_margin(0.5, 0.05) == 385


@given(st.floats(0.05, 0.95), st.floats(0.005, 0.2))
def test_the_sample_is_as_large_as_its_margin_needs(share: float, margin: float) -> None:
    n = trials_for_margin(share, margin)
    assert 1.9599 * math.sqrt(share * (1 - share) / n) <= margin
    assert n == 1 or 1.9600 * math.sqrt(share * (1 - share) / (n - 1)) >= margin * 0.9999
    exact = samplesize_confint_proportion(share, margin, alpha=0.05)
    assert n == math.ceil(exact) or abs(exact - round(exact)) < 1e-6


@given(st.floats(0.01, 0.99), st.floats(0.001, 0.5), st.floats(0.001, 0.2), st.floats(0.3, 0.99))
def test_the_sizes_invert_the_power_of_a_normal_test(
    share: float, margin: float, alpha: float, power: float
) -> None:
    sd = math.sqrt(share * (1 - share))
    one_sided = stats.norm.isf(alpha) + stats.norm.ppf(power)
    n = non_inferiority_sample_size(share, margin, power=power, alpha=alpha)
    assert n == pytest.approx(2 * (one_sided * sd / margin) ** 2, rel=1e-9)
    paired = paired_non_inferiority_sample_size(share, margin, power=power, alpha=alpha)
    assert paired == pytest.approx(share * (one_sided / margin) ** 2, rel=1e-9)
    two_sided = stats.norm.isf(alpha / 2) + stats.norm.ppf(power)
    needed = observations_needed(0.0, margin, sd=sd, power=power, alpha=alpha)
    assert needed == pytest.approx(2 * (two_sided * sd / margin) ** 2, rel=1e-9)
    shift = detectable_mismatch(needed, power=power, alpha=alpha)
    assert (two_sided * 0.5 / shift) ** 2 == pytest.approx(needed, rel=1e-9)


def test_sizes() -> None:
    reach2 = (1.959964 + 1.281552) ** 2
    assert non_inferiority_sample_size(0.5, 0.05) == pytest.approx(reach2 * 0.5 / 0.0025, rel=1e-6)
    assert paired_non_inferiority_sample_size(0.5, 0.05) == pytest.approx(
        non_inferiority_sample_size(0.5, 0.05)
    )
    assert non_inferiority_sample_size(0.3, 0.03, continuity=True) == pytest.approx(4970, abs=1)
    assert non_inferiority_sample_size(0.8, 0.01, power=0.8) < non_inferiority_sample_size(
        0.8, 0.01
    )


def test_margins_and_mismatches_out_of_range_are_refused() -> None:
    for bad in (0.0, 1.0, math.nan, "x", None):
        with pytest.raises(ValueError, match="share must be"):
            non_inferiority_sample_size(bad, 0.1)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="margin must be"):
            non_inferiority_sample_size(0.5, bad)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="discordant must be"):
            paired_non_inferiority_sample_size(bad, 0.1)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="power must be"):
            non_inferiority_sample_size(0.5, 0.1, power=bad)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="alpha must be"):
            paired_non_inferiority_sample_size(0.5, 0.1, alpha=bad)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="alpha must be"):
            detectable_mismatch(10, alpha=bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="users"):
        detectable_mismatch(0)
    with pytest.raises(ValueError, match="power must be above"):
        non_inferiority_sample_size(0.5, 0.1, power=0.02)
    for share, margin, effect in [(0, 0.1, 1), (0.5, 0, 1), (0.5, 1, 1), (0.5, 0.1, 0)]:
        with pytest.raises(ValueError, match="must be"):
            trials_for_margin(share, margin, design_effect=effect)
    for bad in (0.0, 1.0, 95):
        with pytest.raises(ValueError, match="confidence must be"):
            trials_for_margin(0.9, 0.1, bad)


def test_a_change_too_small_for_a_float_is_refused_by_name() -> None:
    for call in (
        lambda: trials_for_margin(0.5, 1e-300),
        lambda: non_inferiority_sample_size(0.05, 1e-300),
        lambda: paired_non_inferiority_sample_size(0.1, 1e-300),
        lambda: observations_needed(0.0, 1e-300, sd=1.0),
    ):
        with pytest.raises(ValueError, match="the change must leave a size"):
            call()
