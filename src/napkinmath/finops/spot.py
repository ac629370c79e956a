"""Spot capacity, which the provider may preempt: the cost of an effective hour of work.

Seconds are those of a whole job that stops when it loses a machine. Hours without spot capacity
cost no money, only time: see ``calendar_s``.
"""

import math
from dataclasses import dataclass

import numpy as np

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket
from napkinmath.reliability.checkpointing import slowdown, young_interval_s

#: In units of the mean time between interruptions: one try in 10^8 lasts as long.
_HOPELESS = 18.0


def paid_to_effective_ratio(mtbf_s: float, checkpoint_s: float, restart_s: float) -> float:
    """Return the hours paid for one effective hour of work, checkpointed at Young's interval.

    ``mtbf_s`` is the mean time between interruptions of the job, ``checkpoint_s`` the pause of a
    checkpoint, ``restart_s`` the paid time from an interruption to the next useful step.
    Definition.
    Raises ``ValueError`` unless all are above 0 (a restart of 0 is allowed).

    >>> round(paid_to_effective_ratio(2 * 3600, 60, 600), 2)
    1.24
    """
    interval_s = young_interval_s(checkpoint_s, mtbf_s)
    return slowdown(mtbf_s, interval_s, checkpoint_s, restart_s)


def spot_saving(
    usd_per_hour: float,
    on_demand_usd_per_hour: float,
    mtbf_s: float,
    checkpoint_s: float,
    restart_s: float,
) -> float:
    """Return the share that spot capacity saves against uninterrupted hours at another price.

    Definition. Negative where spot costs more. Raises ``ValueError`` on a negative spot price,
    unless ``on_demand_usd_per_hour`` is above 0, and as ``paid_to_effective_ratio`` does.

    >>> round(spot_saving(3.40, 7.91, 2 * 3600, 60, 600), 2)
    0.47
    """
    require.non_negative("usd_per_hour", usd_per_hour)
    require.positive("on_demand_usd_per_hour", on_demand_usd_per_hour)
    effective_usd = usd_per_hour * paid_to_effective_ratio(mtbf_s, checkpoint_s, restart_s)
    return 1 - effective_usd / on_demand_usd_per_hour


def break_even_mtbf_s(discount: float, checkpoint_s: float, restart_s: float) -> float:
    """Return the break-even mean time between interruptions, below which spot saves nothing.

    Definition. ``discount`` is strictly between 0 and 1, against uninterrupted hours.
    Raises ``ValueError`` on that and on durations as ``paid_to_effective_ratio`` does.

    >>> round(break_even_mtbf_s(0.57, 60, 600) / 60)
    20
    """
    allowed = 1 / (1 - require.open_fraction("discount", discount))
    require.positive("checkpoint_s", checkpoint_s)
    require.non_negative("restart_s", restart_s)

    def loses(mtbf_s: float) -> bool:
        return paid_to_effective_ratio(mtbf_s, checkpoint_s, restart_s) > allowed

    return bisect(loses, 0.0, upper_bracket(loses, checkpoint_s + restart_s))


def calendar_s(useful_s: float, paid_to_effective_ratio: float, availability: float) -> float:
    """Return the calendar time of ``useful_s`` of work on capacity of this ``availability``.

    Definition. Raises ``ValueError`` on a negative time, a ``paid_to_effective_ratio`` below 1 or a
    share that is not in (0, 1].

    >>> calendar_s(86_400, 1.25, 0.5) / 86_400
    2.5
    """
    require.non_negative("useful_s", useful_s)
    require.positive("availability", require.fraction("availability", availability))
    if require.positive("paid_to_effective_ratio", paid_to_effective_ratio) < 1:
        raise ValueError(
            f"paid_to_effective_ratio must be 1 or more, got {paid_to_effective_ratio!r}"
        )
    return useful_s * paid_to_effective_ratio / availability


@dataclass(frozen=True, slots=True)
class SpotRun:
    """A simulated run on spot capacity: the paid time, and the number of interruptions."""

    paid_s: float
    interruptions: int


def simulate_spot_run(
    useful_s: float,
    *,
    mtbf_s: float,
    interval_s: float,
    checkpoint_s: float,
    restart_s: float,
    rng: np.random.Generator,
) -> SpotRun:
    """Return a simulated run on spot capacity, until ``useful_s`` of work is checkpointed.

    Definition: interruptions are a Poisson process. Work is done in whole intervals of
    ``interval_s``, the last one rounded up, each followed by a checkpoint. A restart that is
    interrupted starts again. Raises ``ValueError`` on a duration that is negative, or 0 where that
    makes no sense, and where an interval or a restart is 18 times ``mtbf_s`` and never ends.

    >>> rng = np.random.default_rng(1)
    >>> run = simulate_spot_run(100 * 3600, mtbf_s=7200, interval_s=929, checkpoint_s=60,
    ...                    restart_s=600, rng=rng)
    >>> 1.1 < run.paid_s / (100 * 3600) < 1.4, run.interruptions > 20
    (True, True)
    """
    require.positive("useful_s", useful_s)
    require.positive("mtbf_s", mtbf_s)
    require.positive("interval_s", interval_s)
    require.non_negative("checkpoint_s", checkpoint_s)
    require.non_negative("restart_s", restart_s)
    require.generator("rng", rng)
    if max(interval_s + checkpoint_s, restart_s) > _HOPELESS * mtbf_s:
        raise ValueError(
            f"mtbf_s must let an interval and a restart end, got {mtbf_s!r} beside {interval_s!r}, "
            f"{checkpoint_s!r} and {restart_s!r}"
        )
    stretch_s = interval_s + checkpoint_s
    intervals = useful_s / interval_s * (1 - 1e-12)  # 1.1 / 0.1 is not one interval more than 11
    left, paid_s, interruptions = math.ceil(intervals), 0.0, 0
    while True:
        until_s = float(rng.exponential(mtbf_s))
        saved = int(until_s // stretch_s)
        if saved >= left:
            return SpotRun(paid_s + left * stretch_s, interruptions)
        left -= saved
        paid_s += until_s
        interruptions += 1
        while (until_s := float(rng.exponential(mtbf_s))) < restart_s:
            paid_s += until_s
        paid_s += restart_s
