import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.units import show, usd


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3.35e12, "B/s", "3.35 TB/s"),
        (0, "B", "0 B"),
        (999.6, "B", "1 kB"),
        (0.25, "B", "0.25 B"),
        (1e-9, "s", "1 ns"),
        (119.0, "s", "119 s"),
        (120.0, "s", "2 min"),
        (-0.004, "s", "-4 ms"),
        (3 * 365 * 86400.0, "s", "3 years"),
        (0.5, "%", "50 %"),
        (1.5e-4, "%", "0.015 %"),
        (1234.5, "", "1,234"),
        (0.98765, "", "0.988"),
        (250.0, "/s", "250/s"),
        (1e6, "/s", "1 M/s"),
        (0.5, "tokens/s", "0.5 tokens/s"),
        (9.89e14, "FLOP/s", "989 TFLOP/s"),
        (2**40, "iB", "1 TiB"),
        (700.0, "W", "700 W"),
        (1e27, "FLOP", "1,000 YFLOP"),
    ],
)
def test_show(value: float, unit: str, text: str) -> None:
    assert show(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "$0"),
        (-3.5, "-$3.50"),
        (0.0045, "$0.0045"),
        (0.9996, "$1"),
        (0.5, "$0.50"),
        (0.05, "$0.05"),
        (0.125, "$0.125"),
        (999.999, "$1,000"),
        (9_999.6, "$10k"),
        (48_000, "$48k"),
        (999_999, "$1M"),
        (2.5e12, "$2.5T"),
    ],
)
def test_usd(value: float, text: str) -> None:
    assert usd(value) == text


@given(st.floats(min_value=1e-12, max_value=1e20), st.integers(min_value=1, max_value=6))
def test_what_is_shown_is_the_value_to_the_digits_asked(value: float, digits: int) -> None:
    text, prefix = show(value, "X", digits).replace(",", "").split()
    scale = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18} | {
        "m": 1e-3,
        "µ": 1e-6,
        "n": 1e-9,
        "p": 1e-12,
    }
    shown = float(text) * scale[prefix.removesuffix("X")]
    assert math.isclose(shown, value, rel_tol=0.51 * 10 ** (1 - digits))


@given(st.floats(min_value=1e-6, max_value=1e14))
def test_money_keeps_its_sign_and_size(value: float) -> None:
    assert usd(-value) == "-" + usd(value)
    text = usd(value).removeprefix("$").replace(",", "")
    scale = {"k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}.get(text[-1], 1)
    assert math.isclose(float(text.rstrip("kMBT")) * scale, value, rel_tol=0.006)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "1", None, True])
def test_refuses_what_is_no_finite_number(value: object) -> None:
    for write in (lambda: show(value, "B"), lambda: usd(value)):  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="value must be a finite number"):
            write()


def test_refuses_digits_below_one() -> None:
    with pytest.raises(ValueError, match="digits must be a whole number of 1 or more, got 0"):
        show(1.0, "B", digits=0)
