"""Published numbers that fail arithmetic: what was printed, and what its own inputs come to.

An entry is a number that does not follow from other numbers of the same source, or that another
page of the same maker contradicts. It is no reproach: most are a digit, a rounding or a unit.
"""

from napkinmath.book._discrepancies import Discrepancy, discrepancies, fails
from napkinmath.catalog.hardware import accelerator
from napkinmath.catalog.language_models import model
from napkinmath.vector_database.vendor_sizing import doris_hnsw_bytes, qdrant_bytes

__all__ = ["LLAMA_3_INTERRUPTIONS", "Discrepancy", "discrepancies", "tokens_per_parameter"]

#: Unexpected interruptions of the 54 days, as the table of the paper lists them.
LLAMA_3_INTERRUPTIONS = (148, 72, 54, 35, 32, 19, 17, 7, 7, 6, 6, 3, 3, 2, 2, 2, 2, 2)


@fails(
    "faulty-gpu-share",
    "share of interruptions that faulty GPUs caused",
    printed=0.301,
    within=0.0005,
    unit="%",
    source="grattafiori2024llama3",
    where="Table 5",
    cause="the share belongs to 126 interruptions; the count beside it is 148",
)
def _faulty_gpu_share() -> float:
    """Return the share of faulty GPUs among the interruptions that the table counts."""
    return LLAMA_3_INTERRUPTIONS[0] / sum(LLAMA_3_INTERRUPTIONS)


@fails(
    "mfu-of-400",
    "utilisation at 400 TFLOP/s per GPU",
    printed=0.41,
    within=0.005,
    unit="%",
    source="grattafiori2024llama3",
    where="Table 4, row 2",
    cause="the rate was rounded, the share was not computed from it",
)
def _utilization_of_the_rate() -> float:
    """Return 400 TFLOP/s as a share of the dense bf16 peak of the H100."""
    return 400e12 / accelerator("h100-sxm").flops_per_s("bf16")


@fails(
    "kv-cache-multiple",
    "keys and values of a token, Llama 3.1 405B over DeepSeek-V3",
    printed=7.28,
    within=0.005,
    unit="",
    source="zhao2025insights",
    where="Table 1",
    cause="the two sizes beside it are exact; their quotient is not",
)
def _kv_cache_multiple() -> float:
    """Return the ratio of the two caches, from the configurations of the models."""
    grouped, latent = (model(id).decoder() for id in ("llama-3.1-405b", "deepseek-v3"))
    return grouped.kv_cache_bytes(1, 1) / latent.kv_cache_bytes(1, 1)


@fails(
    "active-parameters",
    "active parameters of DeepSeek-V3, embedding and head included",
    printed=36.7e9,
    within=0.05e9,
    unit="params",
    source="deepseek2024v3",
    where="README_WEIGHTS.md",
    cause="the sum leaves out the input embedding that its wording includes",
)
def _active_parameters() -> float:
    """Return the parameters that one token passes, with both embeddings."""
    return model("deepseek-v3").decoder().active_params


@fails(
    "int4-weights",
    "weights of a 70B model at four bits",
    printed=45e9,
    within=0.5e9,
    unit="B",
    source="austin2025scaling",
    where="applied inference, table of topologies, row int4",
    cause="a slip; the columns that follow from it are off as well",
)
def _int4_weights_bytes() -> float:
    """Return 70 billion parameters at half a byte each."""
    return 70e9 / 2


@fails(
    "int8-room",
    "room left for caches on eight chips at eight bits",
    printed=68e9,
    within=0.5e9,
    unit="B",
    source="austin2025scaling",
    where="applied inference, table of topologies, row int8",
    cause="a digit",
)
def _int8_room_bytes() -> float:
    """Return what 70 GB of weights leave of eight chips with 16 GB each."""
    return 8 * accelerator("tpu-v5e").memory_bytes - 70e9


@fails(
    "critical-batch",
    "batch from which a matrix product is bound by computation",
    printed=271,
    within=0.5,
    unit="",
    source="austin2025scaling",
    where="TPUs, answer to question 4",
    cause="inputs rounded to two digits before they were subtracted",
)
def _critical_batch() -> float:
    """Return the batch at which computing int8[B, 4096] x [4096, 16384] takes as long as moving."""
    flops_per_s, bytes_per_s, d, f = 3.94e14, 8.1e11, 4096, 16384
    return (d * f / bytes_per_s) / (2 * d * f / flops_per_s - (d + f) / bytes_per_s)


@fails(
    "a100-bandwidth",
    "memory bandwidth of an A100 80 GB",
    printed=10.2e12,
    within=0.05e12,
    unit="B/s",
    source="njit2025mig",
    where="table of profiles",
    cause="the formula beside it gives a tenth of it, and at two transfers a clock a fifth",
)
def _a100_bytes_per_s() -> float:
    """Return clock times bus width, two transfers a clock, in bytes per second."""
    return 1593e6 * 2 * 5120 / 8


@fails(
    "trainium-int8",
    "int8 peak of a Trainium chip in the documentation of release 2.9",
    printed=420e12,
    within=0.5e12,
    unit="op/s",
    source="aws2023neuron",
    where="Trainium architecture",
    cause="every peak of the page is higher by the same ratio: another clock, not another chip",
)
def _trainium_int8() -> float:
    """Return what the later documentation of the same chip prints."""
    return accelerator("trainium1").flops_per_s("int8")


@fails(
    "twenty-tokens",
    "compute-optimal tokens per parameter from the printed constants, at Gopher's budget",
    printed=20,
    within=0.5,
    unit="",
    source="mlhero2026chinchilla",
    where="section 16.3",
    cause="the exponents differ, so the ratio is no constant; twenty belongs to another fit",
)
def tokens_per_parameter(flops: float = 5.76e23) -> float:
    """Return tokens over parameters where E + A/N^a + B/D^b is least for 6 N D = ``flops``."""
    a_n, b_d, alpha, beta = 406.4, 410.7, 0.34, 0.28
    params = (alpha * a_n / (beta * b_d)) ** (1 / (alpha + beta)) * (flops / 6) ** (
        beta / (alpha + beta)
    )
    return float(flops / 6 / params**2)


@fails(
    "two-azure-cards",
    "price of a machine with two A100 cards, over that of one with one card",
    printed=9.554 / 3.673,
    within=0.005,
    unit="",
    source="datareceipts2026gpu",
    where="hyperscalers.json, eastus",
    cause="the larger machines carry a charge by the core, as a Windows licence does",
)
def _two_azure_cards() -> float:
    """Return what twice the machine costs where a card costs the same in each: twice as much."""
    return 2.0


@fails(
    "qdrant-million",
    "memory for a million vectors of 1024 dimensions",
    printed=5.72e9,
    within=0.005e9,
    unit="B",
    source="qdrant2026capacity",
    where="Calculating RAM size",
    cause="the bytes beside it are right; divided by 2**30, they are called GB",
)
def _qdrant_million_bytes() -> float:
    """Return what the formula beside the figure gives."""
    return qdrant_bytes(1e6, 1024)


@fails(
    "doris-hundred-million",
    "memory of a graph over 100 million vectors of 768 dimensions, not compressed",
    printed=110e9,
    within=0.5e9,
    unit="B",
    source="doris2026hnsw",
    where="Memory Footprint vs. Performance, table",
    cause="less than a third of the vectors; another page of the project says 400 GB",
)
def _doris_hundred_million_bytes() -> float:
    """Return what the page's own factor gives."""
    return doris_hnsw_bytes(1e8, 768)
