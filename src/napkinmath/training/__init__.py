"""Training: cost, scaling laws, hyperparameter search, small classifiers."""

from napkinmath.training.hyperband import (
    Bracket,
    Rung,
    hyperband,
    selected_config,
    successive_halving,
)
from napkinmath.training.scaling_laws import (
    CHINCHILLA_PRINTED,
    CHINCHILLA_UNROUNDED,
    INFERENCE_PAPER,
    REPLICATION,
    Allocation,
    LossLaw,
)
from napkinmath.training.small_classifiers import (
    Network,
    fit_classifier,
    one_hot,
    softmax,
)
from napkinmath.training.training_cost import (
    TrainingCost,
    decoder_training_flops,
    mfu,
    palm_flops_per_token,
    training_cost,
    training_flops,
)

__all__ = [
    "Allocation",
    "Bracket",
    "CHINCHILLA_PRINTED",
    "CHINCHILLA_UNROUNDED",
    "INFERENCE_PAPER",
    "LossLaw",
    "Network",
    "REPLICATION",
    "Rung",
    "TrainingCost",
    "decoder_training_flops",
    "fit_classifier",
    "hyperband",
    "mfu",
    "one_hot",
    "palm_flops_per_token",
    "selected_config",
    "softmax",
    "successive_halving",
    "training_cost",
    "training_flops",
]
