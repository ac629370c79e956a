"""How long an index takes to build, at once or while it takes writes, in segments or whole."""

from napkinmath import require


def build_s(
    vectors: float, inserts_per_s: float, *, threads: int = 1, serial: float = 0.0
) -> float:
    """Return how long ``threads`` take for an index, of whose work a share ``serial`` needs one.

    ``inserts_per_s`` is the rate of one thread. Amdahl's law: locks, the upper layers of a graph
    and the writing of the file do not divide. Raises ``ValueError`` on values out of range.

    >>> build_s(1e6, 1000.0, threads=10, serial=0.0), build_s(1e6, 1000.0, threads=10, serial=0.1)
    (100.0, 190.0)
    """
    require.positive("vectors", vectors)
    require.positive("inserts_per_s", inserts_per_s)
    require.count("threads", threads)
    alone = require.fraction("serial", serial)
    return vectors / inserts_per_s * (alone + (1 - alone) / threads)


def merge_levels(vectors: float, flushed: float, fan_in: int) -> int:
    """Return how often a vector is inserted again as segments merge into one.

    Segments of ``flushed`` vectors are written, and ``fan_in`` of one size merge into the next.
    Raises ``ValueError`` on values not positive or a fan-in below 2.

    >>> merge_levels(10e6, 10_000, 10), merge_levels(1000, 10_000, 10)
    (3, 0)
    """
    require.positive("vectors", vectors)
    require.positive("flushed", flushed)
    require.count("fan_in", fan_in, at_least=2)
    size, levels = float(flushed), 0
    while size < vectors:
        size *= fan_in
        levels += 1
    return levels


def write_amplification(dead: float) -> float:
    """Return how many vectors are written for each new one if segments merge at a ``dead`` share.

    A merge that drops d dead vectors of a hundred writes the other 100 - d again, so each one that
    came in makes (1 - dead) / dead others move. Raises ``ValueError`` if ``dead`` is not strictly
    between 0 and 1.

    >>> write_amplification(0.5), write_amplification(0.2)
    (2.0, 5.0)
    """
    return 1 / require.open_fraction("dead", dead)


def busy_share(updates_per_s: float, inserts_per_s: float, amplification: float) -> float:
    """Return the share of a machine's indexing rate that updates and their merges take.

    Above 1 it falls behind for good. Raises ``ValueError`` on values out of range.

    >>> busy_share(100.0, 5000.0, 5.0)
    0.1
    """
    require.non_negative("updates_per_s", updates_per_s)
    if require.positive("amplification", amplification) < 1:
        raise ValueError(f"amplification must be 1 or more, got {amplification!r}")
    return updates_per_s * amplification / require.positive("inserts_per_s", inserts_per_s)
