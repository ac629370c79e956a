"""The events of a simulated overload: arrivals, services, timeouts, retries and the breaker."""

import heapq
import math
from collections import deque

import numpy as np

from napkinmath.queueing.retrying_service import RETRY_BUCKET_TOKENS, Outage, QueuedService

#: What became of a request.
_OPEN, _GAVE_UP, SUCCEEDED, FALLBACK = 0, 1, 2, 3


class Run:
    """The state of a simulation, and what each event does to it."""

    def __init__(
        self,
        service: QueuedService,
        arrivals: list[float],
        outage: Outage | None,
        rng: np.random.Generator,
    ) -> None:
        self.service, self.outage, self.rng = service, outage, rng
        count = len(arrivals)
        self.arrivals, self.ends = arrivals, [math.nan] * count
        self.state, self.tries = [_OPEN] * count, [0] * count
        self.limit = math.inf if service.queue_limit is None else service.queue_limit
        self.queue: deque[tuple[float, int]] = deque()
        self.busy: list[tuple[float, float, int]] = []  # (finish, sent, request)
        self.timeouts: deque[tuple[float, int, int]] = deque()  # in order: one timeout for all
        self.retries: list[tuple[float, int]] = []
        self.tokens = RETRY_BUCKET_TOKENS
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
        if self.outage and self.outage.start_s <= now < self.outage.end_s:
            finish += self.outage.end_s - now
        heapq.heappush(self.busy, (finish, sent, request))

    def freeze(self) -> None:
        assert self.outage is not None
        pause_s = self.outage.duration_s
        self.busy[:] = [(end + pause_s, sent, request) for end, sent, request in self.busy]

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
        self.timeouts.append((now + self.service.client_timeout_s, request, self.tries[request]))

    def finish(self, now: float, sent: float, request: int) -> None:
        if self.state[request] == _OPEN and now <= sent + self.service.client_timeout_s:
            self.state[request], self.ends[request] = SUCCEEDED, now
            self.note(now, failed=False)
        service, max_wait_s = self.service, self.service.client_timeout_s
        if service.drop == "will_expire":
            max_wait_s -= service.service_margin * service.service_s
        take = self.queue.popleft if service.discipline == "fifo" else self.queue.pop
        while self.queue:
            waiting = take()
            if service.drop == "none" or waiting[0] + max_wait_s >= now:
                self.start(now, *waiting)
                break

    def fail(self, now: float, request: int) -> None:
        self.note(now, failed=True)
        service = self.service
        if self.tries[request] >= service.max_attempts:
            self.give_up(now, request)
            return
        if service.retry_budget_ratio is not None:
            if self.tokens < 1:
                self.give_up(now, request)
                return
            self.tokens -= 1
        longest = service.backoff_s * 2 ** (self.tries[request] - 1)
        heapq.heappush(self.retries, (now + longest * self.rng.random(), request))

    def give_up(self, now: float, request: int) -> None:
        fallback_s = self.service.fallback_s
        self.state[request] = _GAVE_UP if fallback_s is None else FALLBACK
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
        window_is_full = len(self.outcomes) == breaker.window
        if window_is_full and self.failures >= breaker.failure_threshold * breaker.window:
            self.trip(now)

    def trip(self, now: float) -> None:
        assert self.service.breaker is not None
        self.open_until = now + self.service.breaker.open_s
        self.outcomes.clear()
        self.failures, self.probes_sent, self.probes_good = 0, 0, 0


def play(run: Run) -> None:
    """Take the events in the order of time until none is left."""
    budget = run.service.retry_budget_ratio
    frozen_at = run.outage.start_s if run.outage else math.inf
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
            if run.state[request] == _OPEN and run.tries[request] == attempt:
                run.fail(now, request)
        elif now == retry:
            run.send(now, heapq.heappop(retries)[1])
        else:
            if budget is not None:
                run.tokens = min(RETRY_BUCKET_TOKENS, run.tokens + budget)
            run.send(now, upcoming)
            upcoming += 1
