import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.finops.spot import (
    break_even_mtbf_s,
    calendar_s,
    paid_to_effective_ratio,
    simulate_spot_run,
    spot_saving,
)
from napkinmath.reliability.checkpointing import slowdown, young_interval_s

seconds = st.floats(min_value=1, max_value=1e5)


def test_young_in_closed_form() -> None:
    assert young_interval_s(10, 3600) == pytest.approx(268.328, abs=1e-3)
    assert young_interval_s(np.float64(0.5), np.int64(1)) == 1
    assert young_interval_s(np.int32(600), np.int32(10_000_000)) == pytest.approx(109_544.5)


@given(seconds, seconds)
def test_young_minimises_the_first_order_waste(checkpoint: float, mtbf: float) -> None:
    best = young_interval_s(checkpoint, mtbf)

    def waste(interval: float) -> float:
        return checkpoint / interval + interval / (2 * mtbf)

    assert waste(best) <= min(waste(best * 0.9), waste(best * 1.1))


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf, "1", None, [1], np.array([1.0, 2.0])])
def test_young_refuses(bad: object) -> None:
    with pytest.raises(ValueError, match="checkpoint_s must be"):
        young_interval_s(bad, 1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="mtbf_s must be"):
        young_interval_s(1, bad)  # type: ignore[arg-type]


def test_slowdown_without_interruptions_is_the_checkpoints() -> None:
    assert slowdown(1e12, 900, 90, 600) == pytest.approx(1.1, abs=1e-6)


def test_golden_ratio_of_cost() -> None:
    assert 0.42 * slowdown(6 * 3600, 1800, 60, 360) == pytest.approx(0.4608, rel=5e-4)


@given(seconds, seconds, st.floats(min_value=0, max_value=1e4))
def test_rarer_interruptions_never_slow_the_work(mtbf: float, pause: float, more: float) -> None:
    mtbf = max(mtbf, pause)
    assert slowdown(mtbf + more, pause, 1, 1) <= slowdown(mtbf, pause, 1, 1) * (1 + 1e-12)
    assert slowdown(mtbf, pause, 1, 1) > 1


@pytest.mark.parametrize(
    ("position", "name"),
    [(0, "mtbf_s"), (1, "interval_s"), (2, "checkpoint_s"), (3, "restart_s")],
)
def test_slowdown_refuses(position: int, name: str) -> None:
    arguments = [100.0, 10.0, 1.0, 1.0]
    arguments[position] = -1.0
    with pytest.raises(ValueError, match=f"{name} must be"):
        slowdown(*arguments)


def test_simulation_agrees_with_the_closed_form() -> None:
    rng = np.random.default_rng(5)
    timing = {"mtbf_s": 7200.0, "interval_s": 930.0, "checkpoint_s": 60.0, "restart_s": 600.0}
    useful = 930.0 * 200
    runs = [simulate_spot_run(useful, **timing, rng=rng) for _ in range(400)]
    paid = np.array([run.paid_s for run in runs]) / useful
    error = paid.std(ddof=1) / math.sqrt(len(paid))
    assert abs(paid.mean() - slowdown(**timing)) < 3 * error
    # Interruptions at work: those of the paid time, less those that hit a restart.
    assert 20 < np.mean([run.interruptions for run in runs]) < useful * paid.mean() / 7200


def test_a_run_nobody_interrupts_pays_its_checkpoints() -> None:
    run = simulate_spot_run(
        1000, mtbf_s=1e15, interval_s=300, checkpoint_s=10, restart_s=60,
        rng=np.random.default_rng(1),
    )  # fmt: skip
    assert (run.paid_s, run.interruptions) == (4 * 310, 0)


@pytest.mark.parametrize(
    "name", ["useful_s", "mtbf_s", "interval_s", "checkpoint_s", "restart_s", "rng"]
)
def test_simulation_refuses(name: str) -> None:
    arguments = {
        "useful_s": 1.0, "mtbf_s": 1.0, "interval_s": 1.0, "checkpoint_s": 1.0, "restart_s": 1.0,
        "rng": np.random.default_rng(0),
    }  # fmt: skip
    with pytest.raises(ValueError, match=f"{name} must be"):
        simulate_spot_run(**arguments | {name: -1})  # type: ignore[arg-type]


def test_money_follows_time() -> None:
    paid = paid_to_effective_ratio(7200, 60, 600)
    assert spot_saving(2.0, 4.0, 7200, 60, 600) == pytest.approx(1 - paid / 2)
    with pytest.raises(ValueError, match="usd_per_hour must be"):
        spot_saving(-1, 4, 7200, 60, 600)
    with pytest.raises(ValueError, match="on_demand_usd_per_hour must be"):
        spot_saving(1, 0, 7200, 60, 600)


@given(
    st.floats(min_value=0.05, max_value=0.95),
    st.floats(min_value=1, max_value=600),
    st.floats(min_value=0, max_value=3600),
)
def test_at_the_break_even_the_discount_is_gone(discount: float, save: float, again: float) -> None:
    mtbf = break_even_mtbf_s(discount, save, again)
    assert spot_saving(1 - discount, 1.0, mtbf, save, again) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [((0, 1, 1), "discount"), ((1, 1, 1), "discount"), ((0.5, 0, 1), "checkpoint_s"),
     ((0.5, 1, -1), "restart_s")],
)  # fmt: skip
def test_break_even_refuses(arguments: tuple[float, ...], name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be"):
        break_even_mtbf_s(*arguments)


def test_calendar() -> None:
    assert calendar_s(100, 1.5, 0.5) == 300
    for bad, name in [((-1, 1, 1), "useful_s"), ((1, 0.9, 1), "paid_to_effective_ratio"),
                      ((1, 1, 0), "availability"), ((1, 1, 1.1), "availability")]:  # fmt: skip
        with pytest.raises(ValueError, match=f"{name} must be"):
            calendar_s(*bad)


def test_a_whole_number_of_intervals_is_not_rounded_up() -> None:
    never = {"mtbf_s": 1e12, "checkpoint_s": 0.0, "restart_s": 0.0}
    for useful, interval, count in ((1.1, 0.1, 11), (0.7, 0.1, 7), (0.75, 0.1, 8)):
        run = simulate_spot_run(useful, interval_s=interval, rng=np.random.default_rng(1), **never)
        assert run.paid_s == pytest.approx(count * interval)


def test_a_run_that_never_ends_is_refused() -> None:
    for interval, restart in ((100.0, 0.1), (0.1, 100.0)):
        with pytest.raises(ValueError, match="mtbf_s must let"):
            simulate_spot_run(
                10.0,
                mtbf_s=1.0,
                interval_s=interval,
                checkpoint_s=0.0,
                restart_s=restart,
                rng=np.random.default_rng(1),
            )
