import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from napkinmath.experimentation.shrinkage import (
    Belief,
    _empirical_prior,
    exaggeration,
    mean_significant_win,
    shrink,
    shrink_all,
)


def test_the_winners_curse_two_sided_and_one_sided() -> None:
    assert exaggeration(0.5, 1.0).ratio == pytest.approx(4.789, rel=1e-3)
    assert mean_significant_win(0.5, 1.0) / 0.5 == pytest.approx(4.81, abs=0.005)
    assert exaggeration(-0.5, 1.0) == exaggeration(0.5, 1.0)
    assert exaggeration(50.0, 1.0).ratio == pytest.approx(1, abs=1e-9)


def test_far_out_the_tails_do_not_vanish() -> None:
    assert exaggeration(0.5, 1.0, alpha=1e-20).ratio == pytest.approx(18.9, abs=0.05)
    assert mean_significant_win(-8.0, 1.0) == pytest.approx(1.959964 + 1 / 10.1, abs=0.01)
    with pytest.raises(ValueError, match="leave positive estimates a chance"):
        mean_significant_win(-40.0, 1.0)
    with pytest.raises(ValueError, match="mean"):
        Belief(float("nan"), 1.0)


def test_simulated_estimates_are_as_wrong() -> None:
    rng = np.random.default_rng(1)
    drawn = rng.normal(1.0, 1.5, 400_000)
    passed = drawn[np.abs(drawn) > 1.959964 * 1.5]
    found = exaggeration(1.0, 1.5)
    assert passed.size / drawn.size == pytest.approx(found.power, abs=0.002)
    assert (passed < 0).mean() == pytest.approx(found.wrong_sign_share, abs=0.004)
    assert np.abs(passed).mean() == pytest.approx(found.ratio, rel=0.01)
    assert passed[passed > 0].mean() == pytest.approx(mean_significant_win(1.0, 1.5), rel=0.01)


def test_shrinking_is_bayes() -> None:
    prior = Belief(0.2, 0.5)
    found = shrink(1.0, 0.5, prior)
    assert found.mean == pytest.approx(0.6) and found.sd == pytest.approx(0.5 / np.sqrt(2))
    assert shrink(1.0, 0.5, Belief(0.2, 0.0)) == Belief(0.2, 0.0)
    assert Belief(0.0, 1.0).probability_above(-1.959964) == pytest.approx(0.975, abs=1e-5)
    assert Belief(0.2, 0.0).probability_above(0.1) == 1.0
    assert Belief(0.2, 0.0).probability_above(0.2) == 0.0


def test_a_prior_is_found_in_past_tests() -> None:
    rng = np.random.default_rng(4)
    errors = rng.uniform(0.5, 1.5, 4000)
    seen = rng.normal(rng.normal(0.4, 0.8, 4000), errors)
    found = _empirical_prior(seen, errors)
    assert found.mean == pytest.approx(0.4, abs=0.06) and found.sd == pytest.approx(0.8, abs=0.06)
    assert _empirical_prior([1.0, 1.0], [0.1, 0.2]) == Belief(1.0, 0.0)


