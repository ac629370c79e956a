import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.serving.token_cost import (
    break_even_tokens_per_s,
    decode_usd_per_million_tokens,
    max_batch_size,
    usd_per_million_tokens,
    usd_per_resolved_task,
)

LLAMA = {
    "context_tokens": 2000.0,
    "params": 8e9,
    "weight_bytes": 1.0,
    "kv_bytes_per_token": 65536.0,
}
CARD = {"flops_per_s": 1.09e15, "bytes_per_s": 3e12, "step_overhead_s": 0.004, "usd_per_hour": 3.99}


def test_golden_break_even_of_a_node() -> None:
    per_s = break_even_tokens_per_s(8 * 3.99, 0.88)
    assert per_s == pytest.approx(10_076, rel=1e-3)
    assert per_s * 3600 / 1e6 == pytest.approx(36.27, rel=1e-3)


@given(st.floats(0.01, 1e4), st.floats(0.001, 1e3))
def test_break_even_is_where_the_two_cost_the_same(rent: float, usd: float) -> None:
    assert usd_per_million_tokens(rent, break_even_tokens_per_s(rent, usd)) == pytest.approx(usd)


def test_decoding_is_weights_at_first_and_arithmetic_at_last() -> None:
    alone = decode_usd_per_million_tokens(1, **LLAMA, **CARD)
    read = (8e9 + 2000 * 65536) / 3e12 + 0.004
    assert alone == pytest.approx(3.99 / 3600 * read * 1e6)
    short = LLAMA | {"context_tokens": 0.0}
    many = decode_usd_per_million_tokens(1e6, **short, **CARD | {"step_overhead_s": 0.0})
    assert many == pytest.approx(3.99 / 3600 * 2 * 8e9 / 1.09e15 * 1e6)


@given(st.floats(1, 1000), st.floats(1, 1000))
def test_a_larger_batch_is_never_dearer_by_the_token(batch_size: float, more: float) -> None:
    small = decode_usd_per_million_tokens(batch_size, **LLAMA, **CARD)
    assert decode_usd_per_million_tokens(batch_size + more, **LLAMA, **CARD) <= small * (1 + 1e-12)


def test_what_fits() -> None:
    assert max_batch_size(2000, 8e9, 1, 65536, 72e9) == 488
    assert max_batch_size(2000, 70e9, 2, 65536, 72e9) == 0


def test_a_task_that_always_resolves_costs_its_call() -> None:
    assert usd_per_resolved_task(0.01, 1.0, 3, 0.0, 4.0) == 0.01
    assert usd_per_resolved_task(0.01, 0.0, 3, 0.0, 4.0) == pytest.approx(4.03)
    assert usd_per_resolved_task(0.01, 0.5, 2, 0.1, 4.0) == pytest.approx(1.5 * 0.011 + 1.0)


@given(st.floats(0, 1), st.integers(1, 8))
def test_one_more_try_pays_while_it_costs_less_than_the_person(
    share: float, max_attempts: int
) -> None:
    fewer, more = (
        usd_per_resolved_task(0.01, share, n, 0.0, 4.0) for n in (max_attempts, max_attempts + 1)
    )
    failed = (1 - share) ** max_attempts
    assert more - fewer == pytest.approx(failed * (0.01 - share * 4.0), abs=1e-9)


BAD = [-1, math.nan, math.inf, "1", None]


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("name", [*LLAMA, *CARD, "batch_size"])
def test_decode_refuses(name: str, bad: object) -> None:
    with pytest.raises(ValueError, match=name):
        decode_usd_per_million_tokens(**{"batch_size": 1.0} | LLAMA | CARD | {name: bad})  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", BAD)
def test_the_rest_refuses(bad: object) -> None:
    for name in ("usd_per_hour", "tokens_per_s"):
        with pytest.raises(ValueError, match=name):
            usd_per_million_tokens(**{"usd_per_hour": 1.0, "tokens_per_s": 1.0} | {name: bad})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="usd_per_hour"):
        break_even_tokens_per_s(bad, 1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="usd_per_million_tokens"):
        break_even_tokens_per_s(1, bad)  # type: ignore[arg-type]
    names = ("context_tokens", "params", "weight_bytes", "kv_bytes_per_token", "memory_bytes")
    fits = dict.fromkeys(names, 1.0)
    for name in fits:
        with pytest.raises(ValueError, match=name):
            max_batch_size(**fits | {name: bad})  # type: ignore[arg-type]
    task = {
        "attempt_usd": 1.0,
        "success_rate": 0.5,
        "duplicate_rate": 0.0,
        "fallback_usd": 1.0,
        "max_attempts": 1,
    }
    for name in task:
        with pytest.raises(ValueError, match=name):
            usd_per_resolved_task(**task | {name: bad})  # type: ignore[arg-type]
