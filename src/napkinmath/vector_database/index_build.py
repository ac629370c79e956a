"""Index build time, and the write amplification of segments that are merged."""

from napkinmath import require


def index_build_s(
    vectors: float, inserts_per_s: float, *, threads: int = 1, serial_share: float = 0.0
) -> float:
    """Return the time in which ``threads`` build an index of ``vectors``: Amdahl's law.

    Definition: ``inserts_per_s`` is the rate of one thread; a share ``serial_share`` of the work
    (locks, the upper layers of a graph, writing the file) runs on one thread.
    Raises ``ValueError`` on values out of range.

    >>> index_build_s(1e6, 1000.0, threads=10)
    100.0
    >>> index_build_s(1e6, 1000.0, threads=10, serial_share=0.1)
    190.0
    """
    require.positive("vectors", vectors)
    require.positive("inserts_per_s", inserts_per_s)
    require.count("threads", threads)
    serial = require.fraction("serial_share", serial_share)
    return vectors / inserts_per_s * (serial + (1 - serial) / threads)


def merge_levels(vectors: float, segment_vectors: float, fan_in: int) -> int:
    """Return how often each vector is inserted again while segments merge into one index.

    Definition: segments of ``segment_vectors`` are written, and ``fan_in`` segments of one size
    merge into one. Raises ``ValueError`` on values not positive or a ``fan_in`` below 2.

    >>> merge_levels(10e6, 10_000, 10), merge_levels(1000, 10_000, 10)
    (3, 0)
    """
    require.positive("vectors", vectors)
    require.positive("segment_vectors", segment_vectors)
    require.count("fan_in", fan_in, at_least=2)
    size, levels = float(segment_vectors), 0
    while size < vectors:
        size *= fan_in
        levels += 1
    return levels


def write_amplification(deleted_share: float) -> float:
    """Return the write amplification of segments that merge at a given share of deleted vectors.

    Definition: vectors written for each new vector. A merge that drops d deleted vectors of a
    hundred writes the other 100 - d again, so each new vector causes (1 - d) / d more writes.
    Raises ``ValueError`` if ``deleted_share`` is not strictly between 0 and 1.

    >>> write_amplification(0.5), write_amplification(0.2)
    (2.0, 5.0)
    """
    return 1 / require.open_fraction("deleted_share", deleted_share)


def indexing_utilization(updates_per_s: float, inserts_per_s: float, amplification: float) -> float:
    """Return the share of a node's indexing rate that updates and their merges use. Definition.

    Above 1 the backlog grows without end. Raises ``ValueError`` on values out of range.

    >>> indexing_utilization(100.0, 5000.0, 5.0)
    0.1
    """
    require.non_negative("updates_per_s", updates_per_s)
    if require.positive("amplification", amplification) < 1:
        raise ValueError(f"amplification must be 1 or more, got {amplification!r}")
    return updates_per_s * amplification / require.positive("inserts_per_s", inserts_per_s)
