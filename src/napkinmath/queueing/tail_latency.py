"""Latency of a request that passes stages in a row, fans out, is hedged, or runs out of time."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np
import numpy.typing as npt

from napkinmath import require

_NORMAL = NormalDist()
_Z99 = _NORMAL.inv_cdf(0.99)


class Stage(Protocol):
    """Something that takes time: its distribution function, quantiles and samples."""

    def cdf(self, time_s: float) -> float:
        """Return the share of requests that take ``time_s`` or less."""

    def quantile_s(self, q: float) -> float:
        """Return the time that a share ``q`` of requests does not exceed."""

    def sample_s(self, n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        """Return ``n`` independent times, shape (n,)."""


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A stage whose time is log-normal, given by its median and its 99th percentile.

    Raises ``ValueError`` on a median that is not positive or a 99th percentile not above it.

    >>> stage = LogNormal(p50_s=0.002, p99_s=0.008)
    >>> round(stage.quantile_s(0.99), 6), round(stage.mean_s, 6)
    (0.008, 0.002389)
    """

    p50_s: float
    p99_s: float

    def __post_init__(self) -> None:
        require.positive("p50_s", self.p50_s)
        require.positive("p99_s", self.p99_s)
        if not self.p99_s > self.p50_s:
            raise ValueError(f"p99_s must be above p50_s, {self.p50_s!r}, got {self.p99_s!r}")

    @property
    def sigma(self) -> float:
        """The standard deviation of the logarithm of the time."""
        return math.log(self.p99_s / self.p50_s) / _Z99

    @property
    def mean_s(self) -> float:
        """The mean time, which lies above the median."""
        return self.p50_s * math.exp(self.sigma**2 / 2)

    def cdf(self, time_s: float) -> float:
        """Return the share of requests that take ``time_s`` or less."""
        if require.non_negative("time_s", time_s) == 0:
            return 0.0
        return _NORMAL.cdf(math.log(time_s / self.p50_s) / self.sigma)

    def quantile_s(self, q: float) -> float:
        """Return the time that a share ``q`` of requests does not exceed."""
        require.open_fraction("q", q)
        return self.p50_s * math.exp(self.sigma * _NORMAL.inv_cdf(q))

    def sample_s(self, n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        """Return ``n`` independent times, shape (n,)."""
        require.generator("rng", rng)
        draws: npt.NDArray[np.float64] = np.exp(
            self.sigma * rng.standard_normal(require.count("n", n))
        )
        return self.p50_s * draws


@dataclass(frozen=True, slots=True)
class Stalling:
    """A stage that mostly takes ``base`` but sometimes stops for ``stall_s`` more.

    Raises ``ValueError`` on a stall that is not positive or a ``probability`` outside (0, 1).

    >>> stage = Stalling(LogNormal(0.001, 0.0015), stall_s=0.05, probability=0.009)
    >>> stage.quantile_s(0.99) < 0.002, stage.quantile_s(0.995) > 0.05
    (True, True)
    """

    base: LogNormal
    stall_s: float
    probability: float

    def __post_init__(self) -> None:
        require.positive("stall_s", self.stall_s)
        require.open_fraction("probability", self.probability)

    @property
    def mean_s(self) -> float:
        """The mean time, stalls included."""
        return self.base.mean_s + self.probability * self.stall_s

    def cdf(self, time_s: float) -> float:
        """Return the share of requests that take ``time_s`` or less."""
        smooth = (1 - self.probability) * self.base.cdf(time_s)
        if time_s <= self.stall_s:
            return smooth
        return smooth + self.probability * self.base.cdf(time_s - self.stall_s)

    def quantile_s(self, q: float) -> float:
        """Return the time that a share ``q`` of requests does not exceed."""
        return _quantile_s(self, q, start_s=self.base.quantile_s(q))

    def sample_s(self, n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        """Return ``n`` independent times, shape (n,)."""
        smooth = self.base.sample_s(n, rng)
        return smooth + self.stall_s * (rng.random(n) < self.probability)


class _HasCdf(Protocol):
    def cdf(self, time_s: float) -> float: ...


def _quantile_s(stage: _HasCdf, q: float, *, start_s: float) -> float:
    """Return the quantile of ``stage`` by bisection of its distribution function."""
    require.open_fraction("q", q)
    low_s, high_s = 0 * start_s, start_s
    while stage.cdf(high_s) < q:
        low_s, high_s = high_s, 2 * high_s
    for _ in range(80):
        middle_s = (low_s + high_s) / 2
        if stage.cdf(middle_s) < q:
            low_s = middle_s
        else:
            high_s = middle_s
    return high_s


def series_s(stages: Iterable[Stage], n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return ``n`` times of a request that passes independent ``stages`` one after another, (n,).

    Raises ``ValueError`` if there is no stage or ``n`` is not a whole number above 0.

    >>> stages = [LogNormal(0.001, 0.003), LogNormal(0.002, 0.004)]
    >>> series_s(stages, 5, np.random.default_rng(1)).shape
    (5,)
    """
    require.count("n", n)
    require.generator("rng", rng)
    if not isinstance(stages, Iterable):
        raise ValueError(f"stages must be several stages, got {stages!r}")
    samples = [stage.sample_s(n, rng) for stage in stages]
    if not samples:
        raise ValueError("stages must hold at least one stage, got none")
    return sum(samples[1:], start=samples[0])


def fan_out_quantile_s(stage: Stage, shards: int, q: float) -> float:
    """Return the quantile ``q`` of the slowest of ``shards`` independent copies of ``stage``.

    An answer that waits for all is within t if each is: the whole's ``q`` is the part's
    ``q ** (1 / shards)``. Raises ``ValueError`` on less than one shard or a ``q`` outside (0, 1).
    Source: [dean2013tail]

    >>> shard = LogNormal(0.001, 0.010)
    >>> round(fan_out_quantile_s(shard, 100, 0.5), 4)
    0.0114
    """
    require.count("shards", shards)
    require.open_fraction("q", q)
    return stage.quantile_s(share_owed(q, shards))


def share_owed(q: float, parts: int) -> float:
    """Return the quantile that each of ``parts`` must keep so that all of them together keep ``q``.

    Raises ``ValueError`` on less than one part or a ``q`` outside (0, 1).

    >>> round(share_owed(0.99, 3), 5)
    0.99666
    """
    return float(require.open_fraction("q", q) ** (1 / require.count("parts", parts)))


@dataclass(frozen=True, slots=True)
class Hedged:
    """A stage asked again after ``after_s`` without an answer; the first answer counts.

    ``extra_load`` is the share of requests sent twice, *before* they slow the servers down:
    ``simulate_hedging`` adds that feedback.
    """

    stage: Stage
    after_s: float
    extra_load: float

    def cdf(self, time_s: float) -> float:
        """Return the share of requests answered within ``time_s`` of the first sending."""
        late = 1 - self.stage.cdf(time_s)
        if time_s > self.after_s:
            late *= 1 - self.stage.cdf(time_s - self.after_s)
        return 1 - late

    def quantile_s(self, q: float) -> float:
        """Return the time within which a share ``q`` of requests has an answer."""
        return _quantile_s(self, q, start_s=self.after_s)


def hedge(stage: Stage, *, after_q: float = 0.95) -> Hedged:
    """Send a second copy of a request that has no answer by the quantile ``after_q`` of ``stage``.

    Copies are independent and the servers do not feel them. Raises ``ValueError`` on a quantile
    outside (0, 1). Source: [dean2013tail]

    >>> hedged = hedge(LogNormal(0.002, 0.020), after_q=0.95)
    >>> round(hedged.extra_load, 3), round(hedged.quantile_s(0.999), 4)
    (0.05, 0.0183)
    """
    after_s = stage.quantile_s(require.open_fraction("after_q", after_q))
    return Hedged(stage, after_s, extra_load=1 - after_q)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a request costs on average, and how much of that came after its deadline.

    ``punctual`` is the share of requests that end in time, ``work_s`` the server time of all
    stages and ``wasted_s`` the part of it spent when nobody waited any more.
    """

    punctual: float
    work_s: float
    wasted_s: float

    @property
    def wasted(self) -> float:
        """The share of the server time that nobody was waiting for any more."""
        return float(self.wasted_s / self.work_s)


@dataclass(frozen=True, slots=True)
class Budget:
    """A deadline for the whole request and what each named stage may take of it, in order.

    Raises ``ValueError`` if a part is not positive or if the parts exceed the deadline.

    >>> budget = Budget(deadline_s=0.010, parts_s={"network": 0.001, "model": 0.006})
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
        """The time that no stage was promised."""
        return self.deadline_s - sum(self.parts_s.values())

    def timeout_s(self, name: str, *, elapsed_s: float) -> float:
        """Return the timeout to set on stage ``name``: what is left for it and for none after it.

        The stages after ``name`` keep their parts. Raises ``LookupError`` on an unknown stage and
        ``ValueError`` on a negative time or when nothing is left, so that the call is not made.
        """
        if name not in self.parts_s:
            raise LookupError(f"name must be one of {', '.join(self.parts_s)}, got {name!r}")
        names = list(self.parts_s)
        after_s = sum(self.parts_s[later] for later in names[names.index(name) + 1 :])
        left_s = self.deadline_s - require.non_negative("elapsed_s", elapsed_s) - after_s
        if left_s <= 0:
            raise ValueError(f"elapsed_s leaves nothing for {name!r}, got {elapsed_s!r}")
        return left_s

    def spend(
        self, stages: Sequence[Stage], n: int, rng: np.random.Generator, *, propagate: bool
    ) -> Spent:
        """Return what ``n`` requests through ``stages`` in a row cost, deadline known or not.

        With ``propagate`` each stage knows the deadline and stops at it; without, every stage runs
        to its end. Raises ``ValueError`` if there is not one stage for each part.
        """
        if len(stages) != len(self.parts_s):
            raise ValueError(f"stages must be one a part, {len(self.parts_s)}, got {len(stages)}")
        times_s = np.stack([stage.sample_s(require.count("n", n), rng) for stage in stages])
        ends_s = times_s.cumsum(axis=0)
        done_s = np.minimum(ends_s[-1], self.deadline_s) if propagate else ends_s[-1]
        late_s = np.maximum(done_s - self.deadline_s, 0 * self.deadline_s)
        punctual = (ends_s[-1] <= self.deadline_s).mean()
        return Spent(float(punctual), work_s=done_s.mean(), wasted_s=late_s.mean())
