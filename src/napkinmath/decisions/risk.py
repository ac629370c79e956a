"""Risks: expected and simulated losses, and the cost of switching providers.

A risk register of averages hides the year in which a risk occurs, so losses are also simulated. The
switching cost is the loss when a provider fails you.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.normal import two_sided_z

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk that occurs ``per_year`` times on average, each time with a log-normal loss.

    ``low_usd`` and ``high_usd`` are the 5% and 95% quantiles of one loss.
    Raises ``ValueError`` on a negative rate, losses not positive, and a range upside down.

    >>> outage = Risk("outage", per_year=2.0, low_usd=1e3, high_usd=1e5)
    >>> round(outage.mean_usd), round(outage.usd_per_year)
    (26640, 53280)
    """

    name: str
    per_year: float
    low_usd: float
    high_usd: float

    def __post_init__(self) -> None:
        require.non_negative("per_year", self.per_year)
        require.positive("low_usd", self.low_usd)
        require.positive("high_usd", self.high_usd)
        if self.low_usd > self.high_usd:
            raise ValueError(f"low_usd must not exceed high_usd, got {self.low_usd!r}")

    @property
    def sigma(self) -> float:
        """The standard deviation of the logarithm of one loss."""
        return (math.log(self.high_usd) - math.log(self.low_usd)) / (2 * two_sided_z(0.9))

    @property
    def median_usd(self) -> float:
        """The median of one loss: the geometric mean of the quantiles."""
        return math.sqrt(self.low_usd) * math.sqrt(self.high_usd)

    @property
    def mean_usd(self) -> float:
        """The mean of one loss, above the median, because large losses weigh more."""
        return self.median_usd * math.exp(self.sigma**2 / 2)

    @property
    def usd_per_year(self) -> float:
        """The expected loss a year."""
        return self.per_year * self.mean_usd


def simulate_losses(
    risks: Sequence[Risk], *, years: float, runs: int, rng: np.random.Generator
) -> Floats:
    """Return the simulated total loss over ``years``, one for each run, shape (runs,).

    Definition: events are independent and Poisson, losses log-normal. Raises ``ValueError`` on no
    risks, on anything else among them, no years, no runs.

    >>> risks = [Risk("a", per_year=1.0, low_usd=1.0, high_usd=2.0)]
    >>> simulate_losses(risks, years=3.0, runs=5, rng=np.random.default_rng(1)).shape
    (5,)
    """
    if not risks:
        raise ValueError("risks must hold at least one risk, got none")
    for risk in risks:
        if not isinstance(risk, Risk):
            raise ValueError(f"risks must hold nothing but Risk, got {risk!r}")
    require.positive("years", years)
    require.count("runs", runs)
    require.generator("rng", rng)
    totals = np.zeros(runs)
    for risk in risks:
        events = rng.poisson(risk.per_year * years, runs).astype(np.intp)
        whose = np.repeat(np.arange(runs), events)
        losses = risk.median_usd * np.exp(risk.sigma * rng.standard_normal(whose.size))
        totals += np.bincount(whose, weights=losses, minlength=runs)
    return totals


@dataclass(frozen=True, slots=True)
class SwitchingCost:
    """The cost of switching providers: data egress, rework, engineering, and running both.

    ``rework_usd`` is the cost of what has to be computed again (embeddings of another encoder,
    prompts, evaluations), ``overlap_months`` how long both providers are paid. Definition.
    Raises ``ValueError`` on negatives.

    >>> round(SwitchingCost(1e12, 0.09e-9, 500.0, 2.0, 18_000.0, 3.0, 4000.0).usd)
    48590
    """

    stored_bytes: float
    egress_usd_per_byte: float
    rework_usd: float
    engineer_months: float
    engineer_usd_per_month: float
    overlap_months: float
    bill_usd_per_month: float

    def __post_init__(self) -> None:
        for name in self.__slots__:
            require.non_negative(name, getattr(self, name))

    @property
    def egress_usd(self) -> float:
        """The cost of data egress."""
        return self.stored_bytes * self.egress_usd_per_byte

    @property
    def engineering_usd(self) -> float:
        """The cost of the engineers."""
        return self.engineer_months * self.engineer_usd_per_month

    @property
    def dual_running_usd(self) -> float:
        """The cost of running both providers for a time."""
        return self.overlap_months * self.bill_usd_per_month

    @property
    def usd(self) -> float:
        """The whole switching cost."""
        return self.egress_usd + self.rework_usd + self.engineering_usd + self.dual_running_usd
