import math

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.accelerators.roofline import (
    Gemm,
    Roof,
    peak_flops_per_s,
    peak_memory_bytes_per_s,
    roofline,
)

RATES = {"flops_per_s": 989e12, "bytes_per_s": 3.35e12}
amounts = st.floats(min_value=1.0, max_value=1e24)
rates = st.floats(min_value=1e6, max_value=1e18)


def test_matrix_times_vector_is_bound_by_memory_and_a_large_product_by_arithmetic() -> None:
    vector, square = Gemm(m=1, n=8192, k=8192), Gemm(m=8192, n=8192, k=8192)
    assert roofline(vector.flops, vector.moved_bytes, **RATES).bound == "memory"
    assert roofline(square.flops, square.moved_bytes, **RATES).bound == "compute"


def test_square_product_has_a_third_of_its_side_as_intensity() -> None:
    side = Gemm(m=8192, n=8192, k=8192)
    assert side.flops / side.moved_bytes == pytest.approx(8192 / 3)
    roofs = (
        roofline(g.flops, g.moved_bytes, **RATES)
        for g in (Gemm(885, 885, 885), Gemm(886, 886, 886))
    )
    assert [roof.bound for roof in roofs] == ["memory", "compute"]


def test_at_the_ridge_the_two_times_meet() -> None:
    roof = roofline(989e12, 3.35e12, **RATES)
    assert roof == Roof(time_s=1.0, bound="compute", intensity=roof.ridge, ridge=989 / 3.35)


def test_a_copy_without_arithmetic_takes_its_transfer() -> None:
    assert roofline(0, 3.35e12, **RATES).time_s == 1.0


@given(amounts, amounts, rates, rates)
def test_time_is_the_slower_of_both_and_the_bound_follows_the_ridge(
    flops: float, moved: float, compute: float, memory: float
) -> None:
    roof = roofline(flops, moved, flops_per_s=compute, bytes_per_s=memory)
    assert roof.time_s == max(flops / compute, moved / memory)
    if not math.isclose(roof.intensity, roof.ridge):
        assert (roof.bound == "compute") == (roof.intensity > roof.ridge)


def test_dimensions() -> None:
    unit = pint.UnitRegistry()
    roof = roofline(
        1e12 * unit.count,
        1e9 * unit.byte,
        flops_per_s=1e12 * unit.count / unit.s,
        bytes_per_s=1e12 * unit.byte / unit.s,
    )
    assert roof.time_s.check("[time]")
    assert peak_memory_bytes_per_s(1e9 / unit.s, 4096).check("1/[time]")


def test_published_clocks_give_the_published_peaks() -> None:
    assert peak_flops_per_s(1.83e9, 512, 528) == pytest.approx(989.43e12, rel=1e-5)
    assert peak_memory_bytes_per_s(3996e6, 8192) == pytest.approx(8.184e12, rel=1e-4)


@pytest.mark.parametrize("name", ["flops", "moved_bytes", "flops_per_s", "bytes_per_s"])
@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf, "1", None])
def test_refusals(name: str, bad: object) -> None:
    arguments = {"flops": 1.0, "moved_bytes": 1.0, "flops_per_s": 1.0, "bytes_per_s": 1.0}
    with pytest.raises(ValueError, match=f"{name} must be"):
        roofline(**(arguments | {name: bad}))


def test_refusals_of_shapes_and_clocks() -> None:
    for name in ("m", "n", "k"):
        with pytest.raises(ValueError, match=f"{name} must be a whole number of 1 or more, got 0"):
            Gemm(**({"m": 1, "n": 1, "k": 1} | {name: 0}))
    with pytest.raises(ValueError, match="bytes_per_value must be"):
        Gemm(1, 1, 1, bytes_per_value=0)
    with pytest.raises(ValueError, match="clock_hz must be"):
        peak_flops_per_s(0, 1, 1)
    with pytest.raises(ValueError, match="multiply_adds_per_clock must be"):
        peak_flops_per_s(1.0, 0, 1)
    with pytest.raises(ValueError, match="units must be"):
        peak_flops_per_s(1.0, 1, 1.5)
    with pytest.raises(ValueError, match="clock_hz must be"):
        peak_memory_bytes_per_s(-1.0, 1)
    with pytest.raises(ValueError, match="bus_bits must be"):
        peak_memory_bytes_per_s(1.0, 0)
