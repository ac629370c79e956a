"""Concentration of distances: closed forms for random points as dimensions grow.

Each law is of two independent random points. Its coefficient of variation, the standard deviation
over the mean, says how much nearer a neighbor can be than any other point.
"""

import math
from dataclasses import dataclass

import numpy as np

from napkinmath import require

#: Coefficients of the moments of the difference of two uniform numbers in [0, 1].
_FACTORS = [2 / (math.factorial(m) * (2 * m + 1) * (2 * m + 2)) for m in range(20)]
_LARGE = 1000  # dimensions beyond which gamma functions lose the digits that the spread needs


@dataclass(frozen=True, slots=True)
class DistanceMoments:
    """Mean and standard deviation of the distance of two random points. Definition."""

    mean: float
    sd: float

    @property
    def cv(self) -> float:
        """Coefficient of variation: the standard deviation over the mean."""
        return self.sd / self.mean


def gaussian_distance(dimensions: int) -> DistanceMoments:
    """Return the moments of the distance of two points drawn from a standard normal law.

    Definition: the distance is root two times a chi variable, so the mean is a ratio of gamma
    functions.
    Raises ``ValueError`` if ``dimensions`` is not a whole number above 0.

    >>> [round(gaussian_distance(d).cv, 4) for d in (2, 32, 768)]
    [0.5227, 0.1255, 0.0255]
    """
    d = require.count("dimensions", dimensions)
    if d > _LARGE:
        variance = 1 - 1 / (4 * d) - 1 / (8 * d**2) + 5 / (64 * d**3)
        return DistanceMoments(math.sqrt(2 * d - variance), math.sqrt(variance))
    mean = 2 * math.exp(math.lgamma((d + 1) / 2) - math.lgamma(d / 2))
    return DistanceMoments(mean, math.sqrt(2 * d - mean**2))


def sphere_distance(dimensions: int) -> DistanceMoments:
    """Return the moments of the distance of two uniform points on the unit sphere of R^d.

    Definition: independent unit vectors are orthogonal on average, so the mean square is 2. The
    relative spread nears 1/(2 sqrt d).
    Raises ``ValueError`` if ``dimensions`` is not a whole number above 0.

    >>> round(sphere_distance(3).mean, 4), round(sphere_distance(100).cv, 4)
    (1.3333, 0.0503)
    """
    d = require.count("dimensions", dimensions)
    if d == 1:
        return DistanceMoments(1.0, 1.0)  # two signs: alike or opposite
    if d > _LARGE:
        x = d / 2
        log_share = -(1 / x + 1 / (2 * x**2) + 17 / (96 * x**3)) / 16
        variance = -2 * math.expm1(2 * log_share)
        return DistanceMoments(math.sqrt(2 - variance), math.sqrt(variance))
    # math.gamma would overflow from d = 172 on; its logarithm does not.
    log_share = 2 * math.lgamma(d / 2) - math.lgamma(d / 2 - 0.25) - math.lgamma(d / 2 + 0.25)
    mean = math.sqrt(2) * math.exp(log_share)
    return DistanceMoments(mean, math.sqrt(2 - mean**2))


def cube_distance(dimensions: int) -> DistanceMoments:
    """Return the moments of the distance of two uniform points in the unit cube.

    The mean is an integral over one variable: E sqrt(S) is that of (1 - E exp(-S u^2)) / u^2 over
    u, divided by sqrt(pi), and for a sum S over dimensions the expectation is a power.
    Raises ``ValueError`` if ``dimensions`` is not a whole number above 0.
    Source: [weisstein-hypercube]

    >>> [round(cube_distance(d).mean, 10) for d in (1, 2, 3)]
    [0.3333333333, 0.5214054332, 0.6617071823]
    """
    d = require.count("dimensions", dimensions)
    nodes, weights = np.polynomial.legendre.leggauss(100)
    shares, weights = (nodes + 1) / 2, weights / 2
    # u runs over [0, 1] as it is, and over [1, infinity) as one over a share.
    near = [(1 - _transform(u) ** d) / u**2 for u in shares]
    far = [1 - _transform(1 / share) ** d for share in shares]
    mean = float(weights @ np.add(near, far)) / math.sqrt(math.pi)
    return DistanceMoments(mean, math.sqrt(d / 6 - mean**2))


def _transform(u: float) -> float:
    """Return E exp(-u^2 x^2) of the difference x of two uniform numbers in [0, 1]."""
    if u > 1:
        return math.sqrt(math.pi) * math.erf(u) / u + math.expm1(-(u**2)) / u**2
    # The same as a power series, because the digits of the closed form cancel near 0.
    return math.fsum(factor * (-u * u) ** m for m, factor in enumerate(_FACTORS))


def cosine_sd(dimensions: int) -> float:
    """Return the standard deviation of the cosine of two independent random directions.

    Definition. The mean is 0. The squares of the dimensions of a unit vector sum to 1 and are
    alike, so each is 1/d on average, and so is the squared cosine.
    Raises ``ValueError`` if ``dimensions`` is not a whole number above 0.

    >>> cosine_sd(768)
    0.036084391824351615
    """
    return 1 / math.sqrt(require.count("dimensions", dimensions))


def ball_share_of_cube(dimensions: int) -> float:
    """Return the share of the cube [-1, 1]^d that lies within distance 1 of its center. Definition.

    Raises ``ValueError`` if ``dimensions`` is not a whole number above 0.

    >>> round(ball_share_of_cube(2), 4), ball_share_of_cube(20) < 1e-7
    (0.7854, True)
    """
    d = require.count("dimensions", dimensions)
    return math.exp(d / 2 * math.log(math.pi) - math.lgamma(d / 2 + 1) - d * math.log(2))


def dimension_from_cv(cv: float, *, on_sphere: bool = False) -> float:
    """Return the dimension of random points whose distances vary by ``cv``.

    ``cv`` is the coefficient of variation. Definition: 1/(2 cv^2) for Gaussian points and 1/(4
    cv^2) for unit vectors (``on_sphere``), the inverse of the laws above for all but the smallest
    dimensions. The estimate uses all distances, most of which are not between neighbors.
    Raises ``ValueError`` if ``cv`` is not positive.

    >>> round(dimension_from_cv(gaussian_distance(100).cv), 1)
    99.8
    >>> round(dimension_from_cv(sphere_distance(100).cv, on_sphere=True), 1)
    98.9
    """
    return 1 / ((4 if on_sphere else 2) * require.positive("cv", cv) ** 2)
