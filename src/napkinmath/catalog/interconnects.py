"""Links between accelerators, hosts and nodes: what each carries in one direction."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from napkinmath import require
from napkinmath.catalog import _facts as facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link by its specification: ``bytes_per_s`` in one direction, for what ``of`` names.

    ``kind`` is ``"scale-up"`` (between the accelerators of a node or pod), ``"host"`` or
    ``"scale-out"`` (between nodes); ``of`` says whether the rate is that of all links of an
    accelerator, of one link, slot or port, or of a whole node. ``measured_bytes_per_s`` is what
    copies in one direction were measured to reach; the note says how.
    Raises ``ValueError`` on rates that are not above 0, and a measured one above the specified.
    """

    id: str
    name: str
    kind: str
    of: str
    bytes_per_s: float
    source: str
    url: str
    read_on: date
    mark: str
    measured_bytes_per_s: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        require.positive("bytes_per_s", self.bytes_per_s)
        measured = self.measured_bytes_per_s
        if measured is not None and require.positive("measured_bytes_per_s", measured) > (
            self.bytes_per_s
        ):
            raise ValueError(
                f"measured_bytes_per_s must be at most bytes_per_s ({self.bytes_per_s}), "
                f"got {measured}"
            )


def link(id: str) -> Link:
    """Return the link ``id``; raises ``LookupError`` with near matches if there is none.

    >>> link("nvlink-4").bytes_per_s / link("pcie-5-x16").bytes_per_s > 7
    True
    """
    known = _all()
    if id not in known:
        raise facts.not_found("link", id, known)
    return known[id]


def links() -> list[Link]:
    """Return every link, by kind and rate."""
    return sorted(_all().values(), key=lambda one: (one.kind, one.bytes_per_s, one.id))


@cache
def _all() -> dict[str, Link]:
    return {id: Link(id=id, **fields) for id, fields in facts.read("links.toml").items()}
