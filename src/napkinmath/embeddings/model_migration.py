"""Migrating to a new embedding model: in place, or by two indexes with a roll-back."""

from dataclasses import dataclass, replace

from napkinmath import require


def in_place_recall(migrated_share: float, old_recall: float, new_recall: float) -> float:
    """Return the recall while vectors are replaced in place, with the better query encoder.

    Definition: a query meets only the vectors of its own encoder, so the new encoder finds
    ``migrated_share`` of ``new_recall`` and the old encoder the rest of ``old_recall``.
    Raises ``ValueError`` if an argument is not between 0 and 1.

    >>> in_place_recall(0.5, old_recall=0.4, new_recall=0.8)
    0.4
    """
    share = require.fraction("migrated_share", migrated_share)
    by_new = share * require.fraction("new_recall", new_recall)
    by_old = (1 - share) * require.fraction("old_recall", old_recall)
    return max(by_new, by_old)


def min_in_place_recall(old_recall: float, new_recall: float) -> float:
    """Return the lowest recall of a migration in place: half of either if both are equal.

    Definition: old new / (old + new), the minimum of ``in_place_recall``, which is below both; the
    migrated share is then old / (old + new).
    Raises ``ValueError`` if an argument is not between 0 and 1 or both are 0.

    >>> min_in_place_recall(0.5, 0.5)
    0.25
    """
    both = require.fraction("old_recall", old_recall) + require.fraction("new_recall", new_recall)
    return old_recall * new_recall / require.positive("old_recall + new_recall", both)


def in_place_regression_share(old_recall: float, new_recall: float) -> float:
    """Return the share of a migration in place during which recall is below the old. Definition.

    Raises ``ValueError`` if an argument is not between 0 and 1 or ``new_recall`` is 0.

    >>> in_place_regression_share(0.4, 0.8)
    0.5
    """
    old = require.fraction("old_recall", old_recall)
    new = require.positive("new_recall", require.fraction("new_recall", new_recall))
    return min(1.0, old / new)


@dataclass(frozen=True, slots=True)
class IndexMigration:
    """A migration over two indexes. Each method returns the next state or refuses the step.

    ``stage`` is "old", "backfill", "shadow", "new" or "retired"; ``backfilled`` of ``total``
    documents stand in the new index. Writes go to every index that may yet serve, so that a
    roll-back loses none.
    Raises ``ValueError`` on an unknown stage, counts that are none, and a stage that queries the
    new index before all documents are backfilled.
    """

    total: int
    backfilled: int = 0
    stage: str = "old"

    def __post_init__(self) -> None:
        require.count("total", self.total)
        require.count("backfilled", self.backfilled, at_least=0)
        require.one_of("stage", self.stage, ("old", "backfill", "shadow", "new", "retired"))
        if self.backfilled > self.total:
            raise ValueError(
                f"backfilled must be at most the total {self.total}, got {self.backfilled}"
            )
        if self.backfilled < self.total and self.stage in ("shadow", "new", "retired"):
            raise ValueError(f"backfilled must be all {self.total} when {self.stage!r} is reached")

    @property
    def write_indexes(self) -> tuple[str, ...]:
        """The indexes that a new or changed document is written to."""
        return {"old": ("old",), "retired": ("new",)}.get(self.stage, ("old", "new"))

    @property
    def serving_index(self) -> str:
        """The index that serves queries, and whose encoder embeds them."""
        return "new" if self.stage in ("new", "retired") else "old"

    def start_backfill(self) -> "IndexMigration":
        """Begin to write to both indexes, then to backfill."""
        return replace(self._from("old"), stage="backfill")

    def backfill(self, documents: int) -> "IndexMigration":
        """Add ``documents`` to those in the new index; when all are in, the shadow run begins."""
        here = self._from("backfill")
        backfilled = here.backfilled + require.count("documents", documents)
        stage = "shadow" if backfilled == self.total else "backfill"
        return replace(here, backfilled=backfilled, stage=stage)

    def cut_over(self, old_recall: float, new_recall: float) -> "IndexMigration":
        """Let the new index serve, if its recall in a shadow run is at least that of the old.

        Raises ``ValueError`` if a recall is no fraction or the new one is smaller.
        """
        here = self._from("shadow")
        if require.fraction("new_recall", new_recall) < require.fraction("old_recall", old_recall):
            raise ValueError(f"new_recall must be at least {old_recall!r}, got {new_recall!r}")
        return replace(here, stage="new")

    def roll_back(self) -> "IndexMigration":
        """Let the old index serve again, which has missed no write.

        >>> ready = IndexMigration(total=10).start_backfill().backfill(10)
        >>> ready.cut_over(0.5, 0.6).roll_back() == ready
        True
        """
        return replace(self._from("new"), stage="shadow")

    def retire(self) -> "IndexMigration":
        """Delete the old index, after which there is no roll-back."""
        return replace(self._from("new"), stage="retired")

    def _from(self, stage: str) -> "IndexMigration":
        if self.stage != stage:
            raise ValueError(f"stage must be {stage!r} for this step, got {self.stage!r}")
        return self
