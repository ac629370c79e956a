"""Queues in equilibrium: Erlang's, Pollaczek and Khinchine's and Kingman's laws, and an exact FIFO.

The laws assume arrivals that do not slow down when the service does (an open loop).
"""

import heapq
import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from napkinmath import require


def _refuse_overload(utilisation: float) -> None:
    if not utilisation < 1:
        raise ValueError(
            f"utilisation must be below 1 for the queue to settle, got {float(utilisation):g}"
        )


def erlang_c(servers: int, offered_load: float) -> float:
    """Return the probability that an arrival finds all ``servers`` busy and has to wait.

    ``offered_load`` is the arrival rate times the mean service time (in erlangs). The recursion
    over servers never forms a factorial, so it is stable for any fleet size. Raises ``ValueError``
    on a negative load, on less than one server and on a load of ``servers`` or more.
    Source: [chromy2011erlang]

    >>> round(erlang_c(1, 0.8), 3), round(erlang_c(100, 80.0), 4)
    (0.8, 0.0196)
    """
    servers = require.count("servers", servers)
    load = float(require.non_negative("offered_load", offered_load))
    _refuse_overload(load / servers)
    blocking = 1.0
    for busy in range(1, servers + 1):
        blocking = load * blocking / (busy + load * blocking)
    return blocking / (1 - load / servers * (1 - blocking))


@dataclass(frozen=True, slots=True)
class MMc:
    """A queue with Poisson arrivals, exponential service and ``servers`` equal servers.

    ``arrivals_per_s`` is the mean arrival rate and ``service_s`` the mean time of one service.
    Raises ``ValueError`` on a rate or time that is not positive and on a utilisation of 1 or more.
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
    def utilisation(self) -> float:
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
        rate, spare = 1.0, float(self._spare_per_s * self.service_s)
        time = float(time_s / self.service_s)
        alone = math.exp(-rate * time)
        if math.isclose(spare, rate, rel_tol=1e-9):
            after_wait = alone * (1 + rate * time)
        else:
            after_wait = (spare * alone - rate * math.exp(-spare * time)) / (spare - rate)
        return 1 - (1 - self.p_wait) * alone - self.p_wait * after_wait

    def sojourn_quantile_s(self, q: float) -> float:
        """Return the time within which a share ``q`` of requests is answered."""
        require.open_fraction("q", q)
        low, high = 0.0, 1.0
        while self.sojourn_cdf(high * self.service_s) < q:
            low, high = high, 2 * high
        for _ in range(60):
            middle = (low + high) / 2
            if self.sojourn_cdf(middle * self.service_s) < q:
                low = middle
            else:
                high = middle
        return high * self.service_s


def simulate_fifo(
    arrival_s: npt.ArrayLike, service_s: npt.ArrayLike, servers: int
) -> npt.NDArray[np.float64]:
    """Return each request's wait before its service starts, (n,), first come first served.

    ``arrival_s`` (n,) holds the arrival times in ascending order and ``service_s`` (n,) the time
    that each request needs, or one time for all. Exact, in O(n log servers). Raises ``ValueError``
    on arrivals out of order, on a negative service time, on unequal shapes and on what is not
    finite.

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


def littles_law(arrivals_per_s: float, mean_time_s: float) -> float:
    """Return the mean number of requests in a system: rate times the *mean* time each spends in it.

    Raises ``ValueError`` on a negative rate or time. Source: [little1961proof]

    >>> littles_law(1e6, 0.003)
    3000.0
    """
    require.non_negative("arrivals_per_s", arrivals_per_s)
    require.non_negative("mean_time_s", mean_time_s)
    return arrivals_per_s * mean_time_s


def pollaczek_khinchine_s(utilisation: float, service_s: float, service_cv2: float) -> float:
    """Return the exact mean wait of one server with Poisson arrivals and any service times.

    ``service_s`` is the mean service time and ``service_cv2`` its squared coefficient of variation
    (0 constant, 1 exponential). Raises ``ValueError`` on a utilisation outside [0, 1) or a
    negative variation.

    >>> [round(pollaczek_khinchine_s(0.8, 1.0, cv2), 9) for cv2 in (0, 1, 4)]
    [2.0, 4.0, 10.0]
    """
    return kingman_s(utilisation, service_s, arrival_cv2=1.0, service_cv2=service_cv2)


def kingman_s(
    utilisation: float, service_s: float, *, arrival_cv2: float, service_cv2: float
) -> float:
    """Return the mean wait of one server by Kingman's heavy-traffic approximation.

    ``arrival_cv2`` and ``service_cv2`` are squared coefficients of variation of the gaps between
    arrivals and of the service times. Exact when arrivals are Poisson (``arrival_cv2`` 1). Raises
    ``ValueError`` on a utilisation outside [0, 1) or a negative variation.
    Source: [kingman1961single]

    >>> round(kingman_s(0.9, 1.0, arrival_cv2=1.0, service_cv2=1.0), 9)
    9.0
    """
    require.non_negative("utilisation", utilisation)
    _refuse_overload(utilisation)
    require.positive("service_s", service_s)
    require.non_negative("arrival_cv2", arrival_cv2)
    require.non_negative("service_cv2", service_cv2)
    return utilisation / (1 - utilisation) * (arrival_cv2 + service_cv2) / 2 * service_s


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
    _refuse_overload(utilisation)
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


def servers_needed(
    arrivals_per_s: float, service_s: float, *, wait_s: float, q: float = 0.99
) -> int:
    """Return the fewest servers of one shared queue whose wait stays within ``wait_s`` at ``q``.

    Raises ``ValueError`` on a rate, time or wait that is not positive.

    >>> servers_needed(1000.0, 0.01, wait_s=0.01)
    14
    """
    require.positive("wait_s", wait_s)
    require.open_fraction("q", q)
    servers = math.floor(require.positive("arrivals_per_s", arrivals_per_s) * service_s) + 1
    while MMc(arrivals_per_s, service_s, servers).wait_quantile_s(q) > wait_s:
        servers += 1
    return servers


def highest_utilisation(
    service_s: float, servers: int, *, sojourn_s: float, q: float = 0.99
) -> float:
    """Return the most utilisation of one shared queue that gets ``q`` done within ``sojourn_s``.

    Above it, the promise breaks. Raises ``ValueError`` if an idle service breaks it already, and on
    times that are not positive.

    >>> round(highest_utilisation(0.002, 16, sojourn_s=0.010), 3)
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
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        queue = MMc(middle * servers / service_s, service_s, servers)
        low, high = (middle, high) if queue.sojourn_cdf(sojourn_s) >= q else (low, middle)
    return low
