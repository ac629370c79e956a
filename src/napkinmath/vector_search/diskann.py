"""What a graph on solid-state disks costs: its size, the wait of a query, the queries a second."""

from napkinmath import require

SECTOR_BYTES = 4096


def node_bytes(dimensions: int, degree: int, *, value_bytes: float = 4.0) -> float:
    """Return the bytes of a node on disk: its vector, and ids of ``degree`` neighbours of 4 each.

    Raises ``ValueError`` if a count is no whole number above 0 or ``value_bytes`` not positive.
    Source: [subramanya2019diskann]

    >>> node_bytes(128, 128, value_bytes=1)
    640.0
    """
    vector_bytes = require.count("dimensions", dimensions) * float(
        require.positive("value_bytes", value_bytes)
    )
    return vector_bytes + 4.0 * require.count("degree", degree)


def reads_each(dimensions: int, degree: int, *, value_bytes: float = 4.0) -> int:
    """Return the sectors of 4 KiB that one node takes: a read brings at least one.

    Raises ``ValueError`` as ``node_bytes`` does.

    >>> reads_each(768, 64), reads_each(1536, 64)
    (1, 2)
    """
    size = node_bytes(dimensions, degree, value_bytes=value_bytes)
    return int(-(-size // SECTOR_BYTES))


def latency_s(rounds: float, read_s: float, compute_s: float = 0.0) -> float:
    """Return the wait of a query whose ``rounds`` of reads follow each other.

    The reads of one round are served together, so that a round takes about one ``read_s``;
    ``compute_s`` is what the query computes in all.
    Raises ``ValueError`` if an argument is negative or ``read_s`` is not positive.
    Source: [subramanya2019diskann]

    >>> round(latency_s(8, 2e-4, 5e-4), 6)
    0.0021
    """
    wait_s = require.non_negative("rounds", rounds) * require.positive("read_s", read_s)
    return wait_s + require.non_negative("compute_s", compute_s)


def walk_s(rounds: float, reads: float, *, read_s: float, reads_per_s: float) -> float:
    """Return the wait of a query that makes ``reads`` in ``rounds``, none beside it on the disk.

    A round waits one ``read_s`` for its first read; each other read leaves 1 / ``reads_per_s``
    after the one before it, so a round of hundreds is not as short as a round of four.
    Raises ``ValueError`` if an argument is not positive or ``reads`` are fewer than ``rounds``.

    >>> round(walk_s(8, 50, read_s=2e-4, reads_per_s=300_000), 6)
    0.00174
    >>> round(walk_s(1, 100, read_s=2e-4, reads_per_s=300_000), 6)
    0.00053
    """
    if require.positive("reads", reads) < require.positive("rounds", rounds):
        raise ValueError(f"reads must be at least the {rounds!r} rounds, got {reads!r}")
    behind = (reads - rounds) / require.positive("reads_per_s", reads_per_s)
    return latency_s(rounds, read_s, behind)


def queries_per_s(reads: float, reads_per_s: float, load: float = 1.0) -> float:
    """Return the queries a second that a disk of ``reads_per_s`` serves, driven at ``load``.

    Driven hard, a disk answers late; DiskANN's authors kept theirs at three to four tenths.
    Raises ``ValueError`` if ``reads`` or ``reads_per_s`` is not positive or ``load`` not in (0, 1].
    Source: [subramanya2019diskann]

    >>> queries_per_s(50, 300_000, load=0.35)
    2100.0
    """
    require.positive("load", require.fraction("load", load))
    return require.positive("reads_per_s", reads_per_s) * load / require.positive("reads", reads)


def threads_needed(queries_per_s: float, latency_s: float) -> float:
    """Return the threads that are busy when each carries one query at a time: Little's law.

    Raises ``ValueError`` if an argument is negative.

    >>> threads_needed(5000, 3e-3)
    15.0
    """
    rate = require.non_negative("queries_per_s", queries_per_s)
    return rate * require.non_negative("latency_s", latency_s)
