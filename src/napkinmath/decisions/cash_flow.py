"""What a series of payments is worth, where present value alone misleads.

Flows are evenly spaced and the first falls due now, as in ``cost.npv``; costs are negative. A rate
of return is one number for a whole series, and this module holds what it hides: several rates, the
rate at which earnings are really reinvested, lives of different length.
"""

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.decisions.cost import capital_recovery, npv


def spreadsheet_npv(rate: float, cashflows: npt.ArrayLike) -> float:
    """Return what a spreadsheet's NPV says: the *first* flow falls due one period from now.

    Raises ``ValueError`` as ``cost.npv`` does. Source: [adobe2026npv]

    >>> round(spreadsheet_npv(0.10, [500, 1500, 4000, 10_000]), 2)
    11529.61
    """
    return npv(rate, cashflows) / (1 + rate)


def internal_rates(cashflows: npt.ArrayLike) -> tuple[float, ...]:
    """Return every rate above -1 at which ``cashflows`` are worth nothing today, ascending.

    A series that changes sign more than once may have several such rates, or none at all; then a
    rate of return decides nothing. A double root counts once. Raises ``ValueError`` unless there is
    a flow of each sign.

    >>> [round(rate, 4) for rate in internal_rates([-1600, 10_000, -10_000])]
    [0.25, 4.0]
    >>> internal_rates([-1000, 3000, -2500])
    ()
    """
    flows = require.finite_array("cashflows", cashflows, ndim=1)
    if not (flows > 0).any() or not (flows < 0).any():
        raise ValueError(f"cashflows must hold flows of both signs, got {flows.tolist()!r}")
    held = np.flatnonzero(flows)
    flows = flows[held[0] : held[-1] + 1]
    growth = np.roots(flows)  # sum of f_t g^(T-t) is zero at growth g = 1 + rate
    real = growth[np.abs(growth.imag) <= 1e-7 * np.maximum(1.0, np.abs(growth))].real
    rates: list[float] = []
    for rate in np.sort(real[real > 0] - 1, kind="stable"):
        if not rates or rate - rates[-1] > 1e-6 * (1 + rate):
            rates.append(float(rate))
    return tuple(rates)


def modified_rate(cashflows: npt.ArrayLike, *, finance_rate: float, reinvest_rate: float) -> float:
    """Return the rate at which what was put in grows to what was got out (MIRR in spreadsheets).

    Earnings are reinvested at ``reinvest_rate`` until the last period, outlays discounted to now at
    ``finance_rate``. There is always exactly one. Raises ``ValueError`` on a rate of -1 or less and
    unless there is a flow of each sign. Source: [mathworks2026mirr]

    >>> flows = [-100_000, 20_000, -10_000, 30_000, 38_000, 50_000]
    >>> round(modified_rate(flows, finance_rate=0.09, reinvest_rate=0.12), 4)
    0.0832
    """
    flows = require.finite_array("cashflows", cashflows, ndim=1)
    if not (flows > 0).any() or not (flows < 0).any():
        raise ValueError(f"cashflows must hold flows of both signs, got {flows.tolist()!r}")
    put_in = -npv(finance_rate, np.minimum(flows, 0.0))
    periods = flows.size - 1
    got_out = npv(reinvest_rate, np.maximum(flows, 0.0)) * (1 + reinvest_rate) ** periods
    return float((got_out / put_in) ** (1 / periods) - 1)


def annuity_usd(per_period_usd: float, rate: float, periods: float) -> float:
    """Return what a level payment at the end of each of ``periods`` is worth now.

    Three engineers at 220,000 a year for three years, at a tenth, are 1.64 million:

    >>> round(annuity_usd(3 * 220_000, 0.10, 3), -4)
    1640000.0
    """
    require.non_negative("per_period_usd", per_period_usd)
    return per_period_usd / capital_recovery(rate, periods)


def equivalent_annual_usd(present_usd: float, rate: float, periods: float) -> float:
    """Return the level payment a period that is worth ``present_usd`` now over ``periods``.

    It makes options of different lives comparable, if each would be renewed on the same terms.
    Raises ``ValueError`` on negative amounts or rates and on no periods.

    >>> round(equivalent_annual_usd(117.36, 0.10, 2), 2)
    67.62
    """
    require.non_negative("present_usd", present_usd)
    return present_usd * capital_recovery(rate, periods)
