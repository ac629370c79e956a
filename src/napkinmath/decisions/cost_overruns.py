"""What a software project costs beside its plan: mostly about the plan, and then a long tail.

Costs are in units of the plan: a factor of 1 is on budget. The tail is a Pareto, in which the
further a project is over, the further it has still to go.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Overruns:
    """Cost over plan: even between ``low`` and ``high``, save a ``tail_share`` from ``tail_from``.

    ``tail_mean`` is the mean factor of the projects in the tail. The defaults of the tail are what
    was counted for IT projects: 18 in a hundred cost over one and a half times their plan, and
    those on average 5.47 times it. The bulk is our assumption, and other counts found another tail:
    three times the plan on average [flyvbjerg2011riskier], or one so long that it has no mean
    [flyvbjerg2025uniqueness], which a very large ``tail_mean`` comes close to.
    Raises ``ValueError`` unless 0 <= low <= high <= tail_from < tail_mean and the share is in
    [0, 1]. Sources: [panchal2023surviving], [flyvbjerg2022empirical]

    >>> plan = Overruns()
    >>> round(plan.mean, 2), round(plan.exceeded(2.0), 2), round(plan.mean_capped(2.0), 2)
    (1.8, 0.12, 1.16)
    """

    low: float = 0.75
    high: float = 1.25
    tail_share: float = 0.18
    tail_from: float = 1.5
    tail_mean: float = 5.47

    def __post_init__(self) -> None:
        require.non_negative("low", self.low)
        require.positive("high", self.high)
        require.fraction("tail_share", self.tail_share)
        require.positive("tail_from", self.tail_from)
        require.positive("tail_mean", self.tail_mean)
        if not self.low <= self.high <= self.tail_from < self.tail_mean:
            raise ValueError(
                "low, high, tail_from and tail_mean must ascend, got "
                f"{self.low!r}, {self.high!r}, {self.tail_from!r}, {self.tail_mean!r}"
            )

    @property
    def exponent(self) -> float:
        """The exponent of the Pareto tail; 2 or less means that the variance has no bound."""
        return self.tail_mean / (self.tail_mean - self.tail_from)

    @property
    def mean(self) -> float:
        """The mean factor over all projects."""
        bulk = (self.low + self.high) / 2
        return (1 - self.tail_share) * bulk + self.tail_share * self.tail_mean

    def exceeded(self, factor: float) -> float:
        """Return the share of projects that cost more than ``factor`` times their plan.

        Raises ``ValueError`` on a factor below the start of the tail.
        """
        self._in_tail(factor)
        return self.tail_share * float((self.tail_from / factor) ** self.exponent)

    def mean_capped(self, factor: float) -> float:
        """Return the mean spent if a project is stopped at ``factor`` times its plan.

        Raises ``ValueError`` on a factor below the start of the tail.
        """
        self._in_tail(factor)
        thin = self.tail_from / (self.tail_mean - self.tail_from)  # the exponent, less 1
        spent = -math.expm1(thin * math.log(self.tail_from / factor)) / thin  # above the start
        bulk = (self.low + self.high) / 2
        return (1 - self.tail_share) * bulk + self.tail_share * self.tail_from * (1 + spent)

    def still_to_go(self, factor: float) -> float:
        """Return the mean factor that a project which has spent ``factor`` has yet to spend.

        It is proportional to what is spent. Raises ``ValueError`` below the start of the tail.
        """
        self._in_tail(factor)
        return factor * (self.tail_mean - self.tail_from) / self.tail_from

    def quantile(self, q: float) -> float:
        """Return the factor that a share ``q`` of projects stays below."""
        require.open_fraction("q", q)
        bulk = 1 - self.tail_share
        if q <= bulk:
            return self.low + (self.high - self.low) * q / bulk
        return float(self.tail_from * ((1 - q) / self.tail_share) ** (-1 / self.exponent))

    def draw(self, n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        """Return ``n`` factors of equal probability in random order, shape (n,).

        Each stands at the mean of its own n-th part of the distribution, so that their mean is
        ``mean`` to the last bit: single draws of so long a tail would not settle in any affordable
        number. Raises ``ValueError`` on no draws and no generator.
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
        if factor < self.tail_from:
            raise ValueError(
                f"factor must be at or above tail_from, {self.tail_from!r}, got {factor!r}"
            )
