"""Hedged requests: what asking a second server saves, and the load that the copies add."""

import heapq
import math
from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import bisect
from napkinmath.queueing._draws import draw
from napkinmath.queueing._quantile import quantile_s
from napkinmath.queueing.tail_latency import Stage


@dataclass(frozen=True, slots=True)
class HedgedStage:
    """A stage with hedged requests: sent again after ``after_s`` without an answer.

    The first answer counts. ``extra_load`` is the share of requests sent twice, *before* the copies
    slow the servers down: ``simulate_hedging`` adds that feedback.
    """

    stage: Stage
    after_s: float
    extra_load: float

    def cdf(self, time_s: float) -> float:
        """Return the share of requests answered within ``time_s`` of the first sending."""
        late = 1 - self.stage.cdf(time_s)
        if time_s > self.after_s:
            late *= 1 - self.stage.cdf(time_s - self.after_s)
        return 1 - late

    def quantile_s(self, q: float) -> float:
        """Return the time within which a share ``q`` of requests has an answer."""
        return quantile_s(self.cdf, q, scale_s=self.after_s)


def hedge(stage: Stage, *, after_q: float = 0.95) -> HedgedStage:
    """Return the stage with a hedge for requests slower than the quantile ``after_q`` of ``stage``.

    The two copies are independent, and the model leaves out the load that the copies add. Raises
    ``ValueError`` on a quantile outside (0, 1). Source: [dean2013tail]

    >>> from napkinmath.queueing.tail_latency import LogNormal
    >>> hedged = hedge(LogNormal(0.002, 0.020), after_q=0.95)
    >>> round(hedged.extra_load, 3), round(hedged.quantile_s(0.999), 4)
    (0.05, 0.0183)
    """
    after_s = stage.quantile_s(require.open_fraction("after_q", after_q))
    return HedgedStage(stage, after_s, extra_load=1 - after_q)


@dataclass(frozen=True, slots=True)
class HedgingRun:
    """The result of a simulation of hedging: times to the first answer, (n,), and the extra load.

    ``extra_load`` is the server time of second copies over that of first copies.
    """

    latency_s: npt.NDArray[np.float64]
    extra_load: float


def simulate_hedging(
    arrivals_per_s: float,
    service_s: float,
    *,
    servers: int,
    after_s: float,
    cancel: bool,
    n: int,
    rng: np.random.Generator,
) -> HedgingRun:
    """Simulate ``n`` requests over servers chosen at random, with a hedge after ``after_s``.

    The second copy goes to another server. With ``cancel`` a copy that still waits when the other
    is answered is never served; without, both are. Raises ``ValueError`` on a utilization of 1 or
    more, fewer than two servers or a negative ``after_s``. Definition; the hedged request is that
    of [dean2013tail].

    >>> run = simulate_hedging(4.0, 1.0, servers=10, after_s=5.0, cancel=True, n=100,
    ...                        rng=np.random.default_rng(1))
    >>> run.extra_load < 0.2
    True
    """
    arrivals, _ = draw(arrivals_per_s, service_s, servers, n, rng)
    require.count("servers", servers, at_least=2)
    require.non_negative("after_s", after_s)
    first = rng.integers(servers, size=n).tolist()
    second = rng.integers(1, servers, size=n).tolist()
    needs = rng.exponential(service_s, size=(2, n)).tolist()
    queues: list[deque[tuple[int, int]]] = [deque() for _ in range(servers)]
    busy = [False] * servers
    finishes: list[tuple[float, int, int, int]] = []  # (time, server, request, copy)
    answered = [math.nan] * n
    spent = [0.0, 0.0]

    def serve_next(now: float, server: int) -> None:
        while queues[server]:
            request, copy = queues[server].popleft()
            if cancel and answered[request] <= now:
                continue
            spent[copy] += needs[copy][request]
            busy[server] = True
            heapq.heappush(finishes, (now + needs[copy][request], server, request, copy))
            return
        busy[server] = False

    arriving, hedging = 0, 0  # timers run out in the order of arrivals
    while arriving < n or hedging < n or finishes:
        arrival = arrivals[arriving] if arriving < n else math.inf
        timer = arrivals[hedging] + after_s if hedging < n else math.inf
        finish = finishes[0][0] if finishes else math.inf
        now = min(arrival, timer, finish)
        if now == finish:
            _, server, request, _ = heapq.heappop(finishes)
            if math.isnan(answered[request]):
                answered[request] = now
            serve_next(now, server)
            continue
        if now == arrival:
            request, copy, server, arriving = arriving, 0, first[arriving], arriving + 1
        else:
            request, copy, hedging = hedging, 1, hedging + 1
            server = (first[request] + second[request]) % servers
            if answered[request] <= now:
                continue
        queues[server].append((request, copy))
        if not busy[server]:
            serve_next(now, server)
    return HedgingRun(np.array(answered) - np.array(arrivals), spent[1] / spent[0])


def hedged_extra_load(utilization: float, hedged_share: float = 0.05) -> float:
    """Return the extra load of hedging in equilibrium: the share of requests sent twice.

    Single servers chosen at random, exponential services, no cancellation. The hedge is set to the
    time that ``hedged_share`` of the requests exceed *without* hedging. The copies raise the
    utilization, so more requests exceed that time, up to the equilibrium
    e = hedged_share ** (1 - e u / (1 - u)). Raises ``ValueError`` where there is none, which is at
    ``hedging_limit(hedged_share)`` and above. Definition; checked by ``simulate_hedging``.

    >>> round(hedged_extra_load(0.5), 4), round(hedged_extra_load(0.7), 3)
    (0.0598, 0.102)
    """
    require.open_fraction("utilization", utilization)
    limit = hedging_limit(hedged_share)
    if utilization >= limit:
        raise ValueError(
            f"utilization must be below {limit:.3f} for hedging after the slowest "
            f"{hedged_share} to settle, got {utilization!r}"
        )
    odds = utilization / (1 - utilization)
    # The copies exceed e from 0 up to the equilibrium, and not at the largest one there can be.
    return bisect(lambda e: hedged_share ** (1 - e * odds) > e, 0.0, math.e * hedged_share)


def hedging_limit(hedged_share: float = 0.05) -> float:
    """Return the utilization from which hedging the slowest ``hedged_share`` amplifies itself.

    The equilibrium of ``hedged_extra_load`` exists only while hedged_share * ln(1 / hedged_share) *
    odds is at most 1 / e, with odds = u / (1 - u). Raises ``ValueError`` on a share outside
    (0, 1 / e). Definition; checked by ``simulate_hedging``.

    >>> round(hedging_limit(0.05), 3), round(hedging_limit(0.01), 3)
    (0.711, 0.889)
    """
    require.open_fraction("hedged_share", hedged_share)
    if hedged_share >= 1 / math.e:  # the queues would overflow before the limit
        raise ValueError(f"hedged_share must be below 1 / e, 0.368, got {hedged_share!r}")
    odds = 1 / (math.e * hedged_share * math.log(1 / hedged_share))
    return odds / (1 + odds)
