import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.experimentation.off_policy import ips, snips, snips_interval


def test_a_policy_is_valued_from_anothers_log() -> None:
    rng = np.random.default_rng(1)
    old, new, clicks = np.array([0.7, 0.2, 0.1]), np.array([0.1, 0.2, 0.7]), [0.1, 0.3, 0.6]
    values = []
    for _ in range(400):
        action = rng.choice(3, 500, p=old)
        reward = rng.random(500) < np.take(clicks, action)
        values.append(
            (ips(reward, new[action], old[action]), snips(reward, new[action], old[action]))
        )
    true = float(new @ clicks)
    for kind in (0, 1):
        found = np.array([v[kind].value for v in values])
        errors = np.array([v[kind].standard_error for v in values])
        assert found.mean() == pytest.approx(true, abs=0.01)
        assert errors.mean() == pytest.approx(found.std(), rel=0.12)
    assert np.mean([v[1].standard_error for v in values]) < np.mean(
        [v[0].standard_error for v in values]
    )


def test_the_logging_policy_itself_is_worth_its_mean() -> None:
    rewards = [1, 0, 0, 1, 1]
    for estimate in (ips(rewards, [0.3] * 5, [0.3] * 5), snips(rewards, [0.3] * 5, [0.3] * 5)):
        assert estimate.value == pytest.approx(0.6)
        assert estimate.effective_sample_size == pytest.approx(5)


def test_an_interval_drawn_anew_covers_and_leans_where_few_rows_weigh_much() -> None:
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(200):
        action = rng.random(400) < 0.5
        reward = (rng.random(400) < np.where(action, 0.4, 0.2)).astype(float)
        target = np.where(action, 0.8, 0.2)
        found = snips_interval(reward, target, [0.5] * 400, rng=rng, resamples=200)
        inside += found.low < 0.36 < found.high
    assert 0.88 < inside / 200 < 0.99
    heavy = snips_interval([0] + [1, 0] * 50, [0.9] + [0.1] * 100, [0.01] + [0.5] * 100, rng=rng)
    value = snips([0] + [1, 0] * 50, [0.9] + [0.1] * 100, [0.01] + [0.5] * 100).value
    assert heavy.high - value > 3 * (value - heavy.low)


@given(st.lists(st.floats(0.05, 1), min_size=2, max_size=20))
def test_weights_are_worth_no_more_than_their_rows(logged: list[float]) -> None:
    found = snips([1.0] * len(logged), [0.5] * len(logged), logged)
    assert found.value == pytest.approx(1) and found.effective_sample_size + 1e-9 >= 1
    assert found.effective_sample_size <= len(logged) + 1e-9


def test_equal_rewards_have_no_bootstrap_interval() -> None:
    rng = np.random.default_rng(1)
    for rewards, target in (([1, 1, 1], [0.5, 0.2, 0.1]), ([0, 1, 1], [0.0, 0.2, 0.1])):
        with pytest.raises(ValueError, match="rewards must vary"):
            snips_interval(rewards, target, [0.5] * 3, rng=rng)


def test_refusals() -> None:
    for rewards, target, logged in (
        ([1], [0.5], [0.5]),
        ([1, 0], [0.5], [0.5, 0.5]),
        ([1, 0], [0.5, 1.5], [0.5, 0.5]),
        ([1, 0], [0.5, -0.1], [0.5, 0.5]),
        ([1, 0], [0.5, 0.5], [0.5, 0.0]),
        ([1, 0], [0.5, 0.5], [0.5, 1.1]),
    ):
        for estimator in (ips, snips):
            with pytest.raises(ValueError, match="must"):
                estimator(rewards, target, logged)
    for resamples, confidence, source in ((0, 0.9, "ok"), (9, 1.0, "ok"), (9, 0.9, None)):
        rng = np.random.default_rng(1) if source else None
        with pytest.raises(ValueError, match="resamples|confidence|rng"):
            snips_interval(
                [1, 0],
                [0.5, 0.5],
                [0.5, 0.5],
                rng=rng,  # type: ignore[arg-type]
                resamples=resamples,
                confidence=confidence,
            )
    for estimator in (ips, snips):
        with pytest.raises(ValueError, match="above 0"):
            estimator([1, 0], [0.0, 0.0], [0.5, 0.5])
