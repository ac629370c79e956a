import math
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.catalog import _facts as facts
from napkinmath.catalog.language_models import model, models
from napkinmath.serving.kv_cache import KVCache, LayerGroup
from napkinmath.serving.transformer import Decoder

CHECKS = tomllib.loads((Path(__file__).parent / "kv_cache_checks.toml").read_text("utf-8"))
WHOLE = LayerGroup(layers=10, values_per_token=2 * 16 * 128, kv_heads=16)
LOCAL = replace(WHOLE, layers=52, sliding_window=1024)
LATENT = LayerGroup(layers=61, values_per_token=576, index_values=128)
STATE = LayerGroup(layers=48, state_values=48 * 128 * 128, conv_values=30720, state_heads=48)
FORMATS = ("bytes_per_value", "index_bytes_per_value", "state_bytes_per_value")


groups = st.builds(
    lambda heads, width, **rest: LayerGroup(values_per_token=heads * width, kv_heads=heads, **rest),
    heads=st.sampled_from([1, 2, 4, 8]),
    width=st.integers(0, 256),
    layers=st.integers(1, 80),
    sliding_window=st.none() | st.integers(1, 5000),
    compressed_values=st.sampled_from([0, 64]),
    compress_ratio=st.sampled_from([4, 128]),
    index_values=st.sampled_from([0, 128]),
    index_ratio=st.sampled_from([1, 4]),
    state_values=st.sampled_from([0, 4096]),
)


def test_cache_sizes_that_were_printed_or_computed_by_hand() -> None:
    for name, check in CHECKS.items():
        layers = model(check["model"]).layer_groups
        formats = {key: check[key] for key in (*FORMATS, "conv_bytes_per_value") if key in check}
        lengths = check.get("batch", 1) * [check["tokens"]]
        found = KVCache(groups=layers, **formats).batch_bytes(lengths)
        assert found == pytest.approx(check["bytes"], rel=1e-9), name
        assert check["source"] and check["mark"] in {*facts.MARKS, "computed"}, name
        if "printed" in check:
            if check.get("printed_of") == "global layers":
                layers = tuple(g for g in layers if g.values_per_token and not g.sliding_window)
                found = KVCache(groups=layers, **formats).batch_bytes(lengths)
            printed_bytes = check["printed"] * check["unit_bytes"] * check.get("printed_parts", 1)
            assert found == pytest.approx(printed_bytes, rel=check["within"]), name


def test_a_state_of_a_hybrid_as_an_engine_prints_it() -> None:
    layers = tuple(g for g in model("qwen3.5-27b").layer_groups if g.state_values)
    state = KVCache(groups=layers, conv_bytes_per_value=4)
    assert state.sequence_bytes(0) == state.sequence_bytes(10**6) == 149.625 * 2**20
    assert KVCache(groups=layers).bytes_per_token(7) == 0


def test_plain_attention_in_closed_form() -> None:
    llama = Decoder(layers=32, hidden=4096, heads=32, kv_heads=8, ffn=14336, vocab=128256)
    for tokens in (0, 1, 8192):
        assert KVCache(groups=llama.layer_groups).sequence_bytes(tokens) == (
            2 * 32 * 8 * 128 * tokens * 2
        )


def test_a_window_bounds_what_a_layer_keeps() -> None:
    gemma = KVCache(groups=(WHOLE, LOCAL))
    assert gemma.groups == model("gemma-3-27b").layer_groups
    assert gemma.sequence_bytes(131_072) == 2 * 4096 * (10 * 131_072 + 52 * 1024)
    assert gemma.sequence_bytes(1000) == 2 * 4096 * 62 * 1000
    assert model("mistral-7b-v0.1").decoder().kv_cache_bytes(1, 32768) == 4096 * 131_072
    assert model("gemma-2-9b").decoder().kv_cache_bytes(1, 8192) == 2 * 2 * 8 * 256 * (
        21 * 8192 + 21 * 4096
    )


