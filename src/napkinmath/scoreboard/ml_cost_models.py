"""Published bills, present values, energy and carbon, and what our models make of them."""

import math

from napkinmath.decisions.cash_flow import irr, npv
from napkinmath.finops.billing import Tier, mean_stored_bytes, tiered_usd
from napkinmath.finops.carbon import JOULES_PER_KWH, co2e_kg, energy_j, implied_kg_per_j
from napkinmath.finops.total_cost_of_ownership import rental_usd
from napkinmath.scoreboard.registry import reproduces

_TOPIC = "ml-cost-models"
_HOUR_S, _DAY_S = 3600.0, 86_400.0
_WH = JOULES_PER_KWH / 1000
#: What the LLaMA papers assume of the building and, for want of a place, of the grid.
_PUE, _GRID = 1.1, 0.385 / JOULES_PER_KWH
#: Hours and power of the trainings of Llama 2, 7B to 70B.
_LLAMA2 = [(184_320, 400), (368_640, 400), (1_038_336, 350), (1_720_320, 400)]
#: Hours of OPT-175B, BLOOM and LLaMA 7B to 65B in a table of the LLaMA paper, all at 400 W.
_LLAMA1_HOURS = (809_472, 1_082_880, 82_432, 135_168, 530_432, 1_022_362)


@reproduces(
    "cost-deepseek-v3",
    topic=_TOPIC,
    claim="cost of training DeepSeek-V3: pre-training, context extension, post-training, total",
    published=(5.328e6, 0.238e6, 0.01e6, 5.576e6),
    within=500.0,
    unit="USD",
    source="deepseek2024v3",
    where="Table 1",
    mark="read",
)
def deepseek_v3() -> tuple[float, ...]:
    stages = (2_664_000, 119_000, 5_000)
    return tuple(rental_usd(hours * _HOUR_S, 2.0) for hours in (*stages, sum(stages)))


@reproduces(
    "cost-deepseek-v3-days",
    topic=_TOPIC,
    claim="days on 2,048 GPUs for a trillion tokens of DeepSeek-V3 at 180,000 GPU-hours",
    published=3.7,
    within=0.05,
    unit="days",
    source="deepseek2024v3",
    where="Section 1",
    mark="read",
)
def deepseek_v3_trillion_tokens() -> float:
    # What a trillion tokens cost, over what the cluster costs a day.
    return rental_usd(180_000 * _HOUR_S, 2.0) / rental_usd(2_048 * _DAY_S, 2.0)


def _llama_t(hours: float, watts: float) -> float:
    """Return tonnes of CO2e by the formula of the LLaMA papers."""
    return co2e_kg(energy_j(hours * _HOUR_S, power_w=watts, pue=_PUE), kg_per_j=_GRID) / 1000


@reproduces(
    "cost-llama2-rows",
    topic=_TOPIC,
    claim="tonnes of CO2e of Llama 2 7B, 13B, 34B and 70B, with the overhead and the grid of the "
    "LLaMA paper",
    published=(31.22, 62.44, 153.90, 291.42),
    within=0.01,
    unit="t",
    source="touvron2023llama2",
    where="Table 2",
    mark="read",
)
def llama2_rows() -> tuple[float, ...]:
    return tuple(_llama_t(hours, watts) for hours, watts in _LLAMA2)


@reproduces(
    "cost-llama2-total",
    topic=_TOPIC,
    claim="tonnes of CO2e of all of Llama 2, whose card leaves out the row of the 34B model",
    published=539.0,
    within=0.005,
    unit="t",
    source="meta2023llama2card",
    where="table of CO2 emissions during pretraining, total",
    mark="read",
)
def llama2_total() -> float:
    return sum(_llama_t(hours, watts) for hours, watts in _LLAMA2)


@reproduces(
    "cost-llama1-carbon",
    topic=_TOPIC,
    claim="tonnes of CO2e of OPT-175B, BLOOM and LLaMA 7B, 13B, 33B and 65B on one grid",
    published=(137.0, 183.0, 14.0, 23.0, 90.0, 173.0),
    within=0.5,
    unit="t",
    source="touvron2023llama",
    where="Table 15",
    mark="read",
)
def llama1_carbon() -> tuple[float, ...]:
    return tuple(_llama_t(hours, 400) for hours in _LLAMA1_HOURS)


