"""A graph index on solid-state disks: bytes of a node, latency of a search, queries per second."""

from napkinmath import require
from napkinmath.vector_search.index_memory import LINK_BYTES, flat_bytes

_SECTOR_BYTES = 4096


def node_bytes(dimensions: int, max_degree: int, *, value_bytes: float = 4.0) -> float:
    """Return the bytes of a node on disk: its vector, and ``max_degree`` neighbor ids of 4 bytes.

    Raises ``ValueError`` if a count is no whole number above 0 or ``value_bytes`` not positive.
    Source: [subramanya2019diskann]

    >>> node_bytes(128, 128, value_bytes=1)
    640.0
    """
    vector_bytes = flat_bytes(1, dimensions, value_bytes=value_bytes)
    return vector_bytes + float(LINK_BYTES * require.count("max_degree", max_degree))


def sectors_per_node(dimensions: int, max_degree: int, *, value_bytes: float = 4.0) -> int:
    """Return the sectors of 4 KiB that one node takes: a read brings at least one. Definition.

    Raises ``ValueError`` as ``node_bytes`` does.

    >>> sectors_per_node(768, 64), sectors_per_node(1536, 64)
    (1, 2)
    """
    size = node_bytes(dimensions, max_degree, value_bytes=value_bytes)
    return int(-(-size // _SECTOR_BYTES))


def search_io_s(io_round_trips: float, reads: float, *, read_s: float, reads_per_s: float) -> float:
    """Return the I/O latency of a search with ``reads`` in sequential I/O round trips.

    A round trip takes one ``read_s`` for its first read; each other read leaves 1 / ``reads_per_s``
    after the one before it, so a round trip of hundreds of reads is longer than one of four. No
    other query uses the disk.
    Raises ``ValueError`` if an argument is not positive or ``reads`` are fewer than the round
    trips.
    Source: [subramanya2019diskann]

    >>> round(search_io_s(8, 50, read_s=2e-4, reads_per_s=300_000), 6)
    0.00174
    >>> round(search_io_s(1, 100, read_s=2e-4, reads_per_s=300_000), 6)
    0.00053
    """
    if require.positive("reads", reads) < require.positive("io_round_trips", io_round_trips):
        raise ValueError(
            f"reads must be at least the {io_round_trips!r} round trips, got {reads!r}"
        )
    queued_s = (reads - io_round_trips) / require.positive("reads_per_s", reads_per_s)
    return io_round_trips * require.positive("read_s", read_s) + queued_s


def disk_queries_per_s(reads: float, reads_per_s: float, utilization: float = 1.0) -> float:
    """Return the queries per second of a disk of ``reads_per_s`` at ``utilization``.

    Near full utilization the latency of a disk rises; DiskANN's authors kept theirs at 30% to 40%.
    Raises ``ValueError`` if ``reads`` or ``reads_per_s`` is not positive or ``utilization`` not in
    (0, 1].
    Source: [subramanya2019diskann]

    >>> disk_queries_per_s(50, 300_000, utilization=0.35)
    2100.0
    """
    require.positive("utilization", require.fraction("utilization", utilization))
    rate = require.positive("reads_per_s", reads_per_s) * utilization
    return rate / require.positive("reads", reads)
