"""Laws of insistence: how many attempts a failure breeds, and the load that survives them."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require


def attempts_per_request(attempts: int, failure_share: float) -> float:
    """Return the mean number of attempts when each fails with ``failure_share`` independently.

    ``attempts`` is the most that a caller makes. Raises ``ValueError`` on less than one attempt or
    a share outside [0, 1].

    >>> attempts_per_request(4, 0.0), attempts_per_request(4, 0.5), attempts_per_request(4, 1.0)
    (1.0, 1.875, 4.0)
    """
    attempts = require.count("attempts", attempts)
    share = float(require.fraction("failure_share", failure_share))
    return float(sum(share**tried for tried in range(attempts)))


def layered_attempts(attempts: int, layers: int) -> int:
    """Return the attempts at the bottom when each of ``layers`` tries ``attempts`` times in vain.

    Raises ``ValueError`` on less than one attempt or layer. Source: [beyer2016cascading]

    >>> layered_attempts(4, 3)
    64
    """
    return int(require.count("attempts", attempts) ** require.count("layers", layers))


def throttle_probability(requests: float, accepts: float, multiplier: float = 2.0) -> float:
    """Return the share of requests that a client drops itself, from what the backend accepted.

    ``requests`` and ``accepts`` are counts over a sliding window; the client sends up to
    ``multiplier`` times what is accepted. Raises ``ValueError`` on negative counts, on more accepts
    than requests and on a multiplier below 1. Source: [beyer2016overload]

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


def safe_load(attempts: float) -> float:
    """Return the utilisation, first attempts alone, above which a long full queue stays full.

    In a queue longer than the callers' patience every attempt is answered too late, so that each
    request makes all its ``attempts``; that load sustains itself once it exceeds capacity. A mean
    is allowed: 1.1 for a budget of one retry in ten requests. Raises ``ValueError`` on less than
    one attempt.

    >>> safe_load(4), round(safe_load(1.1), 2)
    (0.25, 0.91)
    """
    if not require.positive("attempts", attempts) >= 1:
        raise ValueError(f"attempts must be 1 or more, got {attempts!r}")
    return 1 / float(attempts)


def survives(load: float, safe: float) -> bool:
    """Return whether a service at a utilisation of ``load`` gets over any stall.

    ``safe`` is the load from which a storm can feed itself (``safe_load``, ``Balance.storm_from``).
    Raises ``ValueError`` on a negative load or one that is not finite.

    >>> survives(0.2, safe_load(4)), survives(0.3, safe_load(4))
    (True, False)
    """
    return require.non_negative("load", load) < require.non_negative("safe", safe)


@dataclass(frozen=True, slots=True)
class Balance:
    """The states in which a service with retries can rest, as one curve; all arrays (n,).

    At utilisation ``load[i]`` by first attempts the servers can receive ``attempt_load[i]`` times
    their capacity in attempts, and a share ``answered[i]`` of the *requests* is answered. Where the
    curve folds back, one load has several states. A storm exists from ``storm_from`` on (``inf`` if
    there is no fold).
    """

    attempt_load: npt.NDArray[np.float64]
    load: npt.NDArray[np.float64]
    answered: npt.NDArray[np.float64]

    @property
    def storm_from(self) -> float:
        """The lowest load of the branch beyond the fold."""
        falls = np.flatnonzero(np.diff(self.load) < 0)
        return float(self.load[falls[0] :].min()) if falls.size else math.inf


def on_time_shares(
    servers: int, service_s: float, timeout_s: float, queue_limit: int
) -> npt.NDArray[np.float64]:
    """Return the share of attempts finished in time by the number found waiting, (queue_limit,).

    All ``servers`` are busy with exponential services; an attempt that finds i waiting waits for
    i + 1 of them to end and is then served. Raises ``ValueError`` on times that are not positive
    and counts that are not whole.

    >>> shares = on_time_shares(servers=16, service_s=0.002, timeout_s=0.01, queue_limit=160)
    >>> round(float(shares[15]), 2), round(float(shares[159]), 4)
    (0.98, 0.0)
    """
    gaps_per_s = require.count("servers", servers) / require.positive("service_s", service_s)
    steps = 2000
    wait_s = (np.arange(steps) + 0.5) / steps * require.positive("timeout_s", timeout_s)
    ahead = np.arange(1, require.count("queue_limit", queue_limit) + 1)
    log_factorials = np.array([math.lgamma(count) for count in ahead])
    log_density = (
        ahead[:, None] * math.log(gaps_per_s)
        + (ahead[:, None] - 1) * np.log(wait_s)
        - gaps_per_s * wait_s
        - log_factorials[:, None]
    )
    fits_after = -np.expm1(-(timeout_s - wait_s) / service_s)
    shares: npt.NDArray[np.float64] = np.exp(log_density) @ fits_after * timeout_s / steps
    return shares


def balance(
    *,
    servers: int,
    service_s: float,
    timeout_s: float,
    queue_limit: int,
    attempts: int,
    points: int = 400,
) -> Balance:
    """Return the states in which attempts breed just the retries that they consist of.

    For each rate of attempts, taken as Poisson, the queue with its limit gives the share that
    succeed; that share gives the retries a request makes, and so the requests behind the rate. No
    drops, no budget, no breaker. Raises ``ValueError`` on times that are not positive and counts
    that are not whole.

    >>> service = {"servers": 16, "service_s": 0.002, "timeout_s": 0.01, "attempts": 4}
    >>> round(balance(**service, queue_limit=400).storm_from, 2)
    0.26
    >>> balance(**service, queue_limit=16).storm_from
    inf
    """
    require.count("attempts", attempts)
    require.count("points", points, at_least=3)
    # In time or not, by the number that an attempt finds inside; when full, refused.
    waiting = on_time_shares(servers, service_s, timeout_s, queue_limit)
    served_at_once = -math.expm1(-timeout_s / service_s)
    success = np.concatenate([np.full(servers, served_at_once), waiting, [0.0]])
    # How often it finds how many, for each rate of attempts (the logarithm: no overflow).
    attempt_load = np.linspace(0, attempts, points + 1)[1:]
    inside = np.arange(servers + queue_limit + 1)
    in_service = np.minimum(inside, servers)
    log_ways = np.array([math.lgamma(count + 1) for count in in_service])
    log_ways += (inside - in_service) * math.log(servers)
    log_state = np.log(attempt_load * servers)[:, None] * inside - log_ways
    state = np.exp(log_state - log_state.max(axis=1, keepdims=True))
    fails = 1 - state @ success / state.sum(axis=1)
    # Attempts a request, from the share that fails; so the requests behind the rate.
    attempts_each = np.add.reduce([fails**tried for tried in range(attempts)])
    return Balance(attempt_load, attempt_load / attempts_each, 1 - fails**attempts)


def backlog_clears_s(stall_s: float, utilisation: float, attempts: float) -> float:
    """Return how long after a stall the backlog is gone, if nothing was refused or dropped.

    Work came in at ``utilisation * attempts`` of capacity all the while and still does; ``inf`` if
    that is 1 or more. Raises ``ValueError`` on a negative stall or utilisation, or on less than one
    attempt.

    >>> round(backlog_clears_s(3.0, 0.5, 1.1), 2), backlog_clears_s(3.0, 0.5, 4)
    (3.67, inf)
    """
    require.non_negative("stall_s", stall_s)
    require.non_negative("utilisation", utilisation)
    if not require.positive("attempts", attempts) >= 1:
        raise ValueError(f"attempts must be 1 or more, got {attempts!r}")
    load = utilisation * attempts
    return float(stall_s * load / (1 - load)) if load < 1 else math.inf
