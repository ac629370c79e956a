"""Non-inferiority: the evidence that a cheaper model is not worse than another by a margin.

"No significant difference" proves nothing: a small test finds no difference between any two models.
To keep the cheaper model, name the loss that would matter, the *margin*, before the test, and show
that the whole interval of the difference lies above a loss of this margin. The sample sizes are in
``napkinmath.stats.sample_size``.
"""

import math

from napkinmath import require
from napkinmath.stats.intervals import Interval, MeanDifference, wilson
from napkinmath.stats.normal import two_sided_z


def difference_interval(
    successes: int, trials: int, other_successes: int, other_trials: int, confidence: float = 0.95
) -> Interval:
    """Return Newcombe's interval of the difference of two proportions of independent trials.

    It joins the two intervals of Wilson like the sides of a right angle. Raises ``ValueError`` as
    ``wilson`` does.
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
    """Return the interval of a difference of two proportions of the same items.

    ``gained`` items are right only with the first model, ``lost`` only with the second: the
    discordant pairs. On the others, of ``trials`` in all, the two models agree. Definition: the
    normal interval of paired proportions, with one half added to each of the four counts, so that
    few discordant pairs do not make it too narrow.
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
    b, c, m = gained + 0.5, lost + 0.5, n + 2.0
    difference = (b - c) / m
    reach = two_sided_z(confidence) * math.sqrt(b + c - (b - c) ** 2 / m) / m
    return Interval(difference - reach, difference + reach)


def non_inferior(difference: Interval | MeanDifference, margin: float) -> bool:
    """Return whether the interval of a difference, new less old, rules out a loss of ``margin``.

    Definition. With a two-sided interval of 95% this is a test at about 2.5%: with
    ``paired_interval`` it passed 2.6% to 3.2% of simulated models that lose the whole margin.
    Raises ``ValueError`` on a margin that is not above 0.

    >>> non_inferior(Interval(-0.004, 0.010), margin=0.005)
    True
    """
    return difference.low > -require.positive("margin", margin)
