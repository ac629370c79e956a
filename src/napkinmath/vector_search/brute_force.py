"""What comparing a query with every vector costs: bytes, arithmetic, and scores on their way."""

from dataclasses import dataclass

from napkinmath import require


@dataclass(frozen=True, slots=True)
class FlatScan:
    """An exact search over ``vectors`` of ``dimensions`` values of ``value_bytes`` each."""

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
        return int(self.vectors) * int(self.dimensions) * float(self.value_bytes)

    def flops(self, batch: int = 1) -> float:
        """Return the multiplications and additions for ``batch`` queries.

        Raises ``ValueError`` if ``batch`` is no whole number above 0.
        """
        return 2.0 * self.vectors * self.dimensions * require.count("batch", batch)

    def moved_bytes(self, batch: int = 1, score_bytes: float = 0.0) -> float:
        """Return the bytes that ``batch`` queries move to and from memory.

        ``score_bytes`` is what one score costs there: 0 if the best are picked where
        they are computed, 8 if float32 scores are written out and read again.
        Raises ``ValueError`` if ``batch`` is no whole number above 0 or ``score_bytes``
        negative.

        >>> scan = FlatScan(10_000_000, 768, 2)
        >>> scan.moved_bytes(192, score_bytes=8) / scan.base_bytes  # as much again
        2.0
        """
        scores = require.count("batch", batch) * int(self.vectors)
        return self.base_bytes + scores * require.non_negative("score_bytes", score_bytes)

    def memory_bound_batch(self, ridge: float) -> float:
        """Return the queries from which a scan is limited by arithmetic, given a device's ridge.

        ``ridge`` is FLOP per byte; scores are taken to stay where they are computed.
        Raises ``ValueError`` if ``ridge`` is not positive.

        >>> FlatScan(10_000_000, 768, 2).memory_bound_batch(295.0)
        295.0
        """
        return require.positive("ridge", ridge) * self.value_bytes / 2


def vectors_held(memory_bytes: float, dimensions: int, *, value_bytes: float) -> float:
    """Return how many vectors fit into ``memory_bytes``, with nothing beside them.

    Raises ``ValueError`` if an argument is not positive.

    >>> round(vectors_held(80e9, 768, value_bytes=2) / 1e6)
    52
    """
    require.count("dimensions", dimensions)
    bytes_each = dimensions * require.positive("value_bytes", value_bytes)
    return require.positive("memory_bytes", memory_bytes) / bytes_each


def vectors_within(
    budget_s: float, dimensions: int, *, value_bytes: float, bytes_per_s: float
) -> float:
    """Return how many vectors one scan can read within ``budget_s``.

    Raises ``ValueError`` if an argument is not positive.

    >>> round(vectors_within(0.02, 768, value_bytes=2, bytes_per_s=3.35e12) / 1e6)
    44
    """
    require.count("dimensions", dimensions)
    traffic = require.positive("budget_s", budget_s) * require.positive("bytes_per_s", bytes_per_s)
    return traffic / (dimensions * require.positive("value_bytes", value_bytes))
