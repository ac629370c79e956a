"""Mixed precision training: BF16 and FP16 emulated in float32, with a measured effect.

Matrix products accumulate in float32, as tensor cores do; what is stored between them is rounded to
the format. ``train_mixed_precision`` fits a small classifier, so that the effect of a format on
accuracy is measured.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.accelerators.number_formats import to_bfloat16, to_float16
from napkinmath.stats.intervals import MeanDifference
from napkinmath.stats.normal import two_sided_z

Floats = npt.NDArray[np.float32]


def _as_is(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float32)


_FORMATS: dict[str, Callable[[npt.ArrayLike], Floats]] = {
    "float32": _as_is,
    "bfloat16": to_bfloat16,
    "float16": to_float16,
}


@dataclass(frozen=True, slots=True)
class TrainingRecipe:
    """A mixed precision recipe: the ``precision`` between matrix products, and its safeguards.

    ``master_copy`` keeps the weights that are updated in float32; without it they are stored in the
    precision too. ``loss_scale`` multiplies the loss, and its inverse the gradients before the
    update.
    ``micro_batches`` is the number of micro-batches whose mean the gradient is: a framework divides
    the loss by it before the backward pass, so that gradients shrink as the batch grows.

    Raises ``ValueError`` on a format that is not known and on numbers that are not above 0.
    """

    precision: str
    master_copy: bool = True
    loss_scale: float = 1.0
    micro_batches: int = 1

    def __post_init__(self) -> None:
        require.one_of("precision", self.precision, _FORMATS)
        require.positive("loss_scale", self.loss_scale)
        require.count("micro_batches", self.micro_batches)


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The result of a training run: ``correct`` (n,) for each test item, and lost gradients.

    ``underflow_share`` is the share of gradient entries, at active units, that were rounded to
    zero, and ``skipped_steps`` the number of steps that were skipped because a gradient was not
    finite.
    """

    correct: npt.NDArray[np.bool_]
    underflow_share: float
    skipped_steps: int

    @property
    def accuracy(self) -> float:
        """The share of test items that are classified correctly."""
        return float(self.correct.mean())


@dataclass(frozen=True, slots=True)
class LabeledData:
    """Labeled data: ``x`` (n, d) and ``labels`` (n,), whole numbers from 0.

    The first ``n_train`` rows are for training, the others for the test.
    Raises ``ValueError`` if the shapes do not fit or one of the two parts is empty.
    """

    x: Floats
    labels: npt.NDArray[np.intp]
    n_train: int

    def __post_init__(self) -> None:
        if self.x.ndim != 2 or self.labels.shape != self.x.shape[:1]:
            raise ValueError(
                f"labels must have one entry a row of x, got {self.labels.shape} and {self.x.shape}"
            )
        if not 0 < require.count("n_train", self.n_train) < len(self.x):
            raise ValueError(f"n_train must be below {len(self.x)}, got {self.n_train!r}")


