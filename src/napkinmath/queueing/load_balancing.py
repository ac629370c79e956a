"""Many servers with a queue each: which one to ask, and what looking at a second one saves."""

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
    """Return the times in the system of ``n`` requests, (n,), sent to the shortest of a few queues.

    A request looks at ``choices`` servers taken at random (1: blind; all of them: join the shortest
    queue) and joins the one with the fewest requests. The system starts empty. Raises
    ``ValueError`` on a utilisation of 1 or more, or more choices than servers.
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
        looked_at = np.argsort(rng.random((n, servers)), axis=1)
    else:
        looked_at = rng.integers(servers, size=(n, choices))
    sojourns = np.empty(n)
    for number, (now, service) in enumerate(zip(arrivals, services, strict=True)):
        best, fewest = pending[0], math.inf
        for server in looked_at[number].tolist():
            queue = pending[server]
            while queue and queue[0] <= now:
                queue.popleft()
            if len(queue) < fewest:
                best, fewest = queue, len(queue)
        finish = max(now, best[-1] if best else now) + service
        best.append(finish)
        sojourns[number] = finish - now
    return sojourns


def supermarket_mean_s(utilisation: float, service_s: float, choices: int) -> float:
    """Return the mean time in the system when each request joins the shortest of a few queues.

    The limit of many single servers: a request looks at ``choices`` servers taken at random; 1 is
    blind random dispatch. ``service_s`` is the mean of an exponential service. Raises
    ``ValueError`` on a utilisation outside [0, 1) or less than one choice.
    Source: [mitzenmacher2001power]

    >>> [round(supermarket_mean_s(0.99, 1.0, choices), 4) for choices in (1, 2)]
    [100.0, 5.432]
    """
    require.non_negative("utilisation", utilisation)
    refuse_overload(utilisation)
    require.positive("service_s", service_s)
    choices = require.count("choices", choices)
    if choices == 1:
        return service_s / (1 - utilisation)
    total, exponent = 0.0, 0
    while True:
        term = float(utilisation) ** exponent
        total += term
        exponent = choices * exponent + choices
        if exponent > 0 and float(utilisation) ** exponent < 1e-17:
            return total * service_s
