import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napkinmath.serving.autoscaling import (
    AutoscalingPolicy,
    _desired_replicas,
    autoscaled_fleet,
    diurnal_load,
    fixed_fleet,
    safe_target_utilization,
)

DAY = diurnal_load(2.0, 288)
POLICY = AutoscalingPolicy(
    target_utilization=0.7, cold_start_s=600, scale_down_delay_s=900, min_replicas=2
)


@given(st.floats(1.001, 15))
def test_a_day_has_its_mean_and_its_peak(peak: float) -> None:
    day = diurnal_load(peak, 96)
    assert day.mean() == pytest.approx(1) and day.max() == pytest.approx(peak, rel=1e-6)
    assert day.min() > 0 and day.argmax() == 48


def test_a_flat_day_is_flat() -> None:
    assert diurnal_load(1.0, 24) == pytest.approx(np.ones(24))


def test_a_fixed_fleet_runs_at_target_over_peak() -> None:
    day = fixed_fleet(DAY * 1000, capacity_per_s=1.0, policy=POLICY)
    assert day.utilization == pytest.approx(0.35, abs=2e-4) and day.shed_share == 0
    assert day.mean_replicas == math.ceil(2000 / 0.7)


def test_following_without_delay_runs_near_the_target() -> None:
    policy = AutoscalingPolicy(target_utilization=0.7)
    day = autoscaled_fleet(DAY * 10_000, capacity_per_s=1.0, step_s=300, policy=policy)
    assert day.utilization == pytest.approx(0.7, abs=1e-3)


def test_a_small_fleet_has_nothing_to_follow() -> None:
    small = autoscaled_fleet(DAY, capacity_per_s=3.0, step_s=300, policy=POLICY)
    assert small.mean_replicas == 2
    assert small.mean_replicas == fixed_fleet(DAY, capacity_per_s=3.0, policy=POLICY).mean_replicas


def test_a_replica_is_paid_while_it_starts() -> None:
    load = np.full(24, 1.0)
    load[12:] = 2.0
    policy = AutoscalingPolicy(target_utilization=1.0, cold_start_s=3600, scale_down_delay_s=0)
    day = autoscaled_fleet(load, capacity_per_s=1.0, step_s=3600, policy=policy)
    assert (
        day.paid_replicas[12] == 2 and day.ready_replicas[12] == 1 and day.ready_replicas[13] == 2
    )
    assert day.shed_share == pytest.approx(1 / 36)


@settings(max_examples=40)
@given(st.floats(0.2, 1.0), st.integers(0, 12), st.integers(0, 24), st.floats(1, 500))
def test_following_never_costs_more_than_the_fixed_fleet(
    target_utilization: float, lead: int, hold: int, mean: float
) -> None:
    policy = AutoscalingPolicy(
        target_utilization=target_utilization,
        cold_start_s=300 * lead,
        scale_down_delay_s=300 * hold,
    )
    moving = autoscaled_fleet(DAY * mean, capacity_per_s=1.0, step_s=300, policy=policy)
    still = fixed_fleet(DAY * mean, capacity_per_s=1.0, policy=policy)
    assert moving.mean_replicas <= still.mean_replicas
    assert (moving.ready_replicas <= moving.paid_replicas).all()
    assert 0 <= moving.shed_share < 1 and 0 < moving.utilization <= 1


@pytest.mark.parametrize("minutes", [5, 30, 90])
def test_the_safe_target_sheds_nothing_and_a_higher_one_does(minutes: int) -> None:
    target = safe_target_utilization(DAY, step_s=300, cold_start_s=60 * minutes)
    policy = AutoscalingPolicy(target_utilization=target, cold_start_s=60 * minutes)
    load = DAY * 1e5  # so many replicas that they are no longer whole
    assert autoscaled_fleet(load, capacity_per_s=1.0, step_s=300, policy=policy).shed_share < 1e-12
    if target < 0.95:
        higher = replace(policy, target_utilization=target * 1.03)
        assert autoscaled_fleet(load, capacity_per_s=1.0, step_s=300, policy=higher).shed_share > 0


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None])
def test_refusals(bad: object) -> None:
    with pytest.raises(ValueError, match="peak_over_mean"):
        diurnal_load(bad, 24)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="steps"):
        diurnal_load(2.0, bad)  # type: ignore[arg-type]
    for name in ("target_utilization", "cold_start_s", "scale_down_delay_s", "min_replicas"):
        with pytest.raises(ValueError, match=name):
            replace(POLICY, **{name: bad})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="capacity_per_s"):
        _desired_replicas(DAY, capacity_per_s=bad, policy=POLICY)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="step_s"):
        autoscaled_fleet(DAY, capacity_per_s=1, step_s=bad, policy=POLICY)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="step_s"):
        safe_target_utilization(DAY, step_s=bad, cold_start_s=1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="cold_start_s"):
        safe_target_utilization(DAY, step_s=1, cold_start_s=bad)  # type: ignore[arg-type]


def test_refusals_of_loads() -> None:
    for bad in ([], [-1.0, 1.0], [0.0, 0.0], [math.nan], "x"):
        with pytest.raises(ValueError, match="load_per_s"):
            fixed_fleet(bad, capacity_per_s=1, policy=POLICY)
    with pytest.raises(ValueError, match="shorter than the day"):
        autoscaled_fleet(DAY[:2], capacity_per_s=1, step_s=300, policy=POLICY)
    with pytest.raises(ValueError, match="above 0 everywhere"):
        safe_target_utilization([0.0, 1.0], step_s=1, cold_start_s=0)
    with pytest.raises(ValueError, match="shorter than the day"):
        safe_target_utilization(DAY, step_s=1, cold_start_s=86_400)
    with pytest.raises(ValueError, match="peak_over_mean"):
        diurnal_load(0.9, 24)


def test_a_peak_that_so_few_steps_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="peak_over_mean must be at most 12 in 12 steps, got 20"):
        diurnal_load(20, 12)
    assert diurnal_load(20, 60).max() == pytest.approx(20)


def test_whole_steps_and_whole_replicas_are_not_rounded_up() -> None:
    policy = AutoscalingPolicy(target_utilization=0.7, cold_start_s=1.1)  # 1.1 / 0.1 > 11
    load = np.append(np.full(12, 1e-3), np.full(12, 4.2))  # 4.2 / (6 * 0.7) > 1
    day = autoscaled_fleet(load, capacity_per_s=6.0, step_s=0.1, policy=policy)
    assert day.paid_replicas.tolist() == [1.0] * 24
    day = autoscaled_fleet(load, capacity_per_s=3.0, step_s=0.1, policy=policy)
    assert np.flatnonzero(day.ready_replicas == 2).tolist() == [23]