@reproduces(
    "cost-llama1-energy-rows",
    topic=_TOPIC,
    claim="energy of training OPT-175B, BLOOM and LLaMA 7B, 13B, 33B and 65B",
    published=(356e6, 475e6, 36e6, 59e6, 233e6, 449e6),
    within=0.99e6,
    unit="Wh",
    source="touvron2023llama",
    where="Table 15",
    mark="read",
    explanation="Five of the six agree, cut rather than rounded to whole MWh. The hours printed "
    "for BLOOM give 476.5 MWh, and the tonnes printed for it fit that as well.",
)
def llama1_energy_rows_wh() -> tuple[float, ...]:
    joules = (energy_j(hours * _HOUR_S, power_w=400, pue=_PUE) for hours in _LLAMA1_HOURS)
    return tuple(j / _WH for j in joules)


@reproduces(
    "cost-llama31-rows",
    topic=_TOPIC,
    claim="tonnes of CO2e of Llama 3.1 8B, 70B and 405B, from the grid that the total implies "
    "(hours are printed to two or three digits)",
    published=(420.0, 2040.0, 8930.0),
    within=15.0,
    unit="t",
    source="meta2024llama31card",
    where="table of training energy use and greenhouse gas emissions",
    mark="read",
)
def llama31_rows() -> tuple[float, ...]:
    grid = implied_kg_per_j(11_390_000, energy_j(39.3e6 * _HOUR_S, power_w=700))
    joules = (energy_j(h * _HOUR_S, power_w=700) for h in (1.46e6, 7.0e6, 30.84e6))
    return tuple(co2e_kg(j, kg_per_j=grid) / 1000 for j in joules)


@reproduces(
    "cost-patterson-energy",
    topic=_TOPIC,
    claim="energy of training the Evolved Transformer search, T5, Meena, GShard and Switch "
    "(days are printed to two digits)",
    published=(7.5e6, 85.7e6, 232e6, 24.1e6, 179e6),
    within=0.5e6,
    unit="Wh",
    source="patterson2021carbon",
    where="Table 4",
    mark="read",
)
def patterson_energy_wh() -> tuple[float, ...]:
    rows = [  # chips, days, watts, PUE
        (200, 6.8, 208, 1.10),
        (512, 20, 310, 1.12),
        (1024, 30, 289, 1.09),
        (1024, 3.1, 288, 1.09),
        (1024, 27, 245, 1.10),
    ]
    return tuple(energy_j(n * d * _DAY_S, power_w=w, pue=pue) / _WH for n, d, w, pue in rows)


@reproduces(
    "cost-gpt3-energy",
    topic=_TOPIC,
    claim="energy of training GPT-3 (14.8 days are good to 0.3 %)",
    published=1287e6,
    within=5e6,
    unit="Wh",
    source="patterson2021carbon",
    where="Table 4",
    mark="read",
)
def gpt3_energy_wh() -> float:
    return energy_j(10_000 * 14.8 * _DAY_S, power_w=330, pue=1.10) / _WH


@reproduces(
    "cost-patterson-carbon",
    topic=_TOPIC,
    claim="gross tonnes of CO2e of six trainings from their energy and grid "
    "(energy is printed to three digits)",
    published=(3.2, 46.7, 96.4, 4.8, 72.2, 552.1),
    within=0.25,
    unit="t",
    source="patterson2021carbon",
    where="Table 4",
    mark="read",
)
def patterson_carbon() -> tuple[float, ...]:
    rows = [  # MWh, kg a kWh
        (7.5, 0.431),
        (85.7, 0.545),
        (232, 0.415),
        (24.1, 0.201),
        (179, 0.403),
        (1287, 0.429),
    ]
    return tuple(
        co2e_kg(mwh * 1000 * JOULES_PER_KWH, kg_per_j=grid / JOULES_PER_KWH) / 1000
        for mwh, grid in rows
    )


@reproduces(
    "cost-bloom-carbon",
    topic=_TOPIC,
    claim="tonnes of CO2e of the electricity that trained BLOOM, on 57 g a kWh",
    published=24.69,
    within=0.005,
    unit="t",
    source="luccioni2023bloom",
    where="Table 1 and Section 4.2",
    mark="secondary",
)
def bloom_carbon() -> float:
    joules = energy_j(1_082_990 * _HOUR_S, power_w=400)
    return co2e_kg(joules, kg_per_j=0.057 / JOULES_PER_KWH) / 1000


