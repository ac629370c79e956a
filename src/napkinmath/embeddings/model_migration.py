"""Replacing the encoder behind an index: in place, and how to do it so that it can be undone."""

from dataclasses import dataclass, replace

from napkinmath import require


def found_in_place(migrated: float, found_old: float, found_new: float) -> float:
    """Return the share found while vectors are replaced in place, at the better query encoder.

    A query meets only the vectors of its own encoder, so at a share ``migrated`` the new one finds
    that part of ``found_new`` and the old one the rest of ``found_old``.
    Raises ``ValueError`` if an argument is not between 0 and 1.

    >>> found_in_place(0.5, found_old=0.4, found_new=0.8)
    0.4
    """
    share = require.fraction("migrated", migrated)
    by_new = share * require.fraction("found_new", found_new)
    by_old = (1 - share) * require.fraction("found_old", found_old)
    return max(by_new, by_old)


def worst_in_place(found_old: float, found_new: float) -> float:
    """Return the least that ``found_in_place`` comes to: half of either if both are equal.

    old new / (old + new), which is below both, where the share migrated is old / (old + new).
    Raises ``ValueError`` if an argument is not between 0 and 1 or both are 0.

    >>> worst_in_place(0.5, 0.5)
    0.25
    """
    both = require.fraction("found_old", found_old) + require.fraction("found_new", found_new)
    return found_old * found_new / require.positive("found_old + found_new", both)


def below_old_share(found_old: float, found_new: float) -> float:
    """Return for which part of an upgrade in place less is found than before it began.

    Raises ``ValueError`` if an argument is not between 0 and 1 or ``found_new`` is 0.

    >>> below_old_share(0.4, 0.8)
    0.5
    """
    old = require.fraction("found_old", found_old)
    return min(1.0, old / require.positive("found_new", require.fraction("found_new", found_new)))


@dataclass(frozen=True, slots=True)
class Rollout:
    """An upgrade over two indexes. Each method returns the next state or refuses the step.

    ``stage`` is "old", "backfill", "shadow", "new" or "retired". Writes go to every index that may
    yet be asked, so that going back loses nothing.
    Raises ``ValueError`` on an unknown stage, counts that are none, and a stage that asks the new
    index before all is ``copied``.
    """

    total: int
    copied: int = 0
    stage: str = "old"

    def __post_init__(self) -> None:
        require.count("total", self.total)
        require.count("copied", self.copied, at_least=0)
        require.one_of("stage", self.stage, ("old", "backfill", "shadow", "new", "retired"))
        if self.copied > self.total:
            raise ValueError(f"copied must be at most the total {self.total}, got {self.copied}")
        if self.copied < self.total and self.stage in ("shadow", "new", "retired"):
            raise ValueError(f"copied must be all {self.total} when {self.stage!r} is reached")

    @property
    def writes(self) -> tuple[str, ...]:
        """The indexes that a new or changed document is written to."""
        return {"old": ("old",), "retired": ("new",)}.get(self.stage, ("old", "new"))

    @property
    def serves(self) -> str:
        """The index that answers, and whose encoder embeds the query."""
        return "new" if self.stage in ("new", "retired") else "old"

    def start(self) -> "Rollout":
        """Begin to write to both, then to copy."""
        return replace(self._from("old"), stage="backfill")

    def copy(self, documents: int) -> "Rollout":
        """Note that so many more documents stand in the new index; all of them begin the shadow."""
        here = self._from("backfill")
        copied = here.copied + require.count("documents", documents)
        return replace(here, copied=copied, stage="shadow" if copied == self.total else "backfill")

    def cut_over(self, found_old: float, found_new: float) -> "Rollout":
        """Let the new index answer, if a shadow run found at least as much in it.

        Raises ``ValueError`` if the shares are no fractions or the new one is smaller.
        """
        here = self._from("shadow")
        if require.fraction("found_new", found_new) < require.fraction("found_old", found_old):
            raise ValueError(f"found_new must be at least {found_old!r}, got {found_new!r}")
        return replace(here, stage="new")

    def roll_back(self) -> "Rollout":
        """Let the old index answer again, which has missed no write.

        >>> ready = Rollout(total=10).start().copy(10)
        >>> ready.cut_over(0.5, 0.6).roll_back() == ready
        True
        """
        return replace(self._from("new"), stage="shadow")

    def retire(self) -> "Rollout":
        """Drop the old index; there is no way back from here."""
        return replace(self._from("new"), stage="retired")

    def _from(self, stage: str) -> "Rollout":
        if self.stage != stage:
            raise ValueError(f"stage must be {stage!r} for this step, got {self.stage!r}")
        return self
