"""Has a distribution moved? Indexes and tests, with how often each alarms when nothing has."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]


def psi(expected: npt.ArrayLike, actual: npt.ArrayLike) -> float:
    """Return the population stability index of two distributions over the same bins.

    Both hold one share a bin, summing to 1, or whole counts of any sum: the sum of
    (actual - expected) ln(actual / expected), zero if they are alike.
    Raises ``ValueError`` on fewer than two bins, unequal lengths, shares that do not sum to 1,
    and bins that are empty, where the index is infinite (merge bins, or smooth as ``bin_shares``).
    Source: [potgieter2023population]

    >>> round(psi([0.25, 0.25, 0.25, 0.25], [0.30, 0.30, 0.20, 0.20]), 4)
    0.0405
    >>> round(psi([25, 25, 25, 25], [30, 30, 20, 20]), 4)
    0.0405
    """
    before, after = _shares("expected", expected), _shares("actual", actual)
    if len(before) != len(after):
        raise ValueError(
            f"expected and actual must have as many bins, got {len(before)} and {len(after)}"
        )
    return float(((after - before) * np.log(after / before)).sum())


def _shares(name: str, value: npt.ArrayLike) -> Floats:
    bins = require.finite_array(name, value, ndim=1)
    if len(bins) < 2 or bins.min() <= 0:
        raise ValueError(f"{name} must hold two or more bins, none empty or negative")
    total = float(bins.sum())
    if abs(total - 1) > 1e-6 and (bins % 1).any():
        raise ValueError(f"{name} must hold shares that sum to 1 or whole counts, sums to {total}")
    return bins / total


def bin_shares(
    reference: npt.ArrayLike, sample: npt.ArrayLike, bins: int = 10
) -> npt.NDArray[np.float64]:
    """Return the shares of ``sample`` in bins that hold equally many of ``reference``.

    Half a count is added to each bin, so that none is empty. Values beyond the reference fall in
    the outer bins.
    Raises ``ValueError`` on other than one axis, values that are not finite, fewer than two bins,
    and a reference with fewer values than bins.

    >>> bin_shares(range(100), range(100), bins=4)
    array([0.25, 0.25, 0.25, 0.25])
    """
    first = require.finite_array("reference", reference, ndim=1)
    second = require.finite_array("sample", sample, ndim=1)
    bins = require.count("bins", bins, at_least=2)
    if len(first) < bins:
        raise ValueError(f"reference must hold {bins} values or more, got {len(first)}")
    edges = np.quantile(first, np.arange(1, bins) / bins)
    counts = np.bincount(np.searchsorted(edges, second, side="right"), minlength=bins) + 0.5
    return np.asarray(counts / counts.sum())


def psi_of_samples(reference: npt.ArrayLike, sample: npt.ArrayLike, bins: int = 10) -> float:
    """Return the index of ``sample`` against ``reference``, in bins of the reference.

    Raises as ``bin_shares`` does.

    >>> psi_of_samples(range(100), range(100))
    0.0
    """
    return psi(bin_shares(reference, reference, bins), bin_shares(reference, sample, bins))


def psi_exceeds(threshold: float, bins: int, expected_n: int, actual_n: int) -> float:
    """Return the probability that the index exceeds ``threshold`` although nothing has changed.

    Under no change it is about chi squared with bins - 1 degrees of freedom, times
    1 / ``expected_n`` + 1 / ``actual_n``, the sizes of the two samples.
    Raises ``ValueError`` if ``threshold`` is negative, ``bins`` below 2 or a size below 1.
    Source: [yurdakul2018statistical]

    >>> round(psi_exceeds(0.1, 10, 100, 100), 3), psi_exceeds(0.1, 10, 1000, 1000) < 2e-7
    (0.834, True)
    """
    scale = _null_scale(bins, expected_n, actual_n)
    return chi_squared_exceeds(require.non_negative("threshold", threshold) / scale, bins - 1)


def psi_threshold(false_alarms: float, bins: int, expected_n: int, actual_n: int) -> float:
    """Return the threshold that the index exceeds in the share ``false_alarms`` of quiet days.

    Raises ``ValueError`` if the share is not strictly between 0 and 1, and as ``psi_exceeds`` does.

    >>> round(psi_threshold(0.05, 10, 100, 100), 3)
    0.338
    """
    share = require.open_fraction("false_alarms", false_alarms)
    scale = _null_scale(bins, expected_n, actual_n)
    low, high = 0.0, 1.0
    while chi_squared_exceeds(high, bins - 1) > share:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        above = chi_squared_exceeds(middle, bins - 1) > share
        low, high = (middle, high) if above else (low, middle)
    return high * scale


def _null_scale(bins: int, expected_n: int, actual_n: int) -> float:
    require.count("bins", bins, at_least=2)
    return 1 / require.count("expected_n", expected_n) + 1 / require.count("actual_n", actual_n)


def chi_squared_exceeds(value: float, degrees: int) -> float:
    """Return the probability that chi squared with ``degrees`` of freedom exceeds ``value``.

    The finite series for whole degrees of freedom.
    Raises ``ValueError`` if ``value`` is negative or ``degrees`` no whole number above 0.

    >>> round(chi_squared_exceeds(16.918978, 9), 6)
    0.05
    """
    half = float(require.non_negative("value", value)) / 2
    degrees = require.count("degrees", degrees)
    if half == 0:
        return 1.0
    odd = degrees % 2
    total = math.erfc(math.sqrt(half)) if odd else 0.0
    for i in range(degrees // 2):
        power = i + odd / 2
        total += math.exp(power * math.log(half) - half - math.lgamma(power + 1))
    return min(1.0, total)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statistic and the share of relabelled samples in which it is as large: ``p_value``."""

    statistic: float
    p_value: float


