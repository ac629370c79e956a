"""Queues in equilibrium with several servers: Erlang's delay formula, M/M/c and Little's law.

The laws assume arrivals that do not slow down when the service does (an open loop).
"""

import math
from bisect import bisect_left
from dataclasses import dataclass, field

from napkinmath import require
from napkinmath._numerics import bisect, upper_bracket
from napkinmath.queueing._stable import refuse_overload


def erlang_c(servers: int, offered_load: float) -> float:
    """Return Erlang's delay probability: that an arrival finds all ``servers`` busy and waits.

    ``offered_load`` is the arrival rate times the mean service time (in erlangs). The recursion
    over servers never forms a factorial, so it is stable for any fleet size. Raises ``ValueError``
    on a negative load, on less than one server and on a load of ``servers`` or more.
    Source: [chromy2011erlang]

    >>> round(erlang_c(1, 0.8), 3), round(erlang_c(100, 80.0), 4)
    (0.8, 0.0196)
    """
    servers = require.count("servers", servers)
    load = float(require.non_negative("offered_load", offered_load))
    refuse_overload(load / servers)
    blocking = 1.0
    for busy in range(1, servers + 1):
        blocking = load * blocking / (busy + load * blocking)
    return blocking / (1 - load / servers * (1 - blocking))


@dataclass(frozen=True, slots=True)
class MMc:
    """The M/M/c queue: Poisson arrivals, exponential service and ``servers`` equal servers.

    ``arrivals_per_s`` is the mean arrival rate and ``service_s`` the mean time of one service.
    Raises ``ValueError`` on a rate or time that is not positive and on a utilization of 1 or more.
    Source: [chromy2011erlang]

    >>> queue = MMc(arrivals_per_s=80.0, service_s=0.01, servers=1)
    >>> round(queue.mean_wait_s, 6), round(queue.sojourn_quantile_s(0.99), 4)
    (0.04, 0.2303)
    """

    arrivals_per_s: float
    service_s: float
    servers: int
    p_wait: float = field(init=False)

    def __post_init__(self) -> None:
        require.positive("arrivals_per_s", self.arrivals_per_s)
        require.positive("service_s", self.service_s)
        load = float(self.arrivals_per_s * self.service_s)
        object.__setattr__(self, "p_wait", erlang_c(self.servers, load))

    @property
    def utilization(self) -> float:
        """The share of the time that a server is busy."""
        return float(self.arrivals_per_s * self.service_s) / self.servers

    @property
    def _spare_per_s(self) -> float:
        return self.servers / self.service_s - self.arrivals_per_s

    @property
    def mean_wait_s(self) -> float:
        """The mean time in the queue, over all arrivals, before service starts."""
        return self.p_wait / self._spare_per_s

    @property
    def mean_sojourn_s(self) -> float:
        """The mean time in the system, wait and service together."""
        return self.mean_wait_s + self.service_s

    @property
    def mean_waiting(self) -> float:
        """The mean number of requests in the queue, those in service not counted."""
        return float(self.arrivals_per_s * self.mean_wait_s)

    def wait_quantile_s(self, q: float) -> float:
        """Return the wait that a share ``q`` of arrivals does not exceed (0 if they never wait)."""
        require.open_fraction("q", q)
        if 1 - q >= self.p_wait:
            return 0.0 * self.service_s
        return math.log(self.p_wait / (1 - q)) / self._spare_per_s

    def sojourn_cdf(self, time_s: float) -> float:
        """Return the share of requests that are answered within ``time_s`` of their arrival."""
        require.non_negative("time_s", time_s)
        time = float(time_s / self.service_s)
        return -math.expm1(-time) - self.p_wait * self._late_by_waiting(time)

    def sojourn_quantile_s(self, q: float) -> float:
        """Return the time within which a share ``q`` of requests is answered."""
        late = 1 - require.open_fraction("q", q)

        def is_below(services: float) -> bool:
            return math.exp(-services) + self.p_wait * self._late_by_waiting(services) > late

        return bisect(is_below, 0.0, upper_bracket(is_below, 1.0)) * self.service_s

    def _late_by_waiting(self, time: float) -> float:
        """Return how much likelier a request that waits is to take over ``time`` mean services."""
        spare = float(self._spare_per_s * self.service_s)
        apart = abs(spare - 1)
        rest = -math.expm1(-apart * time) / apart if apart else time
        return math.exp(-min(1.0, spare) * time) * rest


def littles_law(arrivals_per_s: float, mean_time_s: float) -> float:
    """Return the mean number of requests in a system by Little's law: rate times *mean* time.

    Raises ``ValueError`` on a negative rate or time. Definition: Little's law, which holds for any
    system in equilibrium; checked by simulation.

    >>> littles_law(1e6, 0.003)
    3000.0
    """
    require.non_negative("arrivals_per_s", arrivals_per_s)
    require.non_negative("mean_time_s", mean_time_s)
    return arrivals_per_s * mean_time_s


def servers_for_wait(
    arrivals_per_s: float, service_s: float, *, wait_s: float, q: float = 0.99
) -> int:
    """Return the fewest servers of an M/M/c queue whose wait stays within ``wait_s`` at ``q``.

    ``q`` is the quantile of the wait. Raises ``ValueError`` on a rate, time or wait that is not
    positive and a ``q`` outside (0, 1). Source: [chromy2011erlang]

    >>> servers_for_wait(1000.0, 0.01, wait_s=0.01)
    14
    """
    require.positive("wait_s", wait_s)
    require.open_fraction("q", q)
    require.positive("service_s", service_s)
    fewest = math.floor(require.positive("arrivals_per_s", arrivals_per_s) * service_s) + 1

    def waits_long(more: int) -> bool:
        return MMc(arrivals_per_s, service_s, fewest + more).wait_quantile_s(q) > wait_s

    enough = 1
    while waits_long(enough):
        enough *= 2
    return fewest + bisect_left(range(enough), True, key=lambda more: not waits_long(more))


def highest_utilization(
    service_s: float, servers: int, *, sojourn_s: float, q: float = 0.99
) -> float:
    """Return the highest utilization of an M/M/c queue whose quantile ``q`` is within a deadline.

    ``sojourn_s`` is the deadline for wait and service together. Raises ``ValueError`` if an idle
    service misses it already, and on times that are not positive. Source: [chromy2011erlang]

    >>> round(highest_utilization(0.002, 16, sojourn_s=0.010), 3)
    0.873
    """
    require.positive("service_s", service_s)
    require.positive("sojourn_s", sojourn_s)
    require.open_fraction("q", q)
    require.count("servers", servers)
    alone_s = -math.log(1 - q) * service_s
    if not alone_s < sojourn_s:
        raise ValueError(
            f"sojourn_s must be above {alone_s!r}, what an idle service takes, got {sojourn_s!r}"
        )

    def meets_deadline(utilization: float) -> bool:
        queue = MMc(utilization * servers / service_s, service_s, servers)
        return queue.sojourn_cdf(sojourn_s) >= q

    return bisect(meets_deadline, 0.0, 1 - 1e-15)  # beyond, rounding may make the load a whole 1
