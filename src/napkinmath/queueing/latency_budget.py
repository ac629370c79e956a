"""A latency budget: the part of a deadline that each stage may take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from napkinmath import require
from napkinmath.queueing.tail_latency import Stage


@dataclass(frozen=True, slots=True)
class DeadlineOutcome:
    """The mean server time of a request, and how much of it came after the deadline.

    ``on_time_rate`` is the share of requests that end in time, ``work_s`` the server time of all
    stages and ``wasted_s`` the part of it after the deadline.
    """

    on_time_rate: float
    work_s: float
    wasted_s: float

    @property
    def wasted_share(self) -> float:
        """The share of the server time that came after the deadline. Definition."""
        return float(self.wasted_s / self.work_s)


@dataclass(frozen=True, slots=True)
class LatencyBudget:
    """A latency budget: a deadline for the request, and the part of each named stage, in order.

    Raises ``ValueError`` if a part is not positive or if the parts exceed the deadline. Definition.

    >>> budget = LatencyBudget(deadline_s=0.010, parts_s={"network": 0.001, "model": 0.006})
    >>> round(budget.slack_s, 6), round(budget.timeout_s("model", elapsed_s=0.005), 6)
    (0.003, 0.005)
    """

    deadline_s: float
    parts_s: Mapping[str, float]

    def __post_init__(self) -> None:
        require.positive("deadline_s", self.deadline_s)
        if not self.parts_s:
            raise ValueError("parts_s must hold at least one stage, got none")
        for name, part_s in self.parts_s.items():
            require.positive(f"parts_s[{name!r}]", part_s)
        total_s = sum(self.parts_s.values())
        if total_s > self.deadline_s * (1 + 1e-12):
            raise ValueError(
                f"parts_s must sum to at most deadline_s, {self.deadline_s!r}, got {total_s!r}"
            )

    @property
    def slack_s(self) -> float:
        """The time that is given to no stage."""
        return self.deadline_s - sum(self.parts_s.values())

    def timeout_s(self, name: str, *, elapsed_s: float) -> float:
        """Return the timeout of stage ``name``: the time left, less the parts of later stages.

        Raises ``LookupError`` on an unknown stage and ``ValueError`` on a negative time or when
        nothing is left, so that the call is not made.
        """
        if name not in self.parts_s:
            raise LookupError(f"name must be one of {', '.join(self.parts_s)}, got {name!r}")
        names = list(self.parts_s)
        after_s = sum(self.parts_s[later] for later in names[names.index(name) + 1 :])
        left_s = self.deadline_s - require.non_negative("elapsed_s", elapsed_s) - after_s
        if left_s <= 0:
            raise ValueError(f"elapsed_s leaves nothing for {name!r}, got {elapsed_s!r}")
        return left_s

    def simulate(
        self, stages: Sequence[Stage], n: int, rng: np.random.Generator, *, propagate: bool
    ) -> DeadlineOutcome:
        """Simulate ``n`` requests through ``stages`` in series, with or without the deadline.

        With ``propagate`` each stage knows the deadline and stops at it (deadline propagation);
        without, every stage runs to its end. Raises ``ValueError`` if there is not one stage for
        each part.
        """
        if len(stages) != len(self.parts_s):
            raise ValueError(f"stages must be one a part, {len(self.parts_s)}, got {len(stages)}")
        times_s = np.stack([stage.sample_s(require.count("n", n), rng) for stage in stages])
        ends_s = times_s.cumsum(axis=0)
        done_s = np.minimum(ends_s[-1], self.deadline_s) if propagate else ends_s[-1]
        late_s = np.maximum(done_s - self.deadline_s, 0 * self.deadline_s)
        on_time_rate = (ends_s[-1] <= self.deadline_s).mean()
        return DeadlineOutcome(float(on_time_rate), work_s=done_s.mean(), wasted_s=late_s.mean())