@reproduces(
    "cost-llama1-energy",
    topic=_TOPIC,
    claim="energy of 2,048 GPUs at 400 W and PUE 1.1 for about 5 months, developing LLaMA",
    published=2638e6,
    within=50e6,
    unit="Wh",
    source="touvron2023llama",
    where="Section 6",
    mark="read",
    explanation="The printed energy is that of 4.0 months of round-the-clock use: either the five "
    "months are rounded up, or the machines were busy four fifths of them. Nothing says which.",
)
def llama1_energy_wh() -> float:
    return energy_j(2_048 * 5 * 730 * _HOUR_S, power_w=400, pue=1.1) / _WH


@reproduces(
    "cost-s3-storage",
    topic=_TOPIC,
    claim="a month of object storage: 100 GB for 15 days, then 100 TB for 16",
    published=1215.00,
    within=0.005,
    unit="USD",
    source="aws2024s3faq",
    where="storage example",
    mark="read",
)
def s3_storage() -> float:
    steps = [Tier(50 * 1024, 0.023), Tier(500 * 1024, 0.022), Tier(math.inf, 0.021)]
    return tiered_usd(round(_march_bytes() / 2**30), steps)


@reproduces(
    "cost-s3-storage-2013",
    topic=_TOPIC,
    claim="the same month of object storage on the price list of 2013",
    published=4230.36,
    within=0.005,
    unit="USD",
    source="stackexchange2013s3",
    where="question, quoting the seller's FAQ",
    mark="secondary",
)
def s3_storage_2013() -> float:
    steps = [Tier(1024, 0.095), Tier(50 * 1024, 0.080), Tier(500 * 1024, 0.070)]
    return tiered_usd(round(_march_bytes() / 2**30), steps)


def _march_bytes() -> float:
    held = [(100 * 2**30, 15 * _DAY_S), (100 * 2**40, 16 * _DAY_S)]
    return mean_stored_bytes(held, month_s=31 * _DAY_S)


@reproduces(
    "cost-s3-versions",
    topic=_TOPIC,
    claim="GB-months of two versions of one object, of 4 GB for 31 days and 5 GB for 16",
    published=6.581,
    within=0.0005,
    unit="GB-months",
    source="aws2024s3faq",
    where="example of versioning",
    mark="read",
)
def s3_versions() -> float:
    held = [(4 * 2**30, 31 * _DAY_S), (5 * 2**30, 16 * _DAY_S)]
    return mean_stored_bytes(held, month_s=31 * _DAY_S) / 2**30


@reproduces(
    "cost-s3-egress",
    topic=_TOPIC,
    claim="a month of 2 TB a day out to the internet, on three steps of the price list",
    published=5263.27,
    within=0.005,
    unit="USD",
    source="aws2024s3faq",
    where="data transfer out example",
    mark="read",
)
def s3_egress() -> float:
    free = Tier(1, 0.0)
    steps = [free, Tier(10 * 1024, 0.09), Tier(50 * 1024, 0.085), Tier(150 * 1024, 0.07)]
    return tiered_usd(2 * 31 * 1024, steps)


@reproduces(
    "cost-npv",
    topic=_TOPIC,
    claim="present value of -40,000, 5,000, 8,000, 12,000, 30,000 at 8 %, the first flow due now",
    published=3065.22267,
    within=5e-6,
    unit="USD",
    source="numpyfinancial2026",
    where="npv, first example",
    mark="read",
)
def npv_example() -> float:
    return npv(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000])


@reproduces(
    "cost-irr",
    topic=_TOPIC,
    claim="internal rate of return of -100, 39, 59, 55, 20 and of -100, 0, 0, 74",
    published=(0.28095, -0.0955),
    within=5e-5,
    unit="%",
    source="numpyfinancial2026",
    where="irr, first two examples",
    mark="read",
)
def irr_example() -> tuple[float, ...]:
    return irr([-100, 39, 59, 55, 20]), irr([-100, 0, 0, 74])
