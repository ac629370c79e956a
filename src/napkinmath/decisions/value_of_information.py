"""Choosing between options of uncertain cost: regret, and the value of information.

Costs are simulated: row i of every option belongs to the same scenario i, so that options are
compared within a scenario before anything is averaged. Lower is better.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.normal import normal_pdf, normal_sf

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decision:
    """Options ``names`` with their ``costs_usd``, shape (n, options), in n scenarios.

    ``weights`` of shape (n,) are the probabilities of the scenarios. Build one with ``decide``.
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

    def probability_cheapest(self, name: str) -> float:
        """Return the probability that an option is the cheapest; of equals, the first is."""
        won = np.argmin(self.costs_usd, axis=1) == self._at(name)
        return float(self.weights @ won)

    def regret_usd(self, name: str) -> float:
        """Return the expected regret: the mean cost above the best option of each scenario."""
        column = self.costs_usd[:, self._at(name)]
        return float(self.weights @ (column - self.costs_usd.min(axis=1)))

    @property
    def evpi_usd(self) -> float:
        """The expected value of perfect information: the regret of the best option."""
        return self.regret_usd(self.best)

    def is_dominated(self, name: str) -> bool:
        """Return whether some other single option costs no more in every scenario."""
        at = self._at(name)
        others = [i for i in range(len(self.names)) if i != at]
        return any((self.costs_usd[:, i] <= self.costs_usd[:, at]).all() for i in others)

    def evppi_usd(self, values: npt.ArrayLike, *, groups: int = 20) -> float:
        """Return the expected value of perfect information about one input, the others unknown.

        ``values`` of shape (n,) are the input's values in the scenarios. Scenarios are put into
        ``groups`` of equal weight by them, equal values into one group, and each group chooses for
        itself; too many groups overestimate the value, because each group then fits its own noise.
        Raises ``ValueError`` on another length and on fewer than 20 scenarios a group.
        """
        drawn = require.finite_array("values", values, ndim=1)
        require.count("groups", groups, at_least=2)
        if drawn.size != self.weights.size:
            raise ValueError(f"values must have length {self.weights.size}, got {drawn.size}")
        if drawn.size < 20 * groups:
            raise ValueError(f"groups must leave 20 scenarios each, got {groups!r} of {drawn.size}")
        _, value = np.unique(drawn, return_inverse=True)
        weight = np.bincount(value, weights=self.weights)
        middle = np.cumsum(weight) - weight / 2
        group = np.minimum((middle * groups).astype(np.intp), groups - 1)[value]
        weighed = self.costs_usd * self.weights[:, None]
        chosen = math.fsum(float(weighed[group == i].sum(axis=0).min()) for i in range(groups))
        return max(0.0, self.expected_usd(self.best) - chosen)

    def _at(self, name: str) -> int:
        require.one_of("name", name, self.names)
        return self.names.index(name)


def decide(
    costs_usd: Mapping[str, npt.ArrayLike], *, weights: npt.ArrayLike | None = None
) -> Decision:
    """Return a decision between options: each name with its costs, one a scenario, shape (n,).

    ``weights`` are the probabilities of the scenarios, equal if left out. Definition.
    Raises ``ValueError`` on anything but a mapping of two options or more, on unequal lengths, and
    unless the weights are of 0 or more and sum to 1.

    >>> launch = decide({"now": [-400, -100, 200], "never": [0, 0, 0]}, weights=[0.5, 0.3, 0.2])
    >>> launch.best, round(launch.expected_usd("now")), round(launch.evpi_usd)
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


def evpi_usd(mean_usd: float, sd_usd: float) -> float:
    """Return the expected value of perfect information (EVPI) about a normal net value.

    Without information you launch if the mean is above 0; knowing the value avoids the cases in
    which this is wrong.
    Raises ``ValueError`` on a mean that is not finite or a negative deviation.
    Source: [raiffa1961applied]

    >>> round(evpi_usd(0.0, 1.0), 4), evpi_usd(5.0, 0.0)
    (0.3989, 0.0)
    """
    require.finite("mean_usd", mean_usd)
    if abs(mean_usd) >= 38 * require.non_negative("sd_usd", sd_usd):  # below the least float
        return 0.0
    u = abs(mean_usd) / sd_usd
    return sd_usd * max(0.0, normal_pdf(u) - u * normal_sf(u))


def evsi_usd(mean_usd: float, sd_usd: float, standard_error_usd: float) -> float:
    """Return the expected value of sample information (EVSI): of a test with a standard error.

    A test moves the mean of the belief by less than the true value would: with a standard deviation
    of the prior's variance over the root of both variances together.
    Raises ``ValueError`` as ``evpi_usd`` does, and on a standard error not positive.
    Source: [raiffa1961applied]

    >>> round(evsi_usd(0.0, 1.0, 1.0), 4)
    0.2821
    """
    noise = require.positive("standard_error_usd", standard_error_usd)
    spread = require.non_negative("sd_usd", sd_usd)
    moved = spread * (spread / math.hypot(spread, noise))
    return evpi_usd(mean_usd, moved)