def test_a_page_is_taken_whole_and_a_window_lies_across_one_more() -> None:
    paged = KVCache(groups=(WHOLE,), block_size=16)
    assert [paged.sequence_bytes(n) / paged.sequence_bytes(1) for n in (0, 16, 17, 33)] == [
        0, 1, 2, 3,
    ]  # fmt: skip
    window = KVCache(groups=(replace(WHOLE, sliding_window=128),), block_size=16)
    one = window.sequence_bytes(1)
    # tokens 16 to 143 fill 8 blocks, tokens 17 to 144 lie in 9
    assert [window.sequence_bytes(n) / one for n in (128, 129, 144, 145, 10_000)] == [8, 9, 9, 9, 9]
    touched = [(last // 16) - ((last - 127) // 16) + 1 for last in range(127, 1000)]
    assert max(touched) == 9


@pytest.mark.parametrize(
    ("group", "devices", "share"),
    [
        (WHOLE, 8, 1 / 8),
        (WHOLE, 16, 1 / 16),
        (WHOLE, 64, 1 / 16),  # each head on four devices
        (LATENT, 8, 1.0),  # the latent and its index keys whole on each
        (STATE, 8, 1 / 8),
        (replace(WHOLE, kv_heads=1), 4, 1.0),
    ],
)
def test_what_a_device_of_a_tensor_parallel_group_holds(
    group: LayerGroup, devices: int, share: float
) -> None:
    alone, split = (KVCache(groups=(group,), tensor_parallel_size=n) for n in (1, devices))
    assert split.sequence_bytes(5000) == share * alone.sequence_bytes(5000)


def test_formats_count_each_kind_of_value() -> None:
    latent = KVCache(groups=(LATENT,), bytes_per_value=1, index_bytes_per_value=0.5)
    assert latent.sequence_bytes(1) == 61 * (576 + 64)
    assert replace(latent, index_bytes_per_value=None).sequence_bytes(1) == 61 * (576 + 128)
    state = KVCache(groups=(STATE,), state_bytes_per_value=2, conv_bytes_per_value=1)
    assert state.sequence_bytes(9) == 48 * (2 * 48 * 128 * 128 + 30720)


def test_how_many_requests_fit() -> None:
    llama = KVCache(groups=model("llama-3-8b").layer_groups)
    assert llama.max_sequences(2**34, 8192) == 16
    assert llama.max_sequences(2**34 - 1, 8192) == 15
    assert llama.max_sequences(0, 1) == 0
    lengths = [4096, 4096, 2048, 8192, 1]
    assert llama.admitted(2**30, lengths) == 2
    assert llama.admitted(llama.batch_bytes(lengths), lengths) == 5
    assert llama.admitted(0, []) == 0


@given(groups, groups, st.integers(0, 20_000), st.sampled_from([1, 16, 64]))
def test_a_cache_grows_with_length_and_adds_over_layers(
    one: LayerGroup, other: LayerGroup, tokens: int, block: int
) -> None:
    both, first, second = (
        KVCache(groups=kept, block_size=block) for kept in ((one, other), (one,), (other,))
    )
    assert both.sequence_bytes(tokens) <= both.sequence_bytes(tokens + 1)
    total = first.sequence_bytes(tokens) + second.sequence_bytes(tokens)
    assert both.sequence_bytes(tokens) == pytest.approx(total)
    assert both.sequence_bytes(tokens) >= replace(both, block_size=1).sequence_bytes(tokens)


@given(groups, st.integers(0, 40))
def test_the_slope_is_what_128_tokens_add(group: LayerGroup, group_of_128: int) -> None:
    cache, tokens = KVCache(groups=(group,)), 128 * group_of_128
    window = group.sliding_window
    if window is not None and tokens < window < tokens + 128:
        return
    grown = cache.sequence_bytes(tokens + 128) - cache.sequence_bytes(tokens)
    assert grown == pytest.approx(128 * cache.bytes_per_token(tokens))


@given(groups, st.integers(1, 20_000), st.sampled_from([1, 2, 4, 8, 16, 64]))
def test_devices_hold_at_least_their_share(group: LayerGroup, tokens: int, devices: int) -> None:
    try:
        split = KVCache(groups=(group,), tensor_parallel_size=devices)
    except ValueError:
        return
    alone = KVCache(groups=(group,)).sequence_bytes(tokens)
    assert alone / devices <= split.sequence_bytes(tokens) * (1 + 1e-12) <= alone * (1 + 1e-9)


@given(groups, st.integers(1, 20_000), st.floats(0, 1e12))
def test_one_more_would_not_fit(group: LayerGroup, tokens: int, memory_bytes: float) -> None:
    cache = KVCache(groups=(group,))
    each = cache.sequence_bytes(tokens)
    if each == 0:
        return
    count = cache.max_sequences(memory_bytes, tokens)
    assert count * each <= memory_bytes * (1 + 1e-12) < (count + 1) * each * (1 + 1e-9)


def test_every_model_of_the_data_book_has_a_cache() -> None:
    for one in models():
        cache = KVCache(groups=one.layer_groups)
        mixers = one.layers - one.layer_kinds.count("F")
        assert sum(group.layers for group in cache.groups) == mixers, one.id
        assert 0 < cache.sequence_bytes(one.context) < 2**41, one.id


@pytest.mark.parametrize("bad", [-1, 1.5, True, "1", None, math.nan])
def test_groups_refuse_what_is_no_count(bad: object) -> None:
    for name in ("layers", "values_per_token", "kv_heads", "compress_ratio", "index_values"):
        with pytest.raises(ValueError, match=f"{name} must be a whole number"):
            replace(WHOLE, **{name: bad})  # type: ignore[arg-type]
    for name in ("state_values", "conv_values", "state_heads", "compressed_values", "index_ratio"):
        with pytest.raises(ValueError, match=f"{name} must be a whole number"):
            replace(STATE, **{name: bad})  # type: ignore[arg-type]
    if bad is not None:
        with pytest.raises(ValueError, match="sliding_window must be a whole number"):
            replace(WHOLE, sliding_window=bad)  # type: ignore[arg-type]


def test_groups_refuse_heads_that_do_not_divide() -> None:
    with pytest.raises(ValueError, match=r"kv_heads must divide values_per_token \(4096\), got 3"):
        replace(WHOLE, kv_heads=3)
    with pytest.raises(ValueError, match="state_heads must divide state_values"):
        replace(STATE, state_heads=7)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bytes_per_value": 0}, "bytes_per_value must be a finite number above 0, got 0"),
        ({"index_bytes_per_value": 0}, "index_bytes_per_value must be"),
        ({"state_bytes_per_value": -1}, "state_bytes_per_value must be"),
        ({"conv_bytes_per_value": math.nan}, "conv_bytes_per_value must be"),
        ({"block_size": 0}, "block_size must be a whole number of 1 or more, got 0"),
        ({"tensor_parallel_size": 1.5}, "tensor_parallel_size must be a whole number"),
        (
            {"tensor_parallel_size": 6},
            r"tensor_parallel_size must divide kv_heads \(16\) or be a multiple of it, got 6",
        ),
        (
            {"groups": (STATE,), "tensor_parallel_size": 5},
            r"tensor_parallel_size must divide state_heads \(48\)",
        ),
    ],
)
def test_caches_refuse(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(KVCache(groups=(WHOLE,)), **changes)


@pytest.mark.parametrize("bad", [-1, 1.5, True, "1", None])
def test_methods_refuse(bad: Any) -> None:
    cache = KVCache(groups=(WHOLE,))
    for method in (cache.sequence_bytes, cache.bytes_per_token):
        with pytest.raises(ValueError, match="tokens must be a whole number of 0 or more"):
            method(bad)
    with pytest.raises(ValueError, match="tokens must be"):
        cache.batch_bytes([1, bad])
    with pytest.raises(ValueError, match="tokens must be"):
        cache.max_sequences(1e9, bad)
    with pytest.raises(ValueError, match="tokens must be"):
        cache.admitted(1e9, [bad])


def test_methods_refuse_memory_that_is_none_and_sequences_that_keep_nothing() -> None:
    cache = KVCache(groups=(WHOLE,))
    for bad in (-1, math.nan, math.inf, "1", None):
        with pytest.raises(ValueError, match="memory_bytes must be"):
            cache.max_sequences(bad, 1)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="memory_bytes must be"):
            cache.admitted(bad, [1])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="tokens must be a number that keeps anything, got 0"):
        cache.max_sequences(1e9, 0)
