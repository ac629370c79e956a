import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.accelerators.activation_checkpointing import (
    RECOMPUTE_FACTOR,
    activation_bytes,
    fsdp_critical_tokens,
    fsdp_token_s,
    smaller_device_saving,
)

LINK = {"flops_per_s": 5e14, "bytes_per_s": 50e9}


def test_activations_in_closed_form() -> None:
    assert activation_bytes(10, hidden=3, layers=7) == 34 * 10 * 3 * 7
    assert activation_bytes(10, hidden=3, layers=7, recompute=True) == 10 * 3 * (2 * 7 + 34)


def test_recomputing_frees_more_the_deeper_the_model() -> None:
    def kept(layers: int) -> float:
        return activation_bytes(8, hidden=8, layers=layers, recompute=True) / activation_bytes(
            8, hidden=8, layers=layers
        )

    assert kept(1) > 1 > kept(4) > kept(32) > 2 / 34


@given(st.floats(min_value=1, max_value=1e6))
def test_a_token_takes_the_longer_of_arithmetic_and_traffic(tokens: float) -> None:
    critical = fsdp_critical_tokens(**LINK)
    plain = fsdp_token_s(8e9, tokens, **LINK)
    again = fsdp_token_s(8e9, tokens, **LINK, recompute=True)
    floor = 6 * 8e9 / 5e14
    assert plain == pytest.approx(floor * max(1, critical / tokens))
    assert again == pytest.approx(floor * max(RECOMPUTE_FACTOR, critical / tokens))


def test_recomputing_pays_below_three_quarters_of_the_critical_batch() -> None:
    for share, pays in [(0.74, True), (0.76, False)]:
        plain = fsdp_token_s(8e9, share * fsdp_critical_tokens(**LINK), **LINK)
        assert (fsdp_token_s(8e9, 1e6, **LINK, recompute=True) < plain) is pays


def test_a_smaller_device_pays_below_three_quarters_of_the_price() -> None:
    assert smaller_device_saving(0.75) == pytest.approx(0)
    assert smaller_device_saving(0.5, recompute_factor=1.0) == 0.5
    assert smaller_device_saving(1.0) == pytest.approx(-1 / 3)


@pytest.mark.parametrize("name", ["tokens", "hidden", "layers"])
def test_activations_refuse(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be"):
        activation_bytes(**{"tokens": 1, "hidden": 1, "layers": 1} | {name: 0})


@pytest.mark.parametrize("name", ["params", "tokens", "flops_per_s", "bytes_per_s"])
def test_times_refuse(name: str) -> None:
    arguments = {"params": 1.0, "tokens": 1.0, **LINK} | {name: -1.0}
    with pytest.raises(ValueError, match=f"{name} must be"):
        fsdp_token_s(**arguments)
    if name in LINK:
        with pytest.raises(ValueError, match=f"{name} must be"):
            fsdp_critical_tokens(**LINK | {name: 0.0})


def test_ratios_are_refused() -> None:
    with pytest.raises(ValueError, match="price_ratio must be"):
        smaller_device_saving(0)
    with pytest.raises(ValueError, match="recompute_factor must be"):
        smaller_device_saving(0.5, recompute_factor=0.9)
