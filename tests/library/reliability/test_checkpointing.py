import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.reliability.checkpointing import slowdown, young_interval_s


@pytest.mark.parametrize("size", [1e-150, 1.0, 1e250])
def test_the_interval_has_the_size_of_its_times(size: float) -> None:
    assert young_interval_s(10 * size, 3600 * size) == pytest.approx(
        math.sqrt(72_000) * size, rel=1e-12
    )


@given(st.floats(60.0, 1e6), st.floats(1e-3, 0.02))
def test_the_interval_is_near_the_one_of_least_slowdown(mtbf_s: float, share: float) -> None:
    checkpoint_s = share * mtbf_s
    young_s = young_interval_s(checkpoint_s, mtbf_s)
    tried = [slowdown(mtbf_s, x, checkpoint_s, 0.0) for x in young_s * np.geomspace(0.3, 3, 41)]
    assert slowdown(mtbf_s, young_s, checkpoint_s, 0.0) <= 1.01 * min(tried)


def test_work_that_is_rarely_interrupted_pays_for_its_checkpoints_alone() -> None:
    assert slowdown(1e12, 1800.0, 60.0, 360.0) == pytest.approx(1 + 60 / 1800, rel=1e-6)
    assert slowdown(1e300, 1e299, 0.0, 0.0) == pytest.approx(10 * math.expm1(0.1))


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None])
def test_refusals(bad: object) -> None:
    times = {"mtbf_s": 1.0, "interval_s": 1.0, "checkpoint_s": 1.0, "restart_s": 1.0}
    for name in times:
        with pytest.raises(ValueError, match=f"{name} must be"):
            slowdown(**times | {name: bad})  # type: ignore[arg-type]
    for pair in ((bad, 1.0), (1.0, bad)):
        with pytest.raises(ValueError, match="must be"):
            young_interval_s(*pair)  # type: ignore[arg-type]
