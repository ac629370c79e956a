"""The roofline model: an operation takes as long as its arithmetic or its memory traffic."""

from dataclasses import dataclass
from typing import Literal

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Roof:
    """An operation under the roofline of a device.

    ``time_s`` is its least time, ``bound`` the resource that limits it, ``intensity`` its
    arithmetic intensity in FLOP per byte moved, and ``ridge`` the intensity of the ridge point,
    from which the device is compute-bound.
    """

    time_s: float
    bound: Literal["compute", "memory"]
    intensity: float
    ridge: float


def roofline(flops: float, moved_bytes: float, *, flops_per_s: float, bytes_per_s: float) -> Roof:
    """Return the roofline of ``flops`` operations that move ``moved_bytes`` to or from memory.

    Arithmetic and transfers are taken to overlap fully; at the ridge itself the bound is
    ``"compute"``. Give peak rates for a floor, achieved rates for an estimate.
    Raises ``ValueError`` if ``flops`` is negative or another argument is not above 0.
    Source: [williams2009roofline].

    A matrix of 8,192 x 8,192 bf16 values times one vector, on an H100:

    >>> n = 8192
    >>> roof = roofline(2 * n * n, 2 * n * n, flops_per_s=989e12, bytes_per_s=3.35e12)
    >>> roof.bound, round(roof.intensity), round(roof.ridge)
    ('memory', 1, 295)
    """
    require.non_negative("flops", flops)
    require.positive("moved_bytes", moved_bytes)
    require.positive("flops_per_s", flops_per_s)
    require.positive("bytes_per_s", bytes_per_s)
    compute_s, memory_s = flops / flops_per_s, moved_bytes / bytes_per_s
    compute_bound = bool(compute_s >= memory_s)
    return Roof(
        time_s=compute_s if compute_bound else memory_s,
        bound="compute" if compute_bound else "memory",
        intensity=flops / moved_bytes,
        ridge=flops_per_s / bytes_per_s,
    )


@dataclass(frozen=True, slots=True)
class Gemm:
    """A matrix product (m x k) times (k x n) that moves its three matrices once. Definition."""

    m: int
    n: int
    k: int
    bytes_per_value: float = 2

    def __post_init__(self) -> None:
        for name in ("m", "n", "k"):
            require.count(name, getattr(self, name))
        require.positive("bytes_per_value", self.bytes_per_value)

    @property
    def flops(self) -> int:
        """Multiplications and additions."""
        return 2 * self.m * self.n * self.k

    @property
    def moved_bytes(self) -> float:
        """Bytes of both inputs and of the result.

        >>> square = Gemm(m=3000, n=3000, k=3000)
        >>> square.flops / square.moved_bytes  # n / 3 for bf16
        1000.0
        """
        values = self.m * self.k + self.k * self.n + self.m * self.n
        return self.bytes_per_value * values


def peak_flops_per_s(clock_hz: float, multiply_adds_per_clock: int, units: int) -> float:
    """Return the dense peak FLOP/s of ``units`` matrix units, two FLOP for each multiply-add.

    Raises ``ValueError`` if ``clock_hz`` is not above 0 or a count is not a whole number above 0.
    Source: [bekman2026ml], section "How to calculate theoretical TFLOPS".

    >>> round(peak_flops_per_s(1.83e9, 512, 528) / 1e12, 2)
    989.43
    """
    require.positive("clock_hz", clock_hz)
    require.count("multiply_adds_per_clock", multiply_adds_per_clock)
    require.count("units", units)
    return 2 * clock_hz * multiply_adds_per_clock * units


def peak_memory_bytes_per_s(clock_hz: float, bus_bits: int) -> float:
    """Return the peak bandwidth of a double-data-rate memory bus, two transfers a clock.

    Raises ``ValueError`` if ``clock_hz`` is not above 0 or ``bus_bits`` no whole number above 0.
    Source: [bekman2026ml], section "How to calculate theoretical memory bandwidth".

    >>> peak_memory_bytes_per_s(1593e6, 5120) / 1e9
    2039.04
    """
    require.positive("clock_hz", clock_hz)
    require.count("bus_bits", bus_bits)
    return 2 * clock_hz * bus_bits / 8
