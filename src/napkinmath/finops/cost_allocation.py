"""Who pays for what: shared costs split among teams, and how long tags tell whose is whose.

A game of costs is an array of length 2**n: entry m is the cost of the coalition of those teams i
for which bit i of m is set. Entry 0 is the cost of nobody, the last one that of all together.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.decisions.shapley import cost_game

Floats = npt.NDArray[np.float64]


def proportional(shared_usd: float, weights: npt.ArrayLike) -> Floats:
    """Split a shared cost in proportion to ``weights``, shape (n,), such as dollars of direct use.

    Raises ``ValueError`` on a negative cost or weight, and if all weights are 0.

    >>> proportional(90.0, [1, 3, 5]).tolist()
    [10.0, 30.0, 50.0]
    """
    require.non_negative("shared_usd", shared_usd)
    array = require.finite_array("weights", weights, ndim=1)
    if (array < 0).any() or array.sum() == 0:
        raise ValueError("weights must be 0 or more, and not all 0")
    return np.asarray(shared_usd * array / array.sum(), dtype=np.float64)


def even(shared_usd: float, teams: int) -> Floats:
    """Split a shared cost into equal parts, shape (teams,).

    >>> even(90.0, 3).tolist()
    [30.0, 30.0, 30.0]
    """
    require.non_negative("shared_usd", shared_usd)
    return np.full(require.count("teams", teams), shared_usd / teams)


def airport_shapley(costs_usd: npt.ArrayLike) -> Floats:
    """Return the Shapley shares where a coalition costs as much as its dearest member, shape (n,).

    That is a runway as long as the largest aeroplane needs, or a cluster as large as the largest
    job. Each segment of the cost is split evenly among those who need it. Raises ``ValueError`` on
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
    """The coalition that a split treats worst, and what it pays above its cost on its own."""

    members: tuple[int, ...]
    usd: float


def worst_overcharge(shares_usd: npt.ArrayLike, costs_usd: npt.ArrayLike) -> Overcharge:
    """Return the coalition, short of all, with most to gain from leaving a split; negative: none.

    ``shares_usd`` has shape (n,), ``costs_usd`` is a game. A split without a positive overcharge
    is in the core: nobody, alone or together, pays more than on their own.
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
    months: float, *, tagged_now: float, replaced_per_month: float, tagged_at_birth: float
) -> float:
    """Return the share of spend that still says whose it is, some months after a clean-up.

    In a month a share ``replaced_per_month`` of the spend moves to resources made anew, of which a
    share ``tagged_at_birth`` is tagged; that is where coverage ends up, whatever was cleaned up.
    Raises ``ValueError`` on negative months, a replaced share that is not strictly between 0 and 1,
    and other shares outside [0, 1].

    >>> round(tag_coverage(6, tagged_now=0.98, replaced_per_month=0.2, tagged_at_birth=0.7), 3)
    0.773
    """
    require.non_negative("months", months)
    require.fraction("tagged_now", tagged_now)
    require.fraction("tagged_at_birth", tagged_at_birth)
    kept = (1 - require.open_fraction("replaced_per_month", replaced_per_month)) ** months
    return float(tagged_at_birth + (tagged_now - tagged_at_birth) * kept)


def months_above(
    least: float, *, tagged_now: float, replaced_per_month: float, tagged_at_birth: float
) -> float:
    """Return after how many months tag coverage falls to ``least``; infinity if it never does.

    Arguments and refusals as in ``tag_coverage``; ``least`` is strictly between 0 and 1. It is 0
    where coverage is not above ``least`` to begin with.

    >>> round(months_above(0.9, tagged_now=0.98, replaced_per_month=0.2, tagged_at_birth=0.7), 2)
    1.51
    """
    require.open_fraction("least", least)
    require.fraction("tagged_now", tagged_now)
    require.fraction("tagged_at_birth", tagged_at_birth)
    require.open_fraction("replaced_per_month", replaced_per_month)
    if tagged_now <= least:
        return 0.0
    if tagged_at_birth >= least:
        return math.inf
    left = (least - tagged_at_birth) / (tagged_now - tagged_at_birth)
    return math.log(left) / math.log1p(-replaced_per_month)
