"""Published parameter counts, cache sizes, FLOP and step times of transformers."""

from napkinmath.accelerators.roofline import roofline
from napkinmath.scoreboard.registry import reproduces
from napkinmath.serving.transformer import Decoder, Experts, LatentAttention

_TOPIC = "large-language-model-systems"
_GPT2 = Decoder(
    layers=12, hidden=768, heads=12, ffn=3072, vocab=50257,
    gated=False, tied_embeddings=True, learned_positions=1024,
)  # fmt: skip
_LLAMA_2_13B = Decoder(layers=40, hidden=5120, heads=40, ffn=13824, vocab=32000)
_LLAMA_3_70B = Decoder(layers=80, hidden=8192, heads=64, kv_heads=8, ffn=28672, vocab=128256)
_DEEPSEEK_V3 = Decoder(
    layers=61, hidden=7168, heads=128, head_dim=128, ffn=18432, vocab=129280,
    experts=Experts(256, 8, 2048, shared=1, dense_layers=3, router_bias=True),
    latent=LatentAttention(1536, 512, key_dim=128, rope_dim=64, value_dim=128),
)  # fmt: skip


def _mpt(layers: int, hidden: int, positions: int = 2048) -> Decoder:
    return Decoder(
        layers=layers, hidden=hidden, heads=hidden // 128, ffn=4 * hidden, vocab=50368,
        gated=False, tied_embeddings=True, biases="all", norm="layer",
        learned_positions=positions,
    )  # fmt: skip


@reproduces(
    "nanogpt-params",
    topic=_TOPIC,
    claim="parameters of GPT-2 without biases",
    published=124_337_664,
    within=0,
    unit="params",
    source="karpathy2023nanogpt",
    where="notebook on transformer sizing, cell on parameters",
    mark="read",
)
def gpt_2_params() -> float:
    return _GPT2.params


@reproduces(
    "nanogpt-forward-flops",
    topic=_TOPIC,
    claim="FLOP of one forward pass of GPT-2 over 1,024 tokens, counted operation by operation",
    published=291_648_307_200,
    within=0,
    unit="FLOP",
    source="karpathy2023nanogpt",
    where="notebook on transformer sizing, row forward_total",
    mark="read",
)
def gpt_2_forward_flops() -> float:
    return 1024 * _GPT2.flops_per_token(1024)


@reproduces(
    "mpt-params",
    topic=_TOPIC,
    claim="parameters of MPT 1B, 3B, 7B, 13B, 30B and 70B at 2,048 positions",
    published=[
        1_315_950_592,
        2_651_837_440,
        6_658_859_008,
        12_853_954_560,
        29_975_214_080,
        64_862_437_376,
    ],
    within=0,
    unit="params",
    source="mosaicml2025foundry",
    where="MPT training benchmarks, last column of the first H100 table",
    mark="read",
)
def mpt_params() -> tuple[float, ...]:
    sizes = [(24, 2048), (32, 2560), (32, 4096), (40, 5120), (48, 7168), (80, 8192)]
    return tuple(_mpt(layers, hidden).params for layers, hidden in sizes)


@reproduces(
    "mpt-7b-mfu",
    topic=_TOPIC,
    claim="MFU of MPT 7B on 8 H100 from its measured tokens/s, at 1,024 to 65,536 tokens",
    published=[0.4283, 0.4644, 0.4042, 0.3714, 0.3094, 0.2859],
    within=0.00005,
    unit="%",
    source="mosaicml2025foundry",
    where="MPT training benchmarks, 7b rows on 8 GPUs",
    mark="read",
    explanation=(
        "They multiply all parameters by six, the table of learned positions included. A look-up "
        "in a table multiplies nothing, so we leave it out; at 65,536 positions it is 4 % of the "
        "model."
    ),
)
def mpt_7b_mfu() -> tuple[float, ...]:
    tokens_per_s = {1024: 10203, 2048: 10643, 4096: 8611, 8192: 6935, 32768: 3318, 65536: 1956}
    return tuple(
        3 * _mpt(32, 4096, length).flops_per_token(length) * rate / 989.4e12
        for length, rate in tokens_per_s.items()
    )


@reproduces(
    "deepseek-v3-total-params",
    topic=_TOPIC,
    claim="parameters of DeepSeek-V3 without its multi-token-prediction module",
    published=671e9,
    within=0.5e9,
    unit="params",
    source="deepseek2024v3",
    where="README, table of downloads",
    mark="read",
)
def deepseek_v3_params() -> float:
    return _DEEPSEEK_V3.params


@reproduces(
    "deepseek-v3-active-params",
    topic=_TOPIC,
    claim="parameters that one token of DeepSeek-V3 passes",
    published=37e9,
    within=0.5e9,
    unit="params",
    source="deepseek2024v3",
    where="README, table of downloads",
    mark="read",
    explanation=(
        "We count the table of input embeddings, 0.93 G parameters of which a token reads one row. "
        "Without it the count is 36.6 G, which rounds to the printed 37."
    ),
)
def deepseek_v3_active_params() -> float:
    return _DEEPSEEK_V3.active_params


@reproduces(
    "mixtral-params",
    topic=_TOPIC,
    claim="parameters of Mixtral 8x7B, in all and on the path of one token",
    published=[47e9, 13e9],
    within=0.5e9,
    unit="params",
    source="nvidia2026mixtral",
    where="row Parameters",
    mark="read",
)
def mixtral_params() -> tuple[float, ...]:
    mixtral = Decoder(
        layers=32, hidden=4096, heads=32, kv_heads=8, ffn=14336, vocab=32000,
        experts=Experts(8, 2, 14336),
    )  # fmt: skip
    return mixtral.params, mixtral.active_params


