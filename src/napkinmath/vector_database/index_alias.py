"""Index versions behind an alias: add a candidate, swap it in, roll back."""

from dataclasses import dataclass, replace

from napkinmath import require


@dataclass(frozen=True, slots=True)
class IndexManifest:
    """What must be known of an index and is not in its bytes.

    ``log_position`` is the last write that the index holds. Raises ``ValueError`` on an empty
    ``encoder``, an unknown ``metric`` or counts out of range.
    """

    encoder: str
    metric: str
    dimensions: int
    log_position: int

    def __post_init__(self) -> None:
        if not self.encoder:
            raise ValueError("encoder must be a name with a version, got ''")
        require.one_of("metric", self.metric, ("l2", "ip", "cosine"))
        require.count("dimensions", self.dimensions)
        require.count("log_position", self.log_position, at_least=0)

    @property
    def embedding_space(self) -> tuple[str, str, int]:
        """What two indexes must share so that one query vector means the same in both."""
        return self.encoder, self.metric, self.dimensions


@dataclass(frozen=True, slots=True)
class IndexAlias:
    """An alias that queries use: the live index, a candidate, and the previous index.

    Each method returns the next state or refuses the step. Every index that is kept takes writes,
    so that a roll-back loses none.

    >>> old = IndexManifest("minilm-2", "cosine", 384, log_position=90)
    >>> alias = IndexAlias(old).add_candidate(replace(old, log_position=0)).write(100)
    >>> new = alias.swap(recall_live=0.93, recall_candidate=0.98)
    >>> new.roll_back().live == alias.live
    True
    """

    live: IndexManifest
    candidate: IndexManifest | None = None
    previous: IndexManifest | None = None

    def add_candidate(self, candidate: IndexManifest) -> "IndexAlias":
        """Add a candidate of the same embedding space; another encoder needs another alias.

        Raises ``ValueError`` on an index of another space, or if there is a candidate already.
        """
        if self.candidate is not None:
            raise ValueError("candidate must be none before one is added, got one already")
        if candidate.embedding_space != self.live.embedding_space:
            raise ValueError(
                f"candidate must understand the queries of {self.live.encoder}, "
                f"{self.live.metric}, {self.live.dimensions}, got {candidate.embedding_space}"
            )
        return replace(self, candidate=candidate)

    def write(self, log_position: int) -> "IndexAlias":
        """Let all indexes that are kept catch up to a position of the log.

        Raises ``ValueError`` on a position before that of the live index.
        """
        require.count("log_position", log_position, at_least=self.live.log_position)

        def caught_up(index: IndexManifest | None) -> IndexManifest | None:
            return None if index is None else replace(index, log_position=log_position)

        live = replace(self.live, log_position=log_position)
        return IndexAlias(live, caught_up(self.candidate), caught_up(self.previous))

    def swap(
        self, recall_live: float, recall_candidate: float, allowed_drop: float = 0.0
    ) -> "IndexAlias":
        """Point the alias to the candidate if it has all writes and enough recall.

        Raises ``ValueError`` without a candidate, if the candidate lags behind the log, or if its
        recall is below that of the live index by more than ``allowed_drop``.
        """
        new = self.candidate
        if new is None:
            raise ValueError("candidate must be added before a swap, got none")
        if new.log_position < self.live.log_position:
            wanted = self.live.log_position
            raise ValueError(f"candidate must hold the log to {wanted}, got {new.log_position}")
        allowed = require.fraction("allowed_drop", allowed_drop)
        floor = require.fraction("recall_live", recall_live) - allowed
        if require.fraction("recall_candidate", recall_candidate) < floor:
            raise ValueError(
                f"recall_candidate must be {floor:.4g} or more, got {recall_candidate:.4g}"
            )
        return IndexAlias(new, previous=self.live)

    def roll_back(self) -> "IndexAlias":
        """Point the alias to the previous index, which has all writes; keep this as the candidate.

        Raises ``ValueError`` if there is no previous index.
        """
        if self.previous is None:
            raise ValueError("previous must be kept for a roll-back, got none")
        return IndexAlias(self.previous, candidate=self.live)

    def retire(self) -> "IndexAlias":
        """Delete the previous index, after which there is no roll-back.

        Raises ``ValueError`` if there is no previous index.
        """
        if self.previous is None:
            raise ValueError("previous must be there to be retired, got none")
        return replace(self, previous=None)


def peak_memory_factor(replicas: int, rebuilt_at_once: int) -> float:
    """Return the peak memory of a rolling rebuild over that of the replicas. Definition.

    ``rebuilt_at_once`` new replicas stand beside the old ones. Raises ``ValueError`` on counts
    below 1 or more rebuilt at once than there are.

    >>> round(peak_memory_factor(3, 1), 3), peak_memory_factor(3, 3)
    (1.333, 2.0)
    """
    require.count("replicas", replicas)
    if require.count("rebuilt_at_once", rebuilt_at_once) > replicas:
        raise ValueError(
            f"rebuilt_at_once must be at most the {replicas} replicas, got {rebuilt_at_once!r}"
        )
    return (replicas + rebuilt_at_once) / replicas
