"""Choosing between options whose costs are uncertain: who wins, by how much, and what to find out.

Costs are draws: row i of every option belongs to the same world i, so that options are compared
within a world before anything is averaged. Lower is better.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decision:
    """Options ``names`` with their ``costs_usd``, shape (n, options), in worlds of ``weights``.

    ``weights`` of shape (n,) sum to 1. Build one with ``decide``.
    """

    names: tuple[str, ...]
    costs_usd: Floats
    weights: Floats

    def expected_usd(self, name: str) -> float:
        """Return the mean cost of an option. Raises ``ValueError`` on an unknown one."""
        return float(self.weights @ self.costs_usd[:, self._at(name)])

    @property
    def best(self) -> str:
        """The option with the lowest mean cost; of equals, the first."""
        return self.names[int(np.argmin(self.weights @ self.costs_usd))]

    def cheapest_share(self, name: str) -> float:
        """Return in which share of worlds an option is the cheapest; of equals, the first is."""
        won = np.argmin(self.costs_usd, axis=1) == self._at(name)
        return float(self.weights @ won)

    def regret_usd(self, name: str) -> float:
        """Return how much dearer an option is, on average, than the best choice of each world."""
        column = self.costs_usd[:, self._at(name)]
        return float(self.weights @ (column - self.costs_usd.min(axis=1)))

    @property
    def perfect_information_usd(self) -> float:
        """What knowing the world before choosing is worth: the regret of the best option."""
        return self.regret_usd(self.best)

    def never_cheaper(self, name: str) -> bool:
        """Say whether some other single option is at most as dear in every world."""
        at = self._at(name)
        others = [i for i in range(len(self.names)) if i != at]
        return any((self.costs_usd[:, i] <= self.costs_usd[:, at]).all() for i in others)

    def information_usd(self, values: npt.ArrayLike, *, groups: int = 20) -> float:
        """Return what knowing one input before choosing is worth, the others still unknown.

        ``values`` of shape (n,) are that input's draws. Worlds are put into ``groups`` of equal
        weight by it, and each group chooses for itself; too many groups overrate the input, since
        each then learns its own noise. Raises ``ValueError`` on another length than the draws' and
        on fewer than 20 worlds a group.
        """
        drawn = require.finite_array("values", values, ndim=1)
        require.count("groups", groups, at_least=2)
        if drawn.size != self.weights.size:
            raise ValueError(f"values must have length {self.weights.size}, got {drawn.size}")
        if drawn.size < 20 * groups:
            raise ValueError(f"groups must leave 20 worlds each, got {groups!r} of {drawn.size}")
        order = np.argsort(drawn, kind="stable")
        share = np.cumsum(self.weights[order]) - self.weights[order] / 2
        group = np.minimum((share * groups).astype(np.intp), groups - 1)
        weighed = self.costs_usd[order] * self.weights[order][:, None]
        chosen = math.fsum(float(weighed[group == i].sum(axis=0).min()) for i in range(groups))
        return max(0.0, self.expected_usd(self.best) - chosen)

    def _at(self, name: str) -> int:
        require.one_of("name", name, self.names)
        return self.names.index(name)


def decide(
    costs_usd: Mapping[str, npt.ArrayLike], *, weights: npt.ArrayLike | None = None
) -> Decision:
    """Set options side by side: each name with its costs, one a world, shape (n,).

    ``weights`` are the probabilities of the worlds, equal if left out.
    Raises ``ValueError`` on anything but a mapping of two options or more, on unequal lengths, and
    unless the weights are of 0 or more and sum to 1.

    >>> launch = decide({"now": [-400, -100, 200], "never": [0, 0, 0]}, weights=[0.5, 0.3, 0.2])
    >>> launch.best, round(launch.expected_usd("now")), round(launch.perfect_information_usd)
    ('now', -190, 40)
    """
    if not isinstance(costs_usd, Mapping) or len(costs_usd) < 2:
        raise ValueError(f"costs_usd must map two options or more to costs, got {costs_usd!r}")
    columns = [
        require.finite_array(f"costs_usd[{name!r}]", draws, ndim=1)
        for name, draws in costs_usd.items()
    ]
    sizes = {column.size for column in columns}
    if len(sizes) > 1:
        raise ValueError(f"costs_usd must have one length, got {sorted(sizes)}")
    n = columns[0].size
    if weights is None:
        share = np.full(n, 1 / n)
    else:
        share = require.finite_array("weights", weights, ndim=1)
        if share.size != n or (share < 0).any() or abs(float(share.sum()) - 1) > 1e-9:
            raise ValueError(f"weights must be {n} numbers of 0 or more that sum to 1")
    return Decision(tuple(costs_usd), np.stack(columns, axis=1), share)
