"""Interruptible capacity spread over pools that fail together more often than chance allows.

A pool is one kind of machine in one zone, and is lost whole. One common factor moves all of them,
as in the models of loan losses: in a bad hour every pool is likelier to go.
"""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]
_STANDARD = NormalDist()
#: Quadrature over the common factor: nodes, and how many standard deviations they span.
_NODES, _SPAN = 400, 9.0
#: Beyond this many pools the binomial coefficients leave the range of a float.
MOST_POOLS = 1000


def lost_pools(pools: int, loss_probability: float, correlation: float) -> Floats:
    """Return how likely it is that 0, 1 ... all pools are gone at once, shape (pools + 1,).

    Each is gone with ``loss_probability``, strictly between 0 and 1; ``correlation``, in [0, 1), is
    that of the hidden normal variables which decide it, a share of a factor common to all.
    Raises ``ValueError`` on anything else, and on more than ``MOST_POOLS``.
    Source: [pzacademy2020vasicek]

    >>> [round(p, 4) for p in lost_pools(2, 0.1, 0.0).tolist()]
    [0.81, 0.18, 0.01]
    >>> round(float(lost_pools(2, 0.1, 0.5)[2]), 4)
    0.0324
    """
    if require.count("pools", pools) > MOST_POOLS:
        raise ValueError(f"pools must be {MOST_POOLS} or fewer, got {pools!r}")
    require.open_fraction("loss_probability", loss_probability)
    if require.fraction("correlation", correlation) == 1:
        raise ValueError(f"correlation must be below 1, got {correlation!r}")
    factor, weights = _common_factor()
    threshold = _STANDARD.inv_cdf(loss_probability)
    in_hour = (threshold - math.sqrt(correlation) * factor) / math.sqrt(1 - correlation)
    gone = np.array([_STANDARD.cdf(float(x)) for x in in_hour])
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
    """Return the share of capacity, spread evenly, whose loss is not exceeded with ``confidence``.

    Raises ``ValueError`` unless the confidence is strictly between 0 and 1, and as ``lost_pools``.

    >>> [capacity_at_risk(n, 0.05, 0.0) for n in (1, 4, 10)]
    [1.0, 0.5, 0.3]
    """
    require.open_fraction("confidence", confidence)
    below = np.cumsum(lost_pools(pools, loss_probability, correlation))
    return int(np.argmax(below >= confidence - 1e-9)) / pools


def capacity_at_risk_of_many(
    loss_probability: float, correlation: float, *, confidence: float = 0.99
) -> float:
    """Return what ``capacity_at_risk`` tends to with more and more pools: what no spreading mends.

    Raises ``ValueError`` as ``capacity_at_risk`` does. Source: [pzacademy2020vasicek]

    >>> round(capacity_at_risk_of_many(0.01, 0.2, confidence=0.999), 4)
    0.1455
    """
    require.open_fraction("loss_probability", loss_probability)
    require.open_fraction("confidence", confidence)
    if require.fraction("correlation", correlation) == 1:
        raise ValueError(f"correlation must be below 1, got {correlation!r}")
    common = math.sqrt(correlation) * _STANDARD.inv_cdf(confidence)
    z = (_STANDARD.inv_cdf(loss_probability) + common) / math.sqrt(1 - correlation)
    return _STANDARD.cdf(z)


def dependable_usd_per_hour(usd_per_hour: float, at_risk: float, *, gone: float = 0.0) -> float:
    """Return what a unit costs an hour that is there after the loss of a share ``at_risk``.

    So many more units are rented that enough are left; ``inf`` if everything is at risk. A unit is
    paid while it is there, which it is not in a share ``gone`` of the hours.
    Raises ``ValueError`` on a negative rate and on shares outside [0, 1].

    >>> dependable_usd_per_hour(3.0, 0.25), dependable_usd_per_hour(3.0, 0.25, gone=0.1)
    (4.0, 3.6)
    """
    require.non_negative("usd_per_hour", usd_per_hour)
    left = 1 - require.fraction("at_risk", at_risk)
    paid = 1 - require.fraction("gone", gone)
    return usd_per_hour * paid / left if left > 0 else math.inf


def pools_needed(
    kept: float,
    loss_probability: float,
    correlation: float,
    *,
    confidence: float = 0.99,
    most: int = 64,
) -> int:
    """Return the fewest pools from which a share ``kept`` of capacity is left with ``confidence``.

    Raises ``LookupError`` if not even ``most`` pools reach it, as happens where they fail together,
    and ``ValueError`` on a share that is not strictly between 0 and 1 or as ``capacity_at_risk``.

    >>> pools_needed(0.7, 0.05, 0.0)
    7
    """
    require.open_fraction("kept", kept)
    for pools in range(1, require.count("most", most) + 1):
        at_risk = capacity_at_risk(pools, loss_probability, correlation, confidence=confidence)
        if at_risk <= 1 - kept + 1e-12:
            return pools
    limit = capacity_at_risk_of_many(loss_probability, correlation, confidence=confidence)
    raise LookupError(
        f"no number of pools up to {most} keeps {kept:.3g}: with very many, {1 - limit:.3g} is left"
    )
