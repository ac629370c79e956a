"""The standard normal distribution: its density, its distribution function and their inverse."""

from statistics import NormalDist

from napkinmath import require

_STANDARD = NormalDist()


def normal_pdf(z: float) -> float:
    """Return the density of the standard normal distribution at ``z``. Definition."""
    return _STANDARD.pdf(require.finite("z", z))


def normal_cdf(z: float) -> float:
    """Return the probability that a standard normal variable is at most ``z``. Definition.

    >>> round(normal_cdf(1.96), 3)
    0.975
    """
    return _STANDARD.cdf(require.finite("z", z))


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
