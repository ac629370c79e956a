"""Retries: how they multiply attempts, and the load from which a retry storm sustains itself."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require

_STEPS = 2000  # of the timeout, in the integral over waiting times


def retry_amplification(attempts: int, layers: int) -> int:
    """Return the attempts at the lowest layer for one request, when every attempt fails.

    Each of ``layers`` makes ``attempts`` in all. Raises ``ValueError`` on less than one attempt or
    layer. Source: [beyer2016cascading]

    >>> retry_amplification(4, 3)
    64
    """
    return int(require.count("attempts", attempts) ** require.count("layers", layers))


def throttle_probability(requests: float, accepts: float, multiplier: float = 2.0) -> float:
    """Return the share of requests that a client with adaptive throttling drops before sending.

    ``requests`` and ``accepts`` are counts over a sliding window; the client sends up to
    ``multiplier`` times what the backend accepts. Raises ``ValueError`` on negative counts, on more
    accepts than requests and on a multiplier below 1. Source: [beyer2016overload]

    >>> round(throttle_probability(200, 50), 4), throttle_probability(100, 60)
    (0.4975, 0.0)
    """
    require.non_negative("requests", requests)
    require.non_negative("accepts", accepts)
    if accepts > requests:
        raise ValueError(f"accepts must be at most requests, {requests!r}, got {accepts!r}")
    if not require.positive("multiplier", multiplier) >= 1:
        raise ValueError(f"multiplier must be 1 or more, got {multiplier!r}")
    return max(0.0, float((requests - multiplier * accepts) / (requests + 1)))


def safe_utilization(attempts: float) -> float:
    """Return the utilization by first attempts above which a retry storm sustains itself.

    In a queue that is longer than the client timeout every attempt is answered too late, so each
    request makes all its ``attempts``, and the queue stays full once that load exceeds capacity.
    A mean number of attempts is allowed: 1.1 for a retry budget of 10%. Raises ``ValueError`` on
    less than one attempt. Source: [bronson2021metastable]

    >>> safe_utilization(4), round(safe_utilization(1.1), 2)
    (0.25, 0.91)
    """
    if not require.positive("attempts", attempts) >= 1:
        raise ValueError(f"attempts must be 1 or more, got {attempts!r}")
    return 1 / float(attempts)


def recovers(utilization: float, threshold: float) -> bool:
    """Return whether a service at ``utilization`` recovers from any outage.

    ``threshold`` is the utilization from which a retry storm sustains itself: ``safe_utilization``
    or ``RetryEquilibrium.metastable_from``. Raises ``ValueError`` on values that are negative or
    not finite. Definition.

    >>> recovers(0.2, safe_utilization(4)), recovers(0.3, safe_utilization(4))
    (True, False)
    """
    require.non_negative("utilization", utilization)
    return utilization < require.non_negative("threshold", threshold)


@dataclass(frozen=True, slots=True)
class RetryEquilibrium:
    """The states in which the retries of a service balance the failures that cause them.

    All arrays have shape (n,). At ``utilization[i]`` by first attempts the servers can receive
    ``attempt_load[i]`` times their capacity in attempts, and ``success_rate[i]`` is the share of
    *requests* that get an answer. Where the curve folds back, one utilization has several states.
    Definition; ``retry_equilibrium`` computes it.
    """

    attempt_load: npt.NDArray[np.float64]
    utilization: npt.NDArray[np.float64]
    success_rate: npt.NDArray[np.float64]

    @property
    def metastable_from(self) -> float:
        """The lowest utilization at which a retry storm sustains itself, ``inf`` if there is none.

        It is the lowest point of the curve beyond the fold.
        """
        falls = np.flatnonzero(np.diff(self.utilization) < 0)
        return float(self.utilization[falls[0] :].min()) if falls.size else math.inf


def retry_equilibrium(
    *,
    servers: int,
    service_s: float,
    client_timeout_s: float,
    queue_limit: int,
    max_attempts: int,
    points: int = 400,
) -> RetryEquilibrium:
    """Return the equilibria of an M/M/c queue with a limit whose clients time out and retry.

    For each rate of attempts, taken as Poisson, the queue gives the share that succeed. That share
    gives the attempts of a request, and so the rate of requests behind the rate of attempts. The
    service drops nothing and has no retry budget and no circuit breaker. ``points`` is the number
    of rates. Raises ``ValueError`` on times that are not positive and counts that are not whole.
    Definition; checked by ``simulate_overload``.

    >>> service = {"servers": 16, "service_s": 0.002, "client_timeout_s": 0.01, "max_attempts": 4}
    >>> round(retry_equilibrium(**service, queue_limit=400).metastable_from, 2)
    0.26
    >>> retry_equilibrium(**service, queue_limit=16).metastable_from
    inf
    """
    require.count("max_attempts", max_attempts)
    require.count("points", points, at_least=3)
    # In time or not, by the number that an attempt finds inside; when full, it is rejected.
    waiting = _on_time_probabilities(servers, service_s, client_timeout_s, queue_limit)
    served_at_once = -math.expm1(-client_timeout_s / service_s)
    success = np.concatenate([np.full(servers, served_at_once), waiting, [0.0]])
    # How often it finds how many, for each rate of attempts (the logarithm: no overflow).
    attempt_load = np.linspace(0, max_attempts, points + 1)[1:]
    inside = np.arange(servers + queue_limit + 1)
    in_service = np.minimum(inside, servers)
    log_ways = np.array([math.lgamma(count + 1) for count in in_service])
    log_ways += (inside - in_service) * math.log(servers)
    log_state = np.log(attempt_load * servers)[:, None] * inside - log_ways
    state = np.exp(log_state - log_state.max(axis=1, keepdims=True))
    failure_rate = 1 - state @ success / state.sum(axis=1)
    # Attempts a request, from the share that fail; so the requests behind the rate.
    attempts = np.add.reduce([failure_rate**tried for tried in range(max_attempts)])
    return RetryEquilibrium(attempt_load, attempt_load / attempts, 1 - failure_rate**max_attempts)


def _on_time_probabilities(
    servers: int, service_s: float, client_timeout_s: float, queue_limit: int
) -> npt.NDArray[np.float64]:
    """Return the share of attempts answered in time by the number found waiting, (queue_limit,).

    All ``servers`` are busy with exponential services; an attempt that finds i waiting waits for
    i + 1 of them to end and is then served.
    """
    gaps_per_s = require.count("servers", servers) / require.positive("service_s", service_s)
    wait_s = (
        (np.arange(_STEPS) + 0.5) / _STEPS * require.positive("client_timeout_s", client_timeout_s)
    )
    ahead = np.arange(1, require.count("queue_limit", queue_limit) + 1)
    log_factorials = np.array([math.lgamma(count) for count in ahead])
    log_density = (
        ahead[:, None] * math.log(gaps_per_s)
        + (ahead[:, None] - 1) * np.log(wait_s)
        - gaps_per_s * wait_s
        - log_factorials[:, None]
    )
    fits_after = -np.expm1(-(client_timeout_s - wait_s) / service_s)
    shares: npt.NDArray[np.float64] = np.exp(log_density) @ fits_after * client_timeout_s / _STEPS
    return shares


def backlog_drain_s(outage_s: float, utilization: float, attempts: float) -> float:
    """Return how long after an outage the backlog is gone, if nothing was rejected or dropped.

    Work arrives at ``utilization * attempts`` of capacity, during the outage and after it; the
    result is ``inf`` if that is 1 or more. Raises ``ValueError`` on a negative outage or
    utilization, or on less than one attempt. Definition: a fluid model; checked by simulation.

    >>> round(backlog_drain_s(3.0, 0.5, 1.1), 2), backlog_drain_s(3.0, 0.5, 4)
    (3.67, inf)
    """
    require.non_negative("outage_s", outage_s)
    require.non_negative("utilization", utilization)
    if not require.positive("attempts", attempts) >= 1:
        raise ValueError(f"attempts must be 1 or more, got {attempts!r}")
    load = utilization * attempts
    return float(outage_s * load / (1 - load)) if load < 1 else math.inf
