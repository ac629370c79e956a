"""Load balancing over servers with a queue each: random dispatch and power of d choices."""

import math
from collections import deque

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.queueing._draws import draw
from napkinmath.queueing._stable import refuse_overload


def simulate_dispatch(
    arrivals_per_s: float,
    service_s: float,
    *,
    servers: int,
    choices: int,
    n: int,
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """Return the simulated times in the system of ``n`` requests, (n,), under power of d choices.

    A request samples ``choices`` servers at random (1: random dispatch; all of them: join the
    shortest queue) and joins the one with the fewest requests. The system starts empty. Raises
    ``ValueError`` on a utilization of 1 or more, or more choices than servers.
    Source: [mitzenmacher2001power]

    >>> rng = np.random.default_rng(1)
    >>> simulate_dispatch(8.0, 1.0, servers=10, choices=2, n=3, rng=rng).shape
    (3,)
    """
    arrivals, services = draw(arrivals_per_s, service_s, servers, n, rng)
    if require.count("choices", choices) > servers:
        raise ValueError(f"choices must be at most servers, {servers}, got {choices}")
    pending: list[deque[float]] = [deque() for _ in range(servers)]  # finish times, a queue each
    if choices == servers:
        sampled = np.argsort(rng.random((n, servers)), axis=1)
    else:
        sampled = rng.integers(servers, size=(n, choices))
    sojourns = np.empty(n)
    for number, (now, service) in enumerate(zip(arrivals, services, strict=True)):
        best, fewest = pending[0], math.inf
        for server in sampled[number].tolist():
            queue = pending[server]
            while queue and queue[0] <= now:
                queue.popleft()
            if len(queue) < fewest:
                best, fewest = queue, len(queue)
        finish = max(now, best[-1] if best else now) + service
        best.append(finish)
        sojourns[number] = finish - now
    return sojourns


def supermarket_mean_s(utilization: float, service_s: float, choices: int) -> float:
    """Return the mean time in the system under power of d choices, in the limit of many servers.

    A request joins the shortest queue of ``choices`` servers sampled at random; 1 is random
    dispatch. ``service_s`` is the mean of an exponential service. Raises
    ``ValueError`` on a utilization outside [0, 1) or less than one choice.
    Source: [mitzenmacher2001power]

    >>> [round(supermarket_mean_s(0.99, 1.0, choices), 4) for choices in (1, 2)]
    [100.0, 5.432]
    """
    require.non_negative("utilization", utilization)
    refuse_overload(utilization)
    require.positive("service_s", service_s)
    choices = require.count("choices", choices)
    if choices == 1:
        return service_s / (1 - utilization)
    total, exponent = 0.0, 0
    while True:
        term = float(utilization) ** exponent
        total += term
        exponent = choices * exponent + choices
        if exponent > 0 and float(utilization) ** exponent < 1e-17:
            return total * service_s
