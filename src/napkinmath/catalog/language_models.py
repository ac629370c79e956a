"""Published models by their identifiers: the numbers of their configuration files."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from napkinmath.catalog import _facts as facts
from napkinmath.serving.transformer import Decoder, Experts, LatentAttention


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model as its configuration describes it; ``decoder()`` counts its parameters and bytes.

    ``published_params`` and ``published_active_params`` are what the authors print, rounded as they
    print it. ``train_accelerator_s`` is the time that all accelerators of the pre-training spent
    together. Fields of a mixture of experts or of latent attention are 0 where there is none.
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
    sliding_window: int | None = None
    experts: int = 0
    experts_per_token: int = 0
    expert_ffn: int = 0
    shared_experts: int = 0
    dense_layers: int = 0
    router_bias: bool = False
    latent_query_rank: int = 0
    latent_kv_rank: int = 0
    latent_key_dim: int = 0
    latent_rope_dim: int = 0
    latent_value_dim: int = 0
    published_params: float | None = None
    published_active_params: float | None = None
    train_tokens: float | None = None
    train_accelerator: str = ""
    train_accelerator_s: float | None = None
    train_source: str = ""
    note: str = ""

    def decoder(self) -> Decoder:
        """Return the transformer that the configuration describes.

        >>> model("llama-3-8b").decoder().params
        8030261248
        """
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
    return {id: Model(id=id, **fields) for id, fields in facts.read("models.toml").items()}
