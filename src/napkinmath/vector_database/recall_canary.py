"""A canary of recall: how many queries it needs, where its alarm stands, what it overlooks.

Each query of the canary is answered twice, by the index and by an exact search; its recall is one
observation, so that neighbours which are found or missed together count once.
"""

import math
from dataclasses import dataclass

from napkinmath import require
from napkinmath.stats.normal import normal_cdf, normal_quantile


@dataclass(frozen=True, slots=True)
class Canary:
    """A mean over ``queries`` whose recalls scatter by ``spread`` around ``recall``.

    Where the same queries are asked each time, ``spread`` is that of a query's *change* of recall,
    and the mean watched is the mean change. Raises ``ValueError`` on a recall outside [0, 1], a
    spread not positive or no query.

    >>> canary = Canary(recall=0.95, spread=0.1, queries=400)
    >>> round(canary.alarm_level(0.01), 4), round(canary.detects(0.02, 0.01), 3)
    (0.9384, 0.953)
    """

    recall: float
    spread: float
    queries: int

    def __post_init__(self) -> None:
        require.fraction("recall", self.recall)
        require.positive("spread", self.spread)
        require.count("queries", self.queries)

    @property
    def standard_error(self) -> float:
        """How far the mean of a check is off, typically."""
        return self.spread / math.sqrt(self.queries)

    def alarm_level(self, false_alarm: float) -> float:
        """Return the recall below which a healthy index falls in a share ``false_alarm`` of checks.

        Raises ``ValueError`` if that is not strictly between 0 and 1.
        """
        return self.recall - _z("false_alarm", false_alarm) * self.standard_error

    def detects(self, drop: float, false_alarm: float) -> float:
        """Return the chance that one check sees a drop of mean recall by ``drop``.

        Raises ``ValueError`` on a negative drop or a false alarm not strictly between 0 and 1.
        """
        reach = require.non_negative("drop", drop) / self.standard_error
        return normal_cdf(reach - _z("false_alarm", false_alarm))


def queries_to_see(drop: float, spread: float, *, false_alarm: float, missed: float = 0.1) -> int:
    """Return the queries with which one check sees ``drop`` in all but a share ``missed`` of cases.

    ``spread`` is that of a query's recall, or of its change where the same queries are asked again.
    Raises ``ValueError`` on a drop or spread not positive or a share not strictly between 0 and 1.

    >>> queries_to_see(0.01, 0.1, false_alarm=0.01), queries_to_see(0.01, 0.05, false_alarm=0.01)
    (1302, 326)
    """
    require.positive("drop", drop)
    require.positive("spread", spread)
    z = _z("false_alarm", false_alarm) + _z("missed", missed)
    return max(1, math.ceil((z * spread / drop) ** 2)) if z > 0 else 1


def false_alarm_for(checks: int, alarms: float = 1.0) -> float:
    """Return the chance of a false alarm a check that leaves ``alarms`` in so many ``checks``.

    Raises ``ValueError`` on no check, or alarms not strictly between 0 and their number.

    >>> false_alarm_for(checks=100)
    0.01
    """
    return require.open_fraction(
        "alarms / checks", require.positive("alarms", alarms) / require.count("checks", checks)
    )


def _z(name: str, share: float) -> float:
    """Return how many standard errors below the mean a share of checks falls."""
    return -normal_quantile(require.open_fraction(name, share))
