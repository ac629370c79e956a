"""Spot diversification: capacity spread over pools that are preempted together.

A pool is one machine type in one zone, and is lost whole. One common factor moves all pools, as in
Vasicek's model of loan losses: in a bad hour every pool is more likely to be lost.
"""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.normal import normal_cdf, normal_quantile

Floats = npt.NDArray[np.float64]
#: Quadrature over the common factor: nodes, and how many standard deviations they span.
_NODES, _SPAN = 400, 9.0
#: Beyond this many pools the binomial coefficients leave the range of a float.
_MAX_POOLS = 1000


def _lost_pools(pools: int, loss_probability: float, correlation: float) -> Floats:
    """Return the probability that 0, 1 ... all pools are lost at once, shape (pools + 1,).

    Each is lost with ``loss_probability``, strictly between 0 and 1; ``correlation``, in [0, 1), is
    that of the latent normal variables of the pools, through one common factor.
    Raises ``ValueError`` on anything else, and on more than ``_MAX_POOLS``.
    Source: [pzacademy2020vasicek]

    >>> [round(p, 4) for p in _lost_pools(2, 0.1, 0.0).tolist()]
    [0.81, 0.18, 0.01]
    >>> round(float(_lost_pools(2, 0.1, 0.5)[2]), 4)
    0.0324
    """
    if require.count("pools", pools) > _MAX_POOLS:
        raise ValueError(f"pools must be {_MAX_POOLS} or fewer, got {pools!r}")
    require.open_fraction("loss_probability", loss_probability)
    if require.fraction("correlation", correlation) == 1:
        raise ValueError(f"correlation must be below 1, got {correlation!r}")
    factor, weights = _common_factor()
    threshold = normal_quantile(loss_probability)
    in_hour = (threshold - math.sqrt(correlation) * factor) / math.sqrt(1 - correlation)
    gone = np.array([normal_cdf(float(x)) for x in in_hour])
    lost = np.arange(pools + 1)
    ways = np.array([math.comb(pools, int(k)) for k in lost], dtype=np.float64)
    each = ways * gone[:, None] ** lost * (1 - gone[:, None]) ** (pools - lost)
    return np.asarray(weights @ each, dtype=np.float64)


@lru_cache(maxsize=1)
def _common_factor() -> tuple[Floats, Floats]:
    """Return points of a standard normal variable and their weights, each of shape (_NODES,)."""
    points, weights = np.polynomial.legendre.leggauss(_NODES)
    factor = _SPAN * points
    density = np.exp(-(factor**2) / 2) / math.sqrt(2 * math.pi)
    return factor, np.asarray(_SPAN * weights * density, dtype=np.float64)


def capacity_at_risk(
    pools: int, loss_probability: float, correlation: float, *, confidence: float = 0.99
) -> float:
    """Return the capacity at risk: the share whose loss is not exceeded with ``confidence``.

    Capacity is spread evenly over the ``pools``, each lost with ``loss_probability``, strictly
    between 0 and 1; ``correlation``, in [0, 1), is that of the latent normal variables of the
    pools, through one common factor. Raises ``ValueError`` on values out of range and on more than
    1,000 pools. Source: [pzacademy2020vasicek]

    >>> [capacity_at_risk(n, 0.05, 0.0) for n in (1, 4, 10)]
    [1.0, 0.5, 0.3]
    """
    require.open_fraction("confidence", confidence)
    below = np.cumsum(_lost_pools(pools, loss_probability, correlation))
    return int(np.argmax(below >= confidence - 1e-9)) / pools


def capacity_at_risk_limit(
    loss_probability: float, correlation: float, *, confidence: float = 0.99
) -> float:
    """Return the limit of ``capacity_at_risk`` for many pools, which no diversification removes.

    Raises ``ValueError`` as ``capacity_at_risk`` does. Source: [pzacademy2020vasicek]

    >>> round(capacity_at_risk_limit(0.01, 0.2, confidence=0.999), 4)
    0.1455
    """
    require.open_fraction("loss_probability", loss_probability)
    require.open_fraction("confidence", confidence)
    if require.fraction("correlation", correlation) == 1:
        raise ValueError(f"correlation must be below 1, got {correlation!r}")
    common = math.sqrt(correlation) * normal_quantile(confidence)
    z = (normal_quantile(loss_probability) + common) / math.sqrt(1 - correlation)
    return normal_cdf(z)


def effective_usd_per_hour(
    usd_per_hour: float, capacity_at_risk: float, *, unavailable: float = 0.0
) -> float:
    """Return the price of a unit an hour that remains after the loss of ``capacity_at_risk``.

    Definition: more units are rented, so that enough remain; ``inf`` if all capacity is at risk. A
    unit is paid while it runs, which it does not in the share ``unavailable`` of the hours.
    Raises ``ValueError`` on a negative rate and on shares outside [0, 1].

    >>> effective_usd_per_hour(3.0, 0.25), effective_usd_per_hour(3.0, 0.25, unavailable=0.1)
    (4.0, 3.6)
    """
    require.non_negative("usd_per_hour", usd_per_hour)
    left = 1 - require.fraction("capacity_at_risk", capacity_at_risk)
    paid = 1 - require.fraction("unavailable", unavailable)
    return usd_per_hour * paid / left if left > 0 else math.inf
