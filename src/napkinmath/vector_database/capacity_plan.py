"""The capacity plan of a vector store: machines, money, and the time to have it back.

Memory formats of single indexes live elsewhere; a plan takes their bytes a vector and asks what a
cluster of given machines makes of them. The vendors' own rules of thumb stand in ``sizing``.
"""

import math
from dataclasses import dataclass

from napkinmath import require
from napkinmath.vector_search.index_memory import ID_BYTES, hnsw_bytes


def machines_for(vectors: float, ram_bytes: float, memory_bytes: float, fill: float) -> int:
    """Return how many machines hold one copy of ``vectors`` of ``ram_bytes`` each.

    ``fill`` is the share of ``memory_bytes`` that data may take; the rest is for queries, merges
    and growth. Raises ``ValueError`` on a value not positive or a fill above 1.

    >>> machines_for(1e9, 3200, 256 * 2**30, 0.8)
    15
    """
    require.positive("vectors", vectors)
    require.positive("ram_bytes", ram_bytes)
    require.positive("memory_bytes", memory_bytes)
    require.fraction("fill", fill)
    require.positive("fill", fill)
    return math.ceil(vectors * ram_bytes / (memory_bytes * fill))


def machines_for_rebuild(vectors: float, inserts_per_s: float, limit_s: float) -> int:
    """Return how many machines must share ``vectors`` so that each builds its index in ``limit_s``.

    A machine inserts ``inserts_per_s`` vectors and all build at once. Raises ``ValueError`` on a
    value not positive.

    >>> machines_for_rebuild(1e9, 5000, 4 * 3600)
    14
    """
    require.positive("vectors", vectors)
    require.positive("inserts_per_s", inserts_per_s)
    require.positive("limit_s", limit_s)
    return math.ceil(vectors / (inserts_per_s * limit_s))


def graph_vector_bytes(dimensions: int, value_bytes: float, links: int) -> float:
    """Return the bytes that one vector takes in a graph: values, links on the lowest layer, an id.

    Raises ``ValueError`` on values not positive. Source: [faiss-guidelines]

    >>> graph_vector_bytes(768, 4.0, 16), graph_vector_bytes(768, 0.125, 16)
    (3208.0, 232.0)
    """
    return hnsw_bytes(1, dimensions, links, value_bytes=value_bytes) + ID_BYTES


def larger(by_memory: int, by_rebuild: int) -> int:
    """Return the larger of what memory and what a rebuild asks for.

    >>> larger(2, 14)
    14
    """
    require.count("by_memory", by_memory, at_least=0)
    require.count("by_rebuild", by_rebuild, at_least=0)
    return max(by_memory, by_rebuild)


def monthly_usd(machines: int, copies: int, usd_per_hour: float) -> float:
    """Return what ``machines`` times ``copies`` cost a month of 730 hours.

    >>> monthly_usd(10, 2, 1.5)
    21900.0
    """
    require.count("machines", machines)
    require.count("copies", copies)
    require.non_negative("usd_per_hour", usd_per_hour)
    return machines * copies * usd_per_hour * 730.0


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine to rent: what it holds, moves and builds, and its price.

    ``disk_bytes`` is the most that can be attached, paid by what is used. ``network_bytes_per_s``
    is what recovery may use, ``inserts_per_s`` what it adds to an index of the kind planned,
    ``comparisons_per_s`` what it computes for queries. Raises ``ValueError`` out of range.
    """

    name: str
    memory_bytes: float
    disk_bytes: float
    network_bytes_per_s: float
    inserts_per_s: float
    comparisons_per_s: float
    usd_per_hour: float
    disk_usd_per_byte_month: float = 0.0

    def __post_init__(self) -> None:
        require.positive("memory_bytes", self.memory_bytes)
        require.non_negative("disk_bytes", self.disk_bytes)
        require.positive("network_bytes_per_s", self.network_bytes_per_s)
        require.positive("inserts_per_s", self.inserts_per_s)
        require.positive("comparisons_per_s", self.comparisons_per_s)
        require.non_negative("usd_per_hour", self.usd_per_hour)
        require.non_negative("disk_usd_per_byte_month", self.disk_usd_per_byte_month)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a vector is kept: bytes in memory, all overheads included, and bytes on local disk."""

    name: str
    ram_bytes: float
    disk_bytes: float = 0.0

    def __post_init__(self) -> None:
        require.positive("ram_bytes", self.ram_bytes)
        require.non_negative("disk_bytes", self.disk_bytes)


