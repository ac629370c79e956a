"""Which options are worth having at all: the frontier of cost and quality, and its hull.

An option is *dominated* if another costs no more and is no worse. What is left is the frontier. A
share of the traffic can go to one option and the rest to another, which reaches every point of the
straight line between them; an option below such a line is on the frontier and yet the wrong choice
for anybody who may mix. The *hull* leaves those out. On the hull, and only there, the price of one
more unit of quality rises from step to step, so that it can be compared with what a unit is worth.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]


def frontier(costs: npt.ArrayLike, qualities: npt.ArrayLike) -> tuple[int, ...]:
    """Return the options that none dominates, cheapest first, as positions in the input.

    ``costs`` and ``qualities`` have shape (n,), in any units of their own; more quality is better.
    Of options that agree in both the first is kept. Raises ``ValueError`` on shapes that differ,
    no options, negative costs or values that are not finite.

    >>> frontier([1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86])
    (0, 1, 3, 4, 5)
    """
    cost, quality = _options(costs, qualities)
    kept: list[int] = []
    for i in np.lexsort((np.arange(cost.size), -quality, cost)):
        if not kept or quality[i] > quality[kept[-1]]:
            kept.append(int(i))
    return tuple(kept)


def hull(costs: npt.ArrayLike, qualities: npt.ArrayLike) -> tuple[int, ...]:
    """Return the options of the frontier that no mixture of two others beats, cheapest first.

    Arguments and errors are those of ``frontier``. An option that lies on a line between two others
    is left out: the mixture does as well.

    >>> hull([1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86])
    (0, 1, 3, 5)
    """
    cost, quality = _options(costs, qualities)
    kept: list[int] = []
    for i in frontier(costs, qualities):
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
    """Return what one more unit of quality costs on each step of ``path``, from option to option.

    Raises ``ValueError`` if a step of the path, positions of options, does not gain quality.

    >>> costs, qualities = [1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86]
    >>> steps = marginal_costs(costs, qualities, frontier(costs, qualities))
    >>> [round(step, 4) for step in steps]
    [0.125, 0.5, 8.0, 7.3333]
    """
    cost, quality = _options(costs, qualities)
    rows = [_position("path", i, cost.size) for i in path]
    if len(rows) > 1 and min(np.diff(quality[rows])) <= 0:
        raise ValueError(f"path must gain quality on every step, got {quality[rows].tolist()}")
    return tuple(float(step) for step in np.diff(cost[rows]) / np.diff(quality[rows]))


def best_for_value(costs: npt.ArrayLike, qualities: npt.ArrayLike, value: float) -> int:
    """Return the option to take if one unit of quality is worth ``value`` in units of cost.

    It is always on the hull. Of two that come to the same the cheaper is taken. Raises
    ``ValueError`` on a negative value and as ``frontier`` does.

    >>> best_for_value([1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86], 1.0)
    3
    """
    require.non_negative("value", value)
    cost, quality = _options(costs, qualities)
    rows = np.array(hull(costs, qualities))
    return int(rows[np.argmin(cost[rows] - value * quality[rows])])


@dataclass(frozen=True, slots=True)
class Mix:
    """A share of the traffic to the ``dear`` option and the rest to the ``cheap`` one.

    ``average`` is the mean cost, so weighted; ``cheap`` and ``dear`` are positions of options.
    """

    cheap: int
    dear: int
    share: float
    average: float


def cheapest_mix(costs: npt.ArrayLike, qualities: npt.ArrayLike, quality: float) -> Mix:
    """Return the cheapest way to a mean quality: two neighbours on the hull, or one option alone.

    The traffic is split at random, without a look at the request: a router that looks can only do
    better. Raises ``ValueError`` if no option has such a quality, and as ``frontier`` does.

    >>> mix = cheapest_mix([1, 2, 2.5, 5, 9, 20], [70, 78, 77, 84, 84.5, 86], 84.5)
    >>> mix.cheap, mix.dear, mix.share, mix.average
    (3, 5, 0.25, 8.75)
    """
    require.finite("quality", quality)
    cost, got = _options(costs, qualities)
    rows = hull(costs, qualities)
    if quality > got[rows[-1]]:
        raise ValueError(f"quality must be at most {got[rows[-1]]:.6g}, got {quality!r}")
    if quality <= got[rows[0]]:
        return Mix(rows[0], rows[0], 0.0, float(cost[rows[0]]))
    step = next(i for i in range(1, len(rows)) if quality <= got[rows[i]])
    cheap, dear = rows[step - 1], rows[step]
    share = float((quality - got[cheap]) / (got[dear] - got[cheap]))
    return Mix(cheap, dear, share, float(cost[cheap] + share * (cost[dear] - cost[cheap])))


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


def _position(name: str, value: int, size: int) -> int:
    i = require.count(name, value, at_least=0)
    if i >= size:
        raise ValueError(f"{name} must hold positions below {size}, got {value!r}")
    return i
