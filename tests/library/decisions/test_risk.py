import math

import numpy as np
import pytest

from napkinmath.decisions.risk import Risk, SwitchingCost, simulate_losses

OUTAGE = Risk("outage", per_year=2.0, low_usd=1e3, high_usd=1e5)


def test_a_loss_in_closed_form() -> None:
    assert OUTAGE.median_usd == pytest.approx(1e4)
    assert OUTAGE.sigma == pytest.approx(math.log(10) / 1.6448536)
    assert OUTAGE.mean_usd == pytest.approx(1e4 * math.exp(OUTAGE.sigma**2 / 2))
    sure = Risk("fee", per_year=0.5, low_usd=7.0, high_usd=7.0)
    assert (sure.mean_usd, sure.usd_per_year) == (pytest.approx(7), pytest.approx(3.5))


def test_drawn_losses_have_the_mean_of_the_register() -> None:
    risks = [OUTAGE, Risk("price", per_year=0.3, low_usd=5e4, high_usd=4e5)]
    drawn = simulate_losses(risks, years=3.0, runs=40_000, rng=np.random.default_rng(4))
    expected = 3 * sum(risk.usd_per_year for risk in risks)
    error = drawn.std() / math.sqrt(drawn.size)
    assert abs(drawn.mean() - expected) < 4 * error
    none = Risk("never", per_year=0.0, low_usd=1.0, high_usd=2.0)
    assert (simulate_losses([none], years=1, runs=9, rng=np.random.default_rng(1)) == 0).all()


def test_the_share_of_quiet_stretches_is_that_of_a_poisson() -> None:
    rare = Risk("exit", per_year=0.1, low_usd=1e5, high_usd=1e6)
    drawn = simulate_losses([rare], years=3.0, runs=40_000, rng=np.random.default_rng(5))
    quiet = math.exp(-0.3)
    error = math.sqrt(quiet * (1 - quiet) / drawn.size)
    assert abs(float((drawn == 0).mean()) - quiet) < 4 * error


def test_leaving_adds_up() -> None:
    leave = SwitchingCost(1e12, 0.09e-9, 500.0, 2.0, 18_000.0, 3.0, 4000.0)
    assert (leave.egress_usd, leave.engineering_usd, leave.dual_running_usd) == (90, 36_000, 12_000)
    assert leave.usd == 48_590


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None])
def test_refusals(bad: float) -> None:
    for name in ("per_year", "low_usd", "high_usd"):
        with pytest.raises(ValueError, match=f"{name} must be"):
            Risk(**{"name": "x", "per_year": 1, "low_usd": 1, "high_usd": 2, name: bad})
    for at, name in enumerate(SwitchingCost.__slots__):
        values = [1.0] * 7
        values[at] = bad
        with pytest.raises(ValueError, match=f"{name} must be"):
            SwitchingCost(*values)
    with pytest.raises(ValueError, match="years must be"):
        simulate_losses([OUTAGE], years=bad, runs=1, rng=np.random.default_rng(1))


def test_the_rest_is_refused() -> None:
    with pytest.raises(ValueError, match="low_usd must not exceed"):
        Risk("x", per_year=1, low_usd=3, high_usd=2)
    with pytest.raises(ValueError, match="at least one risk"):
        simulate_losses([], years=1, runs=1, rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match="risks must hold nothing but Risk, got 1"):
        simulate_losses([1], years=1, runs=1, rng=np.random.default_rng(1))  # type: ignore[list-item]
    with pytest.raises(ValueError, match="runs must be"):
        simulate_losses([OUTAGE], years=1, runs=0, rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match="rng must be"):
        simulate_losses([OUTAGE], years=1, runs=1, rng=3)  # type: ignore[arg-type]
