import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.queueing.capacity import servers_for_peak

RATES = st.floats(min_value=1e-3, max_value=1e6)


@given(RATES, st.floats(1.0, 10.0), RATES, st.floats(0.01, 1.0), st.integers(0, 3))
def test_they_are_enough_and_no_more(
    mean: float, peak: float, rate: float, target: float, spares: int
) -> None:
    needed = servers_for_peak(mean, peak, rate, target, spares) - spares
    assert mean * peak <= needed * rate * target * (1 + 1e-9)
    if needed > 1:
        assert mean * peak > (needed - 1) * rate * target * (1 - 1e-9)


@given(st.integers(1, 10_000), st.floats(0.01, 1.0), st.sampled_from([1e-300, 1e-9, 1.0, 1e150]))
def test_a_whole_number_of_servers_is_not_rounded_up(n: int, target: float, rate: float) -> None:
    assert servers_for_peak(n * (rate * target), 1.0, rate, target, 0) == n
    assert servers_for_peak(n * rate * target, 1.0, rate, target, 0) == n


def test_known_counts() -> None:
    assert 4.2 / (6.0 * 0.7) > 1  # by rounding alone
    assert servers_for_peak(4.2, 1.0, 6.0, 0.7, 0) == 1
    assert servers_for_peak(2000.0, 2.5, 5000.0, 1.0, 0) == 1
    assert servers_for_peak(2000.1, 2.5, 5000.0, 1.0, 0) == 2
    assert servers_for_peak(1.0, 1.0, 5000.0, 1.0, 1) == 2
    assert servers_for_peak(3000.0, 2.5, 280.0, 1.0, 0) == 27


@pytest.mark.parametrize("bad", [-1, 0, math.nan, math.inf, "1", None, True])
def test_refusals(bad: object) -> None:
    good = {"mean_per_s": 1.0, "peak_over_mean": 2.0, "server_per_s": 1.0}
    good |= {"target_utilization": 0.5}
    for name in good:
        with pytest.raises(ValueError, match=f"{name} must be"):
            servers_for_peak(**good | {name: bad}, spares=0)  # type: ignore[arg-type]
    for name, wrong in (("peak_over_mean", 0.5), ("target_utilization", 1.1), ("spares", -1)):
        with pytest.raises(ValueError, match=f"{name} must be"):
            servers_for_peak(**{**good, "spares": 0, name: wrong})  # type: ignore[arg-type]
