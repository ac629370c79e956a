"""Cash flows: present value, rates of return, annuities.

Flows are evenly spaced and the first falls due now, at t = 0; costs are negative. Rates are per
period: a monthly series takes a monthly rate.
"""

import math

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket


def npv(rate: float, cashflows: npt.ArrayLike) -> float:
    r"""Return the present value of ``cashflows``, the first of which falls due *now*, at t = 0.

    ``rate`` is the discount rate a period, above -1. The NPV function of a spreadsheet discounts
    the first flow by one period too; its answer is this one divided by 1 + rate.
    Raises ``ValueError`` on a rate of -1 or less and on flows that are not a finite 1-d series.
    Source: [numpyfinancial2026]

    >>> flows = [-40_000, 5_000, 8_000, 12_000, 30_000]
    >>> round(npv(0.08, flows), 2), round(npv(0.08, flows) / 1.08, 2)
    (3065.22, 2838.17)
    """
    require.finite("rate", rate)
    if rate <= -1:
        raise ValueError(f"rate must be above -1, got {rate!r}")
    flows = require.finite_array("cashflows", cashflows, ndim=1)
    return float((flows / (1 + rate) ** np.arange(flows.size)).sum())


def spreadsheet_npv(rate: float, cashflows: npt.ArrayLike) -> float:
    """Return the NPV of a spreadsheet: the *first* flow falls due one period from now.

    Raises ``ValueError`` as ``npv`` does. Source: [adobe2026npv]

    >>> round(spreadsheet_npv(0.10, [500, 1500, 4000, 10_000]), 2)
    11529.61
    """
    return npv(rate, cashflows) / (1 + rate)


def irr(cashflows: npt.ArrayLike) -> float:
    """Return the internal rate of return: the rate at which ``cashflows`` have no present value.

    The flows must change sign exactly once, as an outlay that earns does: otherwise there may be no
    such rate, or several, and ``ValueError`` is raised instead of picking one.
    Source: [numpyfinancial2026]

    >>> round(irr([-100, 39, 59, 55, 20]), 5)
    0.28095
    """
    flows = require.finite_array("cashflows", cashflows, ndim=1)
    signs = np.sign(flows[flows != 0])
    changes = int((np.diff(signs) != 0).sum())
    if changes != 1:
        raise ValueError(f"cashflows must change sign once, got {changes} changes")
    held = np.flatnonzero(flows)
    flows = flows[held[0] : held[-1] + 1] * signs[-1]  # now an outlay that earns
    sizes = np.abs(flows / np.abs(flows).max())
    logs, periods = np.log(np.where(sizes > 0, sizes, 1.0)), np.arange(flows.size)

    def earns_more(growth_log: float) -> bool:
        """Return whether the present value is above 0 at growth exp(``growth_log``) a period."""
        worth = logs - growth_log * periods
        return float((np.sign(flows) * np.exp(worth - worth.max())).sum()) > 0

    def earns_less(decline_log: float) -> bool:
        return not earns_more(-decline_log)

    if earns_more(0.0):
        return math.expm1(bisect(earns_more, 0.0, upper_bracket(earns_more, 1.0)))
    return math.expm1(-bisect(earns_less, 0.0, upper_bracket(earns_less, 1.0)))


def internal_rates_of_return(cashflows: npt.ArrayLike) -> tuple[float, ...]:
    """Return every internal rate of return above -1 of ``cashflows``, ascending.

    A series that changes sign more than once may have several such rates, or none at all; then a
    rate of return decides nothing. A double root counts once. Definition. Raises ``ValueError``
    unless there is a flow of each sign.

    >>> [round(rate, 4) for rate in internal_rates_of_return([-1600, 10_000, -10_000])]
    [0.25, 4.0]
    >>> internal_rates_of_return([-1000, 3000, -2500])
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


def mirr(cashflows: npt.ArrayLike, *, finance_rate: float, reinvest_rate: float) -> float:
    """Return the modified internal rate of return (MIRR in spreadsheets).

    It is the rate at which the outlays grow to the earnings. Earnings are reinvested at
    ``reinvest_rate`` until the last period, outlays discounted to now at ``finance_rate``. There is
    always exactly one. Raises ``ValueError`` on a rate of -1 or less and unless there is a flow of
    each sign. Source: [mathworks2026mirr]

    >>> flows = [-100_000, 20_000, -10_000, 30_000, 38_000, 50_000]
    >>> round(mirr(flows, finance_rate=0.09, reinvest_rate=0.12), 4)
    0.0832
    """
    flows = require.finite_array("cashflows", cashflows, ndim=1)
    if not (flows > 0).any() or not (flows < 0).any():
        raise ValueError(f"cashflows must hold flows of both signs, got {flows.tolist()!r}")
    put_in = -npv(finance_rate, np.minimum(flows, 0.0))
    periods = flows.size - 1
    got_out = npv(reinvest_rate, np.maximum(flows, 0.0)) * (1 + reinvest_rate) ** periods
    return float((got_out / put_in) ** (1 / periods) - 1)


def capital_recovery(rate: float, periods: float) -> float:
    """Return the capital recovery factor: the level payment that repays 1 over ``periods``.

    Definition, with interest at ``rate`` a period. At a rate of 0 it is ``1 / periods``. Raises
    ``ValueError`` on a negative rate or no periods.

    >>> capital_recovery(0.0, 4), round(capital_recovery(0.10, 4), 4)
    (0.25, 0.3155)
    """
    require.non_negative("rate", rate)
    require.positive("periods", periods)
    repaid = -math.expm1(-periods * math.log1p(rate))
    return rate / repaid if repaid > 0 else 1 / periods


def annuity_present_value_usd(per_period_usd: float, rate: float, periods: float) -> float:
    """Return the present value of an annuity: a level payment at the end of each of ``periods``.

    Definition. Three engineers at 220,000 a year for three years, at 10%, are 1.64 million:

    >>> round(annuity_present_value_usd(3 * 220_000, 0.10, 3), -4)
    1640000.0
    """
    require.non_negative("per_period_usd", per_period_usd)
    return per_period_usd / capital_recovery(rate, periods)


def equivalent_annual_cost_usd(present_usd: float, rate: float, periods: float) -> float:
    """Return the equivalent annual cost of ``present_usd``: a level payment over ``periods``.

    Definition. It compares options of different lives, if each would be renewed on the same terms.
    Raises ``ValueError`` on negative amounts or rates and on no periods.

    >>> round(equivalent_annual_cost_usd(117.36, 0.10, 2), 2)
    67.62
    """
    require.non_negative("present_usd", present_usd)
    return present_usd * capital_recovery(rate, periods)
