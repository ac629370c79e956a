"""Risks with a rate and a size: what they cost on average, and what they cost in a bad stretch.

A register of averages hides the year in which one of them happens, so losses are also drawn. The
cost of leaving a seller belongs here too: it is what makes a risk of theirs a loss of yours.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that happens ``per_year`` times, each time for a log-normal loss.

    ``low_usd`` and ``high_usd`` hold the central nine tenths of one loss.
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
        """The spread of the logarithm of one loss."""
        return math.log(self.high_usd / self.low_usd) / (2 * NormalDist().inv_cdf(0.95))

    @property
    def median_usd(self) -> float:
        """The middle of the losses: the geometric mean of the ends."""
        return math.sqrt(self.low_usd * self.high_usd)

    @property
    def mean_usd(self) -> float:
        """The mean of one loss, above the median, since large ones weigh more."""
        return self.median_usd * math.exp(self.sigma**2 / 2)

    @property
    def usd_per_year(self) -> float:
        """The expected loss a year."""
        return self.per_year * self.mean_usd


def draw_losses(risks: Sequence[Risk], *, years: float, n: int, rng: np.random.Generator) -> Floats:
    """Return the total loss of ``n`` stretches of ``years`` each, shape (n,).

    Events come independently at their rates. Raises ``ValueError`` on no risks,
    on anything else among them, no years, no draws.

    >>> risks = [Risk("a", per_year=1.0, low_usd=1.0, high_usd=2.0)]
    >>> draw_losses(risks, years=3.0, n=5, rng=np.random.default_rng(1)).shape
    (5,)
    """
    if not risks:
        raise ValueError("risks must hold at least one risk, got none")
    for risk in risks:
        if not isinstance(risk, Risk):
            raise ValueError(f"risks must hold nothing but Risk, got {risk!r}")
    require.positive("years", years)
    require.count("n", n)
    require.generator("rng", rng)
    totals = np.zeros(n)
    for risk in risks:
        events = rng.poisson(risk.per_year * years, n).astype(np.intp)
        whose = np.repeat(np.arange(n), events)
        losses = risk.median_usd * np.exp(risk.sigma * rng.standard_normal(whose.size))
        totals += np.bincount(whose, weights=losses, minlength=n)
    return totals


def exceedance(losses_usd: npt.ArrayLike, thresholds_usd: npt.ArrayLike) -> Floats:
    """Return the share of ``losses_usd`` above each of ``thresholds_usd``, in their shape.

    Raises ``ValueError`` unless both are finite 1-d arrays.

    >>> exceedance([0, 0, 5, 20], [1, 10]).tolist()
    [0.5, 0.25]
    """
    losses = np.sort(require.finite_array("losses_usd", losses_usd, ndim=1))
    thresholds = require.finite_array("thresholds_usd", thresholds_usd, ndim=1)
    above = losses.size - np.searchsorted(losses, thresholds, side="right")
    return np.asarray(above / losses.size, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Exit:
    """What it takes to leave a seller: carry the data out, remake what is theirs, run both.

    ``remade_usd`` is whatever has to be computed anew (vectors of another encoder, prompts,
    evaluations), ``overlap_months`` how long both are paid. Raises ``ValueError`` on negatives.

    >>> round(Exit(1e12, 0.09e-9, 500.0, 2.0, 18_000.0, 3.0, 4000.0).usd)
    48590
    """

    stored_bytes: float
    egress_usd_per_byte: float
    remade_usd: float
    engineer_months: float
    engineer_usd_per_month: float
    overlap_months: float
    bill_usd_per_month: float

    def __post_init__(self) -> None:
        for name in self.__slots__:
            require.non_negative(name, getattr(self, name))

    @property
    def egress_usd(self) -> float:
        """What carrying the data out costs."""
        return self.stored_bytes * self.egress_usd_per_byte

    @property
    def people_usd(self) -> float:
        """What rewriting costs."""
        return self.engineer_months * self.engineer_usd_per_month

    @property
    def overlap_usd(self) -> float:
        """What paying both costs."""
        return self.overlap_months * self.bill_usd_per_month

    @property
    def usd(self) -> float:
        """All of it."""
        return self.egress_usd + self.remade_usd + self.people_usd + self.overlap_usd
