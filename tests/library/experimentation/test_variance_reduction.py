import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from napkinmath.experimentation.variance_reduction import (
    cuped,
    difference_se,
    ratio_se,
    stratified_difference,
)


def test_cuped_leaves_one_minus_correlation_squared() -> None:
    rng = np.random.default_rng(1)
    before = rng.normal(size=200_000)
    after = 0.7 * before + np.sqrt(1 - 0.49) * rng.normal(size=200_000) + 3
    found = cuped(after, before)
    assert found.variance_ratio == pytest.approx(0.51, abs=0.01)
    assert found.slope == pytest.approx(0.7, abs=0.01)
    assert found.values.mean() == pytest.approx(after.mean())
    exact = 1 - np.corrcoef(after, before)[0, 1] ** 2
    assert found.variance_ratio == pytest.approx(exact)


def test_the_delta_method_gives_the_spread_of_a_simulated_ratio() -> None:
    rng = np.random.default_rng(2)
    rates = rng.beta(1, 9, (2000, 400))
    views = rng.poisson(10, (2000, 400)) + 1
    clicks = rng.binomial(views, rates)
    ratios = clicks.sum(axis=1) / views.sum(axis=1)
    found = np.mean([ratio_se(c, v) for c, v in zip(clicks, views, strict=True)])
    assert found == pytest.approx(ratios.std(), rel=0.05)
    p, n = ratios.mean(), views.sum(axis=1).mean()
    assert found > 1.3 * np.sqrt(p * (1 - p) / n)


def test_a_ratio_with_one_denominator_is_a_mean() -> None:
    y = np.array([1.0, 4.0, 2.0])
    assert ratio_se(y, np.full(3, 2.0)) == pytest.approx(y.std(ddof=1) / np.sqrt(3) / 2)


def test_strata_undo_the_paradox_of_mixed_groups() -> None:
    heavy = np.repeat([1, 0, 1, 0], [900, 100, 100, 900])  # treated users are mostly heavy
    treated = np.repeat([1, 1, 0, 0], [900, 100, 100, 900])
    rng = np.random.default_rng(3)
    outcome = 10.0 * heavy - 1.0 * treated + rng.normal(size=2000)
    plain = outcome[treated == 1].mean() - outcome[treated == 0].mean()
    found = stratified_difference(outcome, treated, heavy)
    assert plain > 5 > found.value
    assert found.value == pytest.approx(-1.0, abs=3 * found.standard_error)


def test_difference_error_is_that_of_simulated_means() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.normal(0, 2, (4000, 50)), rng.normal(0, 1, (4000, 20))
    errors = [difference_se(x, y) for x, y in zip(a, b, strict=True)]
    assert np.mean(errors) == pytest.approx((a.mean(axis=1) - b.mean(axis=1)).std(), rel=0.04)


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=30, unique=True), st.floats(0.5, 9))
def test_scale_does_not_matter(values: list[float], factor: float) -> None:
    assume(np.var(values) > 1e-300)
    covariate = np.arange(len(values), dtype=float)
    left = cuped(values, covariate).variance_ratio
    assert cuped(np.array(values) * factor, covariate * 3 + 1).variance_ratio == pytest.approx(
        left, abs=1e-6
    )
    assert -1e-9 <= left <= 1 + 1e-9


@pytest.mark.parametrize("shift", [0.0, 1e6, 1e9, -1e9])
@pytest.mark.parametrize("unit", [1.0, 1e-200, 1e200])
def test_cuped_does_not_depend_on_origin_and_unit(shift: float, unit: float) -> None:
    rng = np.random.default_rng(5)
    before = rng.integers(0, 1000, 300).astype(float)
    after = before + rng.integers(0, 500, 300)
    plain, moved = cuped(after, before), cuped((after + shift) * unit, (before + shift) * unit)
    assert moved.variance_ratio == pytest.approx(plain.variance_ratio, rel=1e-6)
    assert moved.slope == pytest.approx(plain.slope, rel=1e-6)
    spread = moved.values.std() if unit == 1 else (moved.values / unit).std()
    assert spread == pytest.approx(plain.values.std(), rel=1e-6)


def test_standard_errors_do_not_depend_on_the_unit() -> None:
    y, x = np.array([1.0, 0.0, 3.0, 0.0]), np.array([2.0, 2.0, 4.0, 2.0])
    for unit in (1e-200, 1e200):
        assert ratio_se(y * unit, x * unit) == pytest.approx(ratio_se(y, x))
        assert difference_se(y * unit, x * unit) == pytest.approx(difference_se(y, x) * unit)


@given(st.integers(0, 100))
def test_the_error_of_a_difference_is_welchs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.normal(1, 2, 12), rng.normal(0, 1, 30)
    found = stats.ttest_ind(a, b, equal_var=False)
    assert (a.mean() - b.mean()) / difference_se(a, b) == pytest.approx(found.statistic)


def test_refusals() -> None:
    for y, x in (
        ([1, 2], [1, 2]),
        ([1, 2, 3], [1, 2]),
        ([1, 1, 1], [1, 2, 3]),
        ([1, 2, 3], [2] * 3),
    ):
        with pytest.raises(ValueError, match="outcome and covariate"):
            cuped(y, x)
    with pytest.raises(ValueError, match="finite"):
        cuped([1, 2, float("nan")], [1, 2, 3])
    for y, x in (([1], [1]), ([1, 2], [1, -1]), ([1, 2, 3], [1, 2])):
        with pytest.raises(ValueError, match="denominators"):
            ratio_se(y, x)
    with pytest.raises(ValueError, match="two users"):
        difference_se([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="0 and 1"):
        stratified_difference([1, 2], [1, 2], [0, 0])
    with pytest.raises(ValueError, match="strata must have the shape"):
        stratified_difference([1, 2], [1, 0], [0])
    with pytest.raises(ValueError, match="two users of either group"):
        stratified_difference([1, 2, 3], [1, 0, 0], [0, 0, 0])
    with pytest.raises(ValueError, match="one length"):
        stratified_difference([1, 2, 3], [1, 0], [0, 0, 0])


@given(st.integers(0, 1000), st.integers(3, 40))
def test_cuped_is_the_regression_of_scipy(seed: int, users: int) -> None:
    before, after = np.random.default_rng(seed).normal(size=(2, users))
    fitted = stats.linregress(before, after)
    found = cuped(after, before)
    assert found.slope == pytest.approx(fitted.slope)
    assert found.variance_ratio == pytest.approx(1 - fitted.rvalue**2, abs=1e-12)
