"""Shapley values: a joint cost split by what each player adds to the others.

A cost game is an array of length 2**n: entry m is the cost of the coalition of those players i for
which bit i of m is set. Entry 0 is the cost of no player, the last entry that of all together.
"""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]

#: Beyond this many players a table of all coalitions is no longer quick.
_MAX_PLAYERS = 16


def coalition_costs(cost_usd: Callable[[tuple[int, ...]], float], players: int) -> Floats:
    """Return a cost game: the cost of every coalition, shape (2**players,), the empty one at 0.

    Definition. ``cost_usd`` is called with the members of each, ascending. Raises ``ValueError``
    on no players, on more than 16, and on a cost that is negative or not finite.

    >>> coalition_costs(lambda who: float(max(who) + 1), 2).tolist()
    [0.0, 1.0, 2.0, 2.0]
    """
    require.count("players", players)
    if players > _MAX_PLAYERS:
        raise ValueError(f"players must be {_MAX_PLAYERS} or fewer, got {players!r}")
    costs = np.zeros(2**players)
    for mask in range(1, 2**players):
        members = tuple(i for i in range(players) if mask >> i & 1)
        costs[mask] = require.non_negative("cost_usd", float(cost_usd(members)))
    return costs


def shapley(costs_usd: npt.ArrayLike) -> Floats:
    """Return the Shapley values: each player's marginal cost, averaged over all orders.

    ``costs_usd`` is a cost game as ``coalition_costs`` gives it; the values add up to its last
    entry. Exact. Raises ``ValueError`` unless the length is a power of 2 and the first entry 0.
    Source: [saavedra2016gametheory]

    >>> [round(share, 4) for share in shapley([0, 1, 1, 2, 1, 2, 2, 2]).tolist()]
    [0.6667, 0.6667, 0.6667]
    """
    costs, players = cost_game(costs_usd)
    masks = np.arange(costs.size)
    sizes = sum((masks >> i & 1 for i in range(players)), np.zeros(costs.size, dtype=np.intp))
    weights = np.array(
        [
            math.factorial(size) * math.factorial(players - size - 1) / math.factorial(players)
            for size in range(players)
        ]
    )
    shares = np.empty(players)
    for i in range(players):
        without = masks[(masks >> i & 1) == 0]
        added = costs[without + 2**i] - costs[without]
        shares[i] = (weights[sizes[without]] * added).sum()
    return shares


def cost_game(costs_usd: npt.ArrayLike) -> tuple[Floats, int]:
    """Return a cost game as an array, and its number of players.

    Definition. Raises ``ValueError`` unless the length is a power of 2 and the first entry 0.
    """
    costs = require.finite_array("costs_usd", costs_usd, ndim=1)
    players = costs.size.bit_length() - 1
    if players < 1 or costs.size != 2**players:
        raise ValueError(f"costs_usd must have a length of 2, 4, 8 ..., got {costs.size}")
    if costs[0] != 0:
        raise ValueError(f"costs_usd must begin with 0, the cost of no player, got {costs[0]!r}")
    return costs, players
