"""Published peaks of accelerators, from clocks, units and buses; and ridge points."""

from napkinmath.accelerators.roofline import peak_flops_per_s, peak_memory_bytes_per_s, roofline
from napkinmath.scoreboard.registry import reproduces

_TOPIC = "gpu-architecture"


@reproduces(
    "peak-nvidia",
    topic=_TOPIC,
    claim="dense bf16 peak of A100 SXM and H100 SXM from clock, units and multiply-adds",
    published=[312e12, 989e12],
    within=0.5e12,
    unit="FLOP/s",
    source="bekman2026ml",
    where='accelerators, "How to calculate theoretical TFLOPS", column Spec TFLOPS',
    mark="read",
)
def peaks_of_nvidia() -> tuple[float, ...]:
    return peak_flops_per_s(1.41e9, 256, 432), peak_flops_per_s(1.83e9, 512, 528)


@reproduces(
    "peak-amd",
    topic=_TOPIC,
    claim="dense bf16 peak of MI250X, MI300X and MI355X from clock, units and multiply-adds",
    published=[383e12, 1307e12, 2500e12],
    within=0.5e12,
    unit="FLOP/s",
    source="bekman2026ml",
    where='accelerators, "How to calculate theoretical TFLOPS", column Spec TFLOPS',
    mark="read",
    explanation=(
        "The first two agree. The vendor prints 2.5 PFLOP/s for the third, to two digits; clock "
        "times units gives 2.517."
    ),
)
def peaks_of_amd() -> tuple[float, ...]:
    return (
        peak_flops_per_s(1.7e9, 128, 880),
        peak_flops_per_s(2.1e9, 256, 1216),
        peak_flops_per_s(2.4e9, 512, 1024),
    )


@reproduces(
    "bandwidth-b200",
    topic=_TOPIC,
    claim="memory bandwidth of a B200 against its memory clock and bus",
    published=8.00e12,
    within=0.005e12,
    unit="B/s",
    source="bekman2026ml",
    where='accelerators, "How to calculate theoretical memory bandwidth"',
    mark="read",
    explanation=(
        "A clock of 3,996 MHz on 8,192 bits gives 8.18 TB/s. The vendor prints the round figure "
        "below, and the round figure is the one to size with."
    ),
)
def bandwidth_of_b200() -> float:
    return peak_memory_bytes_per_s(3996e6, 8192)


@reproduces(
    "ridge-tpu-v5e",
    topic=_TOPIC,
    claim="FLOP per byte from which a TPU v5e is limited by arithmetic, bf16",
    published=240,
    within=0.5,
    unit="FLOP/B",
    source="austin2025scaling",
    where='chapter "All About Rooflines", definition of intensity',
    mark="read",
)
def ridge_of_tpu_v5e() -> float:
    return roofline(1, 1, flops_per_s=1.97e14, bytes_per_s=8.2e11).ridge


@reproduces(
    "ridge-tpu-v5e-int8",
    topic=_TOPIC,
    claim="FLOP per byte from which a TPU v5e is limited by arithmetic, int8",
    published=486,
    within=0.5,
    unit="FLOP/B",
    source="austin2025scaling",
    where='chapter "All About Rooflines", answer to question 1',
    mark="read",
)
def ridge_of_tpu_v5e_in_int8() -> float:
    return roofline(1, 1, flops_per_s=3.94e14, bytes_per_s=8.1e11).ridge
