"""Small classifiers, trained so that a frontier of cost and accuracy can be measured.

``fit_classifier`` takes the targets as shares of each class. Labels are targets of 0 and 1; with
the softened answers of a larger model as targets the small model is distilled from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """A network of ReLU layers without biases, or a linear model if there is one layer.

    ``weights`` holds a matrix a layer. An input may have more dimensions than the first matrix has
    rows: the others are ignored.
    """

    weights: tuple[Floats, ...]

    @property
    def flops(self) -> int:
        """The FLOP of one prediction: a multiplication and an addition for each weight."""
        return 2 * sum(matrix.size for matrix in self.weights)

    def scores(self, x: Floats) -> Floats:
        """Return the scores (n, classes) of ``x`` (n, d), which may have more columns than used."""
        units = x[:, : len(self.weights[0])]
        for matrix in self.weights[:-1]:
            units = np.maximum(units @ matrix, 0)
        return np.asarray(units @ self.weights[-1], dtype=np.float32)

    def correct(self, x: Floats, labels: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Return for each row whether the highest score is its label's."""
        return np.asarray(self.scores(x).argmax(axis=1) == labels)

    def quantized(self, bits: int) -> "Network":
        """Return the network with its weights quantized to ``bits``, one scale a column.

        Raises ``ValueError`` unless ``bits`` is from 2 to 16.
        """
        if require.count("bits", bits, at_least=2) > 16:
            raise ValueError(f"bits must be at most 16, got {bits!r}")
        top = 2.0 ** (bits - 1) - 1
        layers = []
        for matrix in self.weights:
            scale = np.maximum(np.abs(matrix).max(axis=0, keepdims=True), 1e-12) / top
            layers.append((np.round(matrix / scale) * scale).astype(np.float32))
        return Network(tuple(layers))


def softmax(scores: Floats, temperature: float = 1.0) -> Floats:
    """Return the softmax of ``scores`` (n, classes); a ``temperature`` above 1 flattens it.

    Raises ``ValueError`` if the temperature is not positive. Source: [hinton2015distilling]

    >>> softmax(np.array([[0.0, 0.0]], dtype=np.float32)).tolist()
    [[0.5, 0.5]]
    """
    heat = require.positive("temperature", np.float32(temperature))
    if scores.ndim != 2 or scores.size == 0:
        raise ValueError(f"scores must be a table of items and classes, got shape {scores.shape}")
    grown = np.exp((scores - scores.max(axis=1, keepdims=True)) / heat)
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)


def one_hot(labels: npt.NDArray[np.intp], classes: int) -> Floats:
    """Return the one-hot encoding (n, classes) of ``labels`` (n,).

    Definition. Raises ``ValueError`` on labels that are not whole numbers from 0 to ``classes`` -
    1.

    >>> one_hot(np.array([1, 0]), 2).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    rows, most = np.asarray(labels), require.count("classes", classes) - 1
    if rows.size and (rows.dtype.kind not in "iu" or rows.min() < 0 or rows.max() > most):
        raise ValueError(f"labels must be whole numbers from 0 to {most}")
    return np.eye(most + 1, dtype=np.float32)[rows]


def fit_classifier(
    x: Floats,
    targets: Floats,
    *,
    rng: np.random.Generator,
    dims: int | None = None,
    hidden: Sequence[int] = (),
    steps: int = 500,
    batch_size: int = 256,
    learning_rate: float = 0.05,
    weight_decay: float = 1e-4,
) -> Network:
    """Return a network of ``hidden`` units trained on the first ``dims`` columns of ``x`` (n, d).

    Definition: gradient descent on cross entropy with momentum, a ``learning_rate`` that falls
    linearly to 0, and ``weight_decay``. ``targets`` (n, classes) are shares of each class.
    Raises ``ValueError`` on shapes that do not fit, counts that are not whole and positive and
    rates that are not, or on numbers that are not finite.
    """
    if x.ndim != 2 or targets.ndim != 2 or len(x) != len(targets) or x.size * targets.size == 0:
        raise ValueError(
            f"x and targets must be tables of as many rows, got {x.shape} and {targets.shape}"
        )
    if not (np.isfinite(x).all() and np.isfinite(targets).all()):
        raise ValueError("x and targets must hold finite numbers only")
    used = x.shape[1] if dims is None else require.count("dims", dims)
    if used > x.shape[1]:
        raise ValueError(f"dims must be at most {x.shape[1]}, got {dims!r}")
    sizes = [used, *(require.count("hidden", units) for units in hidden), targets.shape[1]]
    for name, value in {"steps": steps, "batch_size": batch_size}.items():
        require.count(name, value)
    require.positive("learning_rate", learning_rate)
    require.non_negative("weight_decay", weight_decay)
    require.generator("rng", rng)
    weights = [
        (rng.normal(size=shape) * np.sqrt(2 / shape[0])).astype(np.float32)
        for shape in zip(sizes[:-1], sizes[1:], strict=True)
    ]
    weights[-1] *= np.float32(0.1)  # start from equal shares
    velocity = [np.zeros_like(matrix) for matrix in weights]
    inputs = np.ascontiguousarray(x[:, :used])
    for step in range(steps):
        rows = rng.integers(0, len(x), batch_size)
        layers = [inputs[rows]]
        for matrix in weights[:-1]:
            layers.append(np.maximum(layers[-1] @ matrix, 0))
        error = (softmax(layers[-1] @ weights[-1]) - targets[rows]) / np.float32(batch_size)
        now = np.float32(learning_rate * (1 - step / steps))
        for i in reversed(range(len(weights))):
            slope = layers[i].T @ error
            if i:
                error = (error @ weights[i].T) * (layers[i] > 0)
            velocity[i] = (
                np.float32(0.9) * velocity[i] + slope + np.float32(weight_decay) * weights[i]
            )
            weights[i] = weights[i] - now * velocity[i]
    return Network(tuple(weights))