@reproduces(
    "llama-cpp-kv-cache",
    topic=_TOPIC,
    claim="KV cache that llama.cpp allocates for 2,048 tokens: Mixtral 8x7B, Llama 3 8B and 70B, "
    "Command R 35B",
    published=[256 * 2**20, 256 * 2**20, 640 * 2**20, 2560 * 2**20],
    within=0.5 * 2**20,
    unit="iB",
    source="hugsanir2024kv",
    where="table in the opening post",
    mark="read",
)
def llama_cpp_kv_cache() -> tuple[float, ...]:
    eight_kv_heads = Decoder(layers=32, hidden=4096, heads=32, kv_heads=8, ffn=1, vocab=1)
    command_r = Decoder(layers=40, hidden=8192, heads=64, ffn=22528, vocab=256000)
    models = (eight_kv_heads, eight_kv_heads, _LLAMA_3_70B, command_r)
    return tuple(model.kv_cache_bytes(batch=1, tokens=2048) for model in models)


@reproduces(
    "scaling-book-kv-13b",
    topic=_TOPIC,
    claim="KV cache of one sequence of 8,192 tokens of LLaMA 2 13B in bf16",
    published=6.7e9,
    within=0.05e9,
    unit="B",
    source="austin2025scaling",
    where='chapter "All About Transformer Inference", The main difference is the KV cache',
    mark="read",
)
def kv_cache_13b() -> float:
    return _LLAMA_2_13B.kv_cache_bytes(batch=1, tokens=8192)


@reproduces(
    "scaling-book-kv-70b",
    topic=_TOPIC,
    claim="KV cache of one token of LLaMA 3 70B in bf16, int8 and int4",
    published=[324e3, 162e3, 81e3],
    within=0.5e3,
    unit="B",
    source="austin2025scaling",
    where='chapter "Serving LLaMA 3-70B on TPUs", table of minimal slices',
    mark="read",
    explanation=(
        "The product of the printed configuration is 327,680 bytes in bf16, or 320 KiB; 324 is "
        "neither. The text above the table prints 160 kB for int8, which is 163,840 bytes in KiB."
    ),
)
def kv_cache_70b() -> tuple[float, ...]:
    return tuple(_LLAMA_3_70B.kv_cache_bytes(1, 1, bytes_per_value=size) for size in (2, 1, 0.5))


@reproduces(
    "scaling-book-weights-70b",
    topic=_TOPIC,
    claim="weights of LLaMA 3 70B in bf16, int8 and int4",
    published=[140e9, 70e9, 45e9],
    within=2e9,
    unit="B",
    source="austin2025scaling",
    where='chapter "Serving LLaMA 3-70B on TPUs", table of minimal slices',
    mark="read",
    explanation=(
        "The first two agree to the rounding of 70 G parameters. Half a byte for each would be "
        "35 GB in int4; the printed 45 GB, and the chips and caches that follow from it, do not."
    ),
)
def weights_70b() -> tuple[float, ...]:
    return tuple(_LLAMA_3_70B.params * size for size in (2, 1, 0.5))


def _decode_step_s(weights_bytes: float, cache_bytes: float, sequences: int) -> float:
    """Time of one step of decoding on eight TPU v5e, read-bound as the book takes it."""
    chips = {"flops_per_s": 8 * 197e12, "bytes_per_s": 8 * 0.82e12}
    flops = 2 * weights_bytes / 2 * sequences
    return roofline(flops, weights_bytes + cache_bytes * sequences, **chips).time_s


_BATCHES = (1, 8, 16, 32, 64, 240)


@reproduces(
    "scaling-book-step-13b",
    topic=_TOPIC,
    claim="step time of LLaMA 2 13B on 8 TPU v5e at batch 1, 8, 16, 32, 64 and 240, "
    "8,192 tokens each",
    published=[4.98e-3, 12.13e-3, 20.30e-3, 36.65e-3, 69.33e-3, 249.09e-3],
    within=0.5e-3,
    unit="s",
    source="austin2025scaling",
    where='chapter "All About Transformer Inference", first table of batch sizes; they round the '
    "cache to 6.7 GB",
    mark="read",
)
def step_times_13b() -> tuple[float, ...]:
    weights_bytes = 2 * _LLAMA_2_13B.params
    cache_bytes = _LLAMA_2_13B.kv_cache_bytes(1, 8192)
    return tuple(_decode_step_s(weights_bytes, cache_bytes, batch) for batch in _BATCHES)


@reproduces(
    "scaling-book-step-13b-gqa",
    topic=_TOPIC,
    claim="the same step times with eight KV heads in place of forty",
    published=[4.17e-3, 5.60e-3, 7.23e-3, 10.50e-3, 17.04e-3, 52.99e-3],
    within=0.1e-3,
    unit="s",
    source="austin2025scaling",
    where='chapter "All About Transformer Inference", second table of batch sizes; they round the '
    "cache to 1.34 GB",
    mark="read",
)
def step_times_13b_with_grouped_queries() -> tuple[float, ...]:
    grouped = Decoder(layers=40, hidden=5120, heads=40, kv_heads=8, ffn=13824, vocab=32000)
    weights_bytes, cache_bytes = 2 * _LLAMA_2_13B.params, grouped.kv_cache_bytes(1, 8192)
    return tuple(_decode_step_s(weights_bytes, cache_bytes, batch) for batch in _BATCHES)
