"""The KV cache of a decoder: bytes by length, layer kind, number format, page and device.

A layer keeps keys and values of all tokens, of a window, or as one latent; some keep index keys,
compressed vectors or a recurrent state of constant size. ``LayerGroup`` says what, ``KVCache``
adds bytes a value, paging and tensor parallelism, and counts.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from napkinmath import require


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerGroup:
    """``layers`` layers that each keep the same for one sequence.

    Of each token ``values_per_token`` values stay, of at most the last ``sliding_window`` tokens;
    tensor parallelism can split the values into ``kv_heads`` parts: 1 for a latent, which is whole
    on each device. Each full group of ``compress_ratio`` tokens leaves ``compressed_values`` more,
    and each of ``index_ratio`` tokens ``index_values``; both are whole on each device.
    ``state_values`` and ``conv_values`` are constant: a recurrent state, split by
    ``state_heads``, and the last inputs of its convolution.
    Raises ``ValueError`` on anything that is no such number.
    Source: [deepseek2024v3] for the latent.

    >>> LayerGroup(layers=32, values_per_token=2 * 8 * 128, kv_heads=8).sliding_window is None
    True
    """

    layers: int
    values_per_token: int = 0
    kv_heads: int = 1
    sliding_window: int | None = None
    compressed_values: int = 0
    compress_ratio: int = 1
    index_values: int = 0
    index_ratio: int = 1
    state_values: int = 0
    conv_values: int = 0
    state_heads: int = 1

    def __post_init__(self) -> None:
        for name in ("layers", "kv_heads", "compress_ratio", "index_ratio", "state_heads"):
            require.count(name, getattr(self, name))
        for name in _VALUES:
            require.count(name, getattr(self, name), at_least=0)
        if self.sliding_window is not None:
            require.count("sliding_window", self.sliding_window)
        for parts, whole in (("kv_heads", "values_per_token"), ("state_heads", "state_values")):
            if getattr(self, whole) % getattr(self, parts):
                raise ValueError(
                    f"{parts} must divide {whole} ({getattr(self, whole)}), "
                    f"got {getattr(self, parts)}"
                )


_VALUES = ("values_per_token", "compressed_values", "index_values", "state_values", "conv_values")


@dataclass(frozen=True, slots=True, kw_only=True)
class KVCache:
    """What sequences keep on one device of ``tensor_parallel_size``, all of which keep alike.

    Bytes are per value: 2 for bf16, 1 for fp8 and int8; index keys take those of the cache unless
    ``index_bytes_per_value`` is given, a recurrent state mostly stays fp32. With a ``block_size``
    of tokens above 1 each sequence takes whole blocks, and a window one block more than its tokens
    fill, because it need not begin at the start of a block. KV heads (and those of a state) are
    divided among devices; when devices exceed heads, each head lies on several. Left out: scales
    of quantized formats (count them in the bytes of a value), copies of the state for speculative
    decoding, and what an engine reserves beside a window for the tokens that it is about to read.
    Raises ``ValueError`` if ``tensor_parallel_size`` neither divides the heads of a group nor is a
    multiple of them, or a number is not what it must be.
    Source: [kwon2023paged] for blocks.

    >>> llama = KVCache(groups=(LayerGroup(layers=32, values_per_token=2048, kv_heads=8),))
    >>> llama.sequence_bytes(8192) / 2**30
    1.0
    >>> llama.max_sequences(40e9, 8192)
    37
    """

    groups: tuple[LayerGroup, ...]
    bytes_per_value: float = 2.0
    index_bytes_per_value: float | None = None
    state_bytes_per_value: float = 4.0
    conv_bytes_per_value: float = 2.0
    block_size: int = 1
    tensor_parallel_size: int = 1

    def __post_init__(self) -> None:
        require.positive("bytes_per_value", self.bytes_per_value)
        if self.index_bytes_per_value is not None:
            require.positive("index_bytes_per_value", self.index_bytes_per_value)
        require.non_negative("state_bytes_per_value", self.state_bytes_per_value)
        require.non_negative("conv_bytes_per_value", self.conv_bytes_per_value)
        require.count("block_size", self.block_size)
        require.count("tensor_parallel_size", self.tensor_parallel_size)
        for group in self.groups:
            _refuse_uneven(group, self.tensor_parallel_size)

    def sequence_bytes(self, tokens: int) -> float:
        """Return the bytes that one sequence of ``tokens`` keeps on each device.

        Raises ``ValueError`` unless ``tokens`` is a whole number of 0 or more.
        """
        require.count("tokens", tokens, at_least=0)
        return sum(group.layers * self._layer_bytes(group, tokens) for group in self.groups)

    def batch_bytes(self, lengths: Iterable[int]) -> float:
        """Return the bytes that sequences of ``lengths`` tokens keep together on each device."""
        return sum(map(self.sequence_bytes, lengths))

    def bytes_per_token(self, tokens: int) -> float:
        """Return the bytes that a sequence of ``tokens`` grows by with each token, blocks aside.

        It is d bytes / d tokens and not bytes / tokens: above every window only what all tokens
        keep still grows. Compressed vectors and index keys count at their mean.

        >>> local = LayerGroup(layers=52, values_per_token=4096, kv_heads=16, sliding_window=1024)
        >>> whole = LayerGroup(layers=10, values_per_token=4096, kv_heads=16)
        >>> gemma = KVCache(groups=(local, whole))
        >>> [gemma.bytes_per_token(tokens) for tokens in (1000, 1024)]
        [507904.0, 81920.0]
        """
        require.count("tokens", tokens, at_least=0)
        return sum(group.layers * self._layer_growth(group, tokens) for group in self.groups)

    def max_sequences(self, memory_bytes: float, tokens: int) -> int:
        """Return how many sequences of ``tokens`` fit into ``memory_bytes`` of each device.

        Raises ``ValueError`` on negative memory, and if a sequence keeps nothing at all.
        """
        require.non_negative("memory_bytes", memory_bytes)
        each_bytes = self.sequence_bytes(tokens)
        if each_bytes == 0:
            raise ValueError(f"tokens must be a number that keeps anything, got {tokens!r}")
        return math.floor(memory_bytes / each_bytes)

    def admitted(self, memory_bytes: float, lengths: Iterable[int]) -> int:
        """Return how many sequences of ``lengths`` fit, admitted in order until one does not.

        >>> llama = KVCache(groups=(LayerGroup(layers=32, values_per_token=2048, kv_heads=8),))
        >>> llama.admitted(2**30, [4096, 2048, 4096, 1])
        2
        """
        require.non_negative("memory_bytes", memory_bytes)
        count = 0
        for length in lengths:
            memory_bytes -= self.sequence_bytes(length)
            if memory_bytes < 0:
                break
            count += 1
        return count

    def _layer_bytes(self, group: LayerGroup, tokens: int) -> float:
        """Return what one layer keeps of a sequence of ``tokens``, in whole blocks."""
        blocks = math.ceil(tokens / self.block_size)
        paged = blocks * self.block_size
        if group.sliding_window is not None:  # its tokens touch at most so many blocks
            blocks = min(blocks, math.ceil((group.sliding_window - 1) / self.block_size) + 1)
        return (
            self._value_bytes(group) * blocks * self.block_size
            + self.bytes_per_value * group.compressed_values * (paged // group.compress_ratio)
            + self._index_bytes * group.index_values * (paged // group.index_ratio)
            + self._state_bytes(group)
        )

    def _layer_growth(self, group: LayerGroup, tokens: int) -> float:
        grows = group.sliding_window is None or tokens < group.sliding_window
        return (
            (self._value_bytes(group) if grows else 0.0)
            + self.bytes_per_value * group.compressed_values / group.compress_ratio
            + self._index_bytes * group.index_values / group.index_ratio
        )

    def _value_bytes(self, group: LayerGroup) -> float:
        """Return the bytes of one token's keys and values on a device."""
        share = self._share(group.kv_heads)
        return self.bytes_per_value * group.values_per_token * share

    def _state_bytes(self, group: LayerGroup) -> float:
        whole = (
            self.state_bytes_per_value * group.state_values
            + self.conv_bytes_per_value * group.conv_values
        )
        return whole * self._share(group.state_heads)

    def _share(self, heads: int) -> float:
        """Return the share of ``heads`` heads that a device holds: at least one."""
        return max(1, heads // self.tensor_parallel_size) / heads

    @property
    def _index_bytes(self) -> float:
        given = self.index_bytes_per_value
        return self.bytes_per_value if given is None else given


def _refuse_uneven(group: LayerGroup, devices: int) -> None:
    for name in ("kv_heads", "state_heads"):
        heads = getattr(group, name)
        if heads % devices and devices % heads:
            raise ValueError(
                f"tensor_parallel_size must divide {name} ({heads}) "
                f"or be a multiple of it, got {devices}"
            )
