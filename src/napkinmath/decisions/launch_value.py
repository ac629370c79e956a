"""From a lift to money: what of it is new, how long it lasts, what it costs, and what doubt costs.

All functions are scalar, so that a page can run those that need no normal distribution.
"""

import math
from statistics import NormalDist

from napkinmath import require

_NORMAL = NormalDist()


def effect_left(month: float, half_life_months: float, lasting: float) -> float:
    """Return the share of a launch's first effect that is left after ``month`` months.

    ``lasting`` of it stays; the rest is novelty and halves every ``half_life_months``.
    Raises ``ValueError`` on a negative month, a half-life not positive or a ``lasting`` outside
    [0, 1].

    >>> effect_left(0.0, 6.0, 0.5), effect_left(6.0, 6.0, 0.5)
    (1.0, 0.75)
    """
    require.non_negative("month", month)
    require.positive("half_life_months", half_life_months)
    require.fraction("lasting", lasting)
    return lasting + (1 - lasting) * math.exp(-math.log(2.0) * month / half_life_months)


def gain_npv_usd(
    half_life_months: float,
    lasting: float,
    months: int,
    annual_rate: float,
    usd_per_month: float = 1.0,
) -> float:
    """Return what a gain of ``usd_per_month``, as it fades, is worth today over whole months.

    Month m is worth what is left of the effect in its middle, and is paid at its end.
    Raises ``ValueError`` as ``effect_left`` does, on fewer than one month, and on a rate of -1 or
    less.

    >>> gain_npv_usd(1.0, 1.0, 12, 0.0, 100.0)
    1200.0
    """
    require.count("months", months)
    require.finite("usd_per_month", usd_per_month)
    require.positive("1 + annual_rate", 1 + require.finite("annual_rate", annual_rate))
    total = 0.0
    for month in range(months):
        left = effect_left(month + 0.5, half_life_months, lasting)
        total += left * math.exp(-math.log(1 + annual_rate) * (month + 1) / 12)
    return usd_per_month * total


def launch_npv_usd(
    lift: float,
    base_usd_per_month: float,
    incremental: float,
    half_life_months: float,
    lasting: float,
    running_usd_per_month: float,
    build_usd: float,
    months: int,
    annual_rate: float,
) -> float:
    """Return the present value of a launch: fading incremental gain, less running, less building.

    ``lift`` is the relative change of ``base_usd_per_month``, the margin that is earned where the
    launch acts; ``incremental`` is the share of the gain that is not taken from elsewhere on the
    site. Running costs do not fade. What is spent already belongs in no ``build_usd``.
    Raises ``ValueError`` as ``gain_npv_usd`` does, and on negative amounts or shares over 1.

    >>> launch_npv_usd(0.1, 1000.0, 0.5, 1.0, 1.0, 20.0, 100.0, 12, 0.0)
    260.0
    """
    require.finite("lift", lift)
    require.non_negative("base_usd_per_month", base_usd_per_month)
    require.fraction("incremental", incremental)
    require.non_negative("running_usd_per_month", running_usd_per_month)
    require.non_negative("build_usd", build_usd)
    gain = gain_npv_usd(half_life_months, lasting, months, annual_rate)
    running = gain_npv_usd(1.0, 1.0, months, annual_rate)
    return (
        lift * base_usd_per_month * incremental * gain - running_usd_per_month * running - build_usd
    )


def booked_lift(reported_lift: float, kept: float) -> float:
    """Return what of a reported lift to book: the share ``kept`` of it, once the luck is out.

    Raises ``ValueError`` on a lift that is not finite or a share outside [0, 1].

    >>> booked_lift(0.5, 0.4)
    0.2
    """
    return require.finite("reported_lift", reported_lift) * require.fraction("kept", kept)


def running_usd_per_month(cards: float, usd_per_hour: float, people_usd_per_month: float) -> float:
    """Return what serving costs in a month of 730 hours: cards by the hour, and their people.

    Raises ``ValueError`` on negative numbers.

    >>> running_usd_per_month(2.0, 1.0, 1000.0)
    2460.0
    """
    require.non_negative("cards", cards)
    require.non_negative("usd_per_hour", usd_per_hour)
    require.non_negative("people_usd_per_month", people_usd_per_month)
    return 730 * cards * usd_per_hour + people_usd_per_month


def break_even_lift(
    base_usd_per_month: float,
    incremental: float,
    half_life_months: float,
    lasting: float,
    running_usd_per_month: float,
    build_usd: float,
    months: int,
    annual_rate: float,
) -> float:
    """Return the lift at which the launch is worth nothing, since its value is a line in the lift.

    Raises ``ValueError`` as ``launch_npv_usd`` does, and if no lift is worth anything.

    >>> break_even_lift(1000.0, 0.5, 1.0, 1.0, 20.0, 60.0, 12, 0.0)
    0.05
    """
    rest = (base_usd_per_month, incremental, half_life_months, lasting)
    money = (running_usd_per_month, build_usd, months, annual_rate)
    cost = -launch_npv_usd(0.0, *rest, *money)
    per_lift = launch_npv_usd(1.0, *rest, *money) + cost
    return cost / require.positive("base_usd_per_month * incremental", per_lift)


def value_of_knowing_usd(mean_usd: float, sd_usd: float) -> float:
    """Return what it is worth to know a normal net value before the decision, at most.

    You launch if the mean is above 0; knowing saves you the cases in which that is wrong.
    Raises ``ValueError`` on a mean that is not finite or a negative deviation.
    Source: [raiffa1961applied]

    >>> round(value_of_knowing_usd(0.0, 1.0), 4), value_of_knowing_usd(5.0, 0.0)
    (0.3989, 0.0)
    """
    require.finite("mean_usd", mean_usd)
    if require.non_negative("sd_usd", sd_usd) == 0:
        return 0.0
    u = abs(mean_usd) / sd_usd
    return sd_usd * max(0.0, _NORMAL.pdf(u) - u * _NORMAL.cdf(-u))  # far out it rounds below 0


def value_of_testing_usd(mean_usd: float, sd_usd: float, standard_error_usd: float) -> float:
    """Return what one more test with such a standard error is worth before the decision.

    A test moves the belief by less than the truth would: with a deviation of the prior's variance
    over the root of both variances together.
    Raises ``ValueError`` as ``value_of_knowing_usd`` does, and on a standard error not positive.
    Source: [raiffa1961applied]

    >>> round(value_of_testing_usd(0.0, 1.0, 1.0), 4)
    0.2821
    """
    noise = require.positive("standard_error_usd", standard_error_usd)
    spread = require.non_negative("sd_usd", sd_usd)
    moved = spread * (spread / math.hypot(spread, noise))
    return value_of_knowing_usd(mean_usd, moved)
