"""Commitments (reserved capacity): how many units to commit to, and what they save.

A commitment is billed in every hour, used or not. A load above it pays the on-demand rate. The best
level is a newsvendor problem, solved here for a trace of hours, for a normal load and for a load of
two levels. Rates are per unit and hour, where a unit may be a GPU or a node.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.normal import normal_pdf, normal_quantile

Floats = npt.NDArray[np.float64]


def critical_fractile(committed_usd_per_hour: float, on_demand_usd_per_hour: float) -> float:
    """Return the critical fractile: the quantile of the load up to which a commitment pays.

    It is one less the ratio of the rates: a unit pays if it is in use for more than the ratio of
    the hours.
    Raises ``ValueError`` unless both rates are above 0 and the committed one is the lower.
    Source: [snyder2019fundamentals]

    >>> round(critical_fractile(0.18, 0.88), 4)
    0.7955
    """
    require.positive("on_demand_usd_per_hour", on_demand_usd_per_hour)
    require.positive("committed_usd_per_hour", committed_usd_per_hour)
    if committed_usd_per_hour >= on_demand_usd_per_hour:
        raise ValueError(
            f"committed_usd_per_hour must be below the on-demand rate {on_demand_usd_per_hour!r}, "
            f"got {committed_usd_per_hour!r}"
        )
    return 1 - committed_usd_per_hour / on_demand_usd_per_hour


@dataclass(frozen=True, slots=True)
class CommittedBill:
    """The bill of a load under a commitment, as means over the hours: units and $ an hour."""

    committed: float
    used: float
    demand: float
    usd_per_hour: float
    on_demand_usd_per_hour: float

    @property
    def coverage(self) -> float:
        """The share of the load that runs on the commitment."""
        return self.used / self.demand

    @property
    def utilization(self) -> float:
        """The share of the commitment that is in use; 1 without a commitment."""
        return self.used / self.committed if self.committed > 0 else 1.0

    @property
    def effective_savings_rate(self) -> float:
        """The share of the on-demand bill of the load that is saved; negative if it costs more."""
        return 1 - self.usd_per_hour / self.on_demand_usd_per_hour


def committed_bill(
    demand: npt.ArrayLike,
    committed: float,
    *,
    committed_usd_per_hour: float,
    on_demand_usd_per_hour: npt.ArrayLike,
) -> CommittedBill:
    """Return the bill of a load if ``committed`` units are paid for in every hour.

    ``demand`` holds the units in use, one for each hour or scenario, shape (n,);
    ``on_demand_usd_per_hour`` is one rate, or one for each hour where prices move. Demand above the
    commitment is paid at that rate. Definition. Raises ``ValueError`` on negative units or rates,
    on a demand of 0 throughout, and on shapes that differ.

    >>> rates = dict(committed_usd_per_hour=0.6, on_demand_usd_per_hour=1)
    >>> b = committed_bill([100] * 16 + [140] * 8, 100, **rates)
    >>> round(b.effective_savings_rate, 5), round(b.coverage, 4), b.utilization
    (0.35294, 0.8824, 1.0)
    """
    load, price = _hours(demand, on_demand_usd_per_hour)
    require.non_negative("committed", committed)
    require.positive("committed_usd_per_hour", committed_usd_per_hour)
    above = np.maximum(load - committed, 0.0)
    return CommittedBill(
        committed=float(committed),
        used=float(np.minimum(load, committed).mean()),
        demand=float(load.mean()),
        usd_per_hour=float(committed * committed_usd_per_hour + (above * price).mean()),
        on_demand_usd_per_hour=float((load * price).mean()),
    )


def optimal_commitment(
    demand: npt.ArrayLike,
    *,
    committed_usd_per_hour: float,
    on_demand_usd_per_hour: npt.ArrayLike,
) -> float:
    """Return the optimal commitment: the units of least cost, and the fewest where several tie.

    Arguments as in ``committed_bill``. One more unit pays as long as the hours that use it, each at
    its on-demand rate, cost more than all hours at the committed rate. At one on-demand rate this
    is the critical fractile of the demand; at rates that move, of the demand weighted by the rates.
    Raises ``ValueError`` as ``committed_bill`` does. Source: [snyder2019fundamentals]

    >>> load = [100] * 16 + [140] * 8
    >>> optimal_commitment(load, committed_usd_per_hour=0.6, on_demand_usd_per_hour=1)
    100.0
    >>> optimal_commitment(load, committed_usd_per_hour=0.3, on_demand_usd_per_hour=1)
    140.0
    """
    load, price = _hours(demand, on_demand_usd_per_hour)
    require.positive("committed_usd_per_hour", committed_usd_per_hour)
    order = np.argsort(load, kind="stable")
    tail_usd = np.cumsum(price[order][::-1])[::-1]  # of the hours that need this much or more
    pays = tail_usd > load.size * committed_usd_per_hour * (1 + 1e-12)
    if not pays.any():
        return 0.0
    return float(load[order][int(np.flatnonzero(pays).max())])


def _hours(demand: npt.ArrayLike, rate: npt.ArrayLike) -> tuple[Floats, Floats]:
    load = require.finite_array("demand", demand, ndim=1)
    if (load < 0).any() or load.max() == 0:
        raise ValueError("demand must hold units of 0 or more, and more than 0 in some hour")
    price = require.finite_array("on_demand_usd_per_hour", np.atleast_1d(rate), ndim=1)
    if (price <= 0).any():
        raise ValueError("on_demand_usd_per_hour must be above 0 in every hour")
    if price.size not in (1, load.size):
        raise ValueError(
            f"on_demand_usd_per_hour must be one rate or {load.size}, one for each hour of demand, "
            f"got {price.size}"
        )
    return load, np.broadcast_to(price, load.shape)


@dataclass(frozen=True, slots=True)
class NormalCommitment:
    """The best commitment for a normal load, and the expected cost of the mismatch an hour."""

    level: float
    mismatch_usd_per_hour: float


def normal_commitment(
    mean: float, sd: float, *, committed_usd_per_hour: float, on_demand_usd_per_hour: float
) -> NormalCommitment:
    """Return the best commitment for a load that is normal with ``mean`` and ``sd``, in units.

    The mismatch is the expected cost of idle units and of the on-demand premium of missing ones; a
    load that is known in advance has none. Raises ``ValueError`` on a mean or spread that
    is not positive, and as ``critical_fractile`` does.
    Source: [snyder2019fundamentals]

    >>> best = normal_commitment(50, 8, committed_usd_per_hour=0.18, on_demand_usd_per_hour=0.88)
    >>> round(best.level, 3), round(best.mismatch_usd_per_hour, 4)
    (56.604, 1.9976)
    """
    require.positive("mean", mean)
    require.positive("sd", sd)
    fractile = critical_fractile(committed_usd_per_hour, on_demand_usd_per_hour)
    z = normal_quantile(fractile)
    return NormalCommitment(mean + z * sd, on_demand_usd_per_hour * sd * normal_pdf(z))
