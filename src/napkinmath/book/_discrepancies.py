"""The register of published numbers that fail arithmetic: what an entry is, and the list."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A printed number, and the function that computes it again from the source's own inputs.

    ``within`` is half a unit of the last digit printed; the two differ by more, or the entry does
    not belong here. ``unit`` is what ``units.show`` takes, ``source`` a key of ``references.bib``.
    """

    id: str
    what: str
    printed: float
    within: float
    unit: str
    source: str
    where: str
    cause: str
    recompute: Callable[[], float]

    @property
    def computed(self) -> float:
        """What the source's own inputs come to."""
        return self.recompute()

    @property
    def ratio(self) -> float:
        """Printed over computed."""
        return self.printed / self.computed


_ENTRIES: list[Discrepancy] = []


def fails(
    id: str, what: str, *, printed: float, within: float, unit: str, source: str, where: str,
    cause: str,
) -> Callable[[Callable[[], float]], Callable[[], float]]:  # fmt: skip
    """Enter the decorated function, which computes the number again, into the register."""

    def enter(recompute: Callable[[], float]) -> Callable[[], float]:
        _ENTRIES.append(
            Discrepancy(id, what, printed, within, unit, source, where, cause, recompute)
        )
        return recompute

    return enter


def discrepancies() -> list[Discrepancy]:
    """Return every entry of the ledger, the worst ratio first."""
    return sorted(_ENTRIES, key=lambda one: -max(one.ratio, 1 / one.ratio))
