"""Flat (exhaustive) scan: bytes moved, arithmetic, and how many vectors fit a budget."""

from dataclasses import dataclass

from napkinmath import require
from napkinmath.vector_search.index_memory import flat_bytes, vectors_that_fit


@dataclass(frozen=True, slots=True)
class FlatScan:
    """A flat scan over ``vectors`` of ``dimensions`` values of ``value_bytes`` each. Definition."""

    vectors: int
    dimensions: int
    value_bytes: float

    def __post_init__(self) -> None:
        require.count("vectors", self.vectors)
        require.count("dimensions", self.dimensions)
        require.positive("value_bytes", self.value_bytes)

    @property
    def base_bytes(self) -> float:
        """Bytes of all vectors, read once a scan however many queries share it.

        >>> FlatScan(10_000_000, 768, 2).base_bytes
        15360000000.0
        """
        return flat_bytes(self.vectors, self.dimensions, value_bytes=self.value_bytes)

    def flops(self, batch_size: int = 1) -> float:
        """Return the multiplications and additions of ``batch_size`` queries.

        Raises ``ValueError`` if ``batch_size`` is no whole number above 0.
        """
        return 2.0 * self.vectors * self.dimensions * require.count("batch_size", batch_size)

    def moved_bytes(self, batch_size: int = 1, score_bytes: float = 0.0) -> float:
        """Return the bytes that ``batch_size`` queries move to and from memory.

        ``score_bytes`` is the memory traffic of one score: 0 if the best are picked where they are
        computed, 8 if FP32 scores are written out and read again.
        Raises ``ValueError`` if ``batch_size`` is no whole number above 0 or ``score_bytes``
        negative.

        >>> scan = FlatScan(10_000_000, 768, 2)
        >>> scan.moved_bytes(192, score_bytes=8) / scan.base_bytes  # as much again
        2.0
        """
        scores = require.count("batch_size", batch_size) * int(self.vectors)
        return self.base_bytes + scores * require.non_negative("score_bytes", score_bytes)

    def memory_bound_batch(self, ridge: float) -> float:
        """Return the largest batch size at which the scan is memory-bound.

        ``ridge`` is the ridge point of the roofline, in FLOP per byte; scores stay where they are
        computed. Raises ``ValueError`` if ``ridge`` is not positive.

        >>> FlatScan(10_000_000, 768, 2).memory_bound_batch(295.0)
        295.0
        """
        return require.positive("ridge", ridge) * self.value_bytes / 2


def in_memory_vectors(memory_bytes: float, dimensions: int, *, value_bytes: float) -> float:
    """Return how many vectors fit into ``memory_bytes``, with nothing beside them. Definition.

    Raises ``ValueError`` if an argument is not positive.

    >>> round(in_memory_vectors(80e9, 768, value_bytes=2) / 1e6)
    52
    """
    return vectors_that_fit(memory_bytes, flat_bytes(1, dimensions, value_bytes=value_bytes))


def scanned_vectors(
    budget_s: float, dimensions: int, *, value_bytes: float, bytes_per_s: float
) -> float:
    """Return how many vectors a flat scan reads within ``budget_s``. Definition.

    ``bytes_per_s`` is the memory bandwidth. Raises ``ValueError`` if an argument is not positive.

    >>> round(scanned_vectors(0.02, 768, value_bytes=2, bytes_per_s=3.35e12) / 1e6)
    44
    """
    traffic = require.positive("budget_s", budget_s) * require.positive("bytes_per_s", bytes_per_s)
    return traffic / flat_bytes(1, dimensions, value_bytes=value_bytes)
