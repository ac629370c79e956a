"""The scoreboard: figures that somebody else printed, and what our models make of them.

An entry is a number that was published or measured elsewhere and read in its source. Identities and
our own simulations are tests, not entries. Entries live beside this module, one module a topic,
named by the topic's id; each is a function without arguments that returns our value:

    @reproduces(
        "fan-out-100",
        topic="real-time-inference",
        claim="share of requests over a second when each of 100 leaves is slow once in 100",
        published=0.63,
        within=0.005,
        unit="%",
        source="dean2013tail",
        where="p. 77",
        mark="read",
    )
    def fan_out_to_100_leaves() -> float:
        return 1 - 0.99**100
"""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from napkinmath import require

Value = float | tuple[float, ...]
Mark = Literal["read", "secondary"]
_MARKS = {
    "read": "read in the source or in a verbatim copy of it",
    "secondary": "read as quoted by a third party",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One published figure beside ours.

    ``published`` and ``ours()`` are a float, or a tuple of one length for a row of a table.
    ``within`` is the absolute tolerance on each, half a unit of the last digit printed unless a
    measurement asks for more. ``explanation`` is empty where the two agree; where they do not, it
    says why, and the entry counts as an explained disagreement.
    """

    id: str
    topic: str
    claim: str
    published: Value
    within: float
    unit: str
    source: str
    where: str
    mark: Mark
    explanation: str
    model: Callable[[], Value]

    def ours(self) -> tuple[float, ...]:
        """Return our values, one for each published value."""
        values = _as_tuple(self.model())
        if len(values) != len(self.published_values):
            raise ValueError(
                f"entry {self.id!r} must return {len(self.published_values)} values, "
                f"got {len(values)}"
            )
        return values

    @property
    def published_values(self) -> tuple[float, ...]:
        """The published values as a tuple, also where there is only one."""
        return _as_tuple(self.published)

    def agrees(self) -> bool:
        """Say whether every value lies within the tolerance of the published one."""
        pairs = zip(self.ours(), self.published_values, strict=True)
        return all(abs(ours - theirs) <= self.within for ours, theirs in pairs)

    def ratios(self) -> tuple[float, ...]:
        """Return ours over published, value by value.

        Where zero was published it is 1 if ours is zero too, and ``inf`` if it is not.
        """
        pairs = zip(self.ours(), self.published_values, strict=True)
        return tuple(
            ours / theirs if theirs else (float("inf") if ours else 1.0) for ours, theirs in pairs
        )


_ENTRIES: dict[str, Entry] = {}


def reproduces(
    id: str,
    *,
    topic: str,
    claim: str,
    published: float | Sequence[float],
    within: float,
    unit: str,
    source: str,
    where: str,
    mark: Mark,
    explanation: str = "",
) -> Callable[[Callable[[], Value]], Callable[[], Value]]:
    """Register the decorated function as our version of a published figure.

    ``unit`` is what ``units.show`` takes, ``source`` a key of ``references.bib`` and ``where`` the
    page, table or section. Raises ``ValueError`` on an id taken twice, an empty text, an unknown
    mark or a negative tolerance.
    """
    for name, text in {"id": id, "topic": topic, "claim": claim, "source": source}.items():
        if not text:
            raise ValueError(f"{name} must not be empty, got {text!r}")
    require.one_of("mark", mark, _MARKS)
    require.non_negative("within", within)

    def register(model: Callable[[], Value]) -> Callable[[], Value]:
        if id in _ENTRIES and _ENTRIES[id].model.__qualname__ != model.__qualname__:
            raise ValueError(f"id must be new, got {id!r}, which {_ENTRIES[id].model} has")
        value = float(published) if isinstance(published, (int, float)) else tuple(published)
        _ENTRIES[id] = Entry(
            id, topic, claim, value, within, unit, source, where, mark, explanation, model
        )
        return model

    return register


def topics() -> list[str]:
    """Return the ids of the topics that have a module of entries."""
    package = importlib.import_module("napkinmath.scoreboard")
    names = [found.name for found in pkgutil.iter_modules(package.__path__)]
    return sorted(name.replace("_", "-") for name in names if name != "registry")


def entries(topic: str | None = None) -> list[Entry]:
    """Return every entry, or those of one topic, in the order of topic and id.

    Only the topics asked for are imported. Raises ``ValueError`` on a topic without entries.
    """
    wanted = topics() if topic is None else [require.one_of("topic", topic, topics())]
    for name in wanted:
        importlib.import_module(f"napkinmath.scoreboard.{name.replace('-', '_')}")
    found = [entry for entry in _ENTRIES.values() if entry.topic in wanted]
    return sorted(found, key=lambda entry: (entry.topic, entry.id))


def meaning(mark: Mark) -> str:
    """Say in words what a verification mark stands for."""
    return _MARKS[require.one_of("mark", mark, _MARKS)]


def _as_tuple(value: Value) -> tuple[float, ...]:
    return tuple(value) if isinstance(value, tuple) else (float(value),)
