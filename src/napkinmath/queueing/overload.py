"""One service under overload: retries, retry budgets, queue limits, a breaker and a fallback.

The service is a queue before equal servers with exponential service times. Clients arrive at random
and do not slow down when the service does (an open loop). Each sends an attempt, waits for its
timeout, and tries again until it has an answer or its attempts are used up. The service does not
learn that a client has given up: it serves the attempt all the same.
"""

import numpy as np

from napkinmath import require
from napkinmath.queueing._events import FALLBACK, SUCCEEDED, Run, play
from napkinmath.queueing.retrying_service import Outage, QueuedService
from napkinmath.queueing.trace import Trace


def simulate_overload(
    service: QueuedService,
    arrivals_per_s: float,
    duration_s: float,
    rng: np.random.Generator,
    *,
    outage: Outage | None = None,
) -> Trace:
    """Simulate a service under Poisson arrivals event by event, and return the trace.

    Arrivals last for ``duration_s``; requests still open at the end are followed to their end.
    Raises ``ValueError`` on a rate or duration that is not positive, or if no request arrives.
    Definition; without retries and timeouts it is the M/M/c queue of ``MMc``.

    >>> calm = QueuedService(servers=4, service_s=0.002, client_timeout_s=0.02, queue_limit=100)
    >>> trace = simulate_overload(calm, 1000.0, 2.0, np.random.default_rng(1))
    >>> trace.between(0.0, 2.0).availability
    1.0
    """
    require.positive("arrivals_per_s", arrivals_per_s)
    require.positive("duration_s", duration_s)
    require.generator("rng", rng)
    count = int(rng.poisson(arrivals_per_s * duration_s))
    if count == 0:
        raise ValueError(f"duration_s must let a request arrive, got {duration_s!r}")
    arrivals = np.sort(rng.uniform(0, duration_s, count)).tolist()
    run = Run(service, arrivals, outage, rng)
    play(run)
    state = np.array(run.state)
    return Trace(
        arrival_s=np.array(arrivals),
        latency_s=np.array(run.ends) - np.array(arrivals),
        attempts=np.array(run.tries),
        succeeded=state == SUCCEEDED,
        fallback=state == FALLBACK,
    )
