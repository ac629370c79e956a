"""A queue with several servers, served first come first served, simulated exactly."""

import heapq
import math

import numpy as np
import numpy.typing as npt

from napkinmath import require


def simulate_fifo(
    arrival_s: npt.ArrayLike, service_s: npt.ArrayLike, servers: int
) -> npt.NDArray[np.float64]:
    """Return each request's wait in a FIFO queue with several servers, (n,), simulated exactly.

    ``arrival_s`` (n,) holds the arrival times in ascending order and ``service_s`` (n,) the time
    that each request needs, or one time for all. Exact, in O(n log servers). Raises ``ValueError``
    on arrivals out of order, on a negative service time, on unequal shapes and on what is not
    finite. Definition: the recursion of Kiefer and Wolfowitz; for one server, Lindley's.

    >>> simulate_fifo([0.0, 0.1, 0.2], [1.0, 1.0, 1.0], servers=2)
    array([0. , 0. , 0.8])
    """
    arrivals = require.finite_array("arrival_s", arrival_s, ndim=1)
    if np.ndim(service_s) == 0:
        service_s = np.broadcast_to(service_s, arrivals.shape)
    services = require.finite_array("service_s", service_s, ndim=1)
    servers = require.count("servers", servers)
    if arrivals.shape != services.shape:
        raise ValueError(
            f"service_s must have the shape of arrival_s, {arrivals.shape}, got {services.shape}"
        )
    if (services < 0).any():
        raise ValueError(f"service_s must be 0 or more, got {services.min():g}")
    if (np.diff(arrivals) < 0).any():
        raise ValueError(
            "arrival_s must be in ascending order, got an arrival before its forerunner"
        )
    free_at = [-math.inf] * servers
    starts = np.empty_like(arrivals)
    for number, (arrival, service) in enumerate(
        zip(arrivals.tolist(), services.tolist(), strict=True)
    ):
        start = max(arrival, free_at[0])
        heapq.heapreplace(free_at, start + service)
        starts[number] = start
    return starts - arrivals
