"""The Pareto frontier of cost and quality, its convex hull, and traffic splits between options.

An option is *dominated* if another costs no more and is no worse; the others are the frontier. A
traffic split between two options reaches every point of the straight line between them, so an
option below such a line is on the frontier and still the wrong choice where traffic may be split.
The *convex hull* leaves these options out. On the hull, and only there, the marginal cost of
quality rises from step to step, so that it can be compared with the value of a unit.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]


def pareto_frontier(costs: npt.ArrayLike, qualities: npt.ArrayLike) -> tuple[int, ...]:
    """Return the Pareto frontier: the options that none dominates, cheapest first, as positions.

    ``costs`` and ``qualities`` have shape (n,), in any units of their own; more quality is better.
    Of options that agree in both the first is kept. Definition. Raises ``ValueError`` on shapes
    that differ, no options, negative costs or values that are not finite.

    >>> pareto_frontier([1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86])
    (0, 1, 3, 4, 5)
    """
    cost, quality = _options(costs, qualities)
    kept: list[int] = []
    for i in np.lexsort((np.arange(cost.size), -quality, cost)):
        if not kept or quality[i] > quality[kept[-1]]:
            kept.append(int(i))
    return tuple(kept)


def convex_hull(costs: npt.ArrayLike, qualities: npt.ArrayLike) -> tuple[int, ...]:
    """Return the convex hull: the options that no split between two others beats, cheapest first.

    Arguments and errors as in ``pareto_frontier``. An option that lies on a line between two others
    is left out: the split does as well. Definition.

    >>> convex_hull([1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86])
    (0, 1, 3, 5)
    """
    cost, quality = (_near_one(values) for values in _options(costs, qualities))
    kept: list[int] = []
    for i in pareto_frontier(costs, qualities):
        while len(kept) > 1:
            a, b = kept[-2], kept[-1]
            to_b = (quality[b] - quality[a]) * (cost[i] - cost[a])
            to_i = (quality[i] - quality[a]) * (cost[b] - cost[a])
            if to_b > to_i:
                break
            kept.pop()
        kept.append(i)
    return tuple(kept)


def marginal_costs(
    costs: npt.ArrayLike, qualities: npt.ArrayLike, path: tuple[int, ...]
) -> tuple[float, ...]:
    """Return the marginal cost of a unit of quality on each step of ``path``, option to option.

    Definition. Raises ``ValueError`` if a step of the path, positions of options, does not gain
    quality.

    >>> costs, qualities = [1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86]
    >>> steps = marginal_costs(costs, qualities, pareto_frontier(costs, qualities))
    >>> [round(step, 4) for step in steps]
    [0.125, 0.5, 8.0, 7.3333]
    """
    cost, quality = _options(costs, qualities)
    rows = [_position("path", i, cost.size) for i in path]
    if len(rows) > 1 and min(np.diff(quality[rows])) <= 0:
        raise ValueError(f"path must gain quality on every step, got {quality[rows].tolist()}")
    return tuple(float(step) for step in np.diff(cost[rows]) / np.diff(quality[rows]))


def best_for_value(costs: npt.ArrayLike, qualities: npt.ArrayLike, value: float) -> int:
    """Return the best option if one unit of quality is worth ``value`` in units of cost.

    Definition: the least cost less value. It is always on the hull; of equals the cheaper one is
    taken. Raises
    ``ValueError`` on a negative value and as ``pareto_frontier`` does.

    >>> best_for_value([1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86], 1.0)
    3
    """
    require.non_negative("value", value)
    cost, quality = _options(costs, qualities)
    rows = np.array(convex_hull(costs, qualities))
    return int(rows[np.argmin(cost[rows] - value * quality[rows])])


@dataclass(frozen=True, slots=True)
class TrafficSplit:
    """A split of the traffic between two options, given by their positions.

    ``expensive_share`` goes to the ``expensive`` option and the rest to the ``cheap`` one;
    ``cost_per_request`` is the mean cost of a request.
    """

    cheap: int
    expensive: int
    expensive_share: float
    cost_per_request: float


def cheapest_split(costs: npt.ArrayLike, qualities: npt.ArrayLike, quality: float) -> TrafficSplit:
    """Return the cheapest traffic split that reaches a mean quality.

    Definition: two neighbors on the hull, or one option alone. The traffic is split at random; a
    router that reads the request can only do better.
    Raises ``ValueError`` if no option has such a quality, and as ``pareto_frontier`` does.

    >>> split = cheapest_split([1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86], 84.5)
    >>> split.cheap, split.expensive, split.expensive_share, split.cost_per_request
    (3, 5, 0.25, 8.75)
    """
    require.finite("quality", quality)
    cost, got = _options(costs, qualities)
    rows = convex_hull(costs, qualities)
    if quality > got[rows[-1]]:
        raise ValueError(f"quality must be at most {got[rows[-1]]:.6g}, got {quality!r}")
    if quality <= got[rows[0]]:
        return TrafficSplit(rows[0], rows[0], 0.0, float(cost[rows[0]]))
    step = next(i for i in range(1, len(rows)) if quality <= got[rows[i]])
    cheap, expensive = rows[step - 1], rows[step]
    share = float((quality - got[cheap]) / (got[expensive] - got[cheap]))
    cost_per_request = float(cost[cheap] + share * (cost[expensive] - cost[cheap]))
    return TrafficSplit(cheap, expensive, share, cost_per_request)


def _options(costs: npt.ArrayLike, qualities: npt.ArrayLike) -> tuple[Floats, Floats]:
    cost = require.finite_array("costs", costs, ndim=1)
    quality = require.finite_array("qualities", qualities, ndim=1)
    if cost.size == 0 or cost.shape != quality.shape:
        raise ValueError(
            f"costs and qualities must be as many, one or more, got {cost.size} and {quality.size}"
        )
    if cost.min() < 0:
        raise ValueError(f"costs must be 0 or more, got {cost.min()!r}")
    return cost, quality


def _near_one(values: Floats) -> Floats:
    """Return ``values`` times a power of 2, which is exact, so that products stay in range."""
    _, exponent = np.frexp(np.abs(values).max())
    return np.asarray(np.ldexp(values, -int(exponent)))


def _position(name: str, value: int, size: int) -> int:
    i = require.count(name, value, at_least=0)
    if i >= size:
        raise ValueError(f"{name} must hold positions below {size}, got {value!r}")
    return i
