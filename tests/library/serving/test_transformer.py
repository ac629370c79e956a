import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.serving.transformer import Decoder, Experts, LatentAttention

SMALL: dict[str, Any] = {"layers": 2, "hidden": 64, "heads": 8, "ffn": 128, "vocab": 1000}
GPT = {"gated": False, "tied_embeddings": True, "biases": "all", "norm": "layer"}


@pytest.mark.parametrize(
    ("config", "params"),
    [
        ({"layers": 32, "hidden": 4096, "heads": 32, "ffn": 11008, "vocab": 32000}, 6738415616),
        ({"layers": 40, "hidden": 5120, "heads": 40, "ffn": 13824, "vocab": 32000}, 13015864320),
        (
            {"layers": 126, "hidden": 16384, "heads": 128, "kv_heads": 8, "ffn": 53248}
            | {"vocab": 128256},
            405853388800,
        ),
        (
            {"layers": 28, "hidden": 3584, "heads": 28, "kv_heads": 4, "ffn": 18944}
            | {"vocab": 152064, "biases": "qkv"},
            7615616512,
        ),
        (
            {"layers": 26, "hidden": 2304, "heads": 8, "kv_heads": 4, "head_dim": 256}
            | {"ffn": 9216, "vocab": 256000, "tied_embeddings": True, "norms_per_layer": 4},
            2614341888,
        ),
        (
            {"layers": 12, "hidden": 768, "heads": 12, "ffn": 3072, "vocab": 50257}
            | {"learned_positions": 1024, **GPT},
            124439808,
        ),
        (
            {"layers": 96, "hidden": 12288, "heads": 96, "ffn": 49152, "vocab": 50257}
            | {"learned_positions": 2048, **GPT},
            174604259328,
        ),
    ],
)
def test_parameters_equal_those_of_the_published_checkpoints(config: Any, params: int) -> None:
    assert Decoder(**config).params == Decoder(**config).active_params == params


def test_mixtures_count_every_expert_and_pass_a_few() -> None:
    mixtral = Decoder(
        layers=32, hidden=4096, heads=32, kv_heads=8, ffn=14336, vocab=32000,
        experts=Experts(total=8, per_token=2, ffn=14336),
    )  # fmt: skip
    assert (mixtral.params, mixtral.active_params) == (46702792704, 12879925248)


def test_latent_attention_of_deepseek_v3() -> None:
    model = Decoder(
        layers=61, hidden=7168, heads=128, head_dim=128, ffn=18432, vocab=129280,
        experts=Experts(256, 8, 2048, shared=1, dense_layers=3, router_bias=True),
        latent=LatentAttention(1536, 512, 128, 64, 128),
    )  # fmt: skip
    assert (model.params, model.active_params) == (671026419200, 37552297472)
    assert model.kv_cache_bytes(batch=1, tokens=1) == 70272
    per_context = model.flops_per_token(1001) - model.flops_per_token(1000)
    assert per_context == 2 * 61 * 128 * (128 + 64 + 128)


def test_queries_that_are_not_compressed() -> None:
    lite = Decoder(
        layers=27, hidden=2048, heads=16, ffn=10944, vocab=102400,
        experts=Experts(64, 6, 1408, shared=2, dense_layers=1),
        latent=LatentAttention(0, 512, 128, 64, 128),
    )  # fmt: skip
    attention = 2048 * 16 * 192 + 2048 * 576 + 512 * 16 * 256 + 16 * 128 * 2048 + 512
    layer = 66 * 3 * 2048 * 1408 + 64 * 2048
    dense = 3 * 2048 * 10944
    assert lite.params == (
        2 * 102400 * 2048 + 27 * attention + dense + 26 * layer + (2 * 27 + 1) * 2048
    )
    assert lite.params == 15_706_484_224
    assert lite.kv_cache_bytes(1, 1) == 27 * 576 * 2


