import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from napkinmath.stats.distributions import (
    binomial_test_p_value,
    chi2_sf,
    gamma_cdf,
    zipf_probabilities,
)


@given(st.floats(0.01, 1e5), st.floats(0, 4))
def test_the_gamma_distribution_is_that_of_scipy(shape: float, times: float) -> None:
    value = shape * times
    assert gamma_cdf(value, shape) == pytest.approx(stats.gamma.cdf(value, shape), rel=1e-8)


@given(st.floats(0, 2000), st.integers(1, 300))
def test_the_tail_of_chi_squared_is_that_of_scipy(value: float, degrees: int) -> None:
    expected = stats.chi2.sf(value, degrees)
    assert chi2_sf(value, degrees) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_chi_squared_by_closed_forms_and_tables() -> None:
    assert chi2_sf(3.0, 2) == pytest.approx(math.exp(-1.5))
    assert chi2_sf(4.0, 1) == pytest.approx(math.erfc(math.sqrt(2)))
    assert chi2_sf(5.0, 4) == pytest.approx(math.exp(-2.5) * 3.5)
    assert chi2_sf(0.0, 7) == 1
    tabled = {1: 3.841459, 3: 7.814728, 9: 16.918978, 10: 18.307038}
    assert all(abs(chi2_sf(x, k) - 0.05) < 1e-7 for k, x in tabled.items())


@given(st.integers(1, 100_000), st.floats(1e-6, 1 - 1e-6), st.floats(-9, 9))
def test_the_binomial_test_is_that_of_scipy(trials: int, share: float, deviations: float) -> None:
    off = deviations * math.sqrt(trials * share * (1 - share))
    successes = min(trials, max(0, round(trials * share + off)))
    expected = stats.binomtest(successes, trials, share).pvalue
    assert binomial_test_p_value(successes, trials, share) == pytest.approx(expected, rel=1e-6)


def test_the_binomial_test_of_small_and_of_many_trials() -> None:
    for trials in range(1, 9):
        for successes in range(trials + 1):
            for share in (0.05, 0.5, 0.7):
                expected = stats.binomtest(successes, trials, share).pvalue
                assert binomial_test_p_value(successes, trials, share) == pytest.approx(expected)
    assert binomial_test_p_value(10**9 // 2, 10**9, 0.5) == 1
    many = binomial_test_p_value(500_100_000, 10**9, 0.5)
    assert many == pytest.approx(2 * stats.norm.sf(100_000 / math.sqrt(2.5e8)), rel=1e-3)


def test_refusals() -> None:
    for value, shape in ((-1.0, 1.0), (math.nan, 1.0), (1.0, 0.0), (1.0, math.nan)):
        with pytest.raises(ValueError, match="value|shape"):
            gamma_cdf(value, shape)
    for degrees in (0, 1.5, True):
        with pytest.raises(ValueError, match="degrees"):
            chi2_sf(1.0, degrees)  # type: ignore[arg-type]
    for successes, trials, share in ((5, 4, 0.5), (-1, 4, 0.5), (1, 0, 0.5), (1, 4, 0.0)):
        with pytest.raises(ValueError, match="successes|trials|share"):
            binomial_test_p_value(successes, trials, share)
    assert type(binomial_test_p_value(np.int64(3), np.int64(4), np.float64(0.5))) is float


@given(st.integers(1, 300), st.floats(0, 5))
def test_zipf_is_that_of_scipy(items: int, exponent: float) -> None:
    shares = zipf_probabilities(items, exponent)
    theirs = stats.zipfian.pmf(np.arange(1, items + 1), exponent, items)
    assert shares == pytest.approx(theirs, rel=1e-9)
    assert shares.sum() == pytest.approx(1) and (np.diff(shares) <= 1e-15).all()


def test_zipf_refuses_by_name() -> None:
    with pytest.raises(ValueError, match="items must be"):
        zipf_probabilities(0, 1.0)
    with pytest.raises(ValueError, match="exponent must be"):
        zipf_probabilities(3, -1.0)


def test_a_shape_out_of_reach_is_refused() -> None:
    assert gamma_cdf(1e9, 1e9) == pytest.approx(0.5, abs=1e-4)
    with pytest.raises(ValueError, match="shape must be at most"):
        gamma_cdf(1e300, 1e300)
