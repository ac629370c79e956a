"""The gamma, chi-squared, binomial and Zipf distributions."""

import math
from bisect import bisect_left
from collections.abc import Callable

import numpy as np

from napkinmath import require
from napkinmath._typing import Floats

#: Terms of a series below this share of its sum no longer change it.
_NEGLIGIBLE = 1e-17
#: The series needs about the root of the shape in terms.
_LARGEST_SHAPE = 1e9
#: Two outcomes count as equally likely if their probabilities agree to this share.
_EQUALLY_LIKELY = 1 + 1e-7


def gamma_cdf(value: float, shape: float) -> float:
    """Return the probability that a gamma variable of ``shape`` and scale 1 is at most ``value``.

    Definition: the regularized lower incomplete gamma function. Raises ``ValueError`` if ``value``
    is negative or ``shape`` is not above 0 and at most 1e9.

    >>> round(gamma_cdf(2.0, shape=1.0), 6)  # 1 - exp(-2)
    0.864665
    """
    return _gamma_tails(value, shape)[0]


def chi2_sf(value: float, degrees: int) -> float:
    """Return the probability that chi squared with ``degrees`` of freedom exceeds ``value``.

    Definition: the survival function. Raises ``ValueError`` if ``value`` is negative or ``degrees``
    is not a whole number above 0.

    >>> round(chi2_sf(16.918978, 9), 6)
    0.05
    """
    require.non_negative("value", value)
    return _gamma_tails(float(value) / 2, require.count("degrees", degrees) / 2)[1]


def binomial_test_p_value(successes: int, trials: int, share: float) -> float:
    """Return the p-value of the exact two-sided binomial test of a ``share`` of successes.

    Definition: the probability of all outcomes that are at most as likely as ``successes``. Raises
    ``ValueError`` on counts that are not whole, more successes than trials, and a ``share`` outside
    (0, 1).

    >>> round(binomial_test_p_value(5, 1000, 0.001), 4)
    0.0036
    """
    n = require.count("trials", trials)
    x = require.count("successes", successes, at_least=0)
    p = float(require.open_fraction("share", share))
    if x > n:
        raise ValueError(f"successes must be at most the {n} trials, got {x}")
    mode = min(n, int((n + 1) * p))
    limit = _binomial_log_pmf(x, n, p) + math.log(_EQUALLY_LIKELY)
    if _binomial_log_pmf(mode, n, p) <= limit:
        return 1.0
    if x > mode:
        above = x
        below = _first(lambda k: _binomial_log_pmf(k, n, p) > limit, 0, mode) - 1
    else:
        below = x
        above = _first(lambda k: _binomial_log_pmf(k, n, p) <= limit, mode, n + 1)
    lower = _binomial_tail(below, n, p, step=-1)
    return min(1.0, lower + _binomial_tail(above, n, p, step=1))


def zipf_probabilities(items: int, exponent: float) -> Floats:
    """Return the Zipf probability of each of ``items`` by rank, (items,), largest first.

    Definition: the probability of rank r is proportional to r**-``exponent``; together they sum to
    1. Raises ``ValueError`` if ``items`` is no whole number above 0 or ``exponent`` is negative.

    >>> zipf_probabilities(3, 1.0).round(3).tolist()
    [0.545, 0.273, 0.182]
    """
    ranks = np.arange(1, require.count("items", items) + 1, dtype=np.float64)
    weights = ranks ** -require.non_negative("exponent", exponent)
    return np.asarray(weights / weights.sum())


def _gamma_tails(value: float, shape: float) -> tuple[float, float]:
    """Return P and Q of the incomplete gamma function; the smaller one is computed directly."""
    x, a = float(require.non_negative("value", value)), float(require.positive("shape", shape))
    if a > _LARGEST_SHAPE:
        raise ValueError(f"shape must be at most {_LARGEST_SHAPE:.0e}, got {shape!r}")
    if x == 0:
        return 0.0, 1.0
    log_front = a * math.log(x) - x - math.lgamma(a + 1)
    if x < a + 1:
        lower = math.exp(log_front) * _lower_series(x, a)
        return lower, 1 - lower
    upper = a * math.exp(log_front) * _upper_fraction(x, a)
    return 1 - upper, upper


def _lower_series(x: float, a: float) -> float:
    """Return 1 + x / (a + 1) + x^2 / ((a + 1)(a + 2)) + ..."""
    term = total = 1.0
    step = a
    while term > _NEGLIGIBLE * total:
        step += 1
        term *= x / step
        total += term
    return total


def _upper_fraction(x: float, a: float) -> float:
    """Return 1 / (x + 1 - a - (1 - a) / (x + 3 - a - ...)), by Lentz's method."""
    b = x + 1 - a
    d = fraction = 1 / b
    c = math.inf
    i = 0
    while True:
        i += 1
        step = i * (a - i)
        b += 2
        d = 1 / (step * d + b)
        c = b + step / c
        fraction *= d * c
        if abs(d * c - 1) < 1e-15:
            return fraction


def _binomial_log_pmf(k: int, n: int, p: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return ways + k * math.log(p) + (n - k) * math.log1p(-p)


def _binomial_tail(start: int, n: int, p: float, *, step: int) -> float:
    """Return the probability of ``start`` and all outcomes beyond it, in the direction ``step``."""
    if not 0 <= start <= n:
        return 0.0
    k, odds = start, p / (1 - p)
    term = math.exp(_binomial_log_pmf(k, n, p))
    total = term
    while term > _NEGLIGIBLE * total and 0 <= k + step <= n:
        term *= (n - k) / (k + 1) * odds if step > 0 else k / (n - k + 1) / odds
        k += step
        total += term
    return total


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Return the first whole number of [low, high) from which on ``holds`` is true."""
    return low + bisect_left(range(low, high), True, key=holds)