def test_vectors_of_norms_sinks_and_biases() -> None:
    plain = Decoder(**SMALL, kv_heads=2).params
    assert Decoder(**SMALL, kv_heads=2, qk_norm="head").params - plain == 2 * (8 + 8)
    assert Decoder(**SMALL, kv_heads=2, qk_norm="all").params - plain == 2 * 8 * (8 + 2)
    assert Decoder(**SMALL, kv_heads=2, attention_sinks=True).params - plain == 2 * 8
    bare, biased = (
        Decoder(**SMALL, experts=Experts(4, 2, 32, dense_layers=1, biases=flag))
        for flag in (False, True)
    )
    assert biased.params - bare.params == 4 * (2 * 32 + 64)
    assert biased.active_params - bare.active_params == 2 * (2 * 32 + 64)


def test_a_step_reads_the_experts_that_its_tokens_reach() -> None:
    mixture = Experts(total=8, per_token=2, ffn=14336)
    assert mixture.expected_distinct(0) == 0
    assert mixture.expected_distinct(1) == pytest.approx(2)
    assert mixture.expected_distinct(2) == pytest.approx(8 * (1 - 0.75**2))  # 3.5
    every = Experts(total=4, per_token=4, ffn=1)
    assert [every.expected_distinct(tokens) for tokens in (0, 1, 9)] == [0, 4, 4]
    mixtral = Decoder(
        layers=32, hidden=4096, heads=32, kv_heads=8, ffn=14336, vocab=32000, experts=mixture
    )
    expert = 3 * 4096 * 14336
    assert mixtral.params_read(1) == pytest.approx(mixtral.active_params)
    assert mixtral.params_read(2) == pytest.approx(mixtral.active_params + 32 * 1.5 * expert)
    assert mixtral.params_read(10**4) == pytest.approx(mixtral.params)
    assert Decoder(**SMALL).params_read(1) == Decoder(**SMALL).params


def test_uniform_routing_reaches_the_experts_that_are_expected() -> None:
    rng = np.random.default_rng(7)
    reached = [
        len({int(e) for _ in range(6) for e in rng.choice(16, 4, replace=False)})
        for _ in range(4000)
    ]
    assert np.mean(reached) == pytest.approx(Experts(16, 4, 1).expected_distinct(6), rel=0.01)


def test_local_layers_attend_to_their_window() -> None:
    local = Decoder(**SMALL, local_layers=1, sliding_window=100)
    assert local.flops_per_token(50) == Decoder(**SMALL).flops_per_token(50)
    assert local.flops_per_token(300) - local.flops_per_token(0) == 4 * 8 * 8 * (300 + 100)
    assert local.kv_cache_bytes(1, 300) == 2 * 2 * 64 * (300 + 100)
    each = [local.attention_flops(n, n) for n in range(301)]
    assert local.attention_flops(0, 300) == pytest.approx(np.trapezoid(each) / 300)


def test_kv_cache_per_token_in_kib() -> None:
    def kib(layers: int, hidden: int, heads: int, kv_heads: int) -> float:
        model = Decoder(
            layers=layers, hidden=hidden, heads=heads, kv_heads=kv_heads, ffn=1, vocab=1
        )
        return model.kv_cache_bytes(1, 1) / 1024

    sizes = [(32, 4096, 32, 32), (40, 5120, 40, 40), (80, 8192, 64, 8), (28, 3584, 28, 4)]
    assert [kib(*size) for size in sizes] == [512, 800, 320, 56]


def test_flops_are_two_for_each_weight_and_four_for_each_cached_value_pair() -> None:
    model = Decoder(**SMALL)
    matrices = 2 * (4 * 64 * 64 + 3 * 64 * 128) + 64 * 1000
    assert model.flops_per_token(0) == 2 * matrices
    assert model.flops_per_token(10) == 2 * matrices + 4 * 2 * 8 * 8 * 10


