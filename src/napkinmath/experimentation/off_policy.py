"""Off-policy evaluation: the value of a policy that never ran, from the log of another policy."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.bootstrap import bootstrap_interval
from napkinmath.stats.intervals import Interval


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """Mean reward under a policy, its standard error, and the effective sample size (Kish's)."""

    value: float
    standard_error: float
    effective_sample_size: float


def ips(rewards: npt.ArrayLike, target: npt.ArrayLike, logged: npt.ArrayLike) -> PolicyValue:
    """Return the inverse propensity score estimate of a policy's value.

    ``target`` and ``logged`` (n,) are the probabilities (propensities), under the target and the
    logging policy, of the action that was taken; rows are independent. The estimate is the mean of
    ``rewards`` weighted by target / logged. It has no bias if the logging policy can show whatever
    the target policy shows. The standard error is itself an estimate: with a small effective sample
    size it is usually too small.
    Raises ``ValueError`` on unequal lengths, fewer than two rows, probabilities outside [0, 1], a
    logged probability of 0, or no target probability above 0.
    Source: [saito2021open]

    >>> ips([1, 0, 0, 1], [0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.25, 1.0]).value
    0.375
    """
    gain, weights = _weighted(rewards, target, logged)
    products = weights * gain
    error = float(products.std(ddof=1)) / math.sqrt(products.size)
    return PolicyValue(float(products.mean()), error, _effective(weights))


def snips(rewards: npt.ArrayLike, target: npt.ArrayLike, logged: npt.ArrayLike) -> PolicyValue:
    """Return the self-normalized inverse propensity score estimate: less variance, some bias.

    Arguments as in ``ips``; the weighted rewards are divided by the sum of the weights.
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


def snips_interval(
    rewards: npt.ArrayLike,
    target: npt.ArrayLike,
    logged: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    resamples: int = 400,
    confidence: float = 0.95,
) -> Interval:
    """Return the percentile bootstrap interval of ``snips``, over rows drawn anew from the log.

    The interval is asymmetric where a few rows weigh much, which a standard error cannot be. What
    the log never showed no resample shows: where all rows that the target policy could have logged
    have one reward, every resample gives the same estimate, and the call is refused. Resamples that
    show nothing of the target policy are left out.
    Raises ``ValueError`` as ``snips`` does, on rewards that do not vary, on fewer than one
    resample, a ``confidence`` not strictly between 0 and 1, or no numpy generator.
    Source: [saito2021open]

    >>> rng = np.random.default_rng(1)
    >>> found = snips_interval([1, 0, 1, 0], [0.5, 0.2, 0.1, 0.5], [0.5] * 4, rng=rng)
    >>> 0 <= found.low < 0.46 < found.high <= 1
    True
    """
    gain, weights = _weighted(rewards, target, logged)
    if np.ptp(gain[weights > 0]) == 0:
        raise ValueError(
            "rewards must vary over the rows that target can show, got "
            f"{float(gain[weights > 0][0])!r} in all: resamples of equal rewards have no width"
        )

    def estimate(rows: npt.NDArray[np.int64]) -> float | None:
        total = float(weights[rows].sum())
        return float(weights[rows] @ gain[rows]) / total if total else None

    return bootstrap_interval(
        estimate, gain.size, rng=rng, resamples=resamples, confidence=confidence
    )


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
