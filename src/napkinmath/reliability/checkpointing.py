"""Checkpointing: the interval between checkpoints, and the slowdown of interrupted work.

Interruptions are a Poisson process. The loss of one machine of a job that needs all of them
interrupts the job, so the mean time between failures is that of the job, not of a machine.
"""

import math

from napkinmath import require


def young_interval_s(checkpoint_s: float, mtbf_s: float) -> float:
    """Return Young's checkpoint interval: the root of twice the checkpoint time x the MTBF.

    ``checkpoint_s`` is how long a checkpoint stops the work, ``mtbf_s`` the mean time between
    interruptions. A first-order result: good while the checkpoint is short against ``mtbf_s``.
    Raises ``ValueError`` unless both are above 0. Source: [young1974first]

    >>> round(young_interval_s(10, 3600))
    268
    """
    require.positive("checkpoint_s", checkpoint_s)
    require.positive("mtbf_s", mtbf_s)
    return math.sqrt(2.0 * checkpoint_s) * math.sqrt(mtbf_s)


def slowdown(mtbf_s: float, interval_s: float, checkpoint_s: float, restart_s: float) -> float:
    """Return the slowdown of work with checkpoints and interruptions: expected over ideal time.

    Every ``interval_s`` of work is followed by a checkpoint of ``checkpoint_s``; an interruption
    loses what came after the last one, and a restart takes ``restart_s``, which may be interrupted
    too. Exact for a Poisson process. Raises ``ValueError`` on a negative duration and on a
    ``mtbf_s`` or ``interval_s`` of 0; ``OverflowError`` where the work would never end.
    Source: [daly2006higher]

    >>> round(slowdown(6 * 3600, 1800, 60, 360), 4)
    1.0973
    """
    require.positive("mtbf_s", mtbf_s)
    require.positive("interval_s", interval_s)
    require.non_negative("checkpoint_s", checkpoint_s)
    require.non_negative("restart_s", restart_s)
    retried = math.exp(restart_s / mtbf_s) * math.expm1((interval_s + checkpoint_s) / mtbf_s)
    return mtbf_s / interval_s * retried
