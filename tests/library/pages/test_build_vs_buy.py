import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.cash_flow import capital_recovery
from napkinmath.pages.build_vs_buy import (
    annualized_usd,
    build_usd,
    buy_usd,
    metered_usd,
    on_call_engineers,
)
from napkinmath.units import YEAR_S

BUILD = {
    "machines": 3,
    "machine_usd_per_hour": 30.0,
    "project_usd": 600_000.0,
    "overrun": 1.0,
    "upkeep": 0.2,
    "engineers": 1.0,
    "engineer_usd_per_year": 220_000.0,
    "rate": 0.10,
    "years": 3.0,
}


def test_a_rota() -> None:
    assert on_call_engineers(2, 0.25) == 8
    assert on_call_engineers(np.int64(1), 1.0) == 1
    assert on_call_engineers(1, 0.3) == 4


@given(st.floats(min_value=0, max_value=0.5), st.floats(min_value=0.5, max_value=20))
def test_spreading_is_capital_recovery(rate: float, years: float) -> None:
    assert annualized_usd(1000.0, rate, years) == pytest.approx(
        1000 * capital_recovery(rate, years), rel=1e-6
    )


def test_a_year_in_closed_form() -> None:
    assert buy_usd(2.0, 1e-3, 0.0, 0.1, 3.0) == pytest.approx(2 * YEAR_S * 1e-3)
    expected = 3 * 30 * 8760 + 220_000 + 0.2 * 600_000 + 600_000 * capital_recovery(0.1, 3)
    assert build_usd(**BUILD) == pytest.approx(expected)  # type: ignore[arg-type]


@given(st.floats(min_value=0, max_value=10))
def test_building_is_linear_in_the_overrun(overrun: float) -> None:
    at = build_usd(**{**BUILD, "overrun": overrun})  # type: ignore[arg-type]
    none = build_usd(**{**BUILD, "overrun": 0.0})  # type: ignore[arg-type]
    assert at - none == pytest.approx(overrun * annualized_usd(600_000, 0.10, 3.0), abs=1e-6)


@pytest.mark.parametrize("name", list(BUILD))
@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None])
def test_building_refuses(name: str, bad: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        build_usd(**{**BUILD, name: bad})  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [-1, 0, math.nan, math.inf, "1", None])
def test_the_others_refuse(bad: float) -> None:
    with pytest.raises(ValueError, match="on_call_share must be"):
        on_call_engineers(1, bad)
    with pytest.raises(ValueError, match="on_call must be"):
        on_call_engineers(bad, 0.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="periods must be"):
        buy_usd(1.0, 1.0, 1.0, 0.1, bad)


def test_small_refusals() -> None:
    for values in (
        (-1.0, 1.0, 1.0, 0.1),
        (1.0, -1.0, 1.0, 0.1),
        (1.0, 1.0, -1.0, 0.1),
        (1.0, 1.0, 1.0, -0.1),
    ):
        with pytest.raises(ValueError, match="must be"):
            buy_usd(*values, 3.0)


def test_rented_units() -> None:
    assert metered_usd(10, 2.0, 0.5, 0.9) == pytest.approx(10 * 2 * 0.5 * 8760 * 0.9)
    for at in range(4):
        for bad in (-1, math.nan, "1"):
            values: list[float] = [1, 1.0, 1.0, 1.0]
            values[at] = bad  # type: ignore[call-overload]
            with pytest.raises(ValueError, match="must be"):
                metered_usd(*values)  # type: ignore[arg-type]
