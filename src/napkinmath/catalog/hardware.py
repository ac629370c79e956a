"""Accelerators by their identifiers: peak rates, memory, links and power, from dated sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType

from napkinmath import require
from napkinmath.catalog import _facts as facts

_RATES = ("dense_flops_per_s", "sparse_flops_per_s", "matmul_flops_per_s")
_FORMATS = ("fp32", "tf32", "fp16", "bf16", "fp8", "mxfp8", "int8", "fp6", "fp4", "mxfp4")
_SIZES = ("memory_bytes_per_s", "link_bytes_per_s", "l2_bytes", "llc_bytes", "sram_bytes", "tdp_w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerator:
    """What one accelerator computes, holds and moves at most, as its maker prints it.

    ``dense_flops_per_s`` is the peak for each number format (``"bf16"``, ``"fp8"``, ``"int8"`` ...)
    without structured sparsity, ``sparse_flops_per_s`` with it, and ``matmul_flops_per_s`` the best
    that a matrix product was measured to reach. ``memory_bytes`` counts a vendor's GB as 1e9.
    ``link_bytes_per_s`` is per direction, all links of the scale-up domain together. ``l2_bytes``
    is the last cache that all units share, ``llc_bytes`` one behind it, ``sram_bytes`` on-chip
    memory that software manages. ``tdp_w`` is the board's power as its maker names it. What was
    not read in a source is None or empty.
    Raises ``ValueError`` on a size or rate that is not above 0, or an unknown number format.
    """

    id: str
    vendor: str
    year: int
    memory_bytes: float
    source: str
    url: str
    read_on: date
    mark: str
    memory_bytes_per_s: float | None = None
    memory_kind: str = ""
    dense_flops_per_s: Mapping[str, float] = field(default_factory=dict, hash=False)
    sparse_flops_per_s: Mapping[str, float] = field(default_factory=dict, hash=False)
    matmul_flops_per_s: Mapping[str, float] = field(default_factory=dict, hash=False)
    link_bytes_per_s: float | None = None
    tdp_w: float | None = None
    clock_hz: float | None = None
    sms: int | None = None
    tensor_cores: int | None = None
    matrix_cores: int | None = None
    l2_bytes: float | None = None
    llc_bytes: float | None = None
    sram_bytes: float | None = None
    pod_chips: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        require.positive("memory_bytes", self.memory_bytes)
        for name in _SIZES:
            if getattr(self, name) is not None:
                require.positive(name, getattr(self, name))
        for name in _RATES:
            for number_format, rate in getattr(self, name).items():
                require.one_of(f"number format of {name}", number_format, _FORMATS)
                require.positive(f"{name} of {number_format}", rate)

    def flops_per_s(self, number_format: str) -> float:
        """Return the dense peak for ``number_format``; ``LookupError`` names those there are.

        >>> accelerator("h100-sxm").flops_per_s("bf16")
        989000000000000.0
        """
        if number_format not in self.dense_flops_per_s:
            known = ", ".join(map(repr, self.dense_flops_per_s)) or "none at all"
            raise LookupError(f"no dense peak of {self.id!r} for {number_format!r}; it has {known}")
        return self.dense_flops_per_s[number_format]

    def ridge(self, number_format: str) -> float:
        """Return the FLOP per byte of memory traffic above which the chip computes without waiting.

        Raises ``LookupError`` if the peak or the memory bandwidth was not read.

        >>> round(accelerator("h100-sxm").ridge("bf16"))
        295
        """
        if self.memory_bytes_per_s is None:
            raise LookupError(f"no memory bandwidth of {self.id!r} was read")
        return self.flops_per_s(number_format) / self.memory_bytes_per_s


def accelerator(id: str) -> Accelerator:
    """Return the accelerator ``id``; raises ``LookupError`` with near matches if there is none.

    >>> accelerator("a100-80-sxm").memory_bytes_per_s
    2039000000000.0
    """
    known = _all()
    if id not in known:
        raise facts.not_found("accelerator", id, known)
    return known[id]


def accelerators() -> list[Accelerator]:
    """Return every accelerator, by vendor and year."""
    return sorted(_all().values(), key=lambda one: (one.vendor, one.year, one.id))


@cache
def _all() -> dict[str, Accelerator]:
    found = {}
    for id, fields in facts.read("accelerators.toml").items():
        rates = {name: MappingProxyType(fields.get(name, {})) for name in _RATES}
        found[id] = Accelerator(id=id, **(fields | rates))
    return found
