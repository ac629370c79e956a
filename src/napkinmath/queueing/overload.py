"""One service under overload: retries, retry budgets, queue limits, a breaker and a fallback.

The service is a queue before ``servers`` equal servers with exponential service times. Callers
arrive at random and do not slow down when the service does (an open loop). Each sends an attempt,
waits ``timeout_s`` for it, and tries again until it has an answer or its attempts are used up. The
service does not learn that a caller has given up: it serves the attempt all the same.
"""

import heapq
import math
from collections import deque
from dataclasses import dataclass
from typing import Literal

import numpy as np

from napkinmath import require
from napkinmath.queueing.trace import Trace

#: Retries that callers may save up before they need them.
BUCKET_TOKENS = 20.0

_FIRST, _GAVE_UP, _ANSWERED, _FALLBACK = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Breaker:
    """A circuit breaker that all callers share.

    It opens when ``failure_share`` of the last ``window`` attempts failed; while it is open, for
    ``open_s``, no attempt is sent. Then ``probes`` attempts are let through: if all succeed it
    closes, if one fails it opens again. Raises ``ValueError`` on values out of range.
    """

    window: int = 100
    failure_share: float = 0.5
    open_s: float = 0.1
    probes: int = 5

    def __post_init__(self) -> None:
        require.count("window", self.window)
        require.open_fraction("failure_share", self.failure_share)
        require.positive("open_s", self.open_s)
        require.count("probes", self.probes)


@dataclass(frozen=True, slots=True)
class Service:
    """A service, how it queues, and how its callers insist.

    ``queue_limit`` attempts may wait (one more is refused at once); ``None`` is no limit. ``order``
    serves the ``"oldest"`` or the ``"newest"`` first. ``drop`` says what is thrown away unserved
    when its turn comes: nothing (``"none"``), attempts whose caller has given up (``"expired"``),
    or those with less than ``service_margin`` mean services left too (``"hopeless"``). ``attempts``
    is the number of tries a caller makes in all; before each retry it waits a random time of up to
    ``backoff_s``, doubled with each try. ``retry_ratio`` caps retries at that share of requests (a
    bucket of 20 tokens, shared by all callers, filled by each request). With ``fallback_s`` a
    caller that gives up gets a lesser answer after that time. Raises ``ValueError`` on values out
    of range.

    >>> Service(servers=8, service_s=0.002, timeout_s=0.01, queue_limit=40).capacity_per_s
    4000.0
    """

    servers: int
    service_s: float
    timeout_s: float
    queue_limit: int | None = None
    order: Literal["oldest", "newest"] = "oldest"
    drop: Literal["none", "expired", "hopeless"] = "none"
    service_margin: float = 3.0
    attempts: int = 1
    backoff_s: float = 0.0
    retry_ratio: float | None = None
    breaker: Breaker | None = None
    fallback_s: float | None = None

    def __post_init__(self) -> None:
        require.count("servers", self.servers)
        require.positive("service_s", self.service_s)
        require.positive("timeout_s", self.timeout_s)
        if self.queue_limit is not None:
            require.count("queue_limit", self.queue_limit, at_least=0)
        require.one_of("order", self.order, ["oldest", "newest"])
        require.one_of("drop", self.drop, ["none", "expired", "hopeless"])
        require.non_negative("service_margin", self.service_margin)
        require.count("attempts", self.attempts)
        require.non_negative("backoff_s", self.backoff_s)
        if self.retry_ratio is not None:
            require.non_negative("retry_ratio", self.retry_ratio)
        if self.fallback_s is not None:
            require.non_negative("fallback_s", self.fallback_s)

    @property
    def capacity_per_s(self) -> float:
        """The attempts that all servers together finish in a second."""
        return self.servers / self.service_s


@dataclass(frozen=True, slots=True)
class Stall:
    """A pause of all servers from ``start_s`` for ``length_s``; what is being served waits too."""

    start_s: float
    length_s: float

    def __post_init__(self) -> None:
        require.non_negative("start_s", self.start_s)
        require.positive("length_s", self.length_s)


