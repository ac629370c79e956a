import numpy as np
import pytest
from scipy import stats

from napkinmath.stats.bootstrap import bootstrap_interval


def test_it_is_the_percentile_interval_of_scipy() -> None:
    sample = np.random.default_rng(1).exponential(2.0, 80)
    ours = bootstrap_interval(
        lambda rows: float(sample[rows].mean()), 80, rng=np.random.default_rng(2), resamples=9999
    )
    theirs = stats.bootstrap(
        (sample,), np.mean, n_resamples=9999, method="percentile", rng=np.random.default_rng(3)
    ).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.03)


def test_it_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    inside = 0
    for _ in range(300):
        sample = rng.normal(size=60)
        found = bootstrap_interval(
            lambda rows, s=sample: float(s[rows].mean()),  # type: ignore[misc]
            60,
            rng=rng,
            resamples=200,
            confidence=0.9,
        )
        inside += found.low < 0 < found.high
    assert inside / 300 == pytest.approx(0.89, abs=0.05)


def test_resamples_without_a_value_are_left_out() -> None:
    rng = np.random.default_rng(5)
    found = bootstrap_interval(lambda rows: 1.0 if 0 in rows else None, 4, rng=rng)
    assert (found.low, found.high) == (1, 1)
    with pytest.raises(ValueError, match="statistic must have a value"):
        bootstrap_interval(lambda rows: None, 4, rng=rng)


def test_refusals() -> None:
    rng = np.random.default_rng(1)
    for rows, resamples, confidence in ((1, 9, 0.9), (5, 0, 0.9), (5, 9, 1.0)):
        with pytest.raises(ValueError, match="rows|resamples|confidence"):
            bootstrap_interval(
                lambda _: 1.0, rows, rng=rng, resamples=resamples, confidence=confidence
            )
    with pytest.raises(ValueError, match="rng"):
        bootstrap_interval(lambda _: 1.0, 5, rng=1)  # type: ignore[arg-type]
