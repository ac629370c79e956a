"""Evidence for staying: how sure it is that another model is better, or that one is not worse.

"No significant difference" proves nothing: a small test finds none between any two. To keep the
cheaper model, turn the burden round. Name the loss that would matter, the *margin*, before you
look, and show that the whole interval of the difference lies above it: non-inferiority.
"""

import math
from statistics import NormalDist

from napkinmath import require
from napkinmath.stats.intervals import Interval, wilson


def difference_interval(
    successes: int, trials: int, other_successes: int, other_trials: int, confidence: float = 0.95
) -> Interval:
    """Return the interval of how much larger one share is than another, of separate trials.

    Newcombe's: the two intervals of Wilson, put together like the sides of a right angle. Raises
    ``ValueError`` as ``proportions.wilson`` does.
    Source: [newcombe1998difference]

    >>> found = difference_interval(56, 70, 48, 80)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0524, 0.3339)
    """
    one = wilson(successes, trials, confidence)
    other = wilson(other_successes, other_trials, confidence)
    p, q = successes / trials, other_successes / other_trials
    low = p - q - math.hypot(p - one.low, other.high - q)
    return Interval(low, p - q + math.hypot(one.high - p, q - other.low))


def paired_interval(gained: int, lost: int, trials: int, confidence: float = 0.95) -> Interval:
    """Return the interval of a difference of two shares that were measured on the same items.

    ``gained`` items are right only with the first model, ``lost`` only with the second; on the
    others, of ``trials`` in all, the two agree, and say nothing of which is better. One half is
    added to each of the four counts, which keeps the interval honest when few items differ.
    Raises ``ValueError`` on negative counts or more of them than trials.

    >>> found = paired_interval(40, 25, 1000)
    >>> round(found.low, 4), round(found.high, 4)
    (-0.0009, 0.0308)
    """
    n = require.count("trials", trials)
    gained = require.count("gained", gained, at_least=0)
    lost = require.count("lost", lost, at_least=0)
    if gained + lost > n:
        raise ValueError(f"gained and lost must be at most {n} together, got {gained + lost}")
    level = require.open_fraction("confidence", confidence)
    b, c, m = gained + 0.5, lost + 0.5, n + 2.0
    difference = (b - c) / m
    reach = NormalDist().inv_cdf(0.5 + level / 2) * math.sqrt(b + c - (b - c) ** 2 / m) / m
    return Interval(difference - reach, difference + reach)


def non_inferior(difference: Interval, margin: float) -> bool:
    """Say whether the interval of a difference, new less old, rules out a loss of ``margin``.

    With a two-sided interval of 95 % this is a test at 2.5 %, or near it: with ``paired_interval``
    it passed 2.6 to 3.2 % of simulated models that lose the whole margin. Raises ``ValueError`` on
    a margin that is not above 0.

    >>> non_inferior(Interval(-0.004, 0.010), margin=0.005)
    True
    """
    return difference.low > -require.positive("margin", margin)


def trials_needed(
    share: float,
    margin: float,
    *,
    sensitivity: float = 0.9,
    significance: float = 0.025,
    continuity: bool = False,
) -> float:
    """Return the items of each of two separate samples that can show non-inferiority.

    Both models are taken to be right in ``share`` of cases, so that the test passes in a share
    ``sensitivity`` of such studies, and in ``significance`` of those whose second model loses the
    whole ``margin``. ``continuity`` adds the correction that makes the test exact for counts.
    Raises ``ValueError`` unless all are strictly between 0 and 1.
    Source: [schumi2011looking]

    >>> round(trials_needed(0.5, 0.05))
    2101
    """
    p, delta = require.open_fraction("share", share), require.open_fraction("margin", margin)
    n = _reach(sensitivity, significance) ** 2 * 2 * p * (1 - p) / delta**2
    if not continuity:
        return n
    return n / 4 * (1 + math.sqrt(1 + 4 / (n * delta))) ** 2


def paired_trials_needed(
    discordant: float, margin: float, *, sensitivity: float = 0.9, significance: float = 0.025
) -> float:
    """Return the items that can show non-inferiority if both models answer the same ones.

    ``discordant`` is the share of items that exactly one of two equally good models gets right:
    only these carry noise. Raises ``ValueError`` unless all are strictly between 0 and 1.

    >>> round(paired_trials_needed(0.05, 0.01))
    5254
    """
    apart = require.open_fraction("discordant", discordant)
    delta = require.open_fraction("margin", margin)
    return _reach(sensitivity, significance) ** 2 * apart / delta**2


def _reach(sensitivity: float, significance: float) -> float:
    """Return how many standard errors the margin must stand off."""
    power = NormalDist().inv_cdf(require.open_fraction("sensitivity", sensitivity))
    return NormalDist().inv_cdf(1 - require.open_fraction("significance", significance)) + power
