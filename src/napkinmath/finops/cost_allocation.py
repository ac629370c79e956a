"""Cost allocation: shared costs split among teams, and how long tag coverage lasts.

A cost game is an array as ``decisions.coalition_costs`` returns it.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.decisions.shapley import cost_game

Floats = npt.NDArray[np.float64]


def allocate_proportionally(shared_usd: float, weights: npt.ArrayLike) -> Floats:
    """Return a shared cost in proportion to ``weights``, shape (n,), such as dollars of direct use.

    Definition. Raises ``ValueError`` on a negative cost or weight, and if all weights are 0.

    >>> allocate_proportionally(90.0, [1, 3, 5]).tolist()
    [10.0, 30.0, 50.0]
    """
    require.non_negative("shared_usd", shared_usd)
    array = require.finite_array("weights", weights, ndim=1)
    if (array < 0).any() or array.max() == 0:
        raise ValueError("weights must be 0 or more, and not all 0")
    array = array / array.max()  # so that neither the sum nor the product leaves the range
    return np.asarray(array / array.sum() * shared_usd, dtype=np.float64)


def allocate_evenly(shared_usd: float, teams: int) -> Floats:
    """Return a shared cost in equal parts, shape (teams,). Definition.

    >>> allocate_evenly(90.0, 3).tolist()
    [30.0, 30.0, 30.0]
    """
    require.non_negative("shared_usd", shared_usd)
    return np.full(require.count("teams", teams), shared_usd / teams)


def airport_shapley(costs_usd: npt.ArrayLike) -> Floats:
    """Return the Shapley values of an airport game, shape (n,).

    In it a coalition costs as much as its most expensive member, like a runway as long as the
    largest airplane needs, or a cluster as large as the largest job. Each segment of the cost is
    split evenly among the players that need it. Raises ``ValueError`` on
    negative costs. Source: [bernardez2025airport]

    >>> [round(share, 3) for share in airport_shapley([1, 3, 7, 10]).tolist()]
    [0.25, 0.917, 2.917, 5.917]
    """
    costs = require.finite_array("costs_usd", costs_usd, ndim=1)
    if (costs < 0).any():
        raise ValueError("costs_usd must be 0 or more")
    order = np.argsort(costs, kind="stable")
    steps = np.diff(costs[order], prepend=0.0) / np.arange(costs.size, 0, -1)
    shares = np.empty(costs.size)
    shares[order] = np.cumsum(steps)
    return shares


@dataclass(frozen=True, slots=True)
class Overcharge:
    """The coalition that an allocation overcharges most, and the excess over its own cost."""

    members: tuple[int, ...]
    usd: float


def worst_overcharge(shares_usd: npt.ArrayLike, costs_usd: npt.ArrayLike) -> Overcharge:
    """Return the coalition, short of all players, that gains most from leaving an allocation.

    ``shares_usd`` has shape (n,), ``costs_usd`` is a cost game. Definition: what the coalition pays
    less its stand-alone cost. An allocation without a positive overcharge is in the core.
    Raises ``ValueError`` on shapes that do not fit, on a game of one, and as ``shapley`` does.

    >>> worst_overcharge([1.5, 0.5], [0, 1, 1, 2])
    Overcharge(members=(0,), usd=0.5)
    """
    costs, players = cost_game(costs_usd)
    shares = require.finite_array("shares_usd", shares_usd, ndim=1)
    if shares.size != players or players < 2:
        raise ValueError(f"shares_usd must hold one share for each of 2 players or more, "
                         f"got {shares.size} for {players}")  # fmt: skip
    masks = np.arange(costs.size)
    paid = sum((shares[i] * (masks >> i & 1) for i in range(players)), np.zeros(costs.size))
    over = (paid - costs)[1:-1]
    worst = int(np.argmax(over)) + 1
    return Overcharge(tuple(i for i in range(players) if worst >> i & 1), float(over[worst - 1]))


def tag_coverage(
    months: float, *, tagged_now: float, replaced_per_month: float, tagged_when_created: float
) -> float:
    """Return the tag coverage: the share of spend that is tagged some months after a clean-up.

    Definition. In a month a share ``replaced_per_month`` of the spend moves to new resources, of
    which a share ``tagged_when_created`` is tagged; coverage converges to this share.
    Raises ``ValueError`` on negative months, a replaced share that is not strictly between 0 and 1,
    and other shares outside [0, 1].

    >>> round(tag_coverage(6, tagged_now=0.98, replaced_per_month=0.2, tagged_when_created=0.7), 3)
    0.773
    """
    require.non_negative("months", months)
    require.fraction("tagged_now", tagged_now)
    require.fraction("tagged_when_created", tagged_when_created)
    kept = (1 - require.open_fraction("replaced_per_month", replaced_per_month)) ** months
    return float(tagged_when_created + (tagged_now - tagged_when_created) * kept)


def months_until_below(
    threshold: float, *, tagged_now: float, replaced_per_month: float, tagged_when_created: float
) -> float:
    """Return after how many months tag coverage falls to ``threshold``; infinity if it never does.

    Definition. Arguments and refusals as in ``tag_coverage``; ``threshold`` is strictly between 0
    and 1. It is 0 where coverage is not above ``threshold`` to begin with.

    >>> how = dict(tagged_now=0.98, replaced_per_month=0.2, tagged_when_created=0.7)
    >>> round(months_until_below(0.9, **how), 2)
    1.51
    """
    require.open_fraction("threshold", threshold)
    require.fraction("tagged_now", tagged_now)
    require.fraction("tagged_when_created", tagged_when_created)
    require.open_fraction("replaced_per_month", replaced_per_month)
    if tagged_now <= threshold:
        return 0.0
    if tagged_when_created >= threshold:
        return math.inf
    left = (threshold - tagged_when_created) / (tagged_now - tagged_when_created)
    return math.log(left) / math.log1p(-replaced_per_month)
