"""Replication: how soon a lost replica is copied again, and how likely all of them fail at once."""

import math
from dataclasses import dataclass

from napkinmath import require


def re_replication_s(lost_bytes: float, *, bytes_per_s: float, sources: int = 1) -> float:
    """Return the re-replication time: how long it takes to copy again what a lost node held.

    Each of ``sources`` nodes sends and receives at ``bytes_per_s``, the rate that serving leaves
    free. One spare that is fed by one replica is 1 source; with consistent hashing and many virtual
    nodes, all nodes are. Raises ``ValueError`` on an amount or rate that is not positive or on no
    source. Definition.

    >>> [re_replication_s(200e9, bytes_per_s=1e9, sources=n) for n in (1, 10)]
    [200.0, 20.0]
    """
    require.positive("lost_bytes", lost_bytes)
    require.positive("bytes_per_s", bytes_per_s)
    require.count("sources", sources)
    return lost_bytes / (bytes_per_s * sources)


def mean_time_to_data_loss_s(replicas: int, *, mttf_s: float, mttr_s: float) -> float:
    """Return the mean time to data loss (MTTDL): until all ``replicas`` of a group have failed.

    ``mttf_s`` is the mean time to failure of a node and ``mttr_s`` its mean time to repair. Both
    times are exponential and failures independent, which real ones are not. A birth-death chain,
    solved exactly. Raises ``ValueError`` on no replica or a time not positive. Definition.

    >>> one = mean_time_to_data_loss_s(1, mttf_s=100.0, mttr_s=1.0)
    >>> one, mean_time_to_data_loss_s(2, mttf_s=100.0, mttr_s=1.0)
    (100.0, 5150.0)
    """
    require.count("replicas", replicas)
    require.positive("mttf_s", mttf_s)
    require.positive("mttr_s", mttr_s)
    step_s = 0.0  # mean time from so many failed nodes to one more, here from none
    total_s = 0.0
    for failed in range(replicas):
        failures_per_s = (replicas - failed) / mttf_s
        step_s = 1 / failures_per_s + failed / mttr_s / failures_per_s * step_s
        total_s += step_s
    return total_s


def data_loss_probability(
    replicas: int, groups: int, *, mttf_s: float, mttr_s: float, horizon_s: float
) -> float:
    """Return the probability that at least one of ``groups`` loses all replicas in ``horizon_s``.

    A group is a set of nodes that hold the same data: a shard and its replicas. Losses are
    independent and rare. Raises ``ValueError`` on counts below 1 or times not positive. Definition.

    >>> year_s = 365 * 86_400.0
    >>> p2, p3 = (data_loss_probability(r, 16, mttf_s=year_s, mttr_s=3600.0, horizon_s=year_s)
    ...           for r in (2, 3))
    >>> round(p2, 5), round(1e6 * p3, 1)
    (0.00365, 0.6)
    """
    require.count("groups", groups)
    require.positive("horizon_s", horizon_s)
    mean_s = mean_time_to_data_loss_s(replicas, mttf_s=mttf_s, mttr_s=mttr_s)
    return -math.expm1(-groups * horizon_s / mean_s)


def correlated_loss_probability(nodes: int, failed: int, replicas: int, copysets: float) -> float:
    """Return the probability of data loss when ``failed`` random nodes of a fleet fail at once.

    ``copysets`` is how many different groups of ``replicas`` nodes hold the same data, each taken
    to be lost independently: chunks scattered at random make about as many as there are chunks, and
    all groups that exist are sure to include a lost one. For groups that share no node,
    ``group_loss_probability`` is exact. Raises ``ValueError`` on impossible counts.
    Source: [cidon2013copysets]

    >>> round(correlated_loss_probability(5000, 50, 3, 1667), 5)
    0.00157
    >>> correlated_loss_probability(34, 3, 2, 34 * 33 / 2)
    1.0
    """
    require.count("nodes", nodes)
    require.count("failed", failed, at_least=0)
    require.count("replicas", replicas)
    require.non_negative("copysets", copysets)
    if max(failed, replicas) > nodes:
        raise ValueError(f"nodes must be at least failed and replicas, got {nodes!r}")
    groups, lost = math.comb(nodes, replicas), math.comb(failed, replicas)
    if copysets >= groups:
        return float(lost > 0)
    if lost == groups:
        return float(copysets > 0)
    return -math.expm1(copysets * math.log1p(-lost / groups))


def group_loss_probability(groups: int, replicas: int, failed: int) -> float:
    """Return the probability that ``failed`` random nodes include a whole group of ``replicas``.

    Each node belongs to one of ``groups``, so nothing is counted twice and the result is exact,
    where ``correlated_loss_probability`` takes groups as independent. Raises ``ValueError`` on
    impossible counts.
    Source: [redis2024cluster]

    >>> round(group_loss_probability(groups=5, replicas=2, failed=2), 4)
    0.1111
    """
    require.count("replicas", replicas)
    nodes = require.count("groups", groups) * replicas
    if require.count("failed", failed, at_least=0) > nodes:
        raise ValueError(f"failed must be at most the {nodes} nodes, got {failed!r}")
    safe = [1] + [0] * failed  # ways for so many nodes to fail with no whole group among them
    for _ in range(groups):
        safe = [
            sum(
                safe[total - gone] * math.comb(replicas, gone)
                for gone in range(min(replicas - 1, total) + 1)
            )
            for total in range(failed + 1)
        ]
    ways = math.comb(nodes, failed)
    return (ways - safe[failed]) / ways


@dataclass(frozen=True, slots=True)
class Quorum:
    """A quorum: a value on ``replicas`` nodes, written to ``write`` and read from ``read`` of them.

    Raises ``ValueError`` on counts below 1 or above ``replicas``. Definition.

    >>> two_of_three = Quorum(3, write=2, read=2)
    >>> two_of_three.overlaps, round(two_of_three.read_availability(0.99), 6)
    (True, 0.999702)
    """

    replicas: int
    write: int
    read: int

    def __post_init__(self) -> None:
        require.count("replicas", self.replicas)
        for name, number in (("write", self.write), ("read", self.read)):
            if require.count(name, number) > self.replicas:
                raise ValueError(
                    f"{name} must be at most replicas, {self.replicas}, got {number!r}"
                )

    @property
    def overlaps(self) -> bool:
        """Whether every read quorum includes a node that took the last write."""
        return self.write + self.read > self.replicas

    def write_availability(self, node_availability: float) -> float:
        """Return the probability that enough nodes for a write are up, failures independent."""
        return _at_least(self.write, self.replicas, node_availability)

    def read_availability(self, node_availability: float) -> float:
        """Return the probability that enough nodes for a read are up, failures independent."""
        return _at_least(self.read, self.replicas, node_availability)


def _at_least(needed: int, among: int, node_availability: float) -> float:
    up = require.fraction("node_availability", node_availability)
    return math.fsum(
        math.comb(among, n) * up**n * (1 - up) ** (among - n) for n in range(needed, among + 1)
    )
