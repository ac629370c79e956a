"""The value of accuracy: what fewer errors save, cost of pass, and cascades of two models."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]


def accuracy_saving_usd(
    items: float, accuracy_gain: float, error_usd: float, extra_usd: float, fixed_usd: float = 0.0
) -> float:
    """Return the net saving of a more accurate model: fewer errors, less what the model adds.

    ``accuracy_gain`` is the difference in accuracy, ``error_usd`` the cost of an error,
    ``extra_usd`` the added price of an answer and ``fixed_usd`` the added fixed cost. Prices may
    fall, and the gain may be a loss. Definition.
    Raises ``ValueError`` on a gain outside [-1, 1], negative items or an ``error_usd`` below 0.

    >>> round(accuracy_saving_usd(100_000, 0.01, 1.0, 0.0, 1600.0), 2)
    -600.0
    """
    require.non_negative("items", items)
    require.fraction("the size of accuracy_gain", abs(accuracy_gain))
    require.non_negative("error_usd", error_usd)
    require.finite("extra_usd", extra_usd)
    require.finite("fixed_usd", fixed_usd)
    return items * (accuracy_gain * error_usd - extra_usd) - fixed_usd


def break_even_error_usd(
    accuracy_gain: float, extra_usd: float, fixed_usd: float = 0.0, items: float = 1.0
) -> float:
    """Return the break-even cost of an error, from which a gain in accuracy pays.

    Definition. A price by the answer does not depend on the volume; a fixed cost is spread over
    ``items``.
    Raises ``ValueError`` on a gain outside (0, 1], negative costs, or no items.

    >>> round(break_even_error_usd(0.01, 0.0, 1600.0, 100_000), 2)
    1.6
    """
    require.positive("accuracy_gain", require.fraction("accuracy_gain", accuracy_gain))
    require.non_negative("extra_usd", extra_usd)
    require.non_negative("fixed_usd", fixed_usd)
    require.positive("items", items)
    return (extra_usd + fixed_usd / items) / accuracy_gain


def cost_of_pass_usd(
    attempt_usd: float, accuracy: float, *, verify_usd: float = 0.0, max_attempts: int | None =
    None, fallback_usd: float = 0.0 ) -> float:  # fmt: skip
    """Return the cost of pass: the expected cost of a right answer, retried until a check passes.

    Without ``max_attempts`` there is no limit; with it, what is still wrong goes to a fallback,
    such as a person, at ``fallback_usd``. Attempts are independent and the check makes no mistakes,
    so this is a lower bound: a model that fails on an item for a reason fails again.
    Raises ``ValueError`` on negative amounts, and on an accuracy of 0 that is tried for ever.
    Source: [erol2025cost]

    >>> round(cost_of_pass_usd(0.05, 0.5), 3)
    0.1
    >>> round(cost_of_pass_usd(0.05, 0.5, max_attempts=2, fallback_usd=4.0), 3)
    1.075
    """
    require.non_negative("attempt_usd", attempt_usd)
    require.non_negative("verify_usd", verify_usd)
    require.non_negative("fallback_usd", fallback_usd)
    p = require.fraction("accuracy", accuracy)
    each = attempt_usd + verify_usd
    if max_attempts is None:
        return each / require.positive("accuracy", p)
    wrong = (1 - p) ** require.count("max_attempts", max_attempts)
    attempts = (1 - wrong) / p if p > 0 else float(max_attempts)
    return each * attempts + wrong * fallback_usd


@dataclass(frozen=True, slots=True)
class Cascade:
    """A cheap model that answers, and an expensive model that is asked when the first is unsure.

    ``escalated`` and ``accuracy`` have shape (n + 1,): from no item escalated to all.
    """

    escalated: Floats
    accuracy: Floats


def cascade(
    confidence: npt.ArrayLike,
    cheap_correct: npt.ArrayLike,
    expensive_correct: npt.ArrayLike,
) -> Cascade:
    """Return the escalation rate and accuracy of a cascade at every threshold, on n items.

    ``confidence`` (n,) is the cheap model's, in any monotone scale; the least confident items are
    escalated first, and items of equal confidence in random order: the accuracy is the mean over
    such orders. The cheap model is paid for every item, so that an answer costs its price and the
    ``escalated`` share of the expensive model's.
    ``cheap_correct`` and ``expensive_correct`` are 1 for a right answer, 0 for a wrong one, or a
    share.
    Raises ``ValueError`` on shapes that differ, on no items and on shares outside [0, 1].
    Source: [chen2024frugalgpt]

    >>> found = cascade([0.9, 0.2, 0.6], [1, 0, 1], [1, 1, 1])
    >>> found.escalated.round(2).tolist(), found.accuracy.round(2).tolist()
    ([0.0, 0.33, 0.67, 1.0], [0.67, 1.0, 1.0, 1.0])
    """
    sure = require.finite_array("confidence", confidence, ndim=1)
    first = require.finite_array("cheap_correct", cheap_correct, ndim=1)
    second = require.finite_array("expensive_correct", expensive_correct, ndim=1)
    if sure.size == 0 or not sure.shape == first.shape == second.shape:
        raise ValueError(
            "confidence, cheap_correct and expensive_correct must be as many, one or more, "
            f"got {sure.size}, {first.size} and {second.size}"
        )
    for name, got in {"cheap_correct": first, "expensive_correct": second}.items():
        if got.min() < 0 or got.max() > 1:
            raise ValueError(f"{name} must be between 0 and 1, got {got.min()!r} to {got.max()!r}")
    order = np.argsort(sure, kind="stable")
    _, block = np.unique(sure[order], return_inverse=True)  # one number a value of confidence
    gains = np.bincount(block, weights=second[order] - first[order]) / np.bincount(block)
    gained = np.concatenate([[0.0], np.cumsum(gains[block])])
    escalated = np.arange(sure.size + 1) / sure.size
    accuracy = (first.sum() + gained) / sure.size
    return Cascade(escalated, accuracy)
