"""A year of building against a year of buying, as scalar functions of what a reader can set.

A year here is an equivalent annual cost: outlays are spread over the life by ``capital_recovery``,
so that options of different lives compare. Machines and engineers come whole, so the cost of
building goes up in steps while the cost of buying is a line.
"""

import math

from napkinmath import require
from napkinmath.decisions.cash_flow import capital_recovery
from napkinmath.units import HOUR_S, YEAR_S

_YEAR_HOURS = YEAR_S / HOUR_S


def on_call_engineers(on_call: int, on_call_share: float) -> int:
    """Return how many engineers an on-call rotation takes, ``on_call`` of them at a time.

    ``on_call_share`` is the largest share of the weeks that each may be on call. Two at a time and
    25% give the eight of a single-site team. Raises ``ValueError`` on no engineer on call and on a
    share outside (0, 1]. Source: [beyer2016oncall]

    >>> on_call_engineers(2, 0.25), on_call_engineers(1, 0.25)
    (8, 4)
    """
    require.count("on_call", on_call)
    require.positive("on_call_share", on_call_share)
    require.fraction("on_call_share", on_call_share)
    return math.ceil(on_call / on_call_share)


def annualized_usd(outlay_usd: float, rate: float, years: float) -> float:
    """Return the equivalent annual cost of an outlay: the level payment that repays it.

    ``rate`` is the interest rate a year, ``years`` the life. Raises ``ValueError`` on negative
    amounts or rates and on no years. Definition; the factor is that of ``capital_recovery``.

    >>> round(annualized_usd(600_000, 0.10, 3))
    241269
    """
    require.non_negative("outlay_usd", outlay_usd)
    return outlay_usd * capital_recovery(rate, years)


def buy_usd(
    units_per_s: float, usd_per_unit: float, onboarding_usd: float, rate: float, years: float
) -> float:
    """Return the annual cost of buying: the metered units, and the onboarding over ``years``.

    ``units_per_s`` is the mean rate, ``onboarding_usd`` the outlay for the switch. Raises
    ``ValueError`` on negative values and on no years. Definition.

    >>> round(buy_usd(1000.0, 1e-6, 50_000.0, 0.10, 3.0))
    51642
    """
    require.non_negative("units_per_s", units_per_s)
    require.non_negative("usd_per_unit", usd_per_unit)
    return units_per_s * YEAR_S * usd_per_unit + annualized_usd(onboarding_usd, rate, years)


def metered_usd(units: int, replicas: float, usd_per_hour: float, price_ratio: float) -> float:
    """Return the annual cost of ``units`` with an hourly price, ``replicas`` times over.

    ``price_ratio`` is the price that you pay over the list price. Raises ``ValueError`` on negative
    values. Definition.

    >>> round(metered_usd(399, 2.2, 0.24, 1.0))
    1845487
    """
    require.count("units", units, at_least=0)
    require.non_negative("replicas", replicas)
    require.non_negative("usd_per_hour", usd_per_hour)
    require.non_negative("price_ratio", price_ratio)
    return units * replicas * usd_per_hour * _YEAR_HOURS * price_ratio


def build_usd(
    machines: int,
    machine_usd_per_hour: float,
    project_usd: float,
    overrun: float,
    upkeep: float,
    engineers: float,
    engineer_usd_per_year: float,
    rate: float,
    years: float,
) -> float:
    """Return the annual cost of building: machines, people, maintenance, and the project.

    The project is planned at ``project_usd`` and costs ``overrun`` times that, spread over
    ``years``; ``upkeep`` is a year of maintenance as a share of the plan; ``engineers`` are those
    who run it. Raises ``ValueError`` on negative values and on no years. Definition.

    >>> round(build_usd(3, 30.0, 600_000.0, 1.0, 0.2, 1.0, 220_000.0, 0.10, 3.0))
    1369669
    """
    require.count("machines", machines, at_least=0)
    require.non_negative("machine_usd_per_hour", machine_usd_per_hour)
    require.non_negative("project_usd", project_usd)
    require.non_negative("overrun", overrun)
    require.non_negative("upkeep", upkeep)
    require.non_negative("engineers", engineers)
    require.non_negative("engineer_usd_per_year", engineer_usd_per_year)
    running = machines * machine_usd_per_hour * _YEAR_HOURS + engineers * engineer_usd_per_year
    return running + upkeep * project_usd + annualized_usd(overrun * project_usd, rate, years)
