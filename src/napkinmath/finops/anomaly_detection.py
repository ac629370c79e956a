"""Anomaly detection on daily spend: EWMA charts and their false alarms.

Control charts run on standardized days: deviations from the expected cost of a day, in standard
deviations. The run length is the number of days to an alarm.
"""

import math

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.finops.spend_forecast import _below_one
from napkinmath.stats.normal import normal_sf

Floats = npt.NDArray[np.float64]
_Counts = npt.NDArray[np.intp]

#: Longer average run lengths are lost in the rounding of the equation that gives them.
_LONGEST_DAYS = 1e9
#: More nodes of the quadrature than this take minutes and gigabytes.
_MOST_NODES = 4000


def _ewma_limit(weight: float, width: float = 3.0) -> float:
    """Return the alarm limit of a moving average, in standard deviations of one day.

    The average gives ``weight`` to the newest day, strictly between 0 and 1, or 1 for that day
    alone; the limit is ``width`` of its own standard deviations, if days are independent.
    Raises ``ValueError`` on a weight outside (0, 1] or a width that is not positive.
    Source: [knoth2022spc]

    >>> round(_ewma_limit(0.2), 4)
    1.0
    """
    require.positive("weight", require.fraction("weight", weight))
    require.positive("width", width)
    return width * math.sqrt(weight / (2 - weight))


def average_run_length(
    weight: float, width: float, *, shift: float = 0.0, nodes: int = 61
) -> float:
    """Return the average run length of a two-sided EWMA chart, by its integral equation.

    The chart gives ``weight`` to the newest day and alarms beyond ``width`` standard deviations of
    its average. Days are independent and normal, off by ``shift`` standard deviations, and the
    average starts at 0. With a shift of 0 every alarm is false. ``nodes`` of Gauss-Legendre
    quadrature solve the equation, more where a small weight needs them.
    Raises ``ValueError`` on a weight outside (0, 1], a width that is not positive, a shift that is
    not finite, and where the answer would exceed 1e9 days, where rounding errors dominate.
    Source: [knoth2022spc]

    >>> round(average_run_length(0.25, 3, shift=1), 6)
    11.154267
    >>> round(average_run_length(1.0, 3), 1)
    370.4
    """
    limit = _ewma_limit(weight, width)
    require.finite("shift", shift)
    require.count("nodes", nodes, at_least=2)
    if weight == 1:
        return _trusted(1 / max(normal_sf(limit - shift) + normal_sf(limit + shift), 1e-16), width)
    needed = 4 * limit / weight
    if needed > _MOST_NODES:
        raise ValueError(
            f"weight must be larger beside width, got {weight!r} and {width!r}: the integral "
            f"equation would need {needed:.3g} nodes"
        )
    nodes = max(nodes, math.ceil(needed))
    points, weights = np.polynomial.legendre.leggauss(nodes)
    points, weights = limit * points, limit * weights

    def reached(start: Floats | float) -> Floats:
        z = (points - (1 - weight) * np.asarray(start)) / weight - shift
        density = np.exp(-z * z / 2) / (math.sqrt(2 * math.pi) * weight)
        return np.asarray(weights * density, dtype=np.float64)

    lengths = np.linalg.solve(np.eye(nodes) - reached(points[:, None]), np.ones(nodes))
    return _trusted(float(1 + reached(0.0) @ lengths), width)


def _trusted(days: float, width: float) -> float:
    if not 1 - 1e-9 <= days <= _LONGEST_DAYS:
        raise ValueError(
            f"width must be small enough for an alarm within {_LONGEST_DAYS:.0e} days on average, "
            f"got {width!r}"
        )
    return days


def ewma_alarm_counts(days: npt.ArrayLike, *, weight: float, width: float = 3.0) -> _Counts:
    """Return the number of alarms of an EWMA chart on standardized ``days``, shape (series, days).

    Definition. Returns shape (series,). Raises ``ValueError`` as ``ewma_alarms`` does.

    >>> ewma_alarm_counts([[0.0, 4.0, 0.0], [1.0, -1.0, 1.0]], weight=1.0).tolist()
    [1, 0]
    """
    return np.asarray(ewma_alarms(days, weight=weight, width=width).sum(axis=1), dtype=np.intp)


def ewma_run_lengths(days: npt.ArrayLike, *, weight: float, width: float = 3.0) -> Floats:
    """Return the run length of each series, shape (series,): ``inf`` without an alarm.

    Definition: the days to the first alarm. Arguments and refusals as in ``ewma_alarm_counts``.

    >>> ewma_run_lengths([[0.0, 4.0, 0.0], [1.0, -1.0, 1.0]], weight=1.0).tolist()
    [2.0, inf]
    """
    rings = ewma_alarms(days, weight=weight, width=width)
    return np.where(rings.any(axis=1), rings.argmax(axis=1) + 1.0, np.inf)


def ewma_alarms(days: npt.ArrayLike, *, weight: float, width: float = 3.0) -> npt.NDArray[np.bool_]:
    """Return on which standardized days an EWMA chart alarms, in the shape of ``days``.

    ``days`` has shape (series, days). The average starts at 0, and again after each alarm. Raises
    ``ValueError`` as ``average_run_length`` does and on an array that is not of two axes.
    Source: [knoth2022spc]

    >>> ewma_alarms([[0.0, 4.0, 0.0]], weight=1.0).tolist()
    [[False, True, False]]
    """
    values = require.finite_array("days", days, ndim=2)
    limit = _ewma_limit(weight, width)
    rings = np.zeros(values.shape, dtype=np.bool_)
    average = np.zeros(values.shape[0])
    for day in range(values.shape[1]):
        average = (1 - weight) * average + weight * values[:, day]
        rings[:, day] = np.abs(average) > limit
        average[rings[:, day]] = 0.0
    return rings


def simulate_ar1(
    series: int, days: int, *, autocorrelation: float, rng: np.random.Generator
) -> Floats:
    """Return simulated standardized days of a first-order autoregression, shape (series, days).

    Definition. Raises ``ValueError`` on counts below 1 and on a share outside [0, 1).

    >>> simulate_ar1(2, 3, autocorrelation=0.6, rng=np.random.default_rng(1)).shape
    (2, 3)
    """
    require.count("series", series)
    require.count("days", days)
    rho = _below_one("autocorrelation", autocorrelation)
    drawn = require.generator("rng", rng).standard_normal((series, days))
    for day in range(1, days):
        drawn[:, day] = rho * drawn[:, day - 1] + math.sqrt(1 - rho * rho) * drawn[:, day]
    return drawn
