"""Capacity that the seller may take back: what an hour of work on it costs.

Seconds here are those of a whole job that stops when it loses a machine. Hours in which the seller
has no capacity cost no money, only days: ``calendar_s`` counts them.
"""

from dataclasses import dataclass

import numpy as np

from napkinmath import require
from napkinmath.reliability.checkpointing import slowdown, young_interval_s


def paid_per_useful(mtbf_s: float, checkpoint_s: float, restart_s: float) -> float:
    """Return hours paid for one hour of work that counts, checkpointed at Young's interval.

    ``mtbf_s`` is the mean time between interruptions of the job, ``checkpoint_s`` what a checkpoint
    stops it for, ``restart_s`` from an interruption to the next useful step, paid.
    Raises ``ValueError`` unless all are above 0 (a restart of 0 is allowed).

    >>> round(paid_per_useful(2 * 3600, 60, 600), 2)
    1.24
    """
    interval_s = young_interval_s(checkpoint_s, mtbf_s)
    return slowdown(mtbf_s, interval_s, checkpoint_s, restart_s)


def useful_usd_per_hour(
    usd_per_hour: float, mtbf_s: float, checkpoint_s: float, restart_s: float
) -> float:
    """Return what an hour of work that counts costs at a rent of ``usd_per_hour``.

    Raises ``ValueError`` on a negative rent, and as ``paid_per_useful`` does.

    >>> round(useful_usd_per_hour(3.40, 2 * 3600, 60, 600), 2)
    4.22
    """
    require.non_negative("usd_per_hour", usd_per_hour)
    return usd_per_hour * paid_per_useful(mtbf_s, checkpoint_s, restart_s)


def saved_share(
    usd_per_hour: float,
    other_usd_per_hour: float,
    mtbf_s: float,
    checkpoint_s: float,
    restart_s: float,
) -> float:
    """Return the share that interruptible hours save against uninterrupted ones at another rent.

    Negative where they cost more. Raises ``ValueError`` unless ``other_usd_per_hour`` is above 0,
    and as ``useful_usd_per_hour`` does.

    >>> round(saved_share(3.40, 7.91, 2 * 3600, 60, 600), 2)
    0.47
    """
    require.positive("other_usd_per_hour", other_usd_per_hour)
    return (
        1 - useful_usd_per_hour(usd_per_hour, mtbf_s, checkpoint_s, restart_s) / other_usd_per_hour
    )


def break_even_mtbf_s(discount: float, checkpoint_s: float, restart_s: float) -> float:
    """Return the mean time between interruptions below which a discount saves nothing.

    ``discount`` is strictly between 0 and 1, against the price of not being interrupted.
    Raises ``ValueError`` on that and on durations as ``paid_per_useful`` does.

    >>> round(break_even_mtbf_s(0.57, 60, 600) / 60)
    20
    """
    allowed = 1 / (1 - require.open_fraction("discount", discount))
    require.positive("checkpoint_s", checkpoint_s)
    require.non_negative("restart_s", restart_s)
    low, high = 0.0, checkpoint_s + restart_s
    while paid_per_useful(high, checkpoint_s, restart_s) > allowed:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        saves = paid_per_useful(middle, checkpoint_s, restart_s) <= allowed
        low, high = (low, middle) if saves else (middle, high)
    return high


def calendar_s(useful_s: float, paid_per_useful: float, available: float) -> float:
    """Return how long ``useful_s`` of work lasts if capacity is there a share ``available`` of it.

    Raises ``ValueError`` on a negative time, a ``paid_per_useful`` below 1 or a share that is not
    in (0, 1].

    >>> calendar_s(86_400, 1.25, 0.5) / 86_400
    2.5
    """
    require.non_negative("useful_s", useful_s)
    require.positive("available", require.fraction("available", available))
    if require.positive("paid_per_useful", paid_per_useful) < 1:
        raise ValueError(f"paid_per_useful must be 1 or more, got {paid_per_useful!r}")
    return useful_s * paid_per_useful / available


@dataclass(frozen=True, slots=True)
class InterruptedRun:
    """One simulated run: the time that was paid, and how often it was interrupted at work."""

    paid_s: float
    interruptions: int


def simulate_run(
    useful_s: float,
    *,
    mtbf_s: float,
    interval_s: float,
    checkpoint_s: float,
    restart_s: float,
    rng: np.random.Generator,
) -> InterruptedRun:
    """Play one run, interruption by interruption, until ``useful_s`` of work is saved.

    Work is done in whole stretches of ``interval_s``, the last one rounded up, each followed by a
    checkpoint. A restart that is interrupted starts again. Raises ``ValueError`` on a duration that
    is negative, or 0 where that makes no sense.

    >>> rng = np.random.default_rng(1)
    >>> run = simulate_run(100 * 3600, mtbf_s=7200, interval_s=929, checkpoint_s=60,
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
    stretch_s = interval_s + checkpoint_s
    left, paid_s, interruptions = int(np.ceil(useful_s / interval_s)), 0.0, 0
    while True:
        until_s = float(rng.exponential(mtbf_s))
        saved = int(until_s // stretch_s)
        if saved >= left:
            return InterruptedRun(paid_s + left * stretch_s, interruptions)
        left -= saved
        paid_s += until_s
        interruptions += 1
        while (until_s := float(rng.exponential(mtbf_s))) < restart_s:
            paid_s += until_s
        paid_s += restart_s
