"""Savings attribution: what several optimizations save together, and how much each contributes.

An optimization is a factor on lines of a bill. Savings on different lines add up, savings on one
line multiply, and optimizations that change each other's factor do neither: they need a model of
the whole bill, which ``attribute`` calls for every combination.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from napkinmath import require
from napkinmath.decisions.shapley import shapley


@dataclass(frozen=True, slots=True)
class Optimization:
    """An optimization: a factor on each line of the bill that it changes (0.6 saves 40% of it)."""

    name: str
    factors: Mapping[str, float]

    def __post_init__(self) -> None:
        if not isinstance(self.factors, Mapping):
            raise ValueError(f"factors must map lines to factors, got {self.factors!r}")
        if not self.factors:
            raise ValueError(f"factors of {self.name!r} must name at least one line, got none")
        for line, factor in self.factors.items():
            require.non_negative(f"factors[{line!r}]", factor)


def remaining_usd(lines_usd: Mapping[str, float], optimizations: Sequence[Optimization]) -> float:
    """Return the remaining bill when ``optimizations`` multiply line by line.

    Definition. Raises ``ValueError`` on negative lines and on an optimization of a line that the
    bill lacks.

    >>> int4, batch = Optimization("INT4", {"GPU": 0.5}), Optimization("batch", {"GPU": 0.6})
    >>> remaining_usd({"GPU": 80.0, "egress": 20.0}, [int4, batch])
    44.0
    """
    _check(lines_usd, optimizations)
    return math.fsum(
        usd * math.prod(optimization.factors.get(line, 1.0) for optimization in optimizations)
        for line, usd in lines_usd.items()
    )


def summed_saving(lines_usd: Mapping[str, float], optimizations: Sequence[Optimization]) -> float:
    """Return the summed savings of the optimizations, each alone, as a share of the bill.

    Definition. It is exact if no two optimizations change one line, and may exceed 1 if they do.
    Raises ``ValueError`` as ``remaining_usd`` does, and on a bill of nothing.

    >>> names = dict(quantization=0.55, batching=0.65, size=0.85, autoscaling=0.82)
    >>> slide = [Optimization(name, {"GPU": factor}) for name, factor in names.items()]
    >>> round(summed_saving({"GPU": 80_000}, slide), 2), round(remaining_usd({"GPU": 80e3}, slide))
    (1.13, 19934)
    """
    _check(lines_usd, optimizations)
    total = require.positive("the sum of lines_usd", math.fsum(lines_usd.values()))
    return math.fsum(
        1 - remaining_usd(lines_usd, [optimization]) / total for optimization in optimizations
    )


def _check(lines_usd: Mapping[str, float], optimizations: Sequence[Optimization]) -> None:
    if not isinstance(lines_usd, Mapping):
        raise ValueError(f"lines_usd must map lines to dollars, got {lines_usd!r}")
    for line, usd in lines_usd.items():
        require.non_negative(f"lines_usd[{line!r}]", usd)
    for optimization in optimizations:
        for line in optimization.factors:
            if line not in lines_usd:
                raise ValueError(f"{optimization.name!r} changes {line!r}, which the bill lacks")


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one optimization saves, as shares of the whole bill before any.

    ``alone`` is its saving if it is the only one, ``last`` if all others came before, ``least`` and
    ``most`` over every order, and ``shapley`` the mean over all orders (the Shapley value), so that
    these values of all optimizations add up to what they save together.
    """

    name: str
    alone: float
    last: float
    least: float
    most: float
    shapley: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """The savings of optimizations together, split among them.

    ``remaining`` is the share of the bill that remains with all of them, and
    ``remaining_by_product`` the share if each kept the factor that it has alone.
    """

    contributions: tuple[Contribution, ...]
    remaining: float
    remaining_by_product: float

    @property
    def summed_saving(self) -> float:
        """The savings of each optimization alone, added up; above 1 it exceeds the bill."""
        return math.fsum(part.alone for part in self.contributions)


def attribute(cost_usd: Callable[[frozenset[str]], float], names: Sequence[str]) -> Attribution:
    """Return the attribution of a saving to its optimizations, by a model of the whole bill.

    ``cost_usd`` takes the set of optimizations that are applied and returns dollars. It is called
    once for each of the 2^n combinations. Raises ``ValueError`` on names that repeat, none or more
    than 8, and on costs that are not positive.
    Source: [shapley1953value]

    >>> bill = {"": 100, "a": 50, "b": 60, "ab": 20}
    >>> found = attribute(lambda applied: bill["".join(sorted(applied))], ["a", "b"])
    >>> [(part.name, part.alone, part.last, round(part.shapley, 2)) for part in found.contributions]
    [('a', 0.5, 0.4, 0.45), ('b', 0.4, 0.3, 0.35)]
    >>> found.remaining, found.remaining_by_product
    (0.2, 0.3)
    """
    if not 1 <= len(names) <= 8 or len(set(names)) != len(names):
        raise ValueError(f"names must be one to eight different names, got {list(names)!r}")
    usd = []
    for mask in range(2 ** len(names)):
        applied = frozenset(name for i, name in enumerate(names) if mask >> i & 1)
        usd.append(float(require.positive(f"cost of {sorted(applied)}", cost_usd(applied))))
    before, after = usd[0], usd[-1]
    saved = [(before - each) / before for each in usd]  # a game in the share that is saved
    contributions = []
    for i, (name, value) in enumerate(zip(names, shapley(saved).tolist(), strict=True)):
        others = [mask for mask in range(len(usd)) if not mask >> i & 1]
        steps = [(usd[mask] - usd[mask | 1 << i]) / before for mask in others]
        contributions.append(
            Contribution(
                name=name,
                alone=1 - usd[1 << i] / before,
                last=steps[-1],
                least=min(steps),
                most=max(steps),
                shapley=value,
            )
        )
    product = math.prod(1 - part.alone for part in contributions)
    return Attribution(tuple(contributions), after / before, product)
