"""Decoder-only transformers: parameters, memory of keys and values, and FLOP for each token."""

from dataclasses import dataclass
from typing import Literal

from napkinmath import require


@dataclass(frozen=True, slots=True)
class LatentAttention:
    """Low-rank attention (MLA): one compressed latent per token is cached in place of keys.

    ``key_dim`` and ``value_dim`` are the widths of a head; ``rope_dim`` is the part of the key
    that carries positions and is shared by all heads. Source: [deepseek2024v3].
    """

    query_rank: int
    kv_rank: int
    key_dim: int
    rope_dim: int
    value_dim: int

    def __post_init__(self) -> None:
        for name in ("query_rank", "kv_rank", "key_dim", "rope_dim", "value_dim"):
            require.count(name, getattr(self, name))


@dataclass(frozen=True, slots=True)
class Experts:
    """A mixture of experts in place of the feed-forward layer.

    Each token passes ``per_token`` of ``total`` routed experts of width ``ffn`` and all ``shared``
    ones. The first ``dense_layers`` layers keep the ordinary feed-forward of the decoder.
    ``router_bias`` adds one bias for each routed expert, as auxiliary-loss-free balancing does.
    """

    total: int
    per_token: int
    ffn: int
    shared: int = 0
    dense_layers: int = 0
    router_bias: bool = False

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoder:
    """A decoder-only transformer by the numbers of its configuration file.

    ``kv_heads`` below ``heads`` is grouped-query attention, 1 is multi-query; left out, every head
    has its own keys and values. ``head_dim`` left out is ``hidden / heads``. ``biases`` are those
    of the linear layers (``"qkv"``: of queries, keys and values alone), ``norm`` says whether a
    normalisation has a weight (``"rms"``) or a weight and a bias (``"layer"``).
    ``learned_positions`` is the length of a table of position embeddings, 0 for rotary ones.
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
    experts: Experts | None = None
    latent: LatentAttention | None = None

    def __post_init__(self) -> None:
        for name in ("layers", "hidden", "heads", "ffn", "vocab"):
            require.count(name, getattr(self, name))
        require.count("norms_per_layer", self.norms_per_layer, at_least=0)
        require.count("learned_positions", self.learned_positions, at_least=0)
        require.one_of("biases", self.biases, ("none", "qkv", "all"))
        require.one_of("norm", self.norm, ("rms", "layer"))
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

    @property
    def params(self) -> int:
        """All parameters, embeddings included."""
        experts_everywhere = self.experts.total if self.experts else 0
        return self._params(experts_everywhere)

    @property
    def active_params(self) -> int:
        """Parameters that one token passes: of the routed experts only those it is sent to."""
        return self._params(self.experts.per_token if self.experts else 0)

    def kv_cache_bytes(self, batch: int, tokens: int, bytes_per_value: float = 2) -> float:
        """Return the memory of the keys and values of ``batch`` sequences of ``tokens`` each.

        ``bytes_per_value`` is 2 for bf16, 1 for 8-bit formats, 0.5 for 4-bit ones. Paging,
        padding and sliding windows are left out.
        """
        require.count("batch", batch)
        require.count("tokens", tokens, at_least=0)
        require.positive("bytes_per_value", bytes_per_value)
        return batch * tokens * self._cached_values_per_token * bytes_per_value

    def flops_per_token(self, context: int) -> float:
        """Return the FLOP of one forward step of one token that attends to ``context`` tokens.

        Two for each weight of a matrix that the token passes, and the scores and weighted sums of
        attention; looking up an embedding, norms and activations are left out. For a causal pass
        over a whole sequence of n tokens, the mean context is (n + 1) / 2.
        """
        require.count("context", context, at_least=0)
        if self.latent is None:
            score_and_value = 2 * self._head_dim
        else:
            score_and_value = self.latent.key_dim + self.latent.rope_dim + self.latent.value_dim
        attention = 2 * self.layers * self.heads * score_and_value * context
        active_experts = self.experts.per_token if self.experts else 0
        weights = self.layers * self._attention_weights + self._ffn_weights(active_experts)
        return 2.0 * (weights + self.hidden * self.vocab) + attention

    @property
    def _head_dim(self) -> int:
        return self.head_dim if self.head_dim is not None else self.hidden // self.heads

    @property
    def _kv_heads(self) -> int:
        return self.kv_heads if self.kv_heads is not None else self.heads

    @property
    def _cached_values_per_token(self) -> int:
        if self.latent is not None:
            return self.layers * (self.latent.kv_rank + self.latent.rope_dim)
        return 2 * self.layers * self._kv_heads * self._head_dim

    @property
    def _attention_weights(self) -> int:
        """Weights of the matrices of one attention layer."""
        if (low := self.latent) is not None:
            queries = low.query_rank * (self.hidden + self.heads * (low.key_dim + low.rope_dim))
            latent = self.hidden * (low.kv_rank + low.rope_dim)
            unfolded = low.kv_rank * self.heads * (low.key_dim + low.value_dim)
            return queries + latent + unfolded + self.heads * low.value_dim * self.hidden
        return 2 * self.hidden * self._head_dim * (self.heads + self._kv_heads)

    def _ffn_weights(self, routed: int) -> int:
        """Weights of all feed-forward matrices, counting ``routed`` experts in a layer."""
        matrices = 3 if self.gated else 2
        dense = matrices * self.hidden * self.ffn
        if (mixture := self.experts) is None:
            return self.layers * dense
        expert = matrices * self.hidden * mixture.ffn
        router = self.hidden * mixture.total
        layer = (routed + mixture.shared) * expert + router
        return mixture.dense_layers * dense + (self.layers - mixture.dense_layers) * layer

    @property
    def _vectors(self) -> int:
        """Weights that are no matrices: norms and biases."""
        per_norm = self.hidden * (2 if self.norm == "layer" else 1)
        norms = (self.layers * self.norms_per_layer + 1) * per_norm
        if self.latent is not None:
            norms += self.layers * (self.latent.query_rank + self.latent.kv_rank)
        attention = {
            "none": 0,
            "qkv": self._head_dim * (self.heads + 2 * self._kv_heads),
            "all": self._head_dim * (self.heads + 2 * self._kv_heads) + self.hidden,
        }[self.biases]
        ffn = (self.ffn * (2 if self.gated else 1) + self.hidden) if self.biases == "all" else 0
        routers = 0
        if self.experts is not None and self.experts.router_bias:
            routers = (self.layers - self.experts.dense_layers) * self.experts.total
        return norms + self.layers * (attention + ffn) + routers

    def _params(self, routed: int) -> int:
        embeddings = self.vocab * self.hidden * (1 if self.tied_embeddings else 2)
        positions = self.learned_positions * self.hidden
        matrices = self.layers * self._attention_weights + self._ffn_weights(routed)
        return embeddings + positions + matrices + self._vectors
