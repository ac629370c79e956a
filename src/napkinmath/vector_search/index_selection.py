"""Index selection: the fastest index of those that fit the memory and reach the recall."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from napkinmath import require


@dataclass(frozen=True, slots=True)
class IndexOption:
    """An index as a planner sees it: its memory, its best recall and its latency. Definition.

    ``max_recall`` is the best recall that its parameters reach on your own queries. A query takes
    ``fixed_latency_s`` whatever the number of vectors (hops through memory, I/O round trips) and
    reads ``scanned_bytes_per_vector`` for each vector in the index.
    Raises ``ValueError`` on an empty name and values out of range.
    """

    name: str
    memory_bytes_per_vector: float
    max_recall: float
    fixed_latency_s: float
    scanned_bytes_per_vector: float = 0.0

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("name must not be empty, got ''")
        require.positive("memory_bytes_per_vector", self.memory_bytes_per_vector)
        require.fraction("max_recall", self.max_recall)
        require.non_negative("fixed_latency_s", self.fixed_latency_s)
        require.non_negative("scanned_bytes_per_vector", self.scanned_bytes_per_vector)

    def memory_bytes(self, vectors: float) -> float:
        """Return the memory of the index. Raises ``ValueError`` on negative ``vectors``."""
        return self.memory_bytes_per_vector * require.non_negative("vectors", vectors)

    def latency_s(self, vectors: float, bytes_per_s: float) -> float:
        """Return the latency of one query alone: the fixed part, and the scan at ``bytes_per_s``.

        Raises ``ValueError`` on negative ``vectors`` and on ``bytes_per_s`` that is not positive.
        """
        scanned_bytes = self.scanned_bytes_per_vector * require.non_negative("vectors", vectors)
        return self.fixed_latency_s + scanned_bytes / require.positive("bytes_per_s", bytes_per_s)


def fastest_index(
    options: Sequence[IndexOption],
    vectors: float,
    *,
    memory_bytes: float,
    min_recall: float,
    bytes_per_s: float,
) -> IndexOption | None:
    """Return the fastest option that fits and reaches the recall, or None if there is none.

    Definition; of equally fast options the first is taken.
    Raises ``ValueError`` on no options, on negative ``vectors``, on ``memory_bytes`` or
    ``bytes_per_s`` that are not positive and on a ``min_recall`` outside [0, 1].

    >>> plain = IndexOption("scan", 400, 1.0, 0.0, scanned_bytes_per_vector=400)
    >>> graph = IndexOption("graph", 528, 0.99, 2e-4)
    >>> need = {"memory_bytes": 1e9, "bytes_per_s": 1e10, "min_recall": 0.95}
    >>> [fastest_index([plain, graph], n, **need).name for n in (1e3, 1e6)]
    ['scan', 'graph']
    >>> fastest_index([plain, graph], 1e7, **need) is None
    True
    """
    if not options:
        raise ValueError("options must hold at least one, got none")
    require.positive("memory_bytes", memory_bytes)
    require.fraction("min_recall", min_recall)
    able = [
        option
        for option in options
        if option.memory_bytes(vectors) <= memory_bytes and option.max_recall >= min_recall
    ]
    return min(able, key=lambda o: o.latency_s(vectors, bytes_per_s), default=None)


def latency_crossover(first: IndexOption, second: IndexOption, bytes_per_s: float) -> float:
    """Return the number of vectors from which the second option has the lower latency. Definition.

    0 if it always has, infinity if it never has.
    Raises ``ValueError`` if ``bytes_per_s`` is not positive.

    >>> plain = IndexOption("scan", 400, 1.0, 0.0, scanned_bytes_per_vector=400)
    >>> latency_crossover(plain, IndexOption("graph", 528, 0.99, 2e-4), bytes_per_s=1e10)
    5000.0
    """
    slope = (first.scanned_bytes_per_vector - second.scanned_bytes_per_vector) / require.positive(
        "bytes_per_s", bytes_per_s
    )
    head_start_s = second.fixed_latency_s - first.fixed_latency_s
    if slope <= 0:
        return 0.0 if head_start_s < 0 else math.inf
    return max(0.0, head_start_s / slope)