@dataclass(frozen=True, slots=True)
class Plan:
    """A cluster for ``vectors`` in one ``layout`` on machines of one kind.

    ``shards`` are machines a copy, ``copies`` the replicas of each, the first included.
    Raises ``ValueError`` where a copy does not fit its shards.

    >>> node = Machine("node", 256 * 2**30, 7.5e12, 1e9, 5000, 2e6, 2.0)
    >>> plan = smallest_plan(1e9, Layout("graph", 3200), node, copies=2)
    >>> plan.shards, plan.machines, plan.usd_per_month, round(plan.rebuild_s / 3600, 1)
    (15, 30, 43800.0, 3.7)
    """

    vectors: float
    layout: Layout
    machine: Machine
    shards: int
    copies: int
    fill: float = 0.8

    def __post_init__(self) -> None:
        require.count("shards", self.shards)
        require.count("copies", self.copies)
        needed = least_shards(self.vectors, self.layout, self.machine, self.fill)
        if self.shards < needed:
            raise ValueError(f"shards must be at least {needed} to hold a copy, got {self.shards}")

    @property
    def machines(self) -> int:
        """All machines."""
        return self.shards * self.copies

    @property
    def usd_per_month(self) -> float:
        """Rent of machines and disks for a month of 730 hours."""
        disk_bytes = self.vectors * self.layout.disk_bytes * self.copies
        disk_usd = disk_bytes * self.machine.disk_usd_per_byte_month
        return monthly_usd(self.shards, self.copies, self.machine.usd_per_hour) + disk_usd

    @property
    def shard_vectors(self) -> float:
        """Vectors on one machine."""
        return self.vectors / self.shards

    @property
    def shard_bytes(self) -> float:
        """Bytes in memory and on disk of one machine."""
        return self.shard_vectors * (self.layout.ram_bytes + self.layout.disk_bytes)

    @property
    def snapshot_bytes(self) -> float:
        """Bytes of a backup of one copy, index included."""
        return self.shard_bytes * self.shards

    @property
    def recopy_s(self) -> float:
        """Time until a lost machine is full again, fed by one replica or an object store."""
        return self.shard_bytes / self.machine.network_bytes_per_s

    @property
    def rebuild_s(self) -> float:
        """Time until a machine has built the index of its shard, vectors at hand."""
        return self.shard_vectors / self.machine.inserts_per_s

    @property
    def fullness(self) -> float:
        """The share of a machine's memory that its shard takes."""
        return self.shard_vectors * self.layout.ram_bytes / self.machine.memory_bytes

    def load_after_loss(self, lost: int = 1) -> float:
        """Return by how much the load of a copy grows when ``lost`` of its shard are gone.

        Raises ``ValueError`` if none would be left.
        """
        if require.count("lost", lost, at_least=0) >= self.copies:
            raise ValueError(f"lost must be below copies, {self.copies}, got {lost!r}")
        return self.copies / (self.copies - lost)

    def queries_per_s(self, comparisons: float) -> float:
        """Return the peak rate if a query costs ``comparisons`` over all shards of one copy."""
        require.positive("comparisons", comparisons)
        return self.machines * self.machine.comparisons_per_s / comparisons


def least_shards(vectors: float, layout: Layout, machine: Machine, fill: float = 0.8) -> int:
    """Return the least machines that hold a copy, by memory or by disk, whichever is scarcer.

    >>> node = Machine("node", 256 * 2**30, 7.5e12, 1e9, 5000, 2e6, 2.0)
    >>> least_shards(1e9, Layout("codes", 240, 15e3), node)
    3
    """
    by_memory = machines_for(vectors, layout.ram_bytes, machine.memory_bytes, fill)
    if not layout.disk_bytes:
        return by_memory
    require.positive("disk_bytes", machine.disk_bytes)
    return max(by_memory, machines_for(vectors, layout.disk_bytes, machine.disk_bytes, fill))


def smallest_plan(
    vectors: float,
    layout: Layout,
    machine: Machine,
    *,
    copies: int,
    fill: float = 0.8,
    rebuild_limit_s: float | None = None,
) -> Plan:
    """Return the plan of the fewest machines that holds the data and rebuilds in time.

    Without ``rebuild_limit_s`` only space counts. Raises ``ValueError`` on values out of range.
    """
    shards = least_shards(vectors, layout, machine, fill)
    if rebuild_limit_s is not None:
        rebuilt = machines_for_rebuild(vectors, machine.inserts_per_s, rebuild_limit_s)
        shards = max(shards, rebuilt)
    return Plan(vectors, layout, machine, shards, copies, fill)


def restore_s(
    snapshot_bytes: float, log_bytes: float, *, bytes_per_s: float, replay_bytes_per_s: float
) -> float:
    """Return how long a restore takes: the snapshot is read, then the log after it replayed.

    Raises ``ValueError`` on negative amounts or rates not positive.

    >>> restore_s(1e12, 1e10, bytes_per_s=1e9, replay_bytes_per_s=1e7)
    2000.0
    """
    require.non_negative("snapshot_bytes", snapshot_bytes)
    require.non_negative("log_bytes", log_bytes)
    require.positive("bytes_per_s", bytes_per_s)
    require.positive("replay_bytes_per_s", replay_bytes_per_s)
    return snapshot_bytes / bytes_per_s + log_bytes / replay_bytes_per_s


def light_round_trip_s(distance_m: float, *, detour: float = 1.0) -> float:
    """Return the least round trip over glass fibre of ``distance_m`` as the crow flies.

    Light in fibre covers 2.04e8 m/s (a refractive index of 1.468); ``detour`` is how much longer
    the cable is. Raises ``ValueError`` on a negative distance or a detour below 1.

    >>> round(light_round_trip_s(6_000_000), 4)
    0.0588
    """
    require.non_negative("distance_m", distance_m)
    if require.positive("detour", detour) < 1:
        raise ValueError(f"detour must be 1 or more, got {detour!r}")
    return 2 * distance_m * detour * 1.468 / 299_792_458.0