def most_frequent_classes(
    x: Floats, names: npt.NDArray[np.str_], *, classes: int, rng: np.random.Generator
) -> LabeledData:
    """Return labeled data of the most frequent ``classes``, shuffled, 25% of it for the test.

    Definition. Raises ``ValueError`` if there are fewer names.

    >>> rng = np.random.default_rng(0)
    >>> some = most_frequent_classes(np.eye(8, dtype=np.float32), np.array(list("aabbbbcd")),
    ...                      classes=2, rng=rng)
    >>> some.x.shape, some.n_train, sorted(some.labels.tolist())
    ((6, 8), 4, [0, 0, 0, 0, 1, 1])
    """
    found, counts = np.unique(names, return_counts=True)
    if require.count("classes", classes, at_least=2) > len(found):
        raise ValueError(f"classes must be at most the {len(found)} names, got {classes!r}")
    kept = found[np.argsort(-counts, kind="stable")[:classes]]
    rows = require.generator("rng", rng).permutation(np.flatnonzero(np.isin(names, kept)))
    labels = np.array([int(np.flatnonzero(kept == name)[0]) for name in names[rows]])
    return LabeledData(x[rows], labels, 3 * len(rows) // 4)


def train_mixed_precision(
    data: LabeledData,
    recipe: TrainingRecipe,
    *,
    hidden: int,
    steps: int,
    batch_size: int,
    learning_rate: float,
    seed: int,
    momentum: float = 0.9,
) -> TrainingResult:
    """Return the result of training one hidden layer of ReLU units with a mixed precision recipe.

    ``seed`` fixes the initial weights and the batches, so that two recipes can be compared in
    pairs. A step whose gradient is not finite is skipped, as loss scaling does. The test runs in
    float32. Definition. Raises ``ValueError`` on
    counts that are not whole and positive and on a ``learning_rate`` or ``momentum`` out of range.
    """
    for name, value in {"hidden": hidden, "steps": steps, "batch_size": batch_size}.items():
        require.count(name, value)
    require.positive("learning_rate", learning_rate)
    require.fraction("momentum", momentum)
    rounded = _FORMATS[recipe.precision]
    stored = _as_is if recipe.master_copy else rounded
    rng = np.random.default_rng(seed)
    shapes = [(data.x.shape[1], hidden), (hidden, int(data.labels.max()) + 1)]
    weights = [stored(rng.normal(size=s) * np.sqrt(2 / s[0])) for s in shapes]
    velocity = [np.zeros(s, dtype=np.float32) for s in shapes]
    scale = np.float32(recipe.loss_scale / (batch_size * recipe.micro_batches))
    back = np.float32(recipe.micro_batches / recipe.loss_scale)
    inputs, zeros, active, skipped = rounded(data.x[: data.n_train]), 0, 0, 0
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            rows = rng.integers(0, data.n_train, batch_size)
            x, (first, second) = inputs[rows], map(rounded, weights)
            before = x @ first
            units = rounded(np.maximum(before, 0))
            error = rounded(_error(units @ second, data.labels[rows]) * scale)
            through = rounded((error @ second.T) * (before > 0))
            gradients = [rounded(x.T @ through), rounded(units.T @ error)]
            zeros += int(((through == 0) & (before > 0)).sum())
            active += int((before > 0).sum())
            if not all(np.isfinite(g).all() for g in gradients):
                skipped += 1
                continue
            for i, gradient in enumerate(gradients):
                velocity[i] = stored(np.float32(momentum) * velocity[i] + gradient * back)
                weights[i] = stored(weights[i] - np.float32(learning_rate) * velocity[i])
    scores = np.maximum(data.x[data.n_train :] @ weights[0], 0) @ weights[1]
    correct = scores.argmax(axis=1) == data.labels[data.n_train :]
    return TrainingResult(correct, zeros / active if active else 0.0, skipped)


def _error(scores: Floats, labels: npt.NDArray[np.intp]) -> Floats:
    """Return the derivative of cross entropy by the scores: probabilities less labels."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    error: Floats = grown / grown.sum(axis=1, keepdims=True)
    error[np.arange(len(labels)), labels] -= 1
    return error


def accuracy_difference(
    results: list[TrainingResult], reference: list[TrainingResult], *, confidence: float = 0.95
) -> MeanDifference:
    """Return the difference in accuracy of two recipes, paired by seed and by item, with interval.

    Definition: a normal interval, whose variance adds that of the items and that of the seeds.
    Raises ``ValueError`` unless both have the same number of runs, two or more, on the same test
    items, and on a ``confidence`` outside (0, 1).
    """
    if len(results) != len(reference) or len(results) < 2:
        raise ValueError(
            f"results and reference must have as many runs, two or more, "
            f"got {len(results)} and {len(reference)}"
        )
    sizes = {run.correct.shape for run in (*results, *reference)}
    if len(sizes) > 1 or min(sizes) < (2,):
        raise ValueError(
            f"results and reference must share two test items or more, got {sorted(sizes)}"
        )
    z = two_sided_z(confidence)
    pairs = np.array(
        [a.correct.astype(float) - b.correct for a, b in zip(results, reference, strict=True)]
    )
    by_item, by_seed = pairs.mean(axis=0), pairs.mean(axis=1)
    variance = by_item.var(ddof=1) / by_item.size + by_seed.var(ddof=1) / by_seed.size
    difference, reach = float(pairs.mean()), float(z * np.sqrt(variance))
    return MeanDifference(difference, difference - reach, difference + reach)
