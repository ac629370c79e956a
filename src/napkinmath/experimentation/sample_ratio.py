"""Sample ratio mismatch: whether a test's groups have the sizes that its design gave them."""

import math
from collections.abc import Iterable

import numpy as np

from napkinmath import require
from napkinmath.stats.distributions import binomial_test_p_value, chi2_sf

#: Below this expected count chi squared misses the far tail, where this test sets its alarm.
_LEAST_EXPECTED = 100


def sample_ratio_p_value(users: Iterable[int], shares: Iterable[float] | None = None) -> float:
    """Return the p-value of a sample ratio mismatch: the test that groups have their design sizes.

    ``users`` (k,) are the sizes of the groups, ``shares`` (k,) those of the design, equal if left
    out. Pearson's chi squared; where a group should hold fewer than 100 users, two groups get the
    exact binomial test and more groups the least of their exact tests times their number
    (Bonferroni), which is never too small. Below 0.001 or so do not trust the test's other results.
    Raises ``ValueError`` on fewer than two groups, counts that are no whole numbers, no users at
    all, or shares that are not positive and do not add up to 1.
    Source: [fabijan2019diagnosing]

    >>> round(sample_ratio_p_value([600, 400]), 12)
    2.54e-10
    >>> round(sample_ratio_p_value([995, 5], [0.999, 0.001]), 4)
    0.0036
    """
    if not isinstance(users, Iterable):
        raise ValueError(f"users must be the sizes of two groups or more, got {users!r}")
    counts = [require.count("users", n, at_least=0) for n in users]
    if len(counts) < 2 or sum(counts) == 0:
        raise ValueError(f"users must be two groups or more with a user in them, got {counts!r}")
    design = [1 / len(counts)] * len(counts) if shares is None else list(shares)
    if len(design) != len(counts):
        raise ValueError(f"shares must be one a group, got {len(design)} for {len(counts)}")
    for share in design:
        require.positive("shares", share)
    if not math.isclose(math.fsum(design), 1, abs_tol=1e-9):
        raise ValueError(f"shares must add up to 1, got {math.fsum(design)!r}")
    total = sum(counts)
    if total * min(design) < _LEAST_EXPECTED:
        exact = [
            binomial_test_p_value(n, total, share) for n, share in zip(counts, design, strict=True)
        ]
        return min(1.0, min(exact) * len(exact)) if len(exact) > 2 else min(exact)
    expected = np.array([total * share for share in design])
    value = float(((np.array(counts, dtype=np.float64) - expected) ** 2 / expected).sum())
    return chi2_sf(value, len(counts) - 1)
