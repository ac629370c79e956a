"""One year of building against one year of buying, as scalar functions of what a reader can turn.

A year here is a level one: outlays are spread over the life by ``cost.capital_recovery``, so that
options of different lives compare. Machines and engineers come whole, so the cost of building goes
up in steps while the cost of buying is a line.
"""

import math

from napkinmath import require
from napkinmath.decisions.cash_flow import capital_recovery

#: Seconds in the year of this module, 365 days.
YEAR_S = 365 * 86_400.0
_HOURS = 365 * 24.0


def on_call_engineers(on_call: int, share: float) -> int:
    """Return how many engineers a round-the-clock rota takes, ``on_call`` of them at a time.

    ``share`` is the most of their weeks that each may be on call. Two at a time and a quarter give
    the eight of a single-site team. Raises ``ValueError`` on no one on call and on a share outside
    (0, 1]. Source: [beyer2016oncall]

    >>> on_call_engineers(2, 0.25), on_call_engineers(1, 0.25)
    (8, 4)
    """
    require.count("on_call", on_call)
    require.positive("share", share)
    require.fraction("share", share)
    return math.ceil(on_call / share)


def spread_usd(outlay_usd: float, rate: float, years: float) -> float:
    """Return the level payment a year that repays ``outlay_usd`` with interest over ``years``.

    Raises ``ValueError`` on negative amounts or rates and on no years.

    >>> round(spread_usd(600_000, 0.10, 3))
    241269
    """
    require.non_negative("outlay_usd", outlay_usd)
    return outlay_usd * capital_recovery(rate, years)


def buy_usd(
    units_per_s: float, usd_per_unit: float, joining_usd: float, rate: float, years: float
) -> float:
    """Return what a year of buying costs: the meter, and joining spread over ``years``.

    Raises ``ValueError`` on negative values and on no years.

    >>> round(buy_usd(1000.0, 1e-6, 50_000.0, 0.10, 3.0))
    51642
    """
    require.non_negative("units_per_s", units_per_s)
    require.non_negative("usd_per_unit", usd_per_unit)
    return units_per_s * YEAR_S * usd_per_unit + spread_usd(joining_usd, rate, years)


def metered_usd(units: int, copies: float, usd_per_hour: float, paid: float) -> float:
    """Return what a year of ``units`` rented by the hour costs, ``copies`` times over.

    ``paid`` is what you pay over the list price. Raises ``ValueError`` on negative values.

    >>> round(metered_usd(399, 2.2, 0.24, 1.0))
    1845487
    """
    require.count("units", units, at_least=0)
    require.non_negative("copies", copies)
    require.non_negative("usd_per_hour", usd_per_hour)
    require.non_negative("paid", paid)
    return units * copies * usd_per_hour * _HOURS * paid


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
    """Return what a year of building costs: machines, people, upkeep, and the project spread.

    The project is planned at ``project_usd`` and costs ``overrun`` times that; ``upkeep`` is a year
    of it as a share of the plan; ``engineers`` are those who run it. Raises ``ValueError`` on
    negative values and on no years.

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
    running = machines * machine_usd_per_hour * _HOURS + engineers * engineer_usd_per_year
    return running + upkeep * project_usd + spread_usd(overrun * project_usd, rate, years)


def cheaper(build_usd: float, buy_usd: float) -> bool:
    """Say whether building costs less than buying.

    Raises ``ValueError`` unless both are finite.

    >>> cheaper(1.0, 2.0)
    True
    """
    require.finite("build_usd", build_usd)
    require.finite("buy_usd", buy_usd)
    return build_usd < buy_usd
