"""What a policy that never ran would have earned, from the log of one that did."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """Reward a row under a policy, its standard error, and how many rows its weights are worth."""

    value: float
    standard_error: float
    effective_rows: float


def ips(rewards: npt.ArrayLike, target: npt.ArrayLike, logged: npt.ArrayLike) -> PolicyValue:
    """Weigh each row by how much likelier the new policy makes what it shows, and average.

    ``target`` and ``logged`` (n,) are the probabilities, under the new and the logging policy, of
    the action that was taken; rows are independent. Without bias if the log could have shown
    whatever the new policy would. The standard error is itself an estimate from the rows: with few
    effective ones it is too small as a rule.
    Raises ``ValueError`` on unequal lengths, fewer than two rows, probabilities outside [0, 1], a
    logged one of 0, or none of the new policy above 0.
    Source: [saito2021open]

    >>> ips([1, 0, 0, 1], [0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.25, 1.0]).value
    0.375
    """
    gain, weights = _weighted(rewards, target, logged)
    products = weights * gain
    error = float(products.std(ddof=1)) / math.sqrt(products.size)
    return PolicyValue(float(products.mean()), error, _effective(weights))


def snips(rewards: npt.ArrayLike, target: npt.ArrayLike, logged: npt.ArrayLike) -> PolicyValue:
    """Do as ``ips`` does, but divide by the weights' sum, not by the rows: less noise, some bias.

    Raises ``ValueError`` as ``ips`` does.
    Source: [saito2021open]

    >>> round(snips([1, 0, 0, 1], [0.5] * 4, [0.5, 0.5, 0.25, 1.0]).value, 3)
    0.333
    """
    gain, weights = _weighted(rewards, target, logged)
    total = float(weights.sum())
    value = float((weights * gain).sum()) / total
    error = math.sqrt(float(((weights * (gain - value)) ** 2).sum())) / total
    return PolicyValue(value, error, _effective(weights))


@dataclass(frozen=True, slots=True)
class Interval:
    """The two ends of an interval."""

    low: float
    high: float


def snips_interval(
    rewards: npt.ArrayLike,
    target: npt.ArrayLike,
    logged: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    draws: int = 400,
    coverage: float = 0.95,
) -> Interval:
    """Return the middle ``coverage`` of ``snips`` over logs of rows drawn anew from this one.

    A bootstrap: lopsided where a few rows weigh much, which a standard error cannot be. What the
    log never showed it cannot draw either. Draws that show nothing of the new policy are left out.
    Raises ``ValueError`` as ``snips`` does, on fewer than one draw, a coverage not strictly between
    0 and 1, or no numpy generator.
    Source: [saito2021open]

    >>> rng = np.random.default_rng(1)
    >>> snips_interval([1, 1, 1], [0.5, 0.2, 0.1], [0.5, 0.5, 0.5], rng=rng)
    Interval(low=1.0, high=1.0)
    """
    gain, weights = _weighted(rewards, target, logged)
    require.generator("rng", rng)
    tail = (1 - require.open_fraction("coverage", coverage)) / 2
    found = []
    for _ in range(require.count("draws", draws)):
        rows = rng.integers(gain.size, size=gain.size)
        if total := float(weights[rows].sum()):
            found.append(float(weights[rows] @ gain[rows]) / total)
    low, high = np.quantile(found, (tail, 1 - tail))
    return Interval(float(low), float(high))


def _effective(weights: npt.NDArray[np.float64]) -> float:
    return float(weights.sum()) ** 2 / float((weights**2).sum())


def _weighted(
    rewards: npt.ArrayLike, target: npt.ArrayLike, logged: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    gain = require.finite_array("rewards", rewards, ndim=1)
    new = require.finite_array("target", target, ndim=1)
    old = require.finite_array("logged", logged, ndim=1)
    if not gain.size == new.size == old.size or gain.size < 2:
        raise ValueError(
            "rewards, target and logged must have one length of two or more, "
            f"got {gain.size}, {new.size}, {old.size}"
        )
    if new.min() < 0 or new.max() > 1 or old.min() <= 0 or old.max() > 1:
        raise ValueError("target must lie in [0, 1] and logged in (0, 1]")
    if new.max() == 0:
        raise ValueError("target must give some row a probability above 0")
    return gain, new / old
