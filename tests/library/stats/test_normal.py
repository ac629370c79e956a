import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from napkinmath.stats.normal import (
    critical_z,
    normal_cdf,
    normal_pdf,
    normal_quantile,
    normal_sf,
    two_sided_z,
)


@given(st.floats(-37, 37))
def test_density_and_distribution_are_those_of_scipy(z: float) -> None:
    assert math.isclose(normal_pdf(z), stats.norm.pdf(z), rel_tol=1e-12)
    assert math.isclose(normal_cdf(z), stats.norm.cdf(z), rel_tol=1e-9)
    assert math.isclose(normal_sf(z), stats.norm.sf(z), rel_tol=1e-9)


@given(st.floats(1e-300, 0.999))
def test_the_critical_value_is_that_of_scipy(alpha: float) -> None:
    assert math.isclose(critical_z(alpha), stats.norm.isf(alpha / 2), rel_tol=1e-9, abs_tol=1e-12)


@given(st.floats(1e-9, 1 - 1e-9))
def test_the_quantile_is_that_of_scipy(p: float) -> None:
    assert math.isclose(normal_quantile(p), stats.norm.ppf(p), rel_tol=1e-9, abs_tol=1e-12)
    assert math.isclose(two_sided_z(p), stats.norm.ppf((1 + p) / 2), rel_tol=1e-9, abs_tol=1e-12)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="p must be"):
        normal_quantile(1.0)
    with pytest.raises(ValueError, match="confidence must be"):
        two_sided_z(0.0)
    with pytest.raises(ValueError, match="alpha must be"):
        critical_z(1.0)
    with pytest.raises(ValueError, match="z must be a finite"):
        normal_cdf(math.nan)
