"""Published throughputs, inference bills, fleets and discounts, and ours."""

from dataclasses import dataclass

from napkinmath.catalog.hardware import accelerator
from napkinmath.catalog.language_models import model
from napkinmath.finops.total_cost_of_ownership import rental_usd
from napkinmath.prices._lookup import price
from napkinmath.scoreboard.registry import reproduces
from napkinmath.serving.heterogeneous_fleet import ReplicaType, cheapest_fleet
from napkinmath.serving.replica import Replica, Request

_TOPIC = "inference-cost-optimization"
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a published table: output tokens a second of all ``devices``, by ``Request``."""

    model: str
    device: str
    devices: int
    arithmetic: str
    weight_bytes: float
    tokens_per_s: tuple[float, ...]

    def predicted(self) -> tuple[float, ...]:
        """Return what the model makes of each row, at the batch that its memory allows."""
        replica = Replica(
            decoder=model(self.model).decoder(),
            device=accelerator(self.device),
            devices=self.devices,
            weight_bytes=self.weight_bytes,
            kv_bytes=1,
            arithmetic=self.arithmetic,
            usable=0.95,
        )
        found = []
        for work in WORKS:
            served = replica.best(work, max_batch_size=2048)
            found.append(work.output_tokens * served.requests_per_s if served else 0.0)
        return tuple(found)

    def ratios(self) -> tuple[float, ...]:
        """Return predicted over published, row by row."""
        pairs = zip(self.predicted(), self.tokens_per_s, strict=True)
        return tuple(ours / theirs for ours, theirs in pairs)


#: Prompt and output tokens of the rows.
WORKS = tuple(
    Request(prompt, output)
    for prompt, output in [
        (128, 128),
        (128, 2048),
        (128, 4096),
        (500, 2000),
        (1000, 1000),
        (1000, 2000),
        (2048, 128),
        (2048, 2048),
        (5000, 500),
        (20000, 2000),
    ]
)
#: The dense Llamas of TensorRT-LLM's overview. The first three set the constants of ``Efficiency``.
COLUMNS = {
    "8B, one H200": Column(
        "llama-3-8b", "h200-sxm", 1, "fp8", 1.0,
        (27911, 26221, 18027, 20770, 17744, 16828, 3538, 12194, 3902, 1804),
    ),
    "8B, one H100": Column(
        "llama-3-8b", "h100-sxm", 1, "fp8", 1.0,
        (28312, 22714, 14325, 17660, 15220, 13899, 3450, 9305, 3459, 1351),
    ),
    "70B, one H200": Column(
        "llama-3-70b", "h200-sxm", 1, "fp8", 1.0,
        (3803, 4336, 2872, 3666, 2909, 2994, 442, 2003, 566, 283),
    ),
    "70B, two H100": Column(
        "llama-3-70b", "h100-sxm", 2, "fp8", 1.0,
        (6378, 6651, 4199, 5222, 4205, 4146, 762, 3082, 898, 437),
    ),
    "405B, eight H200": Column(
        "llama-3.1-405b", "h200-sxm", 8, "fp8", 1.0,
        (3814, 5348, 4741, 4724, 3330, 3722, 456, 2948, 650, 505),
    ),
    "405B, eight H100": Column(
        "llama-3.1-405b", "h100-sxm", 8, "fp8", 1.0,
        (3627, 4340, 3116, 3994, 2919, 2895, 453, 2296, 610, 345),
    ),
    "70B in 4 bits, one B200": Column(
        "llama-3-70b", "b200-sxm", 1, "fp4", 0.5,
        (11147, 9922, 6831, 7762, 7007, 6271, 1339, 4783, 1459, 665),
    ),
}  # fmt: skip
_CHAT = WORKS.index(Request(1000, 1000))
_LONG = WORKS.index(Request(2048, 2048))


def _rows(*names: str) -> tuple[float, ...]:
    return tuple(COLUMNS[name].predicted()[row] for name in names for row in (_CHAT, _LONG))


@reproduces(
    "icost-trtllm-one-card",
    topic=_TOPIC,
    claim="output tokens a second of Llama 8B in FP8 on one H200 and one H100, for 1,000 in and "
    "out and for 2,048 in and out (rows that set our constants)",
    published=(17744, 12194, 15220, 9305),
    within=600.0,
    unit="tokens/s",
    source="nvidia2025trtllm",
    where="table Llama 3.1 8B",
    mark="read",
)
def trtllm_one_card() -> tuple[float, ...]:
    return _rows("8B, one H200", "8B, one H100")


@reproduces(
    "icost-trtllm-70b",
    topic=_TOPIC,
    claim="the same of 70B on one H200 (rows that set our constants)",
    published=(2909, 2003),
    within=150.0,
    unit="tokens/s",
    source="nvidia2025trtllm",
    where="table Llama 3.3 70B",
    mark="read",
)
def trtllm_70b() -> tuple[float, ...]:
    return _rows("70B, one H200")


@reproduces(
    "icost-trtllm-two-cards",
    topic=_TOPIC,
    claim="the same of 70B on two H100, which exchange activations over their link (rows that set "
    "the constants of the link)",
    published=(4205, 3082),
    within=500.0,
    unit="tokens/s",
    source="nvidia2025trtllm",
    where="table Llama 3.3 70B",
    mark="read",
)
def trtllm_two_cards() -> tuple[float, ...]:
    return _rows("70B, two H100")


@reproduces(
    "icost-trtllm-405b",
    topic=_TOPIC,
    claim="the same of Llama 3.1 405B on eight H200 and eight H100, which set no constant of ours",
    published=(3330, 2948, 2919, 2296),
    within=300.0,
    unit="tokens/s",
    source="nvidia2025trtllm",
    where="table Llama 3.1 405B",
    mark="read",
)
def trtllm_405b() -> tuple[float, ...]:
    return _rows("405B, eight H200", "405B, eight H100")


@reproduces(
    "icost-trtllm-fp4",
    topic=_TOPIC,
    claim="the same of 70B in FP4 on one B200",
    published=(7007, 4783),
    within=600.0,
    unit="tokens/s",
    source="nvidia2025trtllm",
    where="table Llama 3.3 70B",
    mark="read",
    explanation="The constants were set on Hopper cards in FP8. In FP4 on the newer card the same "
    "software reached about 0.7 of what they promise, so the chapter scales that card down.",
)
def trtllm_fp4() -> tuple[float, ...]:
    return _rows("70B in 4 bits, one B200")


@reproduces(
    "icost-fp8-small-batch",
    topic=_TOPIC,
    claim="speed of Llama 2 7B in FP8 over FP16 on an H100, 1,024 tokens in and 128 out, at "
    "batches of 1 and 8",
    published=(1.51, 1.40),
    within=0.05,
    unit="",
    source="nvidia2024quantization",
    where="section Performance",
    mark="read",
    explanation="At a batch of one the 4 ms that our model adds to each step, set on a loaded "
    "server written in Python, are too long for a bare engine: 2 ms would give 1.51 (and 1.46 at "
    "a batch of eight).",
)
def fp8_small_batch() -> tuple[float, ...]:
    llama, card, work = model("llama-2-7b").decoder(), accelerator("h100-sxm"), Request(1024, 128)
    wide = Replica(decoder=llama, device=card)
    narrow = Replica(decoder=llama, device=card, weight_bytes=1, arithmetic="fp8")
    return tuple(
        narrow.serve(work, batch).requests_per_s / wide.serve(work, batch).requests_per_s
        for batch in (1, 8)
    )


#: Tokens of DeepSeek's day, and what its R1 charged for a million of each.
DEEPSEEK_TOKENS = {"read from the cache": 342e9, "read": 608e9 - 342e9, "written": 168e9}
DEEPSEEK_USD = {"read from the cache": 0.14, "read": 0.55, "written": 2.19}
#: Tokens a second of a node of eight that reads, and of one that writes.
DEEPSEEK_NODE_PER_S = {"read": 73.7e3, "written": 14.8e3}


@reproduces(
    "icost-deepseek-day",
    topic=_TOPIC,
    claim="rent of a day of DeepSeek's serving: 226.75 nodes of eight at 2 dollars an hour",
    published=87_072.0,
    within=0.5,
    unit="USD",
    source="deepseek2025inference",
    where="Statistics of DeepSeek's Online Service",
    mark="read",
)
def deepseek_day() -> float:
    return rental_usd(226.75 * 8 * _DAY_S, 2.0)


@reproduces(
    "icost-deepseek-revenue",
    topic=_TOPIC,
    claim="what that day's tokens would earn, were all sold at the prices of R1 (they are printed "
    "in billions)",
    published=562_027.0,
    within=1_500.0,
    unit="USD",
    source="deepseek2025inference",
    where="Statistics of DeepSeek's Online Service",
    mark="read",
)
def deepseek_revenue() -> float:
    return sum(count / 1e6 * DEEPSEEK_USD[kind] for kind, count in DEEPSEEK_TOKENS.items())


@reproduces(
    "icost-deepseek-nodes",
    topic=_TOPIC,
    claim="nodes in use on that day's mean, from its tokens and the throughput of a node",
    published=226.75,
    within=0.8,
    unit="nodes",
    source="deepseek2025inference",
    where="Statistics of DeepSeek's Online Service",
    mark="read",
)
def deepseek_nodes() -> float:
    read = DEEPSEEK_TOKENS["read from the cache"] + DEEPSEEK_TOKENS["read"]
    per_s = {"read": read / _DAY_S, "written": DEEPSEEK_TOKENS["written"] / _DAY_S}
    return sum(per_s[kind] / DEEPSEEK_NODE_PER_S[kind] for kind in per_s)


@reproduces(
    "icost-melange-example",
    topic=_TOPIC,
    claim="rent an hour of the cheapest mix of A10G and A100 in the example of Melange's code",
    published=6.7,
    within=0.05,
    unit="USD",
    source="griggs2024code",
    where="README, section Solver Output; inputs of melange/config/example.json",
    mark="read",
)
def melange_example() -> float:
    a10g, a100 = (
        ReplicaType("A10G", 1.01, (2, 1, 5, 2)),
        ReplicaType("A100-80GB", 3.67, (20, 20, 40, 20)),
    )
    return cheapest_fleet([a10g, a100], [30 * share for share in (0.2, 0.1, 0.5, 0.2)]).usd_per_hour


@reproduces(
    "icost-batch-half",
    topic=_TOPIC,
    claim="discount of OpenAI's Batch API, as the ratio of two rows of the price book",
    published=0.5,
    within=1e-9,
    unit="%",
    source="openai2026batch",
    where="What is the pricing for the Batch API?",
    mark="read",
)
def batch_half() -> float:
    now, later = (price("gpt-5-input-tokens", provider="openai", term=term).usd
                  for term in ("on_demand", "batch"))  # fmt: skip
    return 1 - later / now
