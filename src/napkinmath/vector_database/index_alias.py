"""Versions of an index behind one name: offer a new one, swap it in, and come back."""

from dataclasses import dataclass, replace

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Manifest:
    """What has to be known of an index and is not in its bytes.

    ``log_position`` is the last write that it holds. Raises ``ValueError`` on an empty encoder, an
    unknown metric or counts out of range.
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
    def space(self) -> tuple[str, str, int]:
        """What two indexes must share for one query vector to mean the same in both."""
        return self.encoder, self.metric, self.dimensions


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that queries use, the index it points to, and the ones before and after.

    Each method returns the next state or refuses the step. Every index that is kept takes writes,
    so that a way back loses none.

    >>> old = Manifest("minilm-2", "cosine", 384, log_position=90)
    >>> alias = Alias(old).offer(replace(old, log_position=0)).write(100)
    >>> new = alias.swap(recall_live=0.93, recall_candidate=0.98)
    >>> new.roll_back().live == alias.live
    True
    """

    live: Manifest
    candidate: Manifest | None = None
    previous: Manifest | None = None

    def offer(self, candidate: Manifest) -> "Alias":
        """Take a candidate that understands the same queries; another encoder needs another name.

        Raises ``ValueError`` on an index of another space, or while one is on offer already.
        """
        if self.candidate is not None:
            raise ValueError("candidate must be none for an offer, got one already")
        if candidate.space != self.live.space:
            raise ValueError(
                f"candidate must understand the queries of {self.live.encoder}, "
                f"{self.live.metric}, {self.live.dimensions}, got {candidate.space}"
            )
        return replace(self, candidate=candidate)

    def write(self, log_position: int) -> "Alias":
        """Let all indexes that are kept catch up to a position of the log.

        Raises ``ValueError`` on a position before that of the live index.
        """
        require.count("log_position", log_position, at_least=self.live.log_position)

        def moved(index: Manifest | None) -> Manifest | None:
            return None if index is None else replace(index, log_position=log_position)

        live = replace(self.live, log_position=log_position)
        return Alias(live, moved(self.candidate), moved(self.previous))

    def swap(self, recall_live: float, recall_candidate: float, allowed: float = 0.0) -> "Alias":
        """Point the name to the candidate if it has all writes and finds enough.

        Raises ``ValueError`` without a candidate, if it lags, or if it finds less than the live
        index by more than ``allowed``.
        """
        new = self.candidate
        if new is None:
            raise ValueError("candidate must be offered before a swap, got none")
        if new.log_position < self.live.log_position:
            wanted = self.live.log_position
            raise ValueError(f"candidate must hold the log to {wanted}, got {new.log_position}")
        floor = require.fraction("recall_live", recall_live) - require.fraction("allowed", allowed)
        if require.fraction("recall_candidate", recall_candidate) < floor:
            raise ValueError(
                f"recall_candidate must be {floor:.4g} or more, got {recall_candidate:.4g}"
            )
        return Alias(new, previous=self.live)

    def roll_back(self) -> "Alias":
        """Point the name to the index before, which has taken all writes, and offer this one again.

        Raises ``ValueError`` if there is none any more.
        """
        if self.previous is None:
            raise ValueError("previous must be kept for a way back, got none")
        return Alias(self.previous, candidate=self.live)

    def retire(self) -> "Alias":
        """Drop the index before; there is no way back from here.

        Raises ``ValueError`` if there is none.
        """
        if self.previous is None:
            raise ValueError("previous must be there to be retired, got none")
        return replace(self, previous=None)


def peak_memory_factor(copies: int, at_once: int) -> float:
    """Return the memory at the peak of a swap over that of the copies, ``at_once`` built anew.

    Raises ``ValueError`` on counts below 1 or more at once than there are.

    >>> round(peak_memory_factor(3, 1), 3), peak_memory_factor(3, 3)
    (1.333, 2.0)
    """
    require.count("copies", copies)
    if require.count("at_once", at_once) > copies:
        raise ValueError(f"at_once must be at most the {copies} copies, got {at_once!r}")
    return (copies + at_once) / copies
