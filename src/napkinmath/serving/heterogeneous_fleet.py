"""Fleets of more than one kind of device: which kind serves which requests at the least rent."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from napkinmath import require
from napkinmath._numerics import ROUNDING

_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of replica: its rent, and the requests a second it serves of each class, 0 if none."""

    name: str
    usd_per_hour: float
    per_s: tuple[float, ...]

    def __post_init__(self) -> None:
        require.positive("usd_per_hour", self.usd_per_hour)
        for rate in self.per_s:
            require.non_negative("per_s", rate)


@dataclass(frozen=True, slots=True)
class Mix:
    """A fleet: how many replicas of each kind, in the order given, and its rent."""

    counts: tuple[int, ...]
    usd_per_hour: float


def cheapest_mix(kinds: Sequence[Kind], demand_per_s: Sequence[float], *, slices: int = 1) -> Mix:
    """Return the cheapest fleet for a demand by class, each class cut into equal ``slices``.

    A slice goes to one kind whole; a replica serves several classes at once in proportion. Every
    assignment is tried, so keep kinds and slices few. Raises ``ValueError`` on lengths that differ,
    no kinds, a class that no kind serves, and more than 200,000 assignments.
    Source: [griggs2024melange]

    The example of that paper's code:

    >>> a10g = Kind("A10G", 1.01, (2, 1, 5, 2))
    >>> a100 = Kind("A100-80GB", 3.67, (20, 20, 40, 20))
    >>> mix = cheapest_mix([a10g, a100], (6.0, 3.0, 15.0, 6.0))
    >>> mix.counts, round(mix.usd_per_hour, 2)
    ((3, 1), 6.7)
    """
    require.count("slices", slices)
    if not kinds:
        raise ValueError("kinds must hold at least one kind, got none")
    for kind in kinds:
        if len(kind.per_s) != len(demand_per_s):
            raise ValueError(
                f"per_s of {kind.name!r} must have {len(demand_per_s)} classes, "
                f"got {len(kind.per_s)}"
            )
    for demand in demand_per_s:
        require.non_negative("demand_per_s", demand)
    options = []
    for index, demand in enumerate(demand_per_s):
        able = [place for place, kind in enumerate(kinds) if kind.per_s[index] > 0]
        if demand > 0 and not able:
            raise ValueError(f"demand_per_s[{index}] must be served by some kind, but none can")
        if demand > 0:
            options += [[(place, index, demand / slices) for place in able]] * slices
    if math.prod(len(choice) for choice in options) > _MOST:
        raise ValueError(f"kinds and slices must leave at most {_MOST:,} assignments to try")
    best = Mix((0,) * len(kinds), math.inf)
    for chosen in product(*options):
        busy = [0.0] * len(kinds)
        for place, index, demand in chosen:
            busy[place] += demand / kinds[place].per_s[index]
        counts = tuple(math.ceil(load * (1 - ROUNDING)) for load in busy)
        usd = math.fsum(n * kind.usd_per_hour for n, kind in zip(counts, kinds, strict=True))
        if usd < best.usd_per_hour - 1e-12:
            best = Mix(counts, usd)
    return best
