"""What a token costs on accelerators of your own: memory that must fit, and two rooflines.

A replica reads prompts (prefill, limited by arithmetic) and writes tokens (decode, limited by
memory traffic until the batch is large). Everything that keeps a device from its peak is an
``Efficiency``, an assumption with a range.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from napkinmath import require
from napkinmath.catalog.hardware import Accelerator
from napkinmath.serving.kv_cache import KVCache
from napkinmath.serving.transformer import Decoder


@dataclass(frozen=True, slots=True, kw_only=True)
class Efficiency:
    """Which share of its peaks a device reaches when it serves, and what a step costs besides.

    ``compute`` and ``reads`` are shares of the dense peak and of the memory bandwidth,
    ``step_s`` is the time of a decode step that neither explains (launches, sampling, scheduling).
    Between devices, ``link`` is the share of the link's rate that a reduction reaches and
    ``hop_s`` the latency of each doubling of their number. The values given here make the model
    fit 30 published throughputs of one H100 or H200 within a sixth.
    Raises ``ValueError`` on shares outside (0, 1] and negative times.
    Source: [nvidia2025trtllm]
    """

    compute: float = 0.55
    reads: float = 0.90
    step_s: float = 0.004
    link: float = 0.6
    hop_s: float = 10e-6

    def __post_init__(self) -> None:
        for name in ("compute", "reads", "link"):
            require.positive(name, require.fraction(name, getattr(self, name)))
        require.non_negative("step_s", self.step_s)
        require.non_negative("hop_s", self.hop_s)

    def scaled(self, share: float) -> "Efficiency":
        """Return the same with ``share`` of its compute and reads, for a slower software."""
        require.positive("share", share)
        return Efficiency(
            compute=share * self.compute,
            reads=share * self.reads,
            step_s=self.step_s,
            link=self.link,
            hop_s=self.hop_s,
        )


@dataclass(frozen=True, slots=True)
class Request:
    """One request: input and output tokens, and the share of its input found in a prefix cache."""

    input_tokens: int
    output_tokens: int
    cached_share: float = 0.0

    def __post_init__(self) -> None:
        require.count("input_tokens", self.input_tokens)
        require.count("output_tokens", self.output_tokens)
        require.fraction("cached_share", self.cached_share)

    @property
    def tokens(self) -> int:
        """Input and output tokens together."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class Served:
    """What a replica serves under load: its throughput, batch size and TPOT (time per token)."""

    requests_per_s: float
    batch_size: int
    tpot_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """One copy of a model on ``devices`` devices that split each of its matrices.

    The devices divide the KV heads too (tensor parallelism): beyond their number, heads lie on
    several devices, and a latent lies on all. A decode step reads the experts that its tokens are
    expected to reach under uniform routing. ``weight_bytes`` and ``kv_bytes`` are bytes a weight
    and a cached value, ``arithmetic`` the format in which matrices are multiplied: weights alone
    in 4 bits (0.5 bytes) still multiply in ``"bf16"``. ``usable`` is the share of the memory that
    weights and cache may fill. Paging is left out.
    Raises ``ValueError`` on sizes that are not positive and devices that neither divide the KV
    heads nor are a multiple of them, and ``LookupError`` if the device has no such format,
    bandwidth or (for several devices) link.

    >>> from napkinmath.catalog import accelerator, model
    >>> llama = model("llama-3-70b").decoder()
    >>> four = Replica(decoder=llama, device=accelerator("h100-sxm"), devices=4)
    >>> four.max_batch_size(Request(1500, 300)), round(four.serve(Request(1500, 300), 16).tpot_s, 3)
    (249, 0.026)
    >>> Replica(decoder=llama, device=accelerator("h100-sxm")).max_batch_size(Request(1500, 300))
    0
    """

    decoder: Decoder
    device: Accelerator
    devices: int = 1
    weight_bytes: float = 2.0
    kv_bytes: float = 2.0
    arithmetic: str = "bf16"
    efficiency: Efficiency = Efficiency()
    usable: float = 0.9

    def __post_init__(self) -> None:
        require.count("devices", self.devices)
        require.positive("weight_bytes", self.weight_bytes)
        require.positive("kv_bytes", self.kv_bytes)
        require.positive("usable", require.fraction("usable", self.usable))
        self._refuse_uneven()
        self.device.ridge(self.arithmetic)
        if self.devices > 1 and self.device.link_bytes_per_s is None:
            raise LookupError(f"no link between devices of {self.device.id!r} was read")

    def _refuse_uneven(self) -> None:
        for group in self.decoder.layer_groups:
            if group.kv_heads % self.devices and self.devices % group.kv_heads:
                raise ValueError(
                    f"devices must divide the KV heads ({group.kv_heads}) "
                    f"or be a multiple of them, got {self.devices}"
                )

    @property
    def held_bytes(self) -> float:
        """Bytes of the weights."""
        return self.decoder.params * self.weight_bytes

    @property
    def room_bytes(self) -> float:
        """Bytes left for keys and values; negative if the weights alone do not fit."""
        return self.devices * self.device.memory_bytes * self.usable - self.held_bytes

    def max_batch_size(self, request: Request) -> int:
        """Return how many requests fit at once, each with room for all of its tokens; 0 if none."""
        each_device_bytes = self.room_bytes / self.devices
        if each_device_bytes < 0:
            return 0
        return self._cache.max_sequences(each_device_bytes, request.tokens)

    def prefill_s(self, request: Request) -> float:
        """Return the time to read the prompt, except what the cache holds of it."""
        fresh = (1 - request.cached_share) * request.input_tokens
        attention = self.decoder.attention_flops(
            request.cached_share * request.input_tokens, request.input_tokens
        )
        return (
            fresh * self._matrix_flops / self._rate(self.arithmetic)
            + fresh * attention / self._rate("bf16")
            + self._exchange_s(fresh)
        )

    def step_s(self, batch_size: int, context: int) -> float:
        """Return the time of one decode step of ``batch_size`` sequences at a mean ``context``."""
        matrices = max(
            batch_size * self._matrix_flops / self._rate(self.arithmetic),
            self.decoder.params_read(batch_size) * self.weight_bytes / self._bytes_per_s,
        )
        read_bytes = (
            self.devices * batch_size * self._cache.sequence_bytes(context)
        )  # on all devices
        attention = max(
            batch_size * self.decoder.attention_flops(context, context) / self._rate("bf16"),
            read_bytes / self._bytes_per_s,
        )
        return matrices + attention + self.efficiency.step_s + self._exchange_s(batch_size)

    def serve(self, request: Request, batch_size: int) -> Served:
        """Return what the replica does with ``batch_size`` concurrent sequences at all times.

        It reads a prompt, and all answers wait meanwhile; so a request takes its prefill and its
        share of its decode steps. Raises ``ValueError`` if the batch does not fit.
        """
        require.count("batch_size", batch_size)
        if batch_size > self.max_batch_size(request):
            raise ValueError(
                f"batch_size must be at most {self.max_batch_size(request)}, got {batch_size}"
            )
        context = request.input_tokens + request.output_tokens // 2
        request_s = (
            self.prefill_s(request)
            + request.output_tokens * self.step_s(batch_size, context) / batch_size
        )
        return Served(1 / request_s, batch_size, batch_size * request_s / request.output_tokens)

    def best(
        self, request: Request, *, tpot_s: float = math.inf, max_batch_size: int = 2**20
    ) -> Served | None:
        """Return the fastest service within ``tpot_s`` and ``max_batch_size`` sequences.

        None if the weights and one request do not fit, or even one request alone is too slow.
        Raises ``ValueError`` on a limit that is not positive or a count below 1.
        """
        require.count("max_batch_size", max_batch_size)
        if tpot_s != math.inf:
            require.positive("tpot_s", tpot_s)
        low, high = 0, min(self.max_batch_size(request), max_batch_size)
        while low < high:  # a larger batch serves more and answers each more slowly
            middle = (low + high + 1) // 2
            good = self.serve(request, middle).tpot_s <= tpot_s
            low, high = (middle, high) if good else (low, middle - 1)
        return self.serve(request, low) if low else None

    @property
    def _matrix_flops(self) -> float:
        return self.decoder.flops_per_token(0)

    @property
    def _cache(self) -> KVCache:
        return _cache_of(self.decoder, self.kv_bytes, self.devices)

    def _rate(self, number_format: str) -> float:
        peak = self.device.flops_per_s(number_format)
        return self.devices * peak * self.efficiency.compute

    @property
    def _bytes_per_s(self) -> float:
        peak = self.device.memory_bytes_per_s or 0.0  # checked when the replica was made
        return self.devices * peak * self.efficiency.reads

    def _exchange_s(self, tokens: float) -> float:
        """Return the time of two ring reductions a layer, of 16-bit activations."""
        if self.devices == 1:
            return 0.0
        rate = (self.device.link_bytes_per_s or 0.0) * self.efficiency.link
        moved = 2 * (self.devices - 1) / self.devices * tokens * self.decoder.hidden * 2
        hops_s = self.efficiency.hop_s * math.log2(self.devices)
        return 2 * self.decoder.layers * (hops_s + moved / rate)


@lru_cache(maxsize=64)
def _cache_of(decoder: Decoder, bytes_per_value: float, devices: int) -> KVCache:
    """Return what a device keeps, made once: a search for the best batch asks many times."""
    return KVCache(
        groups=decoder.layer_groups,
        bytes_per_value=bytes_per_value,
        tensor_parallel_size=devices,
    )
