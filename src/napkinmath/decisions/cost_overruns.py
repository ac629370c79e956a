"""Cost overruns of software projects: mostly near the plan, with a power-law tail.

Costs are in units of the plan: a factor of 1 is on budget. In a power-law tail the further over
budget a project is, the more it still has to spend.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require


@dataclass(frozen=True, slots=True)
class CostOverruns:
    """Cost over plan: uniform from ``low`` to ``high``, but for a Pareto tail from ``tail_start``.

    ``tail_share`` of the projects are in the tail, with the mean factor ``tail_mean``. The defaults
    of the tail were counted for IT projects: 18% cost more than 1.5 times their plan, and those on
    average 5.47 times their plan. The bulk is our assumption. Other counts found another tail:
    three times the plan on average [flyvbjerg2011riskier], or a tail without a mean
    [flyvbjerg2025uniqueness], which a very large ``tail_mean`` approximates.
    Raises ``ValueError`` unless 0 <= low <= high <= tail_start < tail_mean and the share is in
    [0, 1]. Sources: [panchal2023surviving], [flyvbjerg2022empirical]

    >>> plan = CostOverruns()
    >>> [round(x, 2) for x in (plan.mean, plan.exceedance_probability(2.0), plan.capped_mean(2.0))]
    [1.8, 0.12, 1.16]
    """

    low: float = 0.75
    high: float = 1.25
    tail_share: float = 0.18
    tail_start: float = 1.5
    tail_mean: float = 5.47

    def __post_init__(self) -> None:
        require.non_negative("low", self.low)
        require.positive("high", self.high)
        require.fraction("tail_share", self.tail_share)
        require.positive("tail_start", self.tail_start)
        require.positive("tail_mean", self.tail_mean)
        if not self.low <= self.high <= self.tail_start < self.tail_mean:
            raise ValueError(
                "low, high, tail_start and tail_mean must ascend, got "
                f"{self.low!r}, {self.high!r}, {self.tail_start!r}, {self.tail_mean!r}"
            )

    @property
    def exponent(self) -> float:
        """The exponent of the Pareto tail; 2 or less means that the variance has no bound."""
        return self.tail_mean / (self.tail_mean - self.tail_start)

    @property
    def mean(self) -> float:
        """The mean factor over all projects."""
        bulk = (self.low + self.high) / 2
        return (1 - self.tail_share) * bulk + self.tail_share * self.tail_mean

    def exceedance_probability(self, factor: float) -> float:
        """Return the probability that a project costs more than ``factor`` times its plan.

        Raises ``ValueError`` on a factor below the start of the tail.
        """
        self._in_tail(factor)
        return self.tail_share * float((self.tail_start / factor) ** self.exponent)

    def capped_mean(self, factor: float) -> float:
        """Return the mean factor if projects are stopped at ``factor`` times their plan.

        Raises ``ValueError`` on a factor below the start of the tail.
        """
        self._in_tail(factor)
        thin = self.tail_start / (self.tail_mean - self.tail_start)  # the exponent, less 1
        spent = -math.expm1(thin * math.log(self.tail_start / factor)) / thin  # above the start
        bulk = (self.low + self.high) / 2
        return (1 - self.tail_share) * bulk + self.tail_share * self.tail_start * (1 + spent)

    def mean_remaining(self, factor: float) -> float:
        """Return the mean residual factor of a project that has spent ``factor``.

        It is proportional to what is spent (mean excess of a Pareto). Raises ``ValueError`` below
        the start of the tail.
        """
        self._in_tail(factor)
        return factor * (self.tail_mean - self.tail_start) / self.tail_start

    def quantile(self, q: float) -> float:
        """Return the quantile ``q`` of the factors."""
        require.open_fraction("q", q)
        bulk = 1 - self.tail_share
        if q <= bulk:
            return self.low + (self.high - self.low) * q / bulk
        return float(self.tail_start * ((1 - q) / self.tail_share) ** (-1 / self.exponent))

    def stratified_sample(self, n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        """Return a stratified sample of ``n`` factors in random order, shape (n,).

        Each is the mean of its own n-th part of the distribution, so that their mean is ``mean`` to
        the last bit: means of independent samples of so long a tail do not converge in any
        affordable number. Raises ``ValueError`` on no factors and no generator.
        """
        require.count("n", n)
        require.generator("rng", rng)
        parts = self._mean_below(np.linspace(0.0, 1.0, n + 1))
        return rng.permutation(n * np.diff(parts))

    def _mean_below(self, q: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the integral of the quantiles from 0 to each ``q``."""
        bulk = 1 - self.tail_share
        inner = np.minimum(q, bulk)
        below = self.low * inner
        if bulk > 0:
            below = below + (self.high - self.low) * inner**2 / (2 * bulk)
        if self.tail_share == 0:
            return below
        beyond = np.minimum(1 - q, self.tail_share) / self.tail_share
        return below + self.tail_share * self.tail_mean * (1 - beyond ** (1 - 1 / self.exponent))

    def _in_tail(self, factor: float) -> None:
        require.positive("factor", factor)
        if factor < self.tail_start:
            raise ValueError(
                f"factor must be at or above tail_start, {self.tail_start!r}, got {factor!r}"
            )
