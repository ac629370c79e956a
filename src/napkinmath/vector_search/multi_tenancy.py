"""Multi-tenancy: one index for all tenants, one for each, or one where it pays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Floats, Ids
from napkinmath.stats.distributions import zipf_probabilities


def zipf_sizes(tenants: int, vectors: int, exponent: float = 1.0) -> Ids:
    """Return the vectors of each tenant under a Zipf law, (tenants,), largest first. Definition.

    The sizes are whole and sum to ``vectors``.
    Raises ``ValueError`` if a count is no whole number above 0 or ``exponent`` is negative.

    >>> zipf_sizes(3, 11)
    array([6, 3, 2])
    """
    shares = zipf_probabilities(require.count("tenants", tenants), exponent)
    exact = require.count("vectors", vectors) * shares
    sizes = np.floor(exact).astype(np.int64)
    missing = vectors - int(sizes.sum())
    sizes[np.argsort(sizes - exact, kind="stable")[:missing]] += 1
    return np.asarray(sizes)


@dataclass(frozen=True, slots=True)
class TenantIndexMemory:
    """Memory of indexes for tenants: bytes of a vector, of its links, and of an index itself.

    Definition. ``index_bytes`` is what an index costs before it holds anything: segments, buffers,
    metadata. Raises ``ValueError`` if ``vector_bytes`` is not positive or another is negative.
    """

    vector_bytes: float
    link_bytes: float
    index_bytes: float

    def __post_init__(self) -> None:
        require.positive("vector_bytes", self.vector_bytes)
        require.non_negative("link_bytes", self.link_bytes)
        require.non_negative("index_bytes", self.index_bytes)

    def shared_index_bytes(self, sizes: npt.ArrayLike, tag_bytes: float = 0.0) -> float:
        """Return the bytes of one graph for all, with ``tag_bytes`` a vector to filter by tenant.

        ``sizes`` (tenants,) are their vectors. Raises ``ValueError`` on negative sizes or bytes.

        >>> TenantIndexMemory(512, 128, 1e6).shared_index_bytes([1000, 10], tag_bytes=4)
        1650440.0
        """
        each = self.vector_bytes + self.link_bytes + require.non_negative("tag_bytes", tag_bytes)
        return float(_sizes(sizes).sum() * each + self.index_bytes)

    def separate_index_bytes(self, sizes: npt.ArrayLike, min_graph_vectors: float = 0.0) -> float:
        """Return the bytes of a graph for each tenant of ``min_graph_vectors`` vectors or more.

        Smaller tenants share one store, which counts as one index, and are scanned; they have no
        links and no index of their own.
        Raises ``ValueError`` on negative sizes or ``min_graph_vectors``.

        >>> TenantIndexMemory(512, 128, 1e6).separate_index_bytes([1000, 10], 500)
        2645120.0
        """
        held = _sizes(sizes)
        large = held >= require.non_negative("min_graph_vectors", min_graph_vectors)
        links = held[large].sum() * self.link_bytes
        indexes = int(large.sum()) + (0 if large.all() else 1)
        return float(held.sum() * self.vector_bytes + links + indexes * self.index_bytes)


def _sizes(sizes: npt.ArrayLike) -> Floats:
    held = require.finite_array("sizes", sizes, ndim=1)
    if held.min() < 0:
        raise ValueError("sizes must be 0 or more")
    return held
