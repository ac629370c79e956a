import math

import numpy as np
import pytest

from napkinmath.serving.scale_to_zero import cold_start_share, scale_to_zero_paid_share


def test_the_shares_by_simulation() -> None:
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
    assert paid / arrivals[-1] == pytest.approx(
        scale_to_zero_paid_share(rate, keep, cold), rel=0.02
    )
    assert asleep / arrivals.size == pytest.approx(cold_start_share(rate, keep, cold), rel=0.03)


def test_the_shares_at_their_ends() -> None:
    assert scale_to_zero_paid_share(10.0, 3600, 60) == 1 and cold_start_share(
        10.0, 3600, 60
    ) == pytest.approx(0)
    assert scale_to_zero_paid_share(1e-9, 0, 0) == 0 and cold_start_share(1e-9, 0, 0) == 1


@pytest.mark.parametrize("rate", [1e-300, 1e-20, 1e-9])
def test_a_rare_request_is_not_lost_to_rounding(rate: float) -> None:
    assert scale_to_zero_paid_share(rate, 300.0, 120.0) == pytest.approx(420 * rate, rel=1e-6)


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None])
def test_refusals(bad: object) -> None:
    times = {"arrivals_per_s": 1.0, "idle_timeout_s": 1.0, "cold_start_s": 1.0}
    for share in (scale_to_zero_paid_share, cold_start_share):
        for name in times:
            with pytest.raises(ValueError, match=name):
                share(**times | {name: bad})  # type: ignore[arg-type]
