"""Training: its cost, scaling laws, hyperparameter search, small classifiers to train."""

from napkinmath.training.hyperband import (
    Bracket,
    Rung,
    halving,
    hyperband,
    promoted,
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
    fit,
    one_hot,
    softmax,
)
from napkinmath.training.training_cost import (
    TrainingCost,
    counted_flops,
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
    "counted_flops",
    "fit",
    "halving",
    "hyperband",
    "mfu",
    "one_hot",
    "palm_flops_per_token",
    "promoted",
    "softmax",
    "training_cost",
    "training_flops",
]
