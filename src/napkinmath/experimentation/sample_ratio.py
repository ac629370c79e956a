"""Sample ratio mismatch: whether a test's groups have the sizes that its design gave them."""

import math
from collections.abc import Iterable
from statistics import NormalDist

import numpy as np

from napkinmath import require
from napkinmath.stats.drift import chi_squared_exceeds


def sample_ratio_p(users: Iterable[int], shares: Iterable[float] | None = None) -> float:
    """Return how often chance alone makes groups as unequal as ``users`` (k,) or more so.

    ``shares`` (k,) are those of the design, equal if left out; Pearson's chi squared. Below a
    thousandth or so no other number of the test can be trusted.
    Raises ``ValueError`` on fewer than two groups, counts that are no whole numbers, none at all,
    or shares that are not positive and do not add up to 1.
    Source: [fabijan2019diagnosing]

    >>> round(sample_ratio_p([600, 400]), 12)
    2.54e-10
    """
    if not isinstance(users, Iterable):
        raise ValueError(f"users must be the sizes of two groups or more, got {users!r}")
    counts = [require.count("users", n, at_least=0) for n in users]
    if len(counts) < 2 or sum(counts) == 0:
        raise ValueError(f"users must be two groups or more with somebody in them, got {counts!r}")
    design = [1 / len(counts)] * len(counts) if shares is None else list(shares)
    if len(design) != len(counts):
        raise ValueError(f"shares must be one a group, got {len(design)} for {len(counts)}")
    for share in design:
        require.positive("shares", share)
    if not math.isclose(math.fsum(design), 1, abs_tol=1e-9):
        raise ValueError(f"shares must add up to 1, got {math.fsum(design)!r}")
    expected = np.array([sum(counts) * share for share in design])
    value = float(((np.array(counts, dtype=np.float64) - expected) ** 2 / expected).sum())
    return chi_squared_exceeds(value, len(counts) - 1)


def mismatch_seen(users: float, *, sensitivity: float = 0.8, significance: float = 0.001) -> float:
    """Return by how much the share of a half must be off for the test of two groups to see it.

    Raises ``ValueError`` if ``users``, both groups together, is not positive, or on shares not
    strictly between 0 and 1.

    >>> round(mismatch_seen(1_000_000), 5)
    0.00207
    """
    z = -NormalDist().inv_cdf(require.open_fraction("significance", significance) / 2)
    z += NormalDist().inv_cdf(require.open_fraction("sensitivity", sensitivity))
    return z * 0.5 / math.sqrt(require.positive("users", users))
