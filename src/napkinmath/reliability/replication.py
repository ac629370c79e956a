"""Copies of data: how soon a lost one is made again, and how likely all of them go at once."""

import math
from dataclasses import dataclass

from napkinmath import require


def recopy_s(lost_bytes: float, *, bytes_per_s: float, helpers: int = 1) -> float:
    """Return how long it takes to copy again what a lost machine held.

    Each of ``helpers`` machines sends and receives at ``bytes_per_s``, the rate that serving leaves
    over: one spare fed by one replica is 1, a ring with many points lets all machines help. Raises
    ``ValueError`` on an amount or rate that is not positive or on no helper.

    >>> recopy_s(200e9, bytes_per_s=1e9), recopy_s(200e9, bytes_per_s=1e9, helpers=10)
    (200.0, 20.0)
    """
    require.positive("lost_bytes", lost_bytes)
    require.positive("bytes_per_s", bytes_per_s)
    require.count("helpers", helpers)
    return lost_bytes / (bytes_per_s * helpers)


def mean_time_to_loss_s(copies: int, *, failure_s: float, repair_s: float) -> float:
    """Return the mean time until all ``copies`` of one group are gone at once.

    A machine fails on average every ``failure_s`` and is made again in ``repair_s``, each at its
    own pace; both times are exponential and failures independent, which real ones are not. A chain
    of births and deaths, solved exactly. Raises ``ValueError`` on no copy or a time not positive.

    >>> one = mean_time_to_loss_s(1, failure_s=100.0, repair_s=1.0)
    >>> one, mean_time_to_loss_s(2, failure_s=100.0, repair_s=1.0)
    (100.0, 5150.0)
    """
    require.count("copies", copies)
    require.positive("failure_s", failure_s)
    require.positive("repair_s", repair_s)
    step_s = 0.0  # mean time from so many down to one more, here from none
    total_s = 0.0
    for down in range(copies):
        failures_per_s = (copies - down) / failure_s
        step_s = 1 / failures_per_s + down / repair_s / failures_per_s * step_s
        total_s += step_s
    return total_s


def loss_probability(
    copies: int, groups: int, *, failure_s: float, repair_s: float, horizon_s: float
) -> float:
    """Return the chance that at least one of ``groups`` loses all its copies within ``horizon_s``.

    A group is a set of machines that hold the same data: a shard and its replicas. Losses are
    independent and rare. Raises ``ValueError`` on counts below 1 or times not positive.

    >>> year_s = 365 * 86_400.0
    >>> p2, p3 = (loss_probability(r, 16, failure_s=year_s, repair_s=3600.0, horizon_s=year_s)
    ...           for r in (2, 3))
    >>> round(p2, 5), round(1e6 * p3, 1)
    (0.00365, 0.6)
    """
    require.count("groups", groups)
    require.positive("horizon_s", horizon_s)
    mean_s = mean_time_to_loss_s(copies, failure_s=failure_s, repair_s=repair_s)
    return -math.expm1(-groups * horizon_s / mean_s)


def outage_loss(machines: int, down: int, copies: int, copysets: float) -> float:
    """Return the chance that ``down`` random machines include all copies of something.

    ``copysets`` is how many different groups of ``copies`` machines hold the same data, each taken
    to be lost independently: chunks scattered at random make about as many as there are chunks, and
    all groups that exist are sure to include a lost one. For mirrored shards, which share no
    machine, ``mirrored_loss`` is exact. Raises ``ValueError`` on impossible counts.
    Source: [cidon2013copysets]

    >>> round(outage_loss(5000, 50, 3, 1667), 5), outage_loss(34, 3, 2, 34 * 33 / 2)
    (0.00157, 1.0)
    """
    require.count("machines", machines)
    require.count("down", down, at_least=0)
    require.count("copies", copies)
    require.non_negative("copysets", copysets)
    if max(down, copies) > machines:
        raise ValueError(f"machines must be at least down and copies, got {machines!r}")
    groups, lost = math.comb(machines, copies), math.comb(down, copies)
    if copysets >= groups:
        return float(lost > 0)
    if lost == groups:
        return float(copysets > 0)
    return -math.expm1(copysets * math.log1p(-lost / groups))


def mirrored_loss(groups: int, copies: int, down: int) -> float:
    """Return the chance that ``down`` random machines include a whole group of ``copies``.

    Each machine belongs to one of ``groups``, so nothing is counted twice and the result is exact,
    where ``outage_loss`` takes groups as independent. Raises ``ValueError`` on impossible counts.
    Source: [redis2024cluster]

    >>> round(mirrored_loss(groups=5, copies=2, down=2), 4)
    0.1111
    """
    require.count("copies", copies)
    machines = require.count("groups", groups) * copies
    if require.count("down", down, at_least=0) > machines:
        raise ValueError(f"down must be at most the {machines} machines, got {down!r}")
    safe = [1] + [0] * down  # ways for so many to be down with no whole group among them
    for _ in range(groups):
        safe = [
            sum(
                safe[total - gone] * math.comb(copies, gone)
                for gone in range(min(copies - 1, total) + 1)
            )
            for total in range(down + 1)
        ]
    return 1 - safe[down] / math.comb(machines, down)


@dataclass(frozen=True, slots=True)
class Quorum:
    """A value on ``copies`` machines, written to ``write`` and read from ``read`` of them.

    Raises ``ValueError`` on counts below 1 or above ``copies``.

    >>> two_of_three = Quorum(3, write=2, read=2)
    >>> two_of_three.overlaps, round(two_of_three.read_available(0.99), 6)
    (True, 0.999702)
    """

    copies: int
    write: int
    read: int

    def __post_init__(self) -> None:
        require.count("copies", self.copies)
        for name, number in (("write", self.write), ("read", self.read)):
            if require.count(name, number) > self.copies:
                raise ValueError(f"{name} must be at most copies, {self.copies}, got {number!r}")

    @property
    def overlaps(self) -> bool:
        """Whether every read meets a machine that took the last write."""
        return self.write + self.read > self.copies

    def write_available(self, up: float) -> float:
        """Return the chance that a write finds enough machines, each up with probability ``up``."""
        return _at_least(self.write, self.copies, up)

    def read_available(self, up: float) -> float:
        """Return the chance that a read finds enough machines, each up with probability ``up``."""
        return _at_least(self.read, self.copies, up)


def _at_least(needed: int, among: int, up: float) -> float:
    require.fraction("up", up)
    return math.fsum(
        math.comb(among, n) * up**n * (1 - up) ** (among - n) for n in range(needed, among + 1)
    )
