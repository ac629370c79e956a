"""What several savings come to together, and how much of it belongs to each.

A lever is a factor on lines of a bill. Levers on different lines add up, levers on one line
multiply, and levers that change each other's factor do neither: then only a model of the whole
bill knows, and ``attribute`` asks it about every combination.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from napkinmath import require

Cost = Callable[[frozenset[str]], float]


@dataclass(frozen=True, slots=True)
class Lever:
    """A change with a factor on each line of the bill that it touches (0.6 saves 40 % of it)."""

    name: str
    factors: Mapping[str, float]

    def __post_init__(self) -> None:
        if not self.factors:
            raise ValueError(f"factors of {self.name!r} must name at least one line, got none")
        for line, factor in self.factors.items():
            require.non_negative(f"factors[{line!r}]", factor)


def left_usd(lines_usd: Mapping[str, float], levers: Sequence[Lever]) -> float:
    """Return what is left of a bill when ``levers`` multiply line by line.

    Raises ``ValueError`` on negative lines and on a lever that touches a line the bill lacks.

    >>> quantise, batch = Lever("quantise", {"GPU": 0.5}), Lever("batch", {"GPU": 0.6})
    >>> left_usd({"GPU": 80.0, "egress": 20.0}, [quantise, batch])
    44.0
    """
    _check(lines_usd, levers)
    return math.fsum(
        usd * math.prod(lever.factors.get(line, 1.0) for lever in levers)
        for line, usd in lines_usd.items()
    )


def summed_saving(lines_usd: Mapping[str, float], levers: Sequence[Lever]) -> float:
    """Return the savings of the levers, each alone, added up, as a share of the bill.

    It is right if no line is touched by two of them, and may exceed 1 if some is.
    Raises ``ValueError`` as ``left_usd`` does, and on a bill of nothing.

    >>> names = dict(quantise=0.55, batching=0.65, size=0.85, autoscaling=0.82)
    >>> levers = [Lever(name, {"GPU": factor}) for name, factor in names.items()]
    >>> round(summed_saving({"GPU": 80_000}, levers), 2), round(left_usd({"GPU": 80e3}, levers))
    (1.13, 19934)
    """
    _check(lines_usd, levers)
    total = require.positive("the sum of lines_usd", math.fsum(lines_usd.values()))
    return math.fsum(1 - left_usd(lines_usd, [lever]) / total for lever in levers)


def add_up(levers: Sequence[Lever]) -> bool:
    """Say whether the savings of the levers add up exactly: no line is touched by two of them.

    >>> add_up([Lever("a", {"GPU": 0.5}), Lever("b", {"egress": 0.5})])
    True
    """
    lines = [line for lever in levers for line in lever.factors]
    return len(lines) == len(set(lines))


def _check(lines_usd: Mapping[str, float], levers: Sequence[Lever]) -> None:
    for line, usd in lines_usd.items():
        require.non_negative(f"lines_usd[{line!r}]", usd)
    for lever in levers:
        for line in lever.factors:
            if line not in lines_usd:
                raise ValueError(f"lever {lever.name!r} touches {line!r}, which the bill lacks")


@dataclass(frozen=True, slots=True)
class Part:
    """What one lever saves, as shares of the whole bill before any.

    ``alone`` is its saving if it is the only one, ``last`` if all others came before, ``least`` and
    ``most`` over every order, and ``fair`` their mean over all orders (Shapley's value), so that
    the fair shares of all levers add up to what they save together.
    """

    name: str
    alone: float
    last: float
    least: float
    most: float
    fair: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """What levers come to together: the shares ``left`` really, by product and by sum."""

    parts: tuple[Part, ...]
    left: float
    left_by_product: float

    @property
    def saved_by_sum(self) -> float:
        """The savings of each lever alone, added up; above 1 it promises more than the bill."""
        return math.fsum(part.alone for part in self.parts)


def attribute(cost: Cost, names: Sequence[str]) -> Attribution:
    """Ask a model of the whole bill what every combination of levers costs, and share it out.

    ``cost`` takes the set of levers that are pulled and returns dollars. It is asked once for each
    of the 2^n combinations. Raises ``ValueError`` on names that repeat, none or more than 8, and
    on costs that are not positive.
    Source: [shapley1953value]

    >>> bill = {"": 100, "a": 50, "b": 60, "ab": 20}
    >>> found = attribute(lambda pulled: bill["".join(sorted(pulled))], ["a", "b"])
    >>> [(part.name, part.alone, part.last, part.fair) for part in found.parts]
    [('a', 0.5, 0.4, 0.45), ('b', 0.4, 0.3, 0.35)]
    >>> found.left, found.left_by_product
    (0.2, 0.3)
    """
    if not 1 <= len(names) <= 8 or len(set(names)) != len(names):
        raise ValueError(f"names must be one to eight different names, got {list(names)!r}")
    usd = {}
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            pulled = frozenset(chosen)
            usd[pulled] = float(require.positive(f"cost of {sorted(pulled)}", cost(pulled)))
    nothing, everything = usd[frozenset()], usd[frozenset(names)]
    steps: dict[str, list[float]] = {name: [] for name in names}
    for order in permutations(names):
        for place, name in enumerate(order):
            before = frozenset(order[:place])
            steps[name].append((usd[before] - usd[before | {name}]) / nothing)
    parts = tuple(
        Part(
            name=name,
            alone=1 - usd[frozenset({name})] / nothing,
            last=(usd[frozenset(names) - {name}] - everything) / nothing,
            least=min(saved),
            most=max(saved),
            fair=math.fsum(saved) / len(saved),
        )
        for name, saved in steps.items()
    )
    product = math.prod(1 - part.alone for part in parts)
    return Attribution(parts, everything / nothing, product)
