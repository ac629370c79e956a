import math

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import lognorm

from napkinmath.queueing.hedging import hedge
from napkinmath.queueing.latency_budget import LatencyBudget
from napkinmath.queueing.tail_latency import (
    LogNormal,
    WithPauses,
    fan_out_quantile_s,
    per_stage_quantile,
    sample_series_s,
)

STAGE = LogNormal(p50_s=0.002, p99_s=0.008)
STALLS = WithPauses(LogNormal(0.001, 0.0017), pause_s=0.05, probability=0.009)
quantiles = st.floats(min_value=0.001, max_value=0.999)
medians = st.floats(min_value=1e-6, max_value=10.0)


def test_log_normal_closed_form() -> None:
    sigma = math.log(4) / 2.3263478740408408
    assert STAGE.sigma == pytest.approx(sigma)
    assert STAGE.quantile_s(0.5) == pytest.approx(0.002)
    assert STAGE.quantile_s(0.99) == pytest.approx(0.008)
    assert STAGE.mean_s == pytest.approx(0.002 * math.exp(sigma**2 / 2))
    assert STAGE.cdf(0.0) == 0.0


@given(medians, st.floats(min_value=1.001, max_value=1000), quantiles)
def test_quantile_and_cdf_undo_each_other(p50: float, ratio: float, q: float) -> None:
    stage = LogNormal(p50, p50 * ratio)
    assert stage.cdf(stage.quantile_s(q)) == pytest.approx(q, abs=1e-9)
    assert stage.mean_s > stage.p50_s


@given(medians, st.floats(min_value=1.01, max_value=1000), quantiles)
def test_a_log_normal_stage_against_scipy(p50: float, ratio: float, q: float) -> None:
    stage = LogNormal(p50, p50 * ratio)
    oracle = lognorm(s=stage.sigma, scale=p50)
    assert stage.quantile_s(q) == pytest.approx(oracle.ppf(q), rel=1e-9)
    assert stage.cdf(stage.quantile_s(q)) == pytest.approx(oracle.cdf(oracle.ppf(q)), rel=1e-9)
    assert stage.mean_s == pytest.approx(oracle.mean(), rel=1e-9)
    slowest = fan_out_quantile_s(stage, 50, q)
    assert oracle.cdf(slowest) ** 50 == pytest.approx(q, rel=1e-6)


@given(st.floats(1.05, 50.0), st.floats(1e-3, 0.5), quantiles)
def test_the_quantile_of_a_stage_with_pauses_against_scipys_root_finder(
    ratio: float, probability: float, q: float
) -> None:
    stage = WithPauses(LogNormal(1.0, ratio), pause_s=20.0, probability=probability)
    root = brentq(lambda time: stage.cdf(time) - q, 0, 1e6, xtol=1e-12, maxiter=500)
    assert stage.cdf(stage.quantile_s(q)) == pytest.approx(q, abs=1e-9)
    assert stage.cdf(root) == pytest.approx(q, abs=1e-9)


def test_samples_have_the_quantiles() -> None:
    for stage in (STAGE, STALLS):
        draws = stage.sample_s(200_000, np.random.default_rng(1))
        assert draws.mean() == pytest.approx(stage.mean_s, rel=0.02)
        assert np.mean(draws <= stage.quantile_s(0.9)) == pytest.approx(0.9, abs=0.003)


def test_a_library_of_units_agrees() -> None:
    units = pint.UnitRegistry()
    stage = LogNormal(2 * units.millisecond, 8 * units.millisecond)
    assert stage.quantile_s(0.99).to("s").magnitude == pytest.approx(0.008)
    assert stage.mean_s.to("s").magnitude == pytest.approx(STAGE.mean_s)
    assert fan_out_quantile_s(stage, 10, 0.5).check("[time]")
    assert hedge(stage).quantile_s(0.99).to("s").magnitude == pytest.approx(
        hedge(STAGE).quantile_s(0.99)
    )
    budget = LatencyBudget(10 * units.millisecond, {"net": 1 * units.millisecond})
    assert budget.slack_s.to("s").magnitude == pytest.approx(0.009)


