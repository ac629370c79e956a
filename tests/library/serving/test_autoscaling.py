import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napkinmath.serving.autoscaling import (
    Policy,
    awake,
    diurnal,
    fixed,
    follow,
    met_asleep,
    safe_target,
    wanted,
)

DAY = diurnal(2.0, 288)
POLICY = Policy(target=0.7, lead_s=600, hold_s=900, least=2)


@given(st.floats(1.001, 15))
def test_a_day_has_its_mean_and_its_peak(peak: float) -> None:
    day = diurnal(peak, 96)
    assert day.mean() == pytest.approx(1) and day.max() == pytest.approx(peak, rel=1e-6)
    assert day.min() > 0 and day.argmax() == 48


def test_a_flat_day_is_flat() -> None:
    assert diurnal(1.0, 24) == pytest.approx(np.ones(24))


def test_a_fixed_fleet_runs_at_target_over_peak() -> None:
    day = fixed(DAY * 1000, capacity_per_s=1.0, policy=POLICY)
    assert day.utilisation == pytest.approx(0.35, abs=2e-4) and day.shed == 0
    assert day.mean_replicas == math.ceil(2000 / 0.7)


def test_following_without_delay_runs_near_the_target() -> None:
    policy = Policy(target=0.7)
    day = follow(DAY * 10_000, capacity_per_s=1.0, step_s=300, policy=policy)
    assert day.utilisation == pytest.approx(0.7, abs=1e-3)


def test_a_small_fleet_has_nothing_to_follow() -> None:
    small = follow(DAY, capacity_per_s=3.0, step_s=300, policy=POLICY)
    assert small.mean_replicas == 2
    assert small.mean_replicas == fixed(DAY, capacity_per_s=3.0, policy=POLICY).mean_replicas


def test_a_replica_is_paid_while_it_starts() -> None:
    load = np.full(24, 1.0)
    load[12:] = 2.0
    policy = Policy(target=1.0, lead_s=3600, hold_s=0)
    day = follow(load, capacity_per_s=1.0, step_s=3600, policy=policy)
    assert day.paid[12] == 2 and day.ready[12] == 1 and day.ready[13] == 2
    assert day.shed == pytest.approx(1 / 36)


@settings(max_examples=40)
@given(st.floats(0.2, 1.0), st.integers(0, 12), st.integers(0, 24), st.floats(1, 500))
def test_following_never_costs_more_than_the_fixed_fleet(
    target: float, lead: int, hold: int, mean: float
) -> None:
    policy = Policy(target=target, lead_s=300 * lead, hold_s=300 * hold)
    moving = follow(DAY * mean, capacity_per_s=1.0, step_s=300, policy=policy)
    still = fixed(DAY * mean, capacity_per_s=1.0, policy=policy)
    assert moving.mean_replicas <= still.mean_replicas
    assert (moving.ready <= moving.paid).all()
    assert 0 <= moving.shed < 1 and 0 < moving.utilisation <= 1


@pytest.mark.parametrize("minutes", [5, 30, 90])
def test_the_safe_target_sheds_nothing_and_a_higher_one_does(minutes: int) -> None:
    target = safe_target(DAY, step_s=300, lead_s=60 * minutes)
    policy = Policy(target=target, lead_s=60 * minutes)
    load = DAY * 1e5  # so many replicas that they are no longer whole
    assert follow(load, capacity_per_s=1.0, step_s=300, policy=policy).shed < 1e-12
    if target < 0.95:
        higher = replace(policy, target=target * 1.03)
        assert follow(load, capacity_per_s=1.0, step_s=300, policy=higher).shed > 0


def test_sleeping_by_playing_it() -> None:
    rng = np.random.default_rng(3)
    rate, keep, cold = 1 / 200, 300.0, 120.0
    arrivals = np.cumsum(rng.exponential(1 / rate, 40_000))
    until, paid, asleep, ready = -1.0, 0.0, 0, -1.0
    for at in arrivals:
        if at > until:
            ready = at + cold
            asleep += 1
            paid += cold + keep
            until = ready + keep
        elif at < ready:
            asleep += 1
        else:
            paid += at + keep - until
            until = at + keep
    assert paid / arrivals[-1] == pytest.approx(awake(rate, keep, cold), rel=0.02)
    assert asleep / arrivals.size == pytest.approx(met_asleep(rate, keep, cold), rel=0.03)


def test_sleeping_at_its_ends() -> None:
    assert awake(10.0, 3600, 60) == 1 and met_asleep(10.0, 3600, 60) == pytest.approx(0)
    assert awake(1e-9, 0, 0) == 0 and met_asleep(1e-9, 0, 0) == 1


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None])
def test_refusals(bad: object) -> None:
    with pytest.raises(ValueError, match="peak_over_mean"):
        diurnal(bad, 24)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="steps"):
        diurnal(2.0, bad)  # type: ignore[arg-type]
    for name in ("target", "lead_s", "hold_s", "least"):
        with pytest.raises(ValueError, match=name):
            replace(POLICY, **{name: bad})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="capacity_per_s"):
        wanted(DAY, capacity_per_s=bad, policy=POLICY)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="step_s"):
        follow(DAY, capacity_per_s=1, step_s=bad, policy=POLICY)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="step_s"):
        safe_target(DAY, step_s=bad, lead_s=1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="lead_s"):
        safe_target(DAY, step_s=1, lead_s=bad)  # type: ignore[arg-type]
    for sleeps in (awake, met_asleep):
        for name in ("arrivals_per_s", "keep_s", "cold_s"):
            with pytest.raises(ValueError, match=name):
                sleeps(**{"arrivals_per_s": 1.0, "keep_s": 1.0, "cold_s": 1.0} | {name: bad})  # type: ignore[arg-type]


def test_refusals_of_loads() -> None:
    for bad in ([], [-1.0, 1.0], [0.0, 0.0], [math.nan], "x"):
        with pytest.raises(ValueError, match="load_per_s"):
            fixed(bad, capacity_per_s=1, policy=POLICY)
    with pytest.raises(ValueError, match="shorter than the day"):
        follow(DAY[:2], capacity_per_s=1, step_s=300, policy=POLICY)
    with pytest.raises(ValueError, match="above 0 everywhere"):
        safe_target([0.0, 1.0], step_s=1, lead_s=0)
    with pytest.raises(ValueError, match="shorter than the day"):
        safe_target(DAY, step_s=1, lead_s=86_400)
    with pytest.raises(ValueError, match="peak_over_mean"):
        diurnal(0.9, 24)