class _Run:
    """The state of a simulation, and what each event does to it."""

    def __init__(
        self, service: Service, arrivals: list[float], stall: Stall | None, rng: np.random.Generator
    ) -> None:
        self.service, self.stall, self.rng = service, stall, rng
        count = len(arrivals)
        self.arrivals, self.ends = arrivals, [math.nan] * count
        self.state, self.tries = [_FIRST] * count, [0] * count
        self.limit = math.inf if service.queue_limit is None else service.queue_limit
        self.queue: deque[tuple[float, int]] = deque()
        self.busy: list[tuple[float, float, int]] = []  # (finish, sent, request)
        self.timeouts: deque[tuple[float, int, int]] = deque()  # in order: one timeout for all
        self.retries: list[tuple[float, int]] = []
        self.tokens = BUCKET_TOKENS
        self.draws: list[float] = []
        self.outcomes: deque[bool] = deque(maxlen=service.breaker.window if service.breaker else 1)
        self.failures = 0
        self.open_until, self.probes_sent, self.probes_good = -math.inf, -1, 0

    def exponential(self) -> float:
        if not self.draws:
            self.draws = self.rng.exponential(self.service.service_s, 4096).tolist()
        return self.draws.pop()

    def start(self, now: float, sent: float, request: int) -> None:
        finish = now + self.exponential()
        if self.stall and self.stall.start_s <= now < self.stall.start_s + self.stall.length_s:
            finish += self.stall.start_s + self.stall.length_s - now
        heapq.heappush(self.busy, (finish, sent, request))

    def freeze(self) -> None:
        assert self.stall is not None
        self.busy[:] = [(end + self.stall.length_s, sent, who) for end, sent, who in self.busy]

    def send(self, now: float, request: int) -> None:
        if self.service.breaker and not self.breaker_lets_through(now):
            self.give_up(now, request)
            return
        self.tries[request] += 1
        if len(self.busy) < self.service.servers:
            self.start(now, now, request)
        elif len(self.queue) < self.limit:
            self.queue.append((now, request))
        else:
            self.fail(now, request)
            return
        self.timeouts.append((now + self.service.timeout_s, request, self.tries[request]))

    def finish(self, now: float, sent: float, request: int) -> None:
        if self.state[request] == _FIRST and now <= sent + self.service.timeout_s:
            self.state[request], self.ends[request] = _ANSWERED, now
            self.note(now, failed=False)
        service, patience = self.service, self.service.timeout_s
        if service.drop == "hopeless":
            patience -= service.service_margin * service.service_s
        take = self.queue.popleft if service.order == "oldest" else self.queue.pop
        while self.queue:
            waiting = take()
            if service.drop == "none" or waiting[0] + patience >= now:
                self.start(now, *waiting)
                break

    def fail(self, now: float, request: int) -> None:
        self.note(now, failed=True)
        service = self.service
        if self.tries[request] >= service.attempts:
            self.give_up(now, request)
            return
        if service.retry_ratio is not None:
            if self.tokens < 1:
                self.give_up(now, request)
                return
            self.tokens -= 1
        longest = service.backoff_s * 2 ** (self.tries[request] - 1)
        heapq.heappush(self.retries, (now + longest * self.rng.random(), request))

    def give_up(self, now: float, request: int) -> None:
        fallback_s = self.service.fallback_s
        self.state[request] = _GAVE_UP if fallback_s is None else _FALLBACK
        self.ends[request] = now + (fallback_s or 0.0)

    def breaker_lets_through(self, now: float) -> bool:
        breaker = self.service.breaker
        assert breaker is not None
        if now < self.open_until:
            return False
        if self.probes_sent < 0:
            return True
        self.probes_sent += 1
        return self.probes_sent <= breaker.probes

    def note(self, now: float, *, failed: bool) -> None:
        breaker = self.service.breaker
        if breaker is None or now < self.open_until:
            return
        if self.probes_sent >= 0:
            self.probes_good += not failed
            if failed:
                self.trip(now)
            elif self.probes_good >= breaker.probes:
                self.probes_sent = -1
            return
        if len(self.outcomes) == breaker.window:
            self.failures -= self.outcomes[0]
        self.outcomes.append(failed)
        self.failures += failed
        full = len(self.outcomes) == breaker.window
        if full and self.failures >= breaker.failure_share * breaker.window:
            self.trip(now)

    def trip(self, now: float) -> None:
        assert self.service.breaker is not None
        self.open_until = now + self.service.breaker.open_s
        self.outcomes.clear()
        self.failures, self.probes_sent, self.probes_good = 0, 0, 0


def simulate(
    service: Service,
    arrivals_per_s: float,
    duration_s: float,
    rng: np.random.Generator,
    *,
    stall: Stall | None = None,
) -> Trace:
    """Run ``service`` under Poisson arrivals for ``duration_s``, event by event, and trace it.

    Requests still open at the end are followed to their end. Raises ``ValueError`` on a rate or
    duration that is not positive, or if no request arrives.

    >>> calm = Service(servers=4, service_s=0.002, timeout_s=0.02, queue_limit=100)
    >>> trace = simulate(calm, 1000.0, 2.0, np.random.default_rng(1))
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
    run = _Run(service, arrivals, stall, rng)
    _play(run)
    state = np.array(run.state)
    return Trace(
        arrival_s=np.array(arrivals),
        latency_s=np.array(run.ends) - np.array(arrivals),
        attempts=np.array(run.tries),
        answered=state == _ANSWERED,
        fallback=state == _FALLBACK,
    )


def _play(run: _Run) -> None:
    """Take the events in the order of time until none is left."""
    ratio = run.service.retry_ratio
    frozen_at = run.stall.start_s if run.stall else math.inf
    arrivals, upcoming = [*run.arrivals, math.inf], 0
    busy, timeouts, retries = run.busy, run.timeouts, run.retries
    while True:
        arrival = arrivals[upcoming]
        finish = busy[0][0] if busy else math.inf
        timeout = timeouts[0][0] if timeouts else math.inf
        retry = retries[0][0] if retries else math.inf
        now = min(arrival, finish, timeout, retry)
        if now == math.inf:
            return
        if now >= frozen_at:
            frozen_at = math.inf
            run.freeze()
        elif now == finish:
            run.finish(*heapq.heappop(busy))
        elif now == timeout:
            _, request, attempt = timeouts.popleft()
            if run.state[request] == _FIRST and run.tries[request] == attempt:
                run.fail(now, request)
        elif now == retry:
            run.send(now, heapq.heappop(retries)[1])
        else:
            if ratio is not None:
                run.tokens = min(BUCKET_TOKENS, run.tokens + ratio)
            run.send(now, upcoming)
            upcoming += 1
