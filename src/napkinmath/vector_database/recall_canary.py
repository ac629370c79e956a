"""A canary of recall: how many queries it needs, where its alarm stands, and its power.

The index and an exact search answer each query of the canary; its recall is one observation, so
that neighbors which are found or missed together count once.
"""

import math
from dataclasses import dataclass

from napkinmath import require
from napkinmath.stats.normal import normal_cdf, normal_quantile


@dataclass(frozen=True, slots=True)
class RecallCanary:
    """A one-sided z-test of the mean recall of ``queries``, whose recalls have mean and ``sd``.

    Definition. If the same queries are asked in each check, ``sd`` is the standard deviation of a
    query's *change* of recall. Raises ``ValueError`` if ``recall`` is not in [0, 1], ``sd`` not
    positive or ``queries`` no whole number above 0.

    >>> canary = RecallCanary(recall=0.95, sd=0.1, queries=400)
    >>> round(canary.alarm_threshold(0.01), 4), round(canary.power(0.02, 0.01), 3)
    (0.9384, 0.953)
    """

    recall: float
    sd: float
    queries: int

    def __post_init__(self) -> None:
        require.fraction("recall", self.recall)
        require.positive("sd", self.sd)
        require.count("queries", self.queries)

    @property
    def standard_error(self) -> float:
        """Standard error of the mean recall of one check."""
        return self.sd / math.sqrt(self.queries)

    def alarm_threshold(self, false_alarm_rate: float) -> float:
        """Return the recall below which a healthy index falls in ``false_alarm_rate`` of checks.

        Raises ``ValueError`` if the rate is not strictly between 0 and 1.
        """
        return self.recall - _z("false_alarm_rate", false_alarm_rate) * self.standard_error

    def power(self, drop: float, false_alarm_rate: float) -> float:
        """Return the probability that one check detects a ``drop`` of mean recall.

        Raises ``ValueError`` if ``drop`` is negative or the rate not strictly between 0 and 1.
        """
        shift = require.non_negative("drop", drop) / self.standard_error
        return normal_cdf(shift - _z("false_alarm_rate", false_alarm_rate))


def queries_to_detect(
    drop: float, sd: float, *, false_alarm_rate: float, miss_rate: float = 0.1
) -> int:
    """Return the sample size with which one check misses a ``drop`` at ``miss_rate``.

    Definition: the power analysis of ``RecallCanary``. ``sd`` is the standard deviation of a
    query's recall, or of its change if the same queries are asked again.
    Raises ``ValueError`` if ``drop`` or ``sd`` is not positive or a rate not strictly between 0
    and 1.

    >>> queries_to_detect(0.01, 0.1, false_alarm_rate=0.01)
    1302
    >>> queries_to_detect(0.01, 0.05, false_alarm_rate=0.01)
    326
    """
    require.positive("drop", drop)
    require.positive("sd", sd)
    z = _z("false_alarm_rate", false_alarm_rate) + _z("miss_rate", miss_rate)
    return max(1, math.ceil((z * sd / drop) ** 2)) if z > 0 else 1


def false_alarm_rate_per_check(checks: int, false_alarms: float = 1.0) -> float:
    """Return the false alarm rate of a check that leaves ``false_alarms`` in ``checks``.

    Definition. Raises ``ValueError`` if ``checks`` is no whole number above 0, or ``false_alarms``
    not strictly between 0 and ``checks``.

    >>> false_alarm_rate_per_check(checks=100)
    0.01
    """
    return require.open_fraction(
        "false_alarms / checks",
        require.positive("false_alarms", false_alarms) / require.count("checks", checks),
    )


def _z(name: str, rate: float) -> float:
    """Return how many standard errors below the mean a share ``rate`` of checks falls."""
    return -normal_quantile(require.open_fraction(name, rate))