def test_sums_of_p99s_err_in_both_directions() -> None:
    rng = np.random.default_rng(1)
    smooth = np.quantile(sample_series_s([STAGE] * 3, 200_000, rng), 0.99)
    assert smooth < 0.8 * 3 * STAGE.quantile_s(0.99)
    stalling = np.quantile(sample_series_s([STALLS] * 3, 200_000, rng), 0.99)
    assert stalling > 5 * 3 * STALLS.quantile_s(0.99)


def test_exponential_stages_give_erlang_quantiles() -> None:
    class Exponential:
        def cdf(self, time_s: float) -> float:
            return -math.expm1(-time_s)

        def quantile_s(self, q: float) -> float:
            return -math.log1p(-q)

        def sample_s(self, n: int, rng: np.random.Generator) -> np.ndarray:
            return rng.exponential(1.0, n)

    stage = Exponential()
    rng = np.random.default_rng(5)
    two, five = (np.quantile(sample_series_s([stage] * k, 400_000, rng), 0.99) for k in (2, 5))
    assert two == pytest.approx(6.638352, rel=0.01) and five == pytest.approx(11.605, rel=0.01)
    # the slowest of n exponentials has the harmonic mean as its mean; its median is closed too
    assert fan_out_quantile_s(stage, 100, 0.5) == pytest.approx(-math.log(1 - 0.5**0.01))
    hedged = hedge(stage, after_q=0.95)
    # memoryless: after the hedge the rate doubles
    after = -math.log(0.05)
    assert hedged.quantile_s(0.999) == pytest.approx(after + math.log(50) / 2)


@given(st.integers(min_value=1, max_value=5000), quantiles)
def test_fan_out_is_the_quantile_owed(shards: int, q: float) -> None:
    owed = per_stage_quantile(q, shards)
    assert owed**shards == pytest.approx(q, rel=1e-9)
    assert fan_out_quantile_s(STAGE, shards, q) == pytest.approx(STAGE.quantile_s(owed))
    assert fan_out_quantile_s(STAGE, np.int64(shards), np.float64(q)) >= STAGE.quantile_s(q) * (
        1 - 1e-12
    )


def test_fan_out_published_anchors() -> None:
    assert per_stage_quantile(1 - 0.6339676587267709, 100) == pytest.approx(0.99)
    assert per_stage_quantile(0.99, 3) == pytest.approx(0.99666, abs=1e-5)


@given(quantiles, st.floats(min_value=0.5, max_value=0.99))
def test_hedging_never_slows_and_costs_its_share(q: float, after_q: float) -> None:
    hedged = hedge(STAGE, after_q=after_q)
    assert hedged.quantile_s(q) <= STAGE.quantile_s(q) * (1 + 1e-9)
    assert hedged.extra_load == pytest.approx(1 - after_q)
    if q <= after_q:
        assert hedged.quantile_s(q) == pytest.approx(STAGE.quantile_s(q))


def test_both_copies_late_is_the_product() -> None:
    hedged = hedge(STAGE, after_q=0.95)
    late = hedged.after_s + STAGE.quantile_s(0.95)
    assert 1 - hedged.cdf(late) == pytest.approx(0.05 * (1 - STAGE.cdf(late)))


def test_budget_leaves_their_parts_to_later_stages() -> None:
    budget = LatencyBudget(0.010, {"network": 0.001, "features": 0.003, "model": 0.005})
    assert budget.slack_s == pytest.approx(0.001)
    assert budget.timeout_s("features", elapsed_s=0.001) == pytest.approx(0.004)
    assert budget.timeout_s("model", elapsed_s=0.001) == pytest.approx(0.009)
    with pytest.raises(LookupError, match="network, features, model"):
        budget.timeout_s("modle", elapsed_s=0.0)
    with pytest.raises(ValueError, match="elapsed_s leaves nothing for 'model'"):
        budget.timeout_s("model", elapsed_s=0.010)
    with pytest.raises(ValueError, match="elapsed_s must be"):
        budget.timeout_s("model", elapsed_s=-1)


