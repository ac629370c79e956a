"""Published figures of making, keeping and keying embeddings beside ours."""

import math

from napkinmath.embeddings.change_detection import collision_probability
from napkinmath.embeddings.cost import (
    GIB_BYTES,
    embedding_usd,
    memory_usd_per_month,
)
from napkinmath.scoreboard.registry import reproduces
from napkinmath.vector_search.embedding_compression import sqnr_db
from napkinmath.vector_search.index_memory import quantized_bytes

_TOPIC = "embedding-pipelines"
_WIDTHS = (384, 768, 1024, 1536, 3072)


@reproduces(
    "emb-memory",
    topic=_TOPIC,
    claim="GB of 100 million float32 vectors of 384, 768, 1024, 1536 and 3072 coordinates (GiB)",
    published=(143.05, 286.10, 381.46, 572.20, 1144.40),
    within=0.011,  # the table cuts digits off instead of rounding
    unit="",
    source="shakir2024binary",
    where="table of memory and costs",
    mark="read",
)
def memory_of_float_vectors() -> tuple[float, ...]:
    return tuple(quantized_bytes(100e6, width, 32) / GIB_BYTES for width in _WIDTHS)


@reproduces(
    "emb-rent",
    topic=_TOPIC,
    claim="dollars a month for these in memory, at 3.80 dollars per GB",
    published=(543, 1087, 1449, 2174, 4348),
    within=1.0,  # cut off likewise
    unit="$",
    source="shakir2024binary",
    where="table of memory and costs",
    mark="read",
)
def rent_of_float_vectors() -> tuple[float, ...]:
    return tuple(memory_usd_per_month(quantized_bytes(100e6, width, 32), 3.8) for width in _WIDTHS)


@reproduces(
    "emb-bits",
    topic=_TOPIC,
    claim="GB of 250 million vectors of 1024 coordinates in float32, int8 and single bits (GiB)",
    published=(954, 238, 30),
    within=0.5,
    unit="",
    source="reimers2024int8",
    where="Dimensionality reduction vs. compression",
    mark="read",
)
def memory_of_bits() -> tuple[float, ...]:
    return tuple(quantized_bytes(250e6, 1024, bits) / GIB_BYTES for bits in (32, 8, 1))


@reproduces(
    "emb-pages-per-dollar",
    topic=_TOPIC,
    claim="pages of 800 tokens that a dollar embeds, at 2, 13 and 10 cents a million tokens",
    published=(62_500, 9_615, 12_500),
    within=0.5,
    unit="",
    source="openai2024embeddings",
    where="table of models, pages per dollar",
    mark="secondary",
)
def pages_per_dollar() -> tuple[float, ...]:
    return tuple(1 / embedding_usd(1, 800, price) for price in (0.02, 0.13, 0.10))


@reproduces(
    "emb-birthday",
    topic=_TOPIC,
    claim="one in how many: a collision among a million keys of 64 bits",
    published=3.7e7,
    within=0.05e7,
    unit="",
    source="stackoverflow2014probability",
    where="accepted answer",
    mark="read",
)
def odds_of_a_collision() -> float:
    return 1 / collision_probability(1e6, 64)


@reproduces(
    "emb-sqnr",
    topic=_TOPIC,
    claim="signal over quantisation noise of a full-scale sine at 8, 12, 16 and 24 bits, in dB",
    published=(49.93, 74.01, 98.09, 146.26),
    within=0.006,
    unit="",
    source="wikipedia2025audio",
    where="Quantization, table of bits and SNR (audio)",
    mark="read",
)
def signal_over_noise() -> tuple[float, ...]:
    return tuple(sqnr_db(bits, math.sqrt(2)) for bits in (8, 12, 16, 24))
