"""Decoder-only transformers: parameters, memory of keys and values, and FLOP for each token."""

from dataclasses import dataclass
from typing import Literal

from napkinmath import require
from napkinmath.serving.kv_cache import KVCache, LayerGroup


@dataclass(frozen=True, slots=True)
class LatentAttention:
    """Low-rank attention (MLA): one compressed latent per token is cached in place of keys.

    ``query_rank`` is 0 if queries are not compressed. ``key_dim`` and ``value_dim`` are the widths
    of a head; ``rope_dim`` is the part of the key that carries positions and is shared by all
    heads. Raises ``ValueError`` on anything that is no such number. Source: [deepseek2024v3].
    """

    query_rank: int
    kv_rank: int
    key_dim: int
    rope_dim: int
    value_dim: int

    def __post_init__(self) -> None:
        require.count("query_rank", self.query_rank, at_least=0)
        for name in ("kv_rank", "key_dim", "rope_dim", "value_dim"):
            require.count(name, getattr(self, name))


@dataclass(frozen=True, slots=True)
class Experts:
    """A mixture of experts in place of the feed-forward layer.

    Each token passes ``per_token`` of ``total`` routed experts of width ``ffn`` and all ``shared``
    ones. ``dense_layers`` layers keep the ordinary feed-forward of the decoder. ``router_bias``
    adds one bias for each routed expert, as auxiliary-loss-free balancing does; ``biases`` adds
    those of the matrices of each expert.
    Raises ``ValueError`` on anything that is no such number.
    """

    total: int
    per_token: int
    ffn: int
    shared: int = 0
    dense_layers: int = 0
    router_bias: bool = False
    biases: bool = False

    def __post_init__(self) -> None:
        require.count("total", self.total)
        require.count("per_token", self.per_token)
        require.count("ffn", self.ffn)
        require.count("shared", self.shared, at_least=0)
        require.count("dense_layers", self.dense_layers, at_least=0)
        if self.per_token > self.total:
            raise ValueError(
                f"per_token must be at most total ({self.total}), got {self.per_token}"
            )

    def expected_distinct(self, tokens: int) -> float:
        """Return how many routed experts of a layer ``tokens`` tokens reach, on average.

        Routing is taken as uniform and independent: a token misses an expert with probability
        1 - per_token / total. Real routing is skewed, so that fewer experts are reached.

        >>> mixtral = Experts(total=8, per_token=2, ffn=14336)
        >>> [round(mixtral.expected_distinct(tokens), 2) for tokens in (1, 4, 16)]
        [2.0, 5.47, 7.92]
        """
        require.count("tokens", tokens, at_least=0)
        return self.total * (1 - (1 - self.per_token / self.total) ** tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoder:
    """A decoder-only transformer by the numbers of its configuration file.

    ``kv_heads`` below ``heads`` is grouped-query attention, 1 is multi-query; left out, every head
    has its own keys and values. ``head_dim`` left out is ``hidden / heads``. ``biases`` are those
    of the linear layers (``"qkv"``: of queries, keys and values alone), ``norm`` says whether a
    normalisation has a weight (``"rms"``) or a weight and a bias (``"layer"``).
    ``learned_positions`` is the length of a table of position embeddings, 0 for rotary ones.
    ``local_layers`` layers attend to the last ``sliding_window`` tokens alone. ``qk_norm`` says
    whether queries and keys are normalized with a weight for each dimension of a head (``"head"``)
    or of all heads (``"all"``); ``attention_sinks`` adds one learned sink a head and layer.
    Raises ``ValueError`` on anything that is no such number.

    >>> llama = Decoder(layers=32, hidden=4096, heads=32, kv_heads=8, ffn=14336, vocab=128256)
    >>> llama.params
    8030261248
    >>> llama.kv_cache_bytes(batch=1, tokens=8192) / 2**30
    1.0
    """

    layers: int
    hidden: int
    heads: int
    ffn: int
    vocab: int
    kv_heads: int | None = None
    head_dim: int | None = None
    gated: bool = True
    tied_embeddings: bool = False
    biases: Literal["none", "qkv", "all"] = "none"
    norm: Literal["rms", "layer"] = "rms"
    norms_per_layer: int = 2
    learned_positions: int = 0
    sliding_window: int | None = None
    local_layers: int = 0
    qk_norm: Literal["none", "head", "all"] = "none"
    attention_sinks: bool = False
    experts: Experts | None = None
    latent: LatentAttention | None = None

    def __post_init__(self) -> None:
        for name in ("layers", "hidden", "heads", "ffn", "vocab"):
            require.count(name, getattr(self, name))
        require.count("norms_per_layer", self.norms_per_layer, at_least=0)
        require.count("learned_positions", self.learned_positions, at_least=0)
        require.one_of("biases", self.biases, ("none", "qkv", "all"))
        require.one_of("norm", self.norm, ("rms", "layer"))
        require.one_of("qk_norm", self.qk_norm, ("none", "head", "all"))
        self._refuse_windows()
        if self.kv_heads is not None:
            require.count("kv_heads", self.kv_heads)
            if self.heads % self.kv_heads:
                raise ValueError(f"kv_heads must divide heads ({self.heads}), got {self.kv_heads}")
        if self.head_dim is not None:
            require.count("head_dim", self.head_dim)
        elif self.hidden % self.heads:
            raise ValueError(f"head_dim must be given unless heads divide hidden ({self.hidden})")
        if self.experts is not None and self.experts.dense_layers > self.layers:
            raise ValueError(
                f"dense_layers must be at most layers ({self.layers}), "
                f"got {self.experts.dense_layers}"
            )

    def _refuse_windows(self) -> None:
        require.count("local_layers", self.local_layers, at_least=0)
        if self.local_layers > self.layers:
            raise ValueError(
                f"local_layers must be at most layers ({self.layers}), got {self.local_layers}"
            )
        if self.local_layers and self.sliding_window is None:
            raise ValueError("sliding_window must be given with local layers, got None")
        if self.sliding_window is not None:
            require.count("sliding_window", self.sliding_window)
        if self.sliding_window is not None and not self.local_layers:
            raise ValueError(
                f"sliding_window must be None without local layers, got {self.sliding_window!r}"
            )

    @property
    def params(self) -> int:
        """All parameters, embeddings included."""
        experts_everywhere = self.experts.total if self.experts else 0
        return round(self._params(experts_everywhere))

    @property
    def active_params(self) -> int:
        """Parameters that one token passes: of the routed experts only those it is sent to."""
        return round(self._params(self.experts.per_token if self.experts else 0))

    def params_read(self, tokens: int) -> float:
        """Return the parameters that a step over ``tokens`` tokens reads, once each.

        Of a mixture, those are the experts that the tokens are expected to reach
        (``Experts.expected_distinct``); a dense model reads all. The whole table of embeddings
        counts as read, as it is where the output shares it.
        """
        require.count("tokens", tokens)
        return self._params(self.experts.expected_distinct(tokens) if self.experts else 0)

    @property
    def layer_groups(self) -> tuple[LayerGroup, ...]:
        """What the layers keep of a sequence, for ``KVCache``.

        >>> llama = Decoder(layers=32, hidden=4096, heads=32, kv_heads=8, ffn=14336, vocab=128256)
        >>> [KVCache(groups=llama.layer_groups, tensor_parallel_size=n).sequence_bytes(1)
        ...  for n in (1, 8, 16)]
        [131072.0, 16384.0, 16384.0]
        """
        values, heads = 2 * self._kv_heads * self._head_dim, self._kv_heads
        if self.latent is not None:  # every head reads the one latent
            values, heads = self.latent.kv_rank + self.latent.rope_dim, 1
        kinds = [
            (self.layers - self.local_layers, None),
            (self.local_layers, self.sliding_window),
        ]
        return tuple(
            LayerGroup(layers=n, values_per_token=values, kv_heads=heads, sliding_window=window)
            for n, window in kinds
            if n
        )

    def kv_cache_bytes(self, batch: int, tokens: int, bytes_per_value: float = 2) -> float:
        """Return the memory of the keys and values of ``batch`` sequences of ``tokens`` each.

        ``bytes_per_value`` is 2 for bf16, 1 for 8-bit formats, 0.5 for 4-bit ones. All of it on
        one device and unpaged; ``KVCache`` splits and pages it.
        """
        require.count("batch", batch)
        cache = KVCache(groups=self.layer_groups, bytes_per_value=bytes_per_value)
        return batch * cache.sequence_bytes(tokens)

    def flops_per_token(self, context: int) -> float:
        """Return the FLOP of one forward step of one token that attends to ``context`` tokens.

        Two for each weight of a matrix that the token passes, and the scores and weighted sums of
        attention; looking up an embedding, norms and activations are left out. For a causal pass
        over a whole sequence of n tokens, the mean context is (n + 1) / 2 without local layers;
        ``attention_flops`` takes the mean with them.
        """
        require.count("context", context, at_least=0)
        active_experts = self.experts.per_token if self.experts else 0
        weights = self.layers * self._attention_weights + self._ffn_weights(active_experts)
        return 2.0 * (weights + self.hidden * self.vocab) + self.attention_flops(context, context)

    def attention_flops(self, first: float, last: float) -> float:
        """Return the FLOP of scores and weighted sums of one token, over all layers.

        It is the mean of tokens whose contexts run evenly from ``first`` to ``last`` tokens; local
        layers attend to the window alone. A latent counts as it is unfolded for a prompt.
        Raises ``ValueError`` on a negative context, or ``last`` below ``first``.
        """
        require.non_negative("first", first)
        if require.non_negative("last", last) < first:
            raise ValueError(f"last must be at least first ({first}), got {last}")
        if self.latent is None:
            score_and_value = 2 * self._head_dim
        else:
            score_and_value = self.latent.key_dim + self.latent.rope_dim + self.latent.value_dim
        attended = (self.layers - self.local_layers) * (first + last) / 2
        if self.sliding_window is not None:
            attended += self.local_layers * _mean_within(self.sliding_window, first, last)
        return 2 * self.heads * score_and_value * attended

    @property
    def _head_dim(self) -> int:
        return self.head_dim if self.head_dim is not None else self.hidden // self.heads

    @property
    def _kv_heads(self) -> int:
        return self.kv_heads if self.kv_heads is not None else self.heads

    @property
    def _attention_weights(self) -> int:
        """Weights of the matrices of one attention layer."""
        if (low := self.latent) is not None:
            wide = self.heads * (low.key_dim + low.rope_dim)
            rank = low.query_rank
            queries = rank * (self.hidden + wide) if rank else self.hidden * wide
            latent = self.hidden * (low.kv_rank + low.rope_dim)
            unfolded = low.kv_rank * self.heads * (low.key_dim + low.value_dim)
            return queries + latent + unfolded + self.heads * low.value_dim * self.hidden
        return 2 * self.hidden * self._head_dim * (self.heads + self._kv_heads)

    def _ffn_weights(self, routed: float) -> float:
        """Weights of all feed-forward matrices, counting ``routed`` experts in a layer."""
        matrices = 3 if self.gated else 2
        dense = matrices * self.hidden * self.ffn
        if (mixture := self.experts) is None:
            return self.layers * dense
        expert = matrices * self.hidden * mixture.ffn
        router = self.hidden * mixture.total
        layer = (routed + mixture.shared) * expert + router
        return mixture.dense_layers * dense + (self.layers - mixture.dense_layers) * layer

    def _vectors(self, routed: float) -> float:
        """Weights that are no matrices: norms, biases, sinks; ``routed`` experts in a layer."""
        per_norm = self.hidden * (2 if self.norm == "layer" else 1)
        norms = (self.layers * self.norms_per_layer + 1) * per_norm
        return norms + self.layers * self._attention_vectors + self._ffn_vectors(routed)

    @property
    def _attention_vectors(self) -> int:
        """Vectors of one attention layer."""
        heads, kv_heads, head_dim = self.heads, self._kv_heads, self._head_dim
        qkv = head_dim * (heads + 2 * kv_heads)
        biases = {"none": 0, "qkv": qkv, "all": qkv + self.hidden}[self.biases]
        latent = self.latent.query_rank + self.latent.kv_rank if self.latent else 0
        norms = {"none": 0, "head": 2 * head_dim, "all": head_dim * (heads + kv_heads)}
        return biases + latent + norms[self.qk_norm] + (heads if self.attention_sinks else 0)

    def _ffn_vectors(self, routed: float) -> float:
        """Biases of all feed-forward layers, with ``routed`` experts in a layer."""
        inner = 2 if self.gated else 1
        dense = (inner * self.ffn + self.hidden) if self.biases == "all" else 0
        if (mixture := self.experts) is None:
            return self.layers * dense
        expert = (inner * mixture.ffn + self.hidden) if mixture.biases else 0
        router = mixture.total if mixture.router_bias else 0
        layer = (routed + mixture.shared) * expert + router
        return mixture.dense_layers * dense + (self.layers - mixture.dense_layers) * layer

    def _params(self, routed: float) -> float:
        embeddings = self.vocab * self.hidden * (1 if self.tied_embeddings else 2)
        positions = self.learned_positions * self.hidden
        matrices = self.layers * self._attention_weights + self._ffn_weights(routed)
        return embeddings + positions + matrices + self._vectors(routed)


def _mean_within(window: int, first: float, last: float) -> float:
    """Return the mean of min(context, window) for contexts that run evenly from first to last."""
    if last <= window or first >= window:
        return min((first + last) / 2, window)
    rising = (window + first) / 2 * (window - first)
    return (rising + window * (last - window)) / (last - first)
