"""Which index to take: the fastest of those that fit the memory and reach the recall."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Option:
    """An index as a planner sees it.

    ``bytes_each`` is what it keeps in memory for a vector, ``best_recall`` the most that turning
    its knobs gives on your own queries. A query waits ``wait_s`` whatever the number of vectors
    (hops through memory, rounds of a disk) and reads ``read_bytes_each`` for each vector stored.
    """

    name: str
    bytes_each: float
    best_recall: float
    wait_s: float
    read_bytes_each: float = 0.0

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("name must not be empty, got ''")
        require.positive("bytes_each", self.bytes_each)
        require.fraction("best_recall", self.best_recall)
        require.non_negative("wait_s", self.wait_s)
        require.non_negative("read_bytes_each", self.read_bytes_each)

    def memory_bytes(self, vectors: float) -> float:
        """Return what the index keeps in memory. Raises ``ValueError`` on negative ``vectors``."""
        return self.bytes_each * require.non_negative("vectors", vectors)

    def query_s(self, vectors: float, bytes_per_s: float) -> float:
        """Return the time of one query alone: the wait, and the reading at ``bytes_per_s``.

        Raises ``ValueError`` on negative ``vectors`` and on ``bytes_per_s`` that is not positive.
        """
        moved_bytes = self.read_bytes_each * require.non_negative("vectors", vectors)
        return self.wait_s + moved_bytes / require.positive("bytes_per_s", bytes_per_s)


def vectors_that_fit(memory_bytes: float, bytes_each: float) -> float:
    """Return how many vectors an index holds in ``memory_bytes`` at ``bytes_each``.

    Raises ``ValueError`` if an argument is not positive.

    >>> vectors_that_fit(64e9, 32)
    2000000000.0
    """
    memory_bytes = require.positive("memory_bytes", memory_bytes)
    return memory_bytes / require.positive("bytes_each", bytes_each)


def choose(
    options: Sequence[Option],
    vectors: float,
    *,
    memory_bytes: float,
    recall: float,
    bytes_per_s: float,
) -> Option | None:
    """Return the fastest option that fits and reaches the recall, or None if there is none.

    Of equally fast ones the first is taken.
    Raises ``ValueError`` on no options, on negative ``vectors``, on ``memory_bytes`` or
    ``bytes_per_s`` that are not positive and on a ``recall`` outside [0, 1].

    >>> plain = Option("scan", 400, 1.0, 0.0, read_bytes_each=400)
    >>> graph = Option("graph", 528, 0.99, 2e-4)
    >>> need = {"memory_bytes": 1e9, "bytes_per_s": 1e10}
    >>> [choose([plain, graph], n, recall=0.95, **need).name for n in (1e3, 1e6)]
    ['scan', 'graph']
    >>> choose([plain, graph], 1e7, recall=0.95, **need) is None
    True
    """
    if not options:
        raise ValueError("options must hold at least one, got none")
    require.positive("memory_bytes", memory_bytes)
    require.fraction("recall", recall)
    able = [
        option
        for option in options
        if option.memory_bytes(vectors) <= memory_bytes and option.best_recall >= recall
    ]
    return min(able, key=lambda o: o.query_s(vectors, bytes_per_s), default=None)


def crossover(first: Option, second: Option, bytes_per_s: float) -> float:
    """Return the number of vectors from which the second option answers sooner than the first.

    Zero if it always does, infinity if it never will.
    Raises ``ValueError`` if ``bytes_per_s`` is not positive.

    >>> plain = Option("scan", 400, 1.0, 0.0, read_bytes_each=400)
    >>> crossover(plain, Option("graph", 528, 0.99, 2e-4), bytes_per_s=1e10)
    5000.0
    """
    slope = (first.read_bytes_each - second.read_bytes_each) / require.positive(
        "bytes_per_s", bytes_per_s
    )
    head_start_s = second.wait_s - first.wait_s
    if slope <= 0:
        return 0.0 if head_start_s < 0 else math.inf
    return max(0.0, head_start_s / slope)
