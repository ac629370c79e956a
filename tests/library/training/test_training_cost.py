import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.catalog.language_models import model
from napkinmath.serving.transformer import Decoder
from napkinmath.training.training_cost import (
    TrainingCost,
    decoder_training_flops,
    mfu,
    palm_flops_per_token,
    training_cost,
    training_flops,
)

positive = st.floats(min_value=1e-3, max_value=1e15)


def test_six_operations_a_parameter_and_token() -> None:
    assert training_flops(1, 1) == 6
    assert training_flops(np.float64(70e9), np.int64(1_400_000_000_000)) == pytest.approx(5.88e23)
    assert isinstance(training_flops(np.float32(2), 3), float)


def test_whole_numpy_numbers_do_not_overflow() -> None:
    params, tokens = np.int64(405_000_000_000), np.int64(15_600_000_000_000)
    assert training_flops(params, tokens) == pytest.approx(3.7908e25)
    layers, hidden, context = np.int32(126), np.int32(16_384), np.int32(131_072)
    found = palm_flops_per_token(1, layers=layers, hidden=hidden, context=context)  # type: ignore[arg-type]
    assert found == 6 + 12 * 126 * 16_384 * 131_072


@given(positive, positive, st.floats(min_value=0.1, max_value=10))
def test_flops_are_proportional_to_both(params: float, tokens: float, factor: float) -> None:
    base = training_flops(params, tokens)
    assert training_flops(factor * params, tokens) == pytest.approx(factor * base)
    assert training_flops(params, factor * tokens) == pytest.approx(factor * base)


@pytest.mark.parametrize(
    "bad", [0, -1, math.nan, math.inf, "1e9", None, [1e9], np.array([1.0, 2.0]), True]
)
def test_flops_refuse(bad: object) -> None:
    with pytest.raises(ValueError, match="params must be"):
        training_flops(bad, 1e9)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="tokens must be"):
        training_flops(1e9, bad)  # type: ignore[arg-type]


def test_counting_by_hand() -> None:
    tiny = Decoder(layers=1, hidden=2, heads=1, ffn=3, vocab=5, gated=False)
    weights = 4 * 2 * 2 + 2 * 2 * 3 + 2 * 5
    attention = sum(2 * 2 * 2 * seen for seen in (1, 2, 3)) / 3  # scores and sums, three tokens
    assert decoder_training_flops(tiny, 3, context=3) == pytest.approx(
        3 * 3 * (2 * weights + attention)
    )


def test_six_n_d_is_low_at_long_contexts_and_high_with_large_tables() -> None:
    llama = model("llama-3-8b").decoder()
    assert (
        0.9 < training_flops(llama.params, 1) / decoder_training_flops(llama, 1, context=8192) < 1
    )
    assert training_flops(llama.params, 1) > decoder_training_flops(llama, 1, context=1)


@pytest.mark.parametrize(("tokens", "context"), [(0, 8), (-1, 8), (1, 0), (1, 1.5), (1, "8")])
def test_counting_refuses(tokens: float, context: object) -> None:
    with pytest.raises(ValueError, match="must be a"):
        decoder_training_flops(model("gpt-2").decoder(), tokens, context=context)  # type: ignore[arg-type]


def test_palm_counts_attention_that_is_not_causal() -> None:
    without = palm_flops_per_token(10, layers=1, hidden=1, context=1)
    assert without == 72
    with pytest.raises(ValueError, match="layers must be"):
        palm_flops_per_token(10, layers=0, hidden=1, context=1)
    with pytest.raises(ValueError, match="params must be"):
        palm_flops_per_token(0, layers=1, hidden=1, context=1)


def test_utilization() -> None:
    assert mfu(100, 10, flops_per_s=20) == 0.5
    with pytest.raises(ValueError, match=r"fit into device_s at 20 FLOP/s, got 5 of it"):
        mfu(100, 1, flops_per_s=20)


@pytest.mark.parametrize("name", ["flops", "device_s", "flops_per_s"])
def test_utilization_refuses(name: str) -> None:
    arguments = {"flops": 1.0, "device_s": 1.0, "flops_per_s": 2.0} | {name: 0.0}
    with pytest.raises(ValueError, match=f"{name} must be"):
        mfu(**arguments)


RUN = {
    "flops": 3600e12,
    "flops_per_s": 10e12,
    "mfu": 0.5,
    "usd_per_hour": 2.0,
    "overhead_factor": 1.5,
}


def test_cost_in_closed_form() -> None:
    assert training_cost(**RUN) == TrainingCost(device_s=1080.0, usd=0.6)
    assert training_cost(**RUN).elapsed_s(4) == 270
    with pytest.raises(ValueError, match="devices must be"):
        training_cost(**RUN).elapsed_s(0)


@given(st.floats(min_value=0.05, max_value=1), st.floats(min_value=0.05, max_value=1))
def test_the_bill_is_inverse_to_the_utilization(one: float, other: float) -> None:
    bills = [training_cost(**{**RUN, "mfu": share}).usd for share in (one, other)]
    assert bills[0] / bills[1] == pytest.approx(other / one)


@pytest.mark.parametrize(
    ("name", "bad"),
    [("flops", 0), ("flops_per_s", -1), ("mfu", 0), ("mfu", 1.1), ("mfu", "x"),
     ("usd_per_hour", -1), ("overhead_factor", 0.99), ("overhead_factor", math.nan)],
)  # fmt: skip
def test_cost_refuses(name: str, bad: object) -> None:
    with pytest.raises(ValueError, match=f"{name} must be"):
        training_cost(**{**RUN, name: bad})  # type: ignore[arg-type]
