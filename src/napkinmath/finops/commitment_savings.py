"""What a commitment saves, in closed form, and how it is billed and amortized."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]


def effective_savings_rate(coverage: float, utilization: float, discount: float) -> float:
    """Return the effective savings rate from coverage, utilization and discount.

    ``coverage`` is the share of the load that runs on a commitment, ``utilization`` the share of
    the commitment in use, ``discount`` that on the committed rate. Below a utilization of one less
    the discount, the result is negative. Definition. Raises ``ValueError`` unless coverage lies in
    [0, 1], utilization in (0, 1] and the discount strictly between 0 and 1.

    >>> round(effective_savings_rate(1.0, 0.75, 1 / 3), 3)
    0.111
    """
    require.fraction("coverage", coverage)
    require.positive("utilization", require.fraction("utilization", utilization))
    require.open_fraction("discount", discount)
    return coverage * (1 - (1 - discount) / utilization)


def two_level_saving(
    committed: float,
    base: float,
    peak: float,
    peak_share: float,
    discount: float,
    on_demand_factor: float,
    demand_factor: float,
) -> float:
    """Return the share of an on-demand bill that a commitment saves on a load of two levels.

    The load needs ``base`` units, and ``peak`` during ``peak_share`` of the hours. Over the term
    the on-demand price is ``on_demand_factor`` times and the load ``demand_factor`` times what they
    are on the day of signing; the committed rate stays. Definition. Raises ``ValueError`` on
    negative units, a peak below the base, a share outside [0, 1], a discount that is not strictly
    between 0 and 1, and factors that are not above 0.

    >>> [round(two_level_saving(c, 100, 140, 1 / 3, 0.4, 1.0, 1.0), 5) for c in (100, 140)]
    [0.35294, 0.25882]
    >>> round(two_level_saving(100, 100, 140, 1 / 3, 0.4, 0.56, 1.0), 3)
    -0.063
    """
    require.non_negative("committed", committed)
    require.positive("base", base)
    require.positive("peak", peak)
    require.fraction("peak_share", peak_share)
    require.open_fraction("discount", discount)
    require.positive("on_demand_factor", on_demand_factor)
    require.positive("demand_factor", demand_factor)
    if peak < base:
        raise ValueError(f"peak must be at least the base {base!r}, got {peak!r}")
    low = base * demand_factor
    high = peak * demand_factor
    demand = (1 - peak_share) * low + peak_share * high
    above = (1 - peak_share) * max(low - committed, 0.0) + peak_share * max(high - committed, 0.0)
    paid = committed * (1 - discount) + above * on_demand_factor
    return 1 - paid / (demand * on_demand_factor)


@dataclass(frozen=True, slots=True)
class PaymentSchedule:
    """The cost of a commitment by the month, shapes (n,): as billed, and amortized by the hour."""

    billed_usd: Floats
    effective_usd: Floats


def payment_schedule(
    usd_per_hour: float, month_hours: npt.ArrayLike, *, upfront: float
) -> PaymentSchedule:
    """Return the billed and the amortized cost of a commitment, month by month.

    The share ``upfront`` is paid on the first day, the rest is billed by the hour. ``month_hours``
    are the hours of each month of the term. The effective (amortized) cost does not depend on
    ``upfront``.
    Raises ``ValueError`` on a rate or hours that are not positive and a share outside [0, 1].
    Source: [focus2026commitments]

    >>> year = [24 * d for d in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]
    >>> half = payment_schedule(1.0, year, upfront=0.5)
    >>> float(half.billed_usd[0]), float(half.billed_usd[1]), float(half.effective_usd[1])
    (4752.0, 336.0, 672.0)
    """
    require.positive("usd_per_hour", usd_per_hour)
    require.fraction("upfront", upfront)
    hours = require.finite_array("month_hours", month_hours, ndim=1)
    if (hours <= 0).any():
        raise ValueError("month_hours must hold hours above 0")
    effective = usd_per_hour * hours
    billed = (1 - upfront) * effective
    billed[0] += upfront * math.fsum(effective)
    return PaymentSchedule(billed, effective)
