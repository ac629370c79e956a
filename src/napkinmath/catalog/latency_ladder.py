"""A latency ladder: how long one cache hit, load, collective or round trip takes, as measured."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from napkinmath import require
from napkinmath.catalog import _facts as facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """One step of the ladder: ``latency_s`` for the operation that ``name`` says.

    Where measurements spread, ``latency_s`` is the lowest and ``highest_s`` the highest.
    ``measured`` is when it was measured, or the day of the table, as far as the source says.
    Raises ``ValueError`` if a time is not above 0 or the highest is below the lowest.
    """

    id: str
    name: str
    kind: str
    latency_s: float
    measured: str
    source: str
    url: str
    read_on: date
    mark: str
    highest_s: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        require.positive("latency_s", self.latency_s)
        if self.highest_s is not None:
            require.positive("highest_s", self.highest_s)
            if self.highest_s < self.latency_s:
                raise ValueError(
                    f"highest_s must be at least latency_s ({self.latency_s}), got {self.highest_s}"
                )


def latency(id: str) -> Latency:
    """Return the latency ``id``; raises ``LookupError`` with near matches if there is none.

    >>> latency("cross-region-eu-na-east").latency_s / latency("gpu-hbm").latency_s > 1e5
    True
    """
    known = _all()
    if id not in known:
        raise facts.not_found("latency", id, known, lists="latencies")
    return known[id]


def latencies() -> list[Latency]:
    """Return every latency, from the shortest to the longest."""
    return sorted(_all().values(), key=lambda one: (one.latency_s, one.id))


@cache
def _all() -> dict[str, Latency]:
    rows = facts.read("latency_ladder.toml").items()
    return {id: Latency(id=id, **fields) for id, fields in rows}