def test_propagated_deadlines_waste_nothing() -> None:
    budget = LatencyBudget(0.010, {"a": 0.004, "b": 0.004})
    stages = [LogNormal(0.003, 0.02)] * 2
    spent = {
        known: budget.simulate(stages, 50_000, np.random.default_rng(3), propagate=known)
        for known in (True, False)
    }
    assert spent[True].on_time_rate == spent[False].on_time_rate
    assert spent[True].wasted_s == 0.0
    assert spent[False].work_s - spent[False].wasted_s == pytest.approx(spent[True].work_s)
    assert 0 < spent[False].wasted_share < 1
    with pytest.raises(ValueError, match="stages must be one a part, 2, got 1"):
        budget.simulate(stages[:1], 10, np.random.default_rng(1), propagate=True)


@pytest.mark.parametrize("bad", [0, -1.0, math.nan, math.inf, "1", None, True])
def test_refuses_times_that_are_none(bad: object) -> None:
    makers = {
        "p50_s": lambda: LogNormal(bad, 1.0),  # type: ignore[arg-type]
        "p99_s": lambda: LogNormal(1.0, bad),  # type: ignore[arg-type]
        "pause_s": lambda: WithPauses(STAGE, bad, 0.1),  # type: ignore[arg-type]
        "deadline_s": lambda: LatencyBudget(bad, {"a": 1.0}),  # type: ignore[arg-type]
        "parts_s": lambda: LatencyBudget(1.0, {"a": bad}),  # type: ignore[dict-item]
    }
    for name, make in makers.items():
        with pytest.raises(ValueError, match=name):
            make()


@pytest.mark.parametrize("bad", [0, 1, -0.1, 1.1, math.nan, "0.5", None, True])
def test_refuses_quantiles_that_are_none(bad: object) -> None:
    for ask in (
        STAGE.quantile_s,
        STALLS.quantile_s,
        hedge(STAGE).quantile_s,
        lambda q: fan_out_quantile_s(STAGE, 10, q),
        lambda q: per_stage_quantile(q, 3),
        lambda q: hedge(STAGE, after_q=q),
        lambda q: WithPauses(STAGE, 1.0, q),
    ):
        with pytest.raises(ValueError, match="strictly between 0 and 1"):
            ask(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [0, -1, 1.5, "3", None, True, math.nan])
def test_refuses_counts_that_are_none(bad: object) -> None:
    rng = np.random.default_rng(1)
    for ask in (
        lambda n: sample_series_s([STAGE], n, rng),
        lambda n: STAGE.sample_s(n, rng),
        lambda n: fan_out_quantile_s(STAGE, n, 0.5),
        lambda n: per_stage_quantile(0.5, n),
    ):
        with pytest.raises(ValueError, match="whole number of 1 or more"):
            ask(bad)  # type: ignore[arg-type]


def test_refuses_a_seed_for_a_generator() -> None:
    for seed in (1, None, np.random):
        with pytest.raises(ValueError, match="rng must be a numpy.random.Generator"):
            sample_series_s([STAGE], 3, seed)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="rng must be a numpy.random.Generator"):
            STAGE.sample_s(3, seed)  # type: ignore[arg-type]


def test_stages_may_come_from_anywhere() -> None:
    named = {"a": STAGE, "b": STALLS}
    assert sample_series_s(named.values(), 4, np.random.default_rng(1)).shape == (4,)
    with pytest.raises(ValueError, match="stages must be several stages"):
        sample_series_s(STAGE, 4, np.random.default_rng(1))  # type: ignore[arg-type]


def test_refuses_what_makes_no_sense_together() -> None:
    with pytest.raises(ValueError, match="p99_s must be above p50_s, 2.0, got 1.0"):
        LogNormal(2.0, 1.0)
    with pytest.raises(ValueError, match="stages must hold at least one stage"):
        sample_series_s([], 10, np.random.default_rng(1))
    with pytest.raises(ValueError, match="parts_s must hold at least one"):
        LatencyBudget(1.0, {})
    with pytest.raises(ValueError, match="parts_s must sum to at most deadline_s, 1.0, got 1.2"):
        LatencyBudget(1.0, {"a": 0.6, "b": 0.6})
    with pytest.raises(ValueError, match="time_s must be"):
        STAGE.cdf(-1.0)
