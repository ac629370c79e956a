"""The value of a launch: a lift corrected, faded and discounted, less what it costs to run.

All functions are scalar, so that a page can compute with them.
"""

import math

from napkinmath import require


def remaining_effect(month: float, half_life_months: float, lasting_share: float) -> float:
    """Return the share of a launch's initial effect that remains after ``month`` months.

    Definition: ``lasting_share`` of the effect stays; the rest is novelty, which halves every
    ``half_life_months``.
    Raises ``ValueError`` on a negative month, a half-life not positive or a ``lasting_share``
    outside [0, 1].

    >>> remaining_effect(0.0, 6.0, 0.5), remaining_effect(6.0, 6.0, 0.5)
    (1.0, 0.75)
    """
    require.non_negative("month", month)
    require.positive("half_life_months", half_life_months)
    require.fraction("lasting_share", lasting_share)
    return lasting_share + (1 - lasting_share) * math.exp(-math.log(2.0) * month / half_life_months)


def gain_npv_usd(
    half_life_months: float,
    lasting_share: float,
    months: int,
    annual_rate: float,
    usd_per_month: float = 1.0,
) -> float:
    """Return the present value of a gain of ``usd_per_month`` that fades, over whole months.

    Definition: month m gains what remains of the effect in its middle, and is paid at its end.
    Raises ``ValueError`` as ``remaining_effect`` does, on fewer than one month, and on a rate of -1
    or less.

    >>> gain_npv_usd(1.0, 1.0, 12, 0.0, 100.0)
    1200.0
    """
    require.count("months", months)
    require.finite("usd_per_month", usd_per_month)
    require.positive("1 + annual_rate", 1 + require.finite("annual_rate", annual_rate))
    total = 0.0
    for month in range(months):
        left = remaining_effect(month + 0.5, half_life_months, lasting_share)
        total += left * math.exp(-math.log(1 + annual_rate) * (month + 1) / 12)
    return usd_per_month * total


def launch_npv_usd(
    lift: float,
    base_usd_per_month: float,
    incremental_share: float,
    half_life_months: float,
    lasting_share: float,
    running_usd_per_month: float,
    build_usd: float,
    months: int,
    annual_rate: float,
) -> float:
    """Return the present value of a launch: fading incremental gain, less running, less building.

    Definition. ``lift`` is the relative change of ``base_usd_per_month``, the margin that is earned
    where the launch acts; ``incremental_share`` is the share of the gain that is not cannibalized
    from elsewhere on the site. Running costs do not fade. ``build_usd`` holds no sunk costs.
    Raises ``ValueError`` as ``gain_npv_usd`` does, and on negative amounts or shares over 1.

    >>> launch_npv_usd(0.1, 1000.0, 0.5, 1.0, 1.0, 20.0, 100.0, 12, 0.0)
    260.0
    """
    require.finite("lift", lift)
    require.non_negative("base_usd_per_month", base_usd_per_month)
    require.fraction("incremental_share", incremental_share)
    require.non_negative("running_usd_per_month", running_usd_per_month)
    require.non_negative("build_usd", build_usd)
    gain = gain_npv_usd(half_life_months, lasting_share, months, annual_rate)
    running = gain_npv_usd(1.0, 1.0, months, annual_rate)
    gained = lift * base_usd_per_month * incremental_share * gain
    return gained - running_usd_per_month * running - build_usd


def running_usd_per_month(
    accelerators: float, usd_per_hour: float, people_usd_per_month: float
) -> float:
    """Return the serving cost of a month of 730 hours: accelerators by the hour, and their staff.

    Definition. Raises ``ValueError`` on negative numbers.

    >>> running_usd_per_month(2.0, 1.0, 1000.0)
    2460.0
    """
    require.non_negative("accelerators", accelerators)
    require.non_negative("usd_per_hour", usd_per_hour)
    require.non_negative("people_usd_per_month", people_usd_per_month)
    return 730 * accelerators * usd_per_hour + people_usd_per_month


def break_even_lift(
    base_usd_per_month: float,
    incremental_share: float,
    half_life_months: float,
    lasting_share: float,
    running_usd_per_month: float,
    build_usd: float,
    months: int,
    annual_rate: float,
) -> float:
    """Return the break-even lift of a launch, whose value is linear in the lift.

    Definition. Raises ``ValueError`` as ``launch_npv_usd`` does, and if no lift is worth anything.

    >>> break_even_lift(1000.0, 0.5, 1.0, 1.0, 20.0, 60.0, 12, 0.0)
    0.05
    """
    rest = (base_usd_per_month, incremental_share, half_life_months, lasting_share)
    money = (running_usd_per_month, build_usd, months, annual_rate)
    cost = -launch_npv_usd(0.0, *rest, *money)
    per_lift = launch_npv_usd(1.0, *rest, *money) + cost
    return cost / require.positive("base_usd_per_month * incremental_share", per_lift)
