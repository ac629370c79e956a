"""Two-sample permutation tests: whether the vectors of two samples have one distribution."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]
#: Statistics of two relabelings that agree to this share of the largest are tied.
_TIED = 1e-10


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """A statistic, and its ``p_value``: the share of relabeled samples in which it is as large."""

    statistic: float
    p_value: float


def mean_shift_test(
    reference: npt.ArrayLike,
    sample: npt.ArrayLike,
    rng: np.random.Generator,
    permutations: int = 200,
) -> PermutationTest:
    """Return the distance between the mean vectors of two samples, with its permutation p-value.

    Both are (n, d). Definition. Raises ``ValueError`` on other shapes, unequal widths, and
    ``permutations`` below 1.

    >>> rng = np.random.default_rng(0)
    >>> reference, sample = [[0.0], [0.1], [0.2], [0.3]], [[5.0], [5.1], [5.2], [5.3]]
    >>> round(mean_shift_test(reference, sample, rng).statistic, 9)
    5.0
    """
    rows, first = _stacked(reference, sample)

    def distances(chosen: Floats) -> Floats:
        sums = chosen @ rows
        others = (rows.sum(axis=0) - sums) / (len(rows) - first)
        return np.asarray(np.linalg.norm(sums / first - others, axis=1))

    return _permuted(distances, len(rows), first, rng, permutations)


def mmd_test(
    reference: npt.ArrayLike,
    sample: npt.ArrayLike,
    rng: np.random.Generator,
    *,
    permutations: int = 200,
    kernel_width: float | None = None,
) -> PermutationTest:
    """Return the unbiased squared maximum mean discrepancy, with its permutation p-value.

    The kernel is exp(-distance^2 / (2 kernel_width^2)); without a ``kernel_width`` it is the median
    distance between two vectors of the pool. Being unbiased, the statistic may fall below zero.
    Raises ``ValueError`` on other shapes, unequal widths, fewer than two rows in either, a
    ``kernel_width`` that is not positive, vectors that are mostly equal without one, and
    ``permutations`` below 1.
    Source: [gretton2012kernel]

    >>> rng = np.random.default_rng(0)
    >>> same, far = rng.normal(size=(2, 30, 3)), 5 + rng.normal(size=(30, 3))
    >>> mmd_test(same[0], same[1], rng).p_value > 0.05 > mmd_test(same[0], far, rng).p_value
    True
    """
    rows, first = _stacked(reference, sample)
    kernel = _kernel(rows, kernel_width)
    return _permuted(lambda chosen: _mmd(kernel, chosen), len(rows), first, rng, permutations)


def _mmd(kernel: Floats, chosen: Floats) -> Floats:
    """Return the discrepancy of the vectors that each row of ``chosen`` marks from the others."""
    n = float(chosen[0].sum())
    m = len(kernel) - n
    sums = chosen @ kernel
    within = (sums * chosen).sum(axis=1)
    across = sums.sum(axis=1) - within
    rest = float(kernel.sum()) - within - 2 * across
    return np.asarray(within / (n * (n - 1)) + rest / (m * (m - 1)) - 2 * across / (n * m))


def _kernel(rows: Floats, kernel_width: float | None) -> Floats:
    """Return the Gaussian kernel of all pairs, zero for a vector with itself."""
    squares = (rows * rows).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares[None, :] - 2 * rows @ rows.T, 0)
    if kernel_width is None:
        kernel_width = math.sqrt(float(np.median(apart[np.triu_indices(len(rows), 1)])))
    width = require.positive("kernel_width", kernel_width)
    with np.errstate(over="ignore"):
        kernel = np.exp(-apart / width / width / 2)
    np.fill_diagonal(kernel, 0.0)
    return np.asarray(kernel)


def _stacked(reference: npt.ArrayLike, sample: npt.ArrayLike) -> tuple[Floats, int]:
    """Return both samples in one table, centered, and how many rows the first has."""
    first = require.finite_array("reference", reference, ndim=2)
    second = require.finite_array("sample", sample, ndim=2)
    if first.shape[1] != second.shape[1] or min(len(first), len(second)) < 2:
        raise ValueError(
            f"reference and sample must be two rows or more of one width, got {first.shape} "
            f"and {second.shape}"
        )
    rows = np.vstack([first, second])
    return rows - rows.mean(axis=0), len(first)  # both statistics ignore a common shift


def _permuted(
    statistic: Callable[[Floats], Floats],
    rows: int,
    first: int,
    rng: np.random.Generator,
    permutations: int,
) -> PermutationTest:
    require.generator("rng", rng)
    permutations = require.count("permutations", permutations)
    given = (np.arange(rows) < first).astype(np.float64)[None, :]
    chosen = np.vstack([given, rng.permuted(np.repeat(given, permutations, axis=0), axis=1)])
    values = statistic(chosen)  # the first belongs to the samples as given
    as_large = int((values[1:] >= values[0] - _TIED * np.abs(values).max()).sum())
    return PermutationTest(float(values[0]), (1 + as_large) / (1 + permutations))
