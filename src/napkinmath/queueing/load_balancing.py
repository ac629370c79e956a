"""Many servers with a queue each: which one to ask, and what asking a second one costs."""

import heapq
import math
from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require


def _draw(
    arrivals_per_s: float, service_s: float, servers: int, n: int, rng: np.random.Generator
) -> tuple[list[float], list[float]]:
    """Return Poisson arrival times and exponential service times of ``n`` requests."""
    require.generator("rng", rng)
    require.positive("arrivals_per_s", arrivals_per_s)
    require.positive("service_s", service_s)
    utilisation = arrivals_per_s * service_s / require.count("servers", servers)
    if not utilisation < 1:
        raise ValueError(f"utilisation must be below 1, got {utilisation:g}")
    gaps_s = rng.exponential(1 / arrivals_per_s, require.count("n", n))
    return gaps_s.cumsum().tolist(), rng.exponential(service_s, n).tolist()


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
    arrivals, services = _draw(arrivals_per_s, service_s, servers, n, rng)
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


@dataclass(frozen=True, slots=True)
class HedgedRun:
    """What a simulation of hedging saw: times to the first answer, (n,), and the load it added.

    ``extra_load`` is the share of server time spent on second copies, over that of first copies.
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
) -> HedgedRun:
    """Run ``n`` requests over blindly chosen servers, each asked again elsewhere after ``after_s``.

    With ``cancel`` a copy that still waits when the other is answered is never served; without,
    both are. Raises ``ValueError`` on a utilisation of 1 or more, fewer than two servers or a
    negative ``after_s``.

    >>> run = simulate_hedging(4.0, 1.0, servers=10, after_s=5.0, cancel=True, n=100,
    ...                        rng=np.random.default_rng(1))
    >>> run.extra_load < 0.2
    True
    """
    arrivals, _ = _draw(arrivals_per_s, service_s, servers, n, rng)
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
    return HedgedRun(np.array(answered) - np.array(arrivals), spent[1] / spent[0])


def hedged_extra_load(utilisation: float, share: float = 0.05) -> float:
    """Return the share of requests sent twice once the copies have slowed the servers down.

    Single servers chosen blindly, exponential services, no cancellation. The hedge is set to the
    time that a ``share`` of requests exceed *without* hedging; the copies raise the utilisation, so
    that more requests exceed it, and so on to a balance: e = share ** (1 - e u / (1 - u)). Raises
    ``ValueError`` where no balance exists, which is above ``hedging_limit(share)``.

    >>> round(hedged_extra_load(0.5), 4), round(hedged_extra_load(0.7), 3)
    (0.0598, 0.102)
    """
    require.open_fraction("utilisation", utilisation)
    require.open_fraction("share", share)
    if utilisation >= hedging_limit(share):
        raise ValueError(
            f"utilisation must be below {hedging_limit(share):.3f} for hedging after the slowest "
            f"{share} to settle, got {utilisation!r}"
        )
    extra = 0.0
    for _ in range(10_000):
        extra = share ** (1 - extra * utilisation / (1 - utilisation))
    return float(extra)


def hedging_limit(share: float = 0.05) -> float:
    """Return the utilisation from which hedging the slowest ``share`` feeds on itself.

    The balance of ``hedged_extra_load`` has a solution only while share * ln(1 / share) * odds is
    at most 1 / e, with odds = u / (1 - u). Raises ``ValueError`` on a share outside (0, 1).

    >>> round(hedging_limit(0.05), 3), round(hedging_limit(0.01), 3)
    (0.711, 0.889)
    """
    require.open_fraction("share", share)
    odds = 1 / (math.e * share * math.log(1 / share))
    return odds / (1 + odds)
