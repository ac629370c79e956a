import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napkinmath.experimentation.boundary_crossing import boundary_crossing
from napkinmath.experimentation.sequential_testing import (
    always_valid_bound,
    obrien_fleming,
    obrien_fleming_spending,
    peeking_false_alarm_rate,
    pocock,
    sample_size_inflation,
    spending_bounds,
)


def test_repeated_looks_at_nothing_as_armitage_tabled_them() -> None:
    printed = {1: 0.050, 2: 0.083, 3: 0.107, 4: 0.126, 5: 0.142, 10: 0.193, 20: 0.248}
    for analyses, share in printed.items():
        assert peeking_false_alarm_rate(analyses) == pytest.approx(share, abs=0.0006)
    assert peeking_false_alarm_rate(np.int64(2), np.float64(0.05)) == peeking_false_alarm_rate(2)


def test_bounds_spend_what_they_should() -> None:
    for bounds in (pocock(6), obrien_fleming(6), pocock(3, 0.01)):
        wanted = 0.01 if bounds.size == 3 else 0.05
        assert boundary_crossing(bounds).rejection_rate == pytest.approx(wanted, abs=1e-9)
    assert np.ptp(pocock(4)) == 0
    late = obrien_fleming(4)
    assert late * np.sqrt(np.arange(1, 5)) == pytest.approx(late[-1] * 2)


def test_a_simulation_crosses_as_often() -> None:
    rng = np.random.default_rng(3)
    times = np.array([0.1, 0.5, 0.6, 1.0])
    steps = np.diff(times, prepend=0.0)
    paths = rng.normal(1.2 * steps, np.sqrt(steps), (40_000, 4)).cumsum(axis=1)
    bounds = np.array([2.5, 2.0, 2.2, 1.9])
    hit = np.logical_or.accumulate(np.abs(paths) / np.sqrt(times) > bounds, axis=1)
    plan = boundary_crossing(bounds, times, drift=1.2)
    assert hit.mean(axis=0) == pytest.approx(plan.crossed, abs=0.009)
    first = np.where(hit.any(axis=1), times[hit.argmax(axis=1)], 1.0)
    assert plan.mean_fraction == pytest.approx(first.mean(), abs=0.005)


def test_spending_follows_the_allowance() -> None:
    times = np.array([0.2, 0.3, 0.7, 1.0])
    bounds = spending_bounds(times)
    allowed = [obrien_fleming_spending(float(t)) for t in times]
    assert boundary_crossing(bounds, times).crossed == pytest.approx(allowed, abs=1e-9)
    assert spending_bounds([1.0]) == pytest.approx([1.959964], abs=1e-5)
    assert spending_bounds([0.5, 1.0]) == pytest.approx([2.9626, 1.9686], abs=2e-4)
    early = spending_bounds([0.05, 1.0])  # a look that may spend next to nothing
    assert (
        0
        < math.erfc(early[0] / math.sqrt(2))
        == pytest.approx(obrien_fleming_spending(0.05), rel=1e-9)
    )
    even = spending_bounds([0.5, 1.0], lambda t: 0.05 * t)
    assert boundary_crossing(even, [0.5, 1.0]).crossed == pytest.approx([0.025, 0.05], abs=1e-9)


def test_early_stopping_costs_data_at_most_and_saves_them_on_average() -> None:
    assert sample_size_inflation([1.959964]) == pytest.approx(1, abs=1e-4)
    for bounds in (pocock(5), obrien_fleming(5)):
        assert sample_size_inflation(bounds) > 1
    assert sample_size_inflation(obrien_fleming(5)) < 1.04 < sample_size_inflation(pocock(5))
    assert boundary_crossing(pocock(5), drift=4.0).mean_fraction < 0.5
    assert sample_size_inflation([30.0]) == pytest.approx((30.8416 / 2.80159) ** 2, rel=1e-4)
    assert boundary_crossing([1e6, 1.959964]).crossed == pytest.approx([0, 0.05], abs=1e-6)