def test_beliefs_of_a_set_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(8)
    for tests, covered in ((200, 0.9), (12, 0.8)):
        inside = []
        for _ in range(4000 // tests):
            truth, errors = rng.normal(0.3, 0.7, tests), rng.uniform(0.4, 1.2, tests)
            beliefs = shrink_all(rng.normal(truth, errors), errors)
            inside += [abs(b.mean - t) < 1.645 * b.sd for b, t in zip(beliefs, truth, strict=True)]
        assert np.mean(inside) == pytest.approx(covered, abs=0.03)
    one, other = shrink_all([1.0, 1.0], [0.1, 0.2])  # no scatter: both are the common mean
    assert one == other and one.sd == pytest.approx((0.1**-2 + 0.2**-2) ** -0.5)
    with pytest.raises(ValueError, match="two or more"):
        shrink_all([1.0], [1.0])


def test_lopsided_errors_lose_no_digits() -> None:
    found = _empirical_prior([0.0, 5.0, 6.0], [1e-9, 1.0, 1.0])
    apart = _empirical_prior([0.0, 5.0, 6.0], [1e-5, 1.0, 1.0])
    assert (found.mean, found.sd) == pytest.approx((apart.mean, apart.sd), rel=1e-6)
    assert found.sd > 3
    tiny, large = Belief(0.0, 1e-200), Belief(0.0, 1e200)
    assert shrink(1e-200, 1e-200, tiny).mean == pytest.approx(0.5e-200)
    assert shrink(1.0, 1.0, large) == Belief(1.0, 1.0)


def test_the_prior_is_that_of_statsmodels() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        errors = rng.uniform(0.2, 2.0, 9)
        seen = rng.normal(rng.normal(0.4, 1.5, 9), errors)
        theirs = combine_effects(seen, errors**2, method_re="chi2")
        found = _empirical_prior(seen, errors)
        assert found.sd**2 == pytest.approx(max(0.0, theirs.tau2), rel=1e-9, abs=1e-12)
        if theirs.tau2 > 0:
            assert found.mean == pytest.approx(theirs.mean_effect_re)


@given(st.floats(-5, 5), st.floats(0.1, 5), st.floats(-5, 5), st.floats(0.01, 5))
def test_a_belief_lies_between_prior_and_data(x: float, se: float, mean: float, sd: float) -> None:
    found = shrink(x, se, Belief(mean, sd))
    assert min(x, mean) - 1e-9 <= found.mean <= max(x, mean) + 1e-9
    assert found.sd <= min(se, sd) + 1e-12
    if abs(x) > 1e-300:
        assert exaggeration(x, se).ratio >= 1


def test_refusals() -> None:
    with pytest.raises(ValueError, match="effect must not be 0"):
        exaggeration(0.0, 1.0)
    with pytest.raises(ValueError, match="effect must not be next to 0"):
        exaggeration(5e-324, 2.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert exaggeration(np.float64(2.5), np.float64(1.0)).ratio > 1  # numpy's own scalars
    for function in (exaggeration, mean_significant_win):
        with pytest.raises(ValueError, match="effect"):
            function(float("nan"), 1.0)
        with pytest.raises(ValueError, match="standard_error"):
            function(1.0, 0.0)
        with pytest.raises(ValueError, match="alpha"):
            function(1.0, 1.0, alpha=1.0)
    for values, errors in (([], []), ([1.0], [1.0, 2.0]), ([1.0], [0.0]), ([[1.0]], [[1.0]])):
        with pytest.raises(ValueError, match="must"):
            shrink_all(values, errors)
    with pytest.raises(ValueError, match="two or more"):
        _empirical_prior([1.0], [1.0])
    with pytest.raises(ValueError, match="standard_error"):
        shrink(1.0, 0.0, Belief(0.0, 1.0))
    with pytest.raises(ValueError, match="estimate"):
        shrink(float("inf"), 1.0, Belief(0.0, 1.0))
    with pytest.raises(ValueError, match="sd must"):
        shrink(1.0, 1.0, Belief(0.0, -1.0))
    with pytest.raises(ValueError, match="threshold"):
        Belief(0.0, 1.0).probability_above(float("nan"))


def test_a_prior_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="prior must be a Belief"):
        shrink(1.0, 1.0, 0.5)  # type: ignore[arg-type]


@given(st.floats(-3, 5), st.floats(0.1, 5), st.floats(1e-4, 0.5))
def test_significant_estimates_are_the_truncated_normals_of_scipy(
    effect: float, error: float, alpha: float
) -> None:
    z = stats.norm.isf(alpha / 2)
    law = stats.truncnorm(z - effect / error, np.inf, loc=effect, scale=error)
    found = mean_significant_win(effect, error, alpha=alpha)
    assert found == pytest.approx(law.mean(), rel=1e-6, abs=1e-9)
    if abs(effect) > 1e-3:
        size = abs(effect) / error
        power = stats.norm.sf(z - size) + stats.norm.sf(z + size)
        assert exaggeration(effect, error, alpha=alpha).power == pytest.approx(power, rel=1e-9)