@given(
    st.integers(1, 12), st.integers(1, 8), st.integers(1, 4), st.integers(1, 64), st.integers(0, 99)
)
def test_cache_and_arithmetic_grow_as_they_must(
    layers: int, kv_heads: int, group: int, batch: int, tokens: int
) -> None:
    heads = kv_heads * group
    model = Decoder(
        layers=layers, hidden=16 * heads, heads=heads, kv_heads=kv_heads, ffn=64, vocab=100
    )
    full = Decoder(layers=layers, hidden=16 * heads, heads=heads, ffn=64, vocab=100)
    one = model.kv_cache_bytes(1, 1)
    assert model.kv_cache_bytes(batch, tokens) == batch * tokens * one
    assert model.kv_cache_bytes(1, 1, bytes_per_value=1) == one / 2
    assert full.kv_cache_bytes(1, 1) == group * one
    assert full.params >= model.params
    assert model.flops_per_token(tokens + 1) > model.flops_per_token(tokens)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layers": 0}, "layers must be a whole number of 1 or more, got 0"),
        ({"hidden": 1.5}, "hidden must be a whole number"),
        ({"heads": -8}, "heads must be a whole number"),
        ({"ffn": None}, "ffn must be a whole number"),
        ({"vocab": math.nan}, "vocab must be a whole number"),
        ({"kv_heads": 3}, r"kv_heads must divide heads \(8\), got 3"),
        ({"kv_heads": 0}, "kv_heads must be a whole number"),
        ({"head_dim": 0}, "head_dim must be a whole number"),
        ({"hidden": 65}, r"head_dim must be given unless heads divide hidden \(65\)"),
        ({"biases": "some"}, "biases must be one of"),
        ({"norm": "batch"}, "norm must be one of"),
        ({"norms_per_layer": -1}, "norms_per_layer must be"),
        ({"learned_positions": -1}, "learned_positions must be"),
        ({"qk_norm": "both"}, "qk_norm must be one of"),
        ({"local_layers": -1}, "local_layers must be"),
        ({"local_layers": 3, "sliding_window": 9}, r"local_layers must be at most layers \(2\)"),
        ({"local_layers": 1}, "sliding_window must be given with local layers, got None"),
        ({"local_layers": 1, "sliding_window": 1.5}, "sliding_window must be a whole number"),
        ({"sliding_window": 9}, "sliding_window must be None without local layers, got 9"),
        ({"experts": Experts(8, 2, 64, dense_layers=3)}, r"dense_layers must be at most layers"),
    ],
)
def test_decoder_refuses(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Decoder(**(SMALL | changes))


@pytest.mark.parametrize("name", ["total", "per_token", "ffn", "shared", "dense_layers"])
def test_experts_refuse(name: str) -> None:
    good = {"total": 8, "per_token": 2, "ffn": 64, "shared": 0, "dense_layers": 0}
    with pytest.raises(ValueError, match=f"{name} must be a whole number"):
        Experts(**(good | {name: -1}))
    with pytest.raises(ValueError, match=r"per_token must be at most total \(8\), got 9"):
        Experts(8, 9, 64)


@pytest.mark.parametrize("name", ["query_rank", "kv_rank", "key_dim", "rope_dim", "value_dim"])
def test_latent_attention_refuses(name: str) -> None:
    good = dict.fromkeys(("query_rank", "kv_rank", "key_dim", "rope_dim", "value_dim"), 8)
    with pytest.raises(ValueError, match=f"{name} must be a whole number"):
        LatentAttention(**(good | {name: -1}))
    if name != "query_rank":
        with pytest.raises(ValueError, match=f"{name} must be a whole number"):
            LatentAttention(**(good | {name: 0}))


def test_methods_refuse() -> None:
    model = Decoder(**SMALL)
    with pytest.raises(ValueError, match="batch must be"):
        model.kv_cache_bytes(0, 1)
    with pytest.raises(ValueError, match="tokens must be"):
        model.kv_cache_bytes(1, -1)
    with pytest.raises(ValueError, match="bytes_per_value must be"):
        model.kv_cache_bytes(1, 1, bytes_per_value=0)
    with pytest.raises(ValueError, match="context must be"):
        model.flops_per_token(-1)
    with pytest.raises(ValueError, match="tokens must be"):
        model.params_read(0)
    with pytest.raises(ValueError, match="first must be"):
        model.attention_flops(-1, 1)
    with pytest.raises(ValueError, match=r"last must be at least first \(2\), got 1"):
        model.attention_flops(2, 1)
    with pytest.raises(ValueError, match="tokens must be"):
        Experts(8, 2, 64).expected_distinct(-1)
