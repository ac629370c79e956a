"""The population stability index, and how often it alarms when nothing has changed."""

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket
from napkinmath.stats.distributions import chi2_sf

Floats = npt.NDArray[np.float64]


def psi(expected: npt.ArrayLike, actual: npt.ArrayLike) -> float:
    """Return the population stability index of two distributions over the same bins.

    Both hold one share a bin, summing to 1, or whole counts of any sum: the sum of
    (actual - expected) ln(actual / expected), zero if they are alike.
    Raises ``ValueError`` on fewer than two bins, unequal lengths, shares that do not sum to 1,
    and bins that are empty, where the index is infinite (merge such bins).
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
    return float(((after - before) * (np.log(after) - np.log(before))).sum())


def _shares(name: str, value: npt.ArrayLike) -> Floats:
    bins = require.finite_array(name, value, ndim=1)
    if len(bins) < 2 or bins.min() <= 0:
        raise ValueError(f"{name} must hold two or more bins, none empty or negative")
    if (bins % 1).any() and abs(float(bins.sum()) - 1) > 1e-6:
        raise ValueError(
            f"{name} must hold shares that sum to 1 or whole counts, sums to {float(bins.sum())}"
        )
    bins = bins / bins.max()  # so that no sum of counts leaves the range of floats
    return np.asarray(bins / bins.sum())


def psi_of_samples(reference: npt.ArrayLike, sample: npt.ArrayLike, bins: int = 10) -> float:
    """Return the population stability index of ``sample`` against ``reference``.

    The bins hold equally many values of the reference. A value that fills more than one bin gets a
    bin of its own, so that tied values make fewer bins. Values beyond the reference fall in the
    outer bins. Where the sample leaves a bin empty, half a count a bin is added to the sample,
    split as the reference is: equal distributions keep an index of 0 at any size.
    Raises ``ValueError`` on other than one axis, values that are not finite, fewer than two bins, a
    reference with fewer values than bins, and a reference whose values all fall in one bin.
    Definition.

    >>> psi_of_samples(range(100), range(100))
    0.0
    >>> round(psi_of_samples([0] * 90 + [2] * 10, [0] * 50 + [2] * 50), 3)
    0.879
    """
    first = require.finite_array("reference", reference, ndim=1)
    second = require.finite_array("sample", sample, ndim=1)
    bins = require.count("bins", bins, at_least=2)
    if len(first) < bins:
        raise ValueError(f"reference must hold {bins} values or more, got {len(first)}")
    edges = _edges(first, bins)
    expected = _counts(edges, first)
    actual = _counts(edges, second)
    if not actual.all():
        actual = actual + 0.5 * len(actual) * expected / expected.sum()
    return psi(expected / expected.sum(), actual / actual.sum())


def _edges(reference: Floats, bins: int) -> Floats:
    """Return ascending edges between bins, none of which is empty of the reference."""
    values, times = np.unique(reference, return_counts=True)
    tied = values[times > len(reference) / bins]
    quantiles = np.quantile(reference, np.arange(1, bins) / bins)
    edges = np.unique(np.concatenate([quantiles, tied, np.nextafter(tied, np.inf)]))
    filled = np.flatnonzero(_counts(edges, reference))
    if len(filled) < 2:
        raise ValueError("reference must hold two values or more that differ, got one")
    kept: Floats = edges[filled[1:] - 1]  # an empty bin joins the one below it
    return kept


def _counts(edges: Floats, values: Floats) -> Floats:
    places = np.searchsorted(edges, values, side="right")
    return np.bincount(places, minlength=len(edges) + 1).astype(np.float64)


def psi_false_alarm_rate(threshold: float, bins: int, expected_n: int, actual_n: int) -> float:
    """Return the probability that the index exceeds ``threshold`` although nothing has changed.

    Without a change the index is approximately chi squared with bins - 1 degrees of freedom, times
    1 / ``expected_n`` + 1 / ``actual_n``, the sizes of the two samples.
    Raises ``ValueError`` if ``threshold`` is negative, ``bins`` below 2 or a size below 1.
    Source: [yurdakul2018statistical]

    >>> rates = [psi_false_alarm_rate(0.1, 10, n, n) for n in (100, 1000)]
    >>> round(rates[0], 3), rates[1] < 2e-7
    (0.834, True)
    """
    scale = _null_scale(bins, expected_n, actual_n)
    return chi2_sf(require.non_negative("threshold", threshold) / scale, bins - 1)


def psi_threshold(false_alarm_rate: float, bins: int, expected_n: int, actual_n: int) -> float:
    """Return the threshold that the index exceeds with probability ``false_alarm_rate``.

    The inverse of ``psi_false_alarm_rate``. Raises ``ValueError`` if the rate is not strictly
    between 0 and 1, and as ``psi_false_alarm_rate`` does.
    Source: [yurdakul2018statistical]

    >>> round(psi_threshold(0.05, 10, 100, 100), 3)
    0.338
    """
    rate = require.open_fraction("false_alarm_rate", false_alarm_rate)
    scale = _null_scale(bins, expected_n, actual_n)

    def alarms_more(value: float) -> bool:
        return chi2_sf(value, bins - 1) > rate

    return bisect(alarms_more, 0.0, upper_bracket(alarms_more, 1.0)) * scale


def _null_scale(bins: int, expected_n: int, actual_n: int) -> float:
    require.count("bins", bins, at_least=2)
    return 1 / require.count("expected_n", expected_n) + 1 / require.count("actual_n", actual_n)
