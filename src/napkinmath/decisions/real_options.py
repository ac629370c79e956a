"""What it is worth to decide later: an outlay that may wait for news.

``Wait`` has one piece of news and two outcomes. ``deferral_usd`` has news all the time, on a
binomial lattice.
"""

import math
from dataclasses import dataclass

import numpy as np

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Wait:
    """An outlay that can be made now, or a period later when it is known what it brings.

    Made now, it brings ``first_usd`` at once and from the next period on what is then worth
    ``up_usd``, with probability ``p_up``, or ``down_usd``; ``rate`` discounts one period. Made
    later, it forgoes ``first_usd``, and need not be made at all.
    Raises ``ValueError`` on a negative outlay or rate, and on a probability outside [0, 1].
    Source: [dixitpindyck1994]

    >>> machine = Wait(1600, up_usd=3300, down_usd=1100, p_up=0.5, rate=0.10, first_usd=200)
    >>> round(machine.now_usd), round(machine.later_usd), round(machine.waiting_usd)
    (600, 773, 173)
    """

    outlay_usd: float
    up_usd: float
    down_usd: float
    p_up: float
    rate: float
    first_usd: float = 0.0

    def __post_init__(self) -> None:
        require.non_negative("outlay_usd", self.outlay_usd)
        for name in ("up_usd", "down_usd", "first_usd"):
            require.finite(name, getattr(self, name))
        require.fraction("p_up", self.p_up)
        require.non_negative("rate", self.rate)

    @property
    def now_usd(self) -> float:
        """The present value of making the outlay now."""
        mean_usd = self.p_up * self.up_usd + (1 - self.p_up) * self.down_usd
        return self.first_usd + mean_usd / (1 + self.rate) - self.outlay_usd

    @property
    def later_usd(self) -> float:
        """The present value of waiting a period, and making the outlay only if it then pays."""
        up, down = (max(usd - self.outlay_usd, 0.0) for usd in (self.up_usd, self.down_usd))
        return (self.p_up * up + (1 - self.p_up) * down) / (1 + self.rate)

    @property
    def waiting_usd(self) -> float:
        """What may be paid for the right to wait: later, less the better of now and never."""
        return self.later_usd - max(self.now_usd, 0.0)


def deferral_usd(
    value_usd: float,
    outlay_usd: float,
    *,
    volatility: float,
    rate: float,
    years: float,
    forgone: float = 0.0,
    steps: int = 200,
) -> float:
    """Return what the right to make an outlay at any time within ``years`` is worth.

    What it would bring is worth ``value_usd`` today and wanders with a yearly ``volatility`` of its
    logarithm; ``forgone`` is the share of it lost for each year of waiting, as a dividend is.
    ``rate`` is continuous. The lattice is that of Cox, Ross and Rubinstein, in ``steps``.
    Raises ``ValueError`` on values not positive, negative rates, and steps that are too coarse.

    >>> round(deferral_usd(550, 500, volatility=0.4, rate=0.1, years=1.0), 1)
    137.4
    """
    require.positive("value_usd", value_usd)
    require.positive("outlay_usd", outlay_usd)
    require.positive("volatility", volatility)
    require.non_negative("rate", rate)
    require.positive("years", years)
    require.non_negative("forgone", forgone)
    steps = require.count("steps", steps)
    step_years = years / steps
    up = math.exp(volatility * math.sqrt(step_years))
    p = (math.exp((rate - forgone) * step_years) - 1 / up) / (up - 1 / up)
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