def test_simulated_looks_cross_as_often_and_stop_as_early() -> None:
    rng = np.random.default_rng(12)
    z = rng.normal(size=(40_000, 7)).cumsum(axis=1) / np.sqrt(np.arange(1, 8))
    assert (np.abs(z) > 1.959964).any(axis=1).mean() == pytest.approx(
        peeking_false_alarm_rate(7), abs=0.006
    )
    crossed = np.abs(z + 2.84 * np.sqrt(np.arange(1, 8) / 7)) > obrien_fleming(7)
    stops = np.where(crossed.any(axis=1), crossed.argmax(axis=1) + 1, 7) / 7
    plan = boundary_crossing(obrien_fleming(7), drift=2.84)
    assert stops.mean() == pytest.approx(plan.mean_fraction, abs=0.005)
    assert crossed.any(axis=1).mean() == pytest.approx(plan.rejection_rate, abs=0.008)


def test_the_always_valid_bound_holds_at_every_look() -> None:
    rng = np.random.default_rng(5)
    n = np.arange(1, 2001)
    z = rng.normal(size=(1000, n.size)).cumsum(axis=1) / np.sqrt(n)
    bounds = [always_valid_bound(k / 100) for k in n]
    assert (np.abs(z) > bounds).any(axis=1).mean() < 0.05
    assert (np.abs(z) > 1.96).any(axis=1).mean() > 0.4


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 12), st.floats(0.001, 0.3))
def test_more_looks_never_lower_the_alarm(analyses: int, level: float) -> None:
    assert (
        level
        <= peeking_false_alarm_rate(analyses, level) + 1e-9
        <= peeking_false_alarm_rate(analyses + 1, level) + 2e-9
    )
    assert (
        boundary_crossing([3.0] * analyses, drift=2.0).rejection_rate
        >= boundary_crossing([3.0] * analyses).rejection_rate - 1e-9
    )


def test_refusals() -> None:
    for bad in ([], [0.0], [-1.0, 2.0], [[2.0]], [float("nan")]):
        with pytest.raises(ValueError, match="bounds"):
            boundary_crossing(bad)
    for times in ([0.5], [0.5, 0.5], [0.0, 1.0], [0.5, 1.1], [0.9, 0.3]):
        with pytest.raises(ValueError, match="fractions"):
            boundary_crossing([2.0, 2.0], times)
    with pytest.raises(ValueError, match="drift"):
        boundary_crossing([2.0], drift=float("inf"))
    for analyses in (0, 1.5, True):
        for function in (peeking_false_alarm_rate, pocock, obrien_fleming):
            with pytest.raises(ValueError, match="analyses"):
                function(analyses)
    for level in (0.0, 1.0, "x"):
        for call in (
            lambda s: peeking_false_alarm_rate(2, s),
            lambda s: pocock(2, s),
            lambda s: obrien_fleming_spending(0.5, s),
            lambda s: sample_size_inflation([2.0], alpha=s),
            lambda s: always_valid_bound(1.0, s),
        ):
            with pytest.raises(ValueError, match="alpha"):
                call(level)
    for bounds, wanted in (([2.0], 1.0), ([2.0], 0.03), ([0.5, 0.5], 0.8)):
        with pytest.raises(ValueError, match="power"):
            sample_size_inflation(bounds, power=wanted)
    with pytest.raises(ValueError, match="further apart"):
        boundary_crossing([2.0, 2.0], [0.5, 0.5 + 1e-12])
    with pytest.raises(ValueError, match="variance_ratio"):
        always_valid_bound(0.0)
    with pytest.raises(ValueError, match="fraction"):
        obrien_fleming_spending(0.0)
    with pytest.raises(ValueError, match="spending must grow"):
        spending_bounds([0.5, 1.0], lambda _: 0.05)
    with pytest.raises(ValueError, match="spending"):
        spending_bounds([0.5, 1.0], lambda _: 1.5)
    with pytest.raises(ValueError, match="fractions"):
        spending_bounds([0.5, 0.4])
