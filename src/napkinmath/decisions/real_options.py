"""Real options: the value of deferring an outlay until more is known.

``DeferralOption`` has one period and two outcomes; ``deferral_option_usd`` is an American option on
a binomial lattice.
"""

import math
from dataclasses import dataclass

import numpy as np

from napkinmath import require


@dataclass(frozen=True, slots=True)
class DeferralOption:
    """The option to defer an outlay by one period, after which its value is known.

    Made now, the outlay earns ``immediate_usd`` at once and from the next period on an asset worth
    ``up_usd``, with probability ``p_up``, or ``down_usd``; ``rate`` discounts one period. Deferred,
    it loses ``immediate_usd``, and need not be made at all.
    Raises ``ValueError`` on a negative outlay or rate, and on a probability outside [0, 1].
    Source: [dixitpindyck1994]

    >>> machine = DeferralOption(
    ...     1600, up_usd=3300, down_usd=1100, p_up=0.5, rate=0.10, immediate_usd=200
    ... )
    >>> round(machine.invest_now_usd), round(machine.defer_usd), round(machine.option_value_usd)
    (600, 773, 173)
    """

    outlay_usd: float
    up_usd: float
    down_usd: float
    p_up: float
    rate: float
    immediate_usd: float = 0.0

    def __post_init__(self) -> None:
        require.non_negative("outlay_usd", self.outlay_usd)
        for name in ("up_usd", "down_usd", "immediate_usd"):
            require.finite(name, getattr(self, name))
        require.fraction("p_up", self.p_up)
        require.non_negative("rate", self.rate)

    @property
    def invest_now_usd(self) -> float:
        """The present value of making the outlay now."""
        mean_usd = self.p_up * self.up_usd + (1 - self.p_up) * self.down_usd
        return self.immediate_usd + mean_usd / (1 + self.rate) - self.outlay_usd

    @property
    def defer_usd(self) -> float:
        """The present value of deferring a period, and making the outlay only if it then pays."""
        up, down = (max(usd - self.outlay_usd, 0.0) for usd in (self.up_usd, self.down_usd))
        return (self.p_up * up + (1 - self.p_up) * down) / (1 + self.rate)

    @property
    def option_value_usd(self) -> float:
        """The value of the option to defer: deferring, less the better of now and never."""
        return self.defer_usd - max(self.invest_now_usd, 0.0)


def deferral_option_usd(
    value_usd: float,
    outlay_usd: float,
    *,
    volatility: float,
    rate: float,
    years: float,
    payout_rate: float = 0.0,
    steps: int = 200,
) -> float:
    """Return the value of the option to make an outlay at any time within ``years``.

    The asset is worth ``value_usd`` today, with a yearly ``volatility`` of its logarithm;
    ``payout_rate`` is the share of the asset lost for each year of waiting, like a dividend yield.
    ``rate`` is continuous. Definition: an American call on the binomial lattice of Cox, Ross and
    Rubinstein, in ``steps``.
    Raises ``ValueError`` on values not positive, negative rates, and steps that are too coarse.

    >>> round(deferral_option_usd(550, 500, volatility=0.4, rate=0.1, years=1.0), 1)
    137.4
    """
    require.positive("value_usd", value_usd)
    require.positive("outlay_usd", outlay_usd)
    require.positive("volatility", volatility)
    require.non_negative("rate", rate)
    require.positive("years", years)
    require.non_negative("payout_rate", payout_rate)
    steps = require.count("steps", steps)
    step_years = years / steps
    reach = volatility * math.sqrt(step_years)
    if not 1e-12 < reach < 600 / steps or abs(rate - payout_rate) * step_years > reach:
        raise ValueError(
            f"steps must be finer, and volatility and years within the range of floats, got "
            f"{steps!r} steps of {reach:.3g}"
        )
    up = math.exp(reach)
    p = (math.exp((rate - payout_rate) * step_years) - 1 / up) / (up - 1 / up)
    if not 0 < p < 1:
        raise ValueError(f"steps must be finer for such a drift, got {steps!r}")
    discount = math.exp(-rate * step_years)
    worth = value_usd * up ** np.arange(-steps, steps + 1, 2.0)
    held = np.maximum(worth - outlay_usd, 0.0)
    for step in range(steps - 1, -1, -1):
        worth = value_usd * up ** np.arange(-step, step + 1, 2.0)
        held = discount * (p * held[1:] + (1 - p) * held[:-1])
        held = np.maximum(held, worth - outlay_usd)
    return float(held[0])