def mean_shift(
    reference: npt.ArrayLike, sample: npt.ArrayLike, rng: np.random.Generator, rounds: int = 200
) -> Evidence:
    """Return how far the mean vectors lie apart, and how often relabelling parts them as far.

    Both are (n, d). Raises ``ValueError`` on other shapes, unequal widths, and ``rounds`` below 1.

    >>> rng = np.random.default_rng(0)
    >>> mean_shift([[0.0], [0.1], [0.2], [0.3]], [[5.0], [5.1], [5.2], [5.3]], rng).statistic
    5.0
    """
    rows, first = _stacked(reference, sample)

    def apart(chosen: Floats) -> Floats:
        sums = chosen @ rows
        others = (rows.sum(axis=0) - sums) / (len(rows) - first)
        return np.asarray(np.linalg.norm(sums / first - others, axis=1))

    return _permuted(apart, len(rows), first, rng, rounds)


def mmd_squared(
    reference: npt.ArrayLike, sample: npt.ArrayLike, kernel_width: float | None = None
) -> float:
    """Return the unbiased squared maximum mean discrepancy under a Gaussian kernel.

    The kernel is exp(-distance^2 / (2 kernel_width^2)); without a ``kernel_width`` it is the median
    distance between two vectors of the pool. Being unbiased, it may fall below zero.
    Raises ``ValueError`` on other shapes, unequal widths, fewer than two rows in either, a
    ``kernel_width`` that is not positive, and vectors that are mostly equal without one.
    Source: [gretton2012kernel]

    >>> round(mmd_squared([[0.0], [1.0]], [[0.0], [1.0]], kernel_width=1.0), 4)
    -0.3935
    """
    rows, first = _stacked(reference, sample)
    return float(_mmd(_kernel(rows, kernel_width), _as_given(len(rows), first))[0])


def mmd_test(
    reference: npt.ArrayLike,
    sample: npt.ArrayLike,
    rng: np.random.Generator,
    *,
    rounds: int = 200,
    kernel_width: float | None = None,
) -> Evidence:
    """Return the squared discrepancy and how often relabelling the vectors makes it as large.

    Raises as ``mmd_squared`` does, and if ``rounds`` is below 1.
    Source: [gretton2012kernel]

    >>> rng = np.random.default_rng(0)
    >>> same, far = rng.normal(size=(2, 30, 3)), 5 + rng.normal(size=(30, 3))
    >>> mmd_test(same[0], same[1], rng).p_value > 0.05 > mmd_test(same[0], far, rng).p_value
    True
    """
    rows, first = _stacked(reference, sample)
    kernel = _kernel(rows, kernel_width)
    return _permuted(lambda chosen: _mmd(kernel, chosen), len(rows), first, rng, rounds)


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
    kernel = np.exp(-apart / (2 * require.positive("kernel_width", kernel_width) ** 2))
    np.fill_diagonal(kernel, 0.0)
    return np.asarray(kernel)


def _stacked(reference: npt.ArrayLike, sample: npt.ArrayLike) -> tuple[Floats, int]:
    first = require.finite_array("reference", reference, ndim=2)
    second = require.finite_array("sample", sample, ndim=2)
    if first.shape[1] != second.shape[1] or min(len(first), len(second)) < 2:
        raise ValueError(
            f"reference and sample must be two rows or more of one width, got {first.shape} "
            f"and {second.shape}"
        )
    return np.vstack([first, second]), len(first)


def _as_given(rows: int, first: int) -> Floats:
    """Return one row that marks the first sample with ones."""
    return (np.arange(rows) < first).astype(np.float64)[None, :]


def _permuted(
    statistic: Callable[[Floats], Floats],
    rows: int,
    first: int,
    rng: np.random.Generator,
    rounds: int,
) -> Evidence:
    require.generator("rng", rng)
    rounds = require.count("rounds", rounds)
    given = _as_given(rows, first)
    chosen = np.vstack([given, rng.permuted(np.repeat(given, rounds, axis=0), axis=1)])
    values = statistic(chosen)  # the first is the one seen, the others are relabelled
    as_large = int((values[1:] >= values[0]).sum())
    return Evidence(float(values[0]), (1 + as_large) / (1 + rounds))
