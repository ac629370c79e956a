"""The standard normal distribution: its density, its distribution function and their inverse."""

import math
from statistics import NormalDist

from napkinmath import require

_STANDARD = NormalDist()


def normal_pdf(z: float) -> float:
    """Return the density of the standard normal distribution at ``z``. Definition."""
    return _STANDARD.pdf(require.finite("z", z))


def normal_cdf(z: float) -> float:
    """Return the probability that a standard normal variable is at most ``z``. Definition.

    Exact far out in the lower tail too, where 1 - ``normal_sf`` would be 0.

    >>> round(normal_cdf(1.96), 3)
    0.975
    """
    return 0.5 * math.erfc(-require.finite("z", z) / math.sqrt(2))


def normal_sf(z: float) -> float:
    """Return the probability that a standard normal variable exceeds ``z``. Definition.

    The survival function, exact far out in the upper tail, where 1 - ``normal_cdf`` would be 0.

    >>> round(normal_sf(1.96), 3)
    0.025
    """
    return 0.5 * math.erfc(require.finite("z", z) / math.sqrt(2))


def normal_quantile(p: float) -> float:
    """Return the value below which a standard normal variable lies with probability ``p``.

    Definition; the inverse of ``normal_cdf``. Raises ``ValueError`` on ``p`` outside (0, 1).

    >>> round(normal_quantile(0.975), 2)
    1.96
    """
    return _STANDARD.inv_cdf(require.open_fraction("p", p))


def two_sided_z(confidence: float) -> float:
    """Return the z that a standard normal variable exceeds in size with 1 - ``confidence``.

    Definition: half the width of a normal interval in standard errors. Raises ``ValueError`` on a
    ``confidence`` outside (0, 1).

    >>> round(two_sided_z(0.95), 2)
    1.96
    """
    return normal_quantile(0.5 + require.open_fraction("confidence", confidence) / 2)


def critical_z(alpha: float) -> float:
    """Return the z that a standard normal variable exceeds in size with probability ``alpha``.

    Definition: the critical value of a two-sided test at significance ``alpha``; unlike
    ``two_sided_z(1 - alpha)`` it does not round a small ``alpha`` away. Raises ``ValueError`` on an
    ``alpha`` outside (0, 1).

    >>> round(critical_z(0.05), 2)
    1.96
    """
    return -normal_quantile(require.open_fraction("alpha", alpha) / 2)
