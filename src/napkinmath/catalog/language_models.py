"""Published models by their identifiers: the numbers of their configuration files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from napkinmath.catalog import _facts as facts
from napkinmath.serving.kv_cache import LayerGroup
from napkinmath.serving.transformer import Decoder, Experts, LatentAttention

#: Kinds of layers that ``Decoder`` describes: all tokens, a window, chunks, a latent.
_PLAIN = frozenset("GLCM")
#: And those that ``kinds`` must describe: index keys (I), compressed (D, H) and their window alone
#: (W), recurrent state (R), feed-forward alone (F).
_OTHER = frozenset("IDHWRF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model as its configuration describes it.

    ``layer_kinds`` names each layer's kind by a letter (see ``data/models.toml``); left out, all
    attend to all tokens. ``kinds`` is what a layer of a kind keeps of a sequence, for models whose
    layers ``Decoder`` does not describe; ``config_params`` and ``config_active_params`` are counted
    from the configuration. ``published_params`` and ``published_active_params`` are what the
    authors print, rounded as they print it. ``train_accelerator_s`` is the time that all
    accelerators of the pre-training spent together. Fields of a mixture of experts or of latent
    attention are 0 where there is none.
    Raises ``ValueError`` if ``layer_kinds`` is not one known letter for each layer, or does not
    have a description.
    """

    id: str
    family: str
    layers: int
    hidden: int
    heads: int
    ffn: int
    vocab: int
    context: int
    source: str
    url: str
    read_on: date
    mark: str
    kv_heads: int | None = None
    head_dim: int | None = None
    gated: bool = True
    tied_embeddings: bool = False
    biases: Literal["none", "qkv", "all"] = "none"
    norm: Literal["rms", "layer"] = "rms"
    norms_per_layer: int = 2
    learned_positions: int = 0
    qk_norm: Literal["none", "head", "all"] = "none"
    attention_sinks: bool = False
    sliding_window: int | None = None
    chunk_size: int | None = None
    experts: int = 0
    experts_per_token: int = 0
    expert_ffn: int = 0
    shared_experts: int = 0
    dense_layers: int = 0
    router_bias: bool = False
    expert_biases: bool = False
    latent_query_rank: int = 0
    latent_kv_rank: int = 0
    latent_key_dim: int = 0
    latent_rope_dim: int = 0
    latent_value_dim: int = 0
    layer_kinds: str = ""
    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict, hash=False)
    config_params: int | None = None
    config_active_params: int | None = None
    published_params: float | None = None
    published_active_params: float | None = None
    train_tokens: float | None = None
    train_accelerator: str = ""
    train_accelerator_s: float | None = None
    train_source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        known, kinds = _PLAIN | _OTHER, self.layer_kinds
        if kinds and (len(kinds) != self.layers or not set(kinds) <= known):
            raise ValueError(
                f"layer_kinds of {self.id!r} must be {self.layers} letters "
                f"of {''.join(sorted(known))}, got {kinds!r}"
            )
        if self.kinds and set(self.kinds) | {"F"} != set(kinds) | {"F"}:
            raise ValueError(
                f"kinds of {self.id!r} must describe {kinds!r}, got {list(self.kinds)}"
            )
        if not self.kinds and not set(kinds) <= _PLAIN:
            raise ValueError(f"kinds of {self.id!r} must describe {kinds!r}, got none")

    @property
    def params(self) -> int:
        """All parameters: counted by ``decoder()`` if it describes the model, or read.

        Raises ``LookupError`` if neither is there.
        """
        if not self.kinds:
            return self.decoder().params
        if self.config_params is None:
            raise LookupError(f"no parameters of {self.id!r} were counted")
        return self.config_params

    @property
    def layer_groups(self) -> tuple[LayerGroup, ...]:
        """What the layers keep of a sequence, for ``serving.KVCache``.

        >>> from napkinmath.serving.kv_cache import KVCache
        >>> KVCache(groups=model("deepseek-v3").layer_groups).sequence_bytes(1)
        70272.0
        >>> KVCache(groups=model("gpt-oss-20b").layer_groups).bytes_per_token(131_072)
        24576.0
        """
        if not self.kinds:
            return self.decoder().layer_groups
        return tuple(
            LayerGroup(layers=self.layer_kinds.count(kind), **keeps)
            for kind, keeps in self.kinds.items()
        )

    def decoder(self) -> Decoder:
        """Return the transformer that the configuration describes.

        Raises ``LookupError`` if it is of another kind: with a recurrent state, say.

        >>> model("llama-3-8b").decoder().params
        8030261248
        """
        if self.kinds:
            raise LookupError(
                f"the layers of {self.id!r} ({', '.join(self.kinds)}) are no Decoder's; "
                "params and layer_groups count them"
            )
        local = sum(self.layer_kinds.count(kind) for kind in "LC")
        return Decoder(
            layers=self.layers,
            hidden=self.hidden,
            heads=self.heads,
            ffn=self.ffn,
            vocab=self.vocab,
            kv_heads=self.kv_heads,
            head_dim=self.head_dim,
            gated=self.gated,
            tied_embeddings=self.tied_embeddings,
            biases=self.biases,
            norm=self.norm,
            norms_per_layer=self.norms_per_layer,
            learned_positions=self.learned_positions,
            sliding_window=(self.sliding_window or self.chunk_size) if local else None,
            local_layers=local,
            qk_norm=self.qk_norm,
            attention_sinks=self.attention_sinks,
            experts=self._experts(),
            latent=self._latent(),
        )

    def _experts(self) -> Experts | None:
        if not self.experts:
            return None
        return Experts(
            total=self.experts,
            per_token=self.experts_per_token,
            ffn=self.expert_ffn,
            shared=self.shared_experts,
            dense_layers=self.dense_layers,
            router_bias=self.router_bias,
            biases=self.expert_biases,
        )

    def _latent(self) -> LatentAttention | None:
        if not self.latent_kv_rank:
            return None
        return LatentAttention(
            query_rank=self.latent_query_rank,
            kv_rank=self.latent_kv_rank,
            key_dim=self.latent_key_dim,
            rope_dim=self.latent_rope_dim,
            value_dim=self.latent_value_dim,
        )


def model(id: str) -> Model:
    """Return the model ``id``; raises ``LookupError`` with near matches if there is none.

    >>> model("llama-3-70b").kv_heads
    8
    """
    known = _all()
    if id not in known:
        raise facts.not_found("model", id, known)
    return known[id]


def models() -> list[Model]:
    """Return every model, by family and identifier."""
    return sorted(_all().values(), key=lambda one: (one.family, one.id))


@cache
def _all() -> dict[str, Model]:
    return {id: Model(id=id, **_frozen(row)) for id, row in facts.read("models.toml").items()}


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    kinds = {kind: MappingProxyType(keeps) for kind, keeps in row.get("kinds", {}).items()}
    return row | {"kinds": MappingProxyType(kinds)}
