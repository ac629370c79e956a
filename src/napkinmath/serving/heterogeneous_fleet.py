"""Heterogeneous fleets: which type of replica serves which requests at the lowest price."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from napkinmath import require
from napkinmath._numerics import ROUNDING

_MOST_ASSIGNMENTS = 200_000


@dataclass(frozen=True, slots=True)
class ReplicaType:
    """A type of replica: its price, and the throughput of each class of request, 0 if none.

    ``requests_per_s`` is the throughput of a replica that serves this class alone. Raises
    ``ValueError`` on a price that is not positive or a negative throughput.
    """

    name: str
    usd_per_hour: float
    requests_per_s: tuple[float, ...]

    def __post_init__(self) -> None:
        require.positive("usd_per_hour", self.usd_per_hour)
        for rate in self.requests_per_s:
            require.non_negative("requests_per_s", rate)


@dataclass(frozen=True, slots=True)
class FleetMix:
    """A fleet: the number of replicas of each type, in the order given, and its price."""

    counts: tuple[int, ...]
    usd_per_hour: float


def cheapest_fleet(
    replica_types: Sequence[ReplicaType], demand_per_s: Sequence[float], *, slices: int = 1
) -> FleetMix:
    """Return the cheapest fleet for a demand by class, each class cut into equal ``slices``.

    A slice goes to one type whole; a replica serves several classes at once in proportion. Every
    assignment is tried, so keep types and slices few; of equal fleets the first is returned.
    Raises ``ValueError`` on lengths that differ, no type, a class that no type serves, and more
    than 200,000 assignments. Source: [griggs2024melange]

    The example of that paper's code:

    >>> a10g = ReplicaType("A10G", 1.01, (2, 1, 5, 2))
    >>> a100 = ReplicaType("A100-80GB", 3.67, (20, 20, 40, 20))
    >>> mix = cheapest_fleet([a10g, a100], (6.0, 3.0, 15.0, 6.0))
    >>> mix.counts, round(mix.usd_per_hour, 2)
    ((3, 1), 6.7)
    """
    options = _assignments(replica_types, demand_per_s, slices)
    best = FleetMix((0,) * len(replica_types), math.inf)
    for chosen in product(*options):
        load = [0.0] * len(replica_types)
        for place, index, demand in chosen:
            load[place] += demand / replica_types[place].requests_per_s[index]
        counts = tuple(math.ceil(replicas * (1 - ROUNDING)) for replicas in load)
        prices = zip(counts, replica_types, strict=True)
        usd = math.fsum(n * one.usd_per_hour for n, one in prices)
        if usd < best.usd_per_hour * (1 - ROUNDING):
            best = FleetMix(counts, usd)
    return best


def _assignments(
    replica_types: Sequence[ReplicaType], demand_per_s: Sequence[float], slices: int
) -> list[list[tuple[int, int, float]]]:
    """Return for each slice the types that can serve it: (place of the type, class, demand)."""
    require.count("slices", slices)
    if not replica_types:
        raise ValueError("replica_types must hold at least one type, got none")
    for one in replica_types:
        if len(one.requests_per_s) != len(demand_per_s):
            raise ValueError(
                f"requests_per_s of {one.name!r} must have {len(demand_per_s)} classes, "
                f"got {len(one.requests_per_s)}"
            )
    options = []
    for index, demand in enumerate(demand_per_s):
        require.non_negative("demand_per_s", demand)
        able = [place for place, one in enumerate(replica_types) if one.requests_per_s[index] > 0]
        if demand > 0 and not able:
            raise ValueError(f"demand_per_s[{index}] must be served by some type, but none can")
        if demand > 0:
            options += [[(place, index, demand / slices) for place in able]] * slices
    if math.prod(len(choice) for choice in options) > _MOST_ASSIGNMENTS:
        raise ValueError(
            f"replica_types and slices must leave at most {_MOST_ASSIGNMENTS:,} assignments to try"
        )
    return options
