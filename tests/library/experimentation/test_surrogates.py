import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.api import OLS, add_constant

from napkinmath.experimentation.surrogates import surrogate_effect


def test_a_surrogate_foretells_what_passes_through_it_and_no_more() -> None:
    rng = np.random.default_rng(1)
    past = rng.normal(size=(50_000, 2))
    outcome = past @ [2.0, -1.0] + rng.normal(size=50_000)
    control = rng.normal(size=(50_000, 2))
    treated = control + [0.5, 0.25]
    found = surrogate_effect(past, outcome, treated, control)
    assert found == pytest.approx(2 * 0.5 - 0.25, abs=0.01)
    one = surrogate_effect(past[:, :1], outcome, treated[:, :1], control[:, :1])
    assert one == pytest.approx(1.0, abs=0.02)  # the harm that bypasses it is the bias


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_it_is_linear_in_the_shift(slope: float, shift: float) -> None:
    past = np.arange(5.0)[:, None]
    found = surrogate_effect(past, slope * past[:, 0] + 1, past + shift, past)
    assert found == pytest.approx(slope * shift, abs=1e-9)


def test_refusals() -> None:
    good = [[0.0], [1.0], [2.0]]
    for past, outcome, treated, control in (
        (good, [1.0, 2.0], good, good),
        (good[:2], [1.0, 2.0], good, good),
        (good, [1.0, 2.0, 3.0], [[1.0, 2.0]], good),
        (good, [1.0, 2.0, 3.0], good, [[1.0, 2.0]]),
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], good, good),
    ):
        with pytest.raises(ValueError, match="must"):
            surrogate_effect(past, outcome, treated, control)
    for past in ([[1.0]] * 4, [[0.0, 0.0], [1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]):
        with pytest.raises(ValueError, match="vary apart"):
            surrogate_effect(past, [1.0, 2.0, 3.0, 5.0], past, past)


@given(st.integers(0, 1000))
def test_it_is_the_forecast_of_statsmodels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    past, outcome = rng.normal(size=(30, 3)), rng.normal(size=30)
    treated, control = rng.normal(size=(12, 3)), rng.normal(size=(9, 3))
    model = OLS(outcome, add_constant(past)).fit()
    forecast = [model.predict(add_constant(group)).mean() for group in (treated, control)]
    found = surrogate_effect(past, outcome, treated, control)
    assert found == pytest.approx(forecast[0] - forecast[1])
