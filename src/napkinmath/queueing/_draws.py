"""Random arrivals and services, as several simulations of queues draw them."""

import numpy as np

from napkinmath import require
from napkinmath.queueing._stable import refuse_overload


def draw(
    arrivals_per_s: float, service_s: float, servers: int, n: int, rng: np.random.Generator
) -> tuple[list[float], list[float]]:
    """Return Poisson arrival times and exponential service times of ``n`` requests."""
    require.generator("rng", rng)
    require.positive("arrivals_per_s", arrivals_per_s)
    require.positive("service_s", service_s)
    refuse_overload(arrivals_per_s * service_s / require.count("servers", servers))
    gaps_s = rng.exponential(1 / arrivals_per_s, require.count("n", n))
    return gaps_s.cumsum().tolist(), rng.exponential(service_s, n).tolist()
