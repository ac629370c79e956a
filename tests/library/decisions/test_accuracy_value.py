import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.accuracy_value import (
    accuracy_saving_usd,
    break_even_error_usd,
    cascade,
    cost_of_pass_usd,
)

share = st.floats(0.01, 1.0)
money = st.floats(0.0, 1e4)


def test_a_point_that_costs_more_than_it_brings() -> None:
    assert accuracy_saving_usd(100_000, 0.01, 1.0, 0.0) == pytest.approx(1000)
    assert accuracy_saving_usd(100_000, 0.01, 1.0, 0.0, 1600) == pytest.approx(-600)
    assert accuracy_saving_usd(100_000, 0.01, 1.0, 0.016) == pytest.approx(-600)
    assert break_even_error_usd(0.01, 0.0, 1600, 100_000) == pytest.approx(1.6)
    assert break_even_error_usd(np.float64(0.01), 0.016) == pytest.approx(1.6)


@given(st.floats(1, 1e6), share, money, money, money)
def test_a_saving_is_the_difference_of_two_totals(
    items: float, accuracy: float, item_usd: float, error_usd: float, fixed_usd: float
) -> None:
    worse = accuracy / 2
    before = items * (item_usd + (1 - worse) * error_usd)
    after = items * (2 * item_usd + (1 - accuracy) * error_usd) + fixed_usd
    saved = accuracy_saving_usd(items, accuracy - worse, error_usd, item_usd, fixed_usd)
    assert saved == pytest.approx(before - after, rel=1e-9, abs=1e-12 + 1e-9 * (before + after))


@given(share, st.floats(0.001, 100), money, st.floats(1, 1e6))
def test_at_break_even_nothing_is_saved(
    gain: float, extra: float, fixed: float, items: float
) -> None:
    error = break_even_error_usd(gain, extra, fixed, items)
    saved = accuracy_saving_usd(items, gain, error, extra, fixed)
    assert saved == pytest.approx(0, abs=1e-9 + 1e-6 * (items * extra + fixed))


def test_cost_of_pass() -> None:
    assert cost_of_pass_usd(0.05, 0.5) == 0.1
    assert cost_of_pass_usd(0.05, 0.5, verify_usd=0.05) == 0.2
    assert cost_of_pass_usd(0.05, 0.0, max_attempts=3, fallback_usd=4.0) == pytest.approx(4.15)
    assert cost_of_pass_usd(1.0, 1.0, max_attempts=3, fallback_usd=4.0) == 1.0
    rng = np.random.default_rng(0)
    tries = rng.random((20_000, 4)) < 0.3
    used = np.where(tries.any(axis=1), tries.argmax(axis=1) + 1, 4)
    played = (2.0 * used + 10.0 * ~tries.any(axis=1)).mean()
    assert cost_of_pass_usd(
        1.5, 0.3, verify_usd=0.5, max_attempts=4, fallback_usd=10
    ) == pytest.approx(played, rel=0.02)


@given(share, money)
def test_many_tries_are_as_good_as_no_limit(p: float, usd: float) -> None:
    limited = cost_of_pass_usd(usd, p, max_attempts=5000, fallback_usd=1.0)
    assert limited == pytest.approx(cost_of_pass_usd(usd, p), rel=1e-6, abs=1e-6)


def test_a_cascade_from_none_to_all() -> None:
    rng = np.random.default_rng(1)
    cheap, dear = rng.random(500) < 0.6, rng.random(500) < 0.8
    sure = cheap + 0.5 * rng.random(500)
    found = cascade(sure, cheap, dear)
    assert found.accuracy[0] == cheap.mean() and found.accuracy[-1] == dear.mean()
    assert (found.escalated[0], found.escalated[-1]) == (0.0, 1.0)
    at_random = cheap.mean() + found.escalated * (dear.mean() - cheap.mean())
    assert (found.accuracy >= at_random - 0.05).all()
    assert found.accuracy.max() > dear.mean()  # a good signal beats the dear model alone


def test_items_of_equal_confidence_are_escalated_in_random_order() -> None:
    found = cascade([0.5, 0.5, 0.5, 0.9], [0, 1, 0, 1], [1, 1, 1, 1])
    assert found.accuracy == pytest.approx([2 / 4, 2 / 4 + 1 / 6, 2 / 4 + 1 / 3, 1, 1])
    turned = cascade([0.5, 0.5, 0.9, 0.5], [0, 0, 1, 1], [1, 1, 1, 1])
    assert turned.accuracy == pytest.approx(found.accuracy)


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf, "1", None])
def test_refuses_money(bad: object) -> None:
    calls = [
        lambda x: accuracy_saving_usd(x, 0.1, 1, 1),
        lambda x: accuracy_saving_usd(1, 0.1, x, 1),
        lambda x: break_even_error_usd(0.1, x),
        lambda x: break_even_error_usd(0.1, 1, x),
        lambda x: break_even_error_usd(0.1, 1, 1, x),
        lambda x: cost_of_pass_usd(x, 0.5),
        lambda x: cost_of_pass_usd(1, 0.5, verify_usd=x),
        lambda x: cost_of_pass_usd(1, 0.5, fallback_usd=x),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="must be"):
            call(bad)  # type: ignore[arg-type]


def test_refuses_the_rest() -> None:
    with pytest.raises(ValueError, match="extra_usd must be"):
        accuracy_saving_usd(1, 0.1, 1, math.nan)
    with pytest.raises(ValueError, match="fixed_usd must be"):
        accuracy_saving_usd(1, 0.1, 1, 1, math.inf)
    with pytest.raises(ValueError, match="size of accuracy_gain must be"):
        accuracy_saving_usd(1, 1.1, 1, 1)
    with pytest.raises(ValueError, match="accuracy_gain must be"):
        break_even_error_usd(0.0, 1)
    with pytest.raises(ValueError, match="accuracy must be"):
        cost_of_pass_usd(1, 0.0)
    with pytest.raises(ValueError, match="max_attempts must be"):
        cost_of_pass_usd(1, 0.5, max_attempts=0)
    with pytest.raises(ValueError, match="must be as many"):
        cascade([1, 2], [1], [1, 1])
    with pytest.raises(ValueError, match="confidence must be"):
        cascade("a", [1], [1])
    with pytest.raises(ValueError, match="cheap_correct must be between 0 and 1"):
        cascade([1, 2], [1, 2], [1, 1])
    with pytest.raises(ValueError, match="expensive_correct must be between 0 and 1"):
        cascade([1, 2], [1, 0], [1, -1])
