import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.embeddings.cost import (
    embedding_time_s,
    embedding_usd,
    memory_usd_per_month,
)

SIZE = st.floats(1e-3, 1e9)


def test_time_of_the_backlog_of_the_book() -> None:
    hours = embedding_time_s(500e6, 300, tokens_per_s=25_000, workers=8) / 3600
    assert hours == pytest.approx(208.33333333333334, rel=1e-9)


@given(SIZE, SIZE, SIZE, st.integers(1, 1000))
def test_time_is_tokens_over_the_rate_of_all(n: float, t: float, r: float, w: int) -> None:
    assert embedding_time_s(n, t, tokens_per_s=r, workers=w) * r * w == pytest.approx(n * t)


@given(SIZE, SIZE)
def test_rent_is_in_proportion_to_bytes(size: float, price: float) -> None:
    monthly = memory_usd_per_month(size, price)
    assert memory_usd_per_month(2 * size, price) == pytest.approx(2 * monthly)


def test_money_by_hand() -> None:
    assert embedding_usd(500e6, 300, 0.02) == pytest.approx(3000)
    assert memory_usd_per_month(2.0**31, 3.8) == 7.6


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf, "1"])
def test_refusals(bad: float) -> None:
    for arguments in ((bad, 1.0), (1.0, bad)):
        with pytest.raises(ValueError, match="must be"):
            embedding_time_s(*arguments, tokens_per_s=1.0)
        with pytest.raises(ValueError, match="must be"):
            memory_usd_per_month(*arguments)
    for position in range(3):
        arguments3 = [1.0, 1.0, 1.0]
        arguments3[position] = bad
        with pytest.raises(ValueError, match="must be"):
            embedding_usd(*arguments3)
    with pytest.raises(ValueError, match="tokens_per_s"):
        embedding_time_s(1, 1, tokens_per_s=bad)
    with pytest.raises(ValueError, match="workers"):
        embedding_time_s(1, 1, tokens_per_s=1, workers=0)
