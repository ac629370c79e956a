"""A service with a queue whose clients time out and retry: its parameters, as things."""

from dataclasses import dataclass
from typing import Literal

from napkinmath import require

#: Retries that clients may save up before they need them (the depth of the token bucket).
RETRY_BUCKET_TOKENS = 20.0


@dataclass(frozen=True, slots=True)
class CircuitBreaker:
    """A circuit breaker that all clients share.

    It opens when at least ``failure_threshold`` of the last ``window`` attempts failed, and sends
    no attempt for ``open_s``. Then it is half open and lets ``probes`` attempts through: it closes
    if all succeed and opens again if one fails. Raises ``ValueError`` on values out of range.
    """

    window: int = 100
    failure_threshold: float = 0.5
    open_s: float = 0.1
    probes: int = 5

    def __post_init__(self) -> None:
        require.count("window", self.window)
        require.open_fraction("failure_threshold", self.failure_threshold)
        require.positive("open_s", self.open_s)
        require.count("probes", self.probes)


@dataclass(frozen=True, slots=True)
class QueuedService:
    """A service with one queue, how it sheds load, and how its clients retry.

    ``servers`` are equal, with exponential service times of mean ``service_s``. At most
    ``queue_limit`` attempts wait (one more is rejected at once); ``None`` is no limit.
    ``discipline`` is ``"fifo"`` or ``"lifo"``. ``drop`` says which attempts are dropped unserved
    when their turn comes: none (``"none"``), those that have timed out at their client
    (``"expired"``), or also those that will miss the deadline because less than ``service_margin``
    mean services are left (``"will_expire"``).

    A client waits ``client_timeout_s`` for an answer and makes ``max_attempts`` in all; before each
    retry it waits a random time of up to ``backoff_s``, doubled with each try.
    ``retry_budget_ratio`` caps retries at that share of requests (a token bucket of 20, shared by
    all clients, filled by each request). With ``fallback_s`` a client that gives up gets a fallback
    answer after that time. Raises ``ValueError`` on values out of range.

    >>> QueuedService(servers=8, service_s=0.002, client_timeout_s=0.01).capacity_per_s
    4000.0
    """

    servers: int
    service_s: float
    client_timeout_s: float
    queue_limit: int | None = None
    discipline: Literal["fifo", "lifo"] = "fifo"
    drop: Literal["none", "expired", "will_expire"] = "none"
    service_margin: float = 3.0
    max_attempts: int = 1
    backoff_s: float = 0.0
    retry_budget_ratio: float | None = None
    breaker: CircuitBreaker | None = None
    fallback_s: float | None = None

    def __post_init__(self) -> None:
        require.count("servers", self.servers)
        require.positive("service_s", self.service_s)
        require.positive("client_timeout_s", self.client_timeout_s)
        if self.queue_limit is not None:
            require.count("queue_limit", self.queue_limit, at_least=0)
        require.one_of("discipline", self.discipline, ["fifo", "lifo"])
        require.one_of("drop", self.drop, ["none", "expired", "will_expire"])
        require.non_negative("service_margin", self.service_margin)
        require.count("max_attempts", self.max_attempts)
        require.non_negative("backoff_s", self.backoff_s)
        if self.retry_budget_ratio is not None:
            require.non_negative("retry_budget_ratio", self.retry_budget_ratio)
        if self.fallback_s is not None:
            require.non_negative("fallback_s", self.fallback_s)

    @property
    def capacity_per_s(self) -> float:
        """The attempts that all servers together finish in a second."""
        return self.servers / self.service_s


@dataclass(frozen=True, slots=True)
class Outage:
    """A pause of all servers from ``start_s`` for ``duration_s``; requests in service wait too.

    Raises ``ValueError`` on a negative start or a duration that is not positive.
    """

    start_s: float
    duration_s: float

    def __post_init__(self) -> None:
        require.non_negative("start_s", self.start_s)
        require.positive("duration_s", self.duration_s)

    @property
    def end_s(self) -> float:
        """When the servers go on."""
        return self.start_s + self.duration_s
