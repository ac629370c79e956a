"""What accuracy is worth, and what a right answer costs once the wrong ones are paid for."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]


def total_usd(
    items: float, accuracy: float, item_usd: float, error_usd: float, fixed_usd: float = 0.0
) -> float:
    """Return what ``items`` answers cost, the damage of the wrong ones included.

    ``item_usd`` is the price of an answer, ``error_usd`` what a wrong one costs, ``fixed_usd`` what
    is due however many there are. Raises ``ValueError`` on negative amounts and on an accuracy
    outside [0, 1].

    >>> round(total_usd(100_000, 0.90, 0.02, 1.0), 2)
    12000.0
    """
    require.non_negative("items", items)
    require.fraction("accuracy", accuracy)
    require.non_negative("item_usd", item_usd)
    require.non_negative("error_usd", error_usd)
    require.non_negative("fixed_usd", fixed_usd)
    return fixed_usd + items * (item_usd + (1 - accuracy) * error_usd)


def saved_usd(
    items: float, gain: float, error_usd: float, extra_usd: float, fixed_usd: float = 0.0
) -> float:
    """Return what a more accurate model saves: errors that do not happen, less what it costs.

    ``gain`` is the accuracy that is gained, ``extra_usd`` the price of an answer that is added and
    ``fixed_usd`` the costs that are. Either price may fall, and the gain be a loss.
    Raises ``ValueError`` on a gain outside [-1, 1], negative items or an ``error_usd`` below 0.

    >>> round(saved_usd(100_000, 0.01, 1.0, 0.0, 1600.0), 2)
    -600.0
    """
    require.non_negative("items", items)
    require.fraction("the size of gain", abs(gain))
    require.non_negative("error_usd", error_usd)
    require.finite("extra_usd", extra_usd)
    require.finite("fixed_usd", fixed_usd)
    return items * (gain * error_usd - extra_usd) - fixed_usd


def item_saved_usd(
    gain: float, error_usd: float, extra_usd: float, fixed_usd: float = 0.0, items: float = 1.0
) -> float:
    """Return what a more accurate model saves on each of ``items`` answers.

    Arguments are those of ``saved_usd``; the fixed cost is spread over the answers.
    Raises ``ValueError`` as ``saved_usd`` does, and if there are no items.

    >>> round(item_saved_usd(0.01, 1.0, 0.0, 1600.0, 100_000), 4)
    -0.006
    """
    require.fraction("the size of gain", abs(gain))
    require.non_negative("error_usd", error_usd)
    require.finite("extra_usd", extra_usd)
    require.finite("fixed_usd", fixed_usd)
    require.positive("items", items)
    return gain * error_usd - extra_usd - fixed_usd / items


def break_even_error_usd(
    gain: float, extra_usd: float, fixed_usd: float = 0.0, items: float = 1.0
) -> float:
    """Return what an error must cost before a gain in accuracy pays.

    A price by the answer does not depend on the volume; a fixed cost is spread over ``items``.
    Raises ``ValueError`` on a gain outside (0, 1], negative costs, or no items.

    >>> round(break_even_error_usd(0.01, 0.0, 1600.0, 100_000), 2)
    1.6
    """
    require.positive("gain", require.fraction("gain", gain))
    require.non_negative("extra_usd", extra_usd)
    require.non_negative("fixed_usd", fixed_usd)
    require.positive("items", items)
    return (extra_usd + fixed_usd / items) / gain


def cost_of_pass_usd(
    attempt_usd: float, accuracy: float, *, verify_usd: float = 0.0, tries: int | None = None,
    fallback_usd: float = 0.0
) -> float:  # fmt: skip
    """Return the expected cost of one right answer, tried until a check passes.

    Without ``tries`` it is tried for ever; with them, what is still wrong goes to a fallback, a
    person say, at ``fallback_usd``. Attempts are independent and the check makes no mistakes: a
    model that fails on an item for a reason fails again, so take this as a lower bound.
    Raises ``ValueError`` on negative amounts, and on an accuracy of 0 that is tried for ever.
    Source: [erol2025cost]

    >>> round(cost_of_pass_usd(0.05, 0.5), 3)
    0.1
    >>> round(cost_of_pass_usd(0.05, 0.5, tries=2, fallback_usd=4.0), 3)
    1.075
    """
    require.non_negative("attempt_usd", attempt_usd)
    require.non_negative("verify_usd", verify_usd)
    require.non_negative("fallback_usd", fallback_usd)
    p = require.fraction("accuracy", accuracy)
    each = attempt_usd + verify_usd
    if tries is None:
        return each / require.positive("accuracy", p)
    wrong = (1 - p) ** require.count("tries", tries)
    attempts = (1 - wrong) / p if p > 0 else float(tries)
    return each * attempts + wrong * fallback_usd


@dataclass(frozen=True, slots=True)
class Cascade:
    """A cheap model that answers, and a dear one that is asked when the first is unsure.

    ``escalated`` and ``accuracy`` have shape (n + 1,): from no item escalated to all.
    """

    escalated: Floats
    accuracy: Floats


def cascade(
    confidence: npt.ArrayLike,
    cheap_correct: npt.ArrayLike,
    dear_correct: npt.ArrayLike,
) -> Cascade:
    """Return what a cascade does at every threshold, as measured on n items.

    ``confidence`` (n,) is the cheap model's, in any monotone scale; the least sure are escalated
    first, equal ones in their order. The cheap model is paid for every item, so that an answer
    costs its price and the ``escalated`` share of the dear one's.
    ``cheap_correct`` and ``dear_correct`` are 1 for a right answer, 0 for a wrong one, or a share.
    Raises ``ValueError`` on shapes that differ, on no items and on shares outside [0, 1].
    Source: [chen2024frugalgpt]

    >>> found = cascade([0.9, 0.2, 0.6], [1, 0, 1], [1, 1, 1])
    >>> found.escalated.round(2).tolist(), found.accuracy.round(2).tolist()
    ([0.0, 0.33, 0.67, 1.0], [0.67, 1.0, 1.0, 1.0])
    """
    sure = require.finite_array("confidence", confidence, ndim=1)
    first = require.finite_array("cheap_correct", cheap_correct, ndim=1)
    second = require.finite_array("dear_correct", dear_correct, ndim=1)
    if sure.size == 0 or not sure.shape == first.shape == second.shape:
        raise ValueError(
            "confidence, cheap_correct and dear_correct must be as many, one or more, "
            f"got {sure.size}, {first.size} and {second.size}"
        )
    for name, got in {"cheap_correct": first, "dear_correct": second}.items():
        if got.min() < 0 or got.max() > 1:
            raise ValueError(f"{name} must be between 0 and 1, got {got.min()!r} to {got.max()!r}")
    order = np.argsort(sure, kind="stable")
    gained = np.concatenate([[0.0], np.cumsum(second[order] - first[order])])
    escalated = np.arange(sure.size + 1) / sure.size
    accuracy = (first.sum() + gained) / sure.size
    return Cascade(escalated, accuracy)
