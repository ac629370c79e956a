"""Latency of a request that passes stages in a row or fans out to many servers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.queueing._quantile import quantile_s
from napkinmath.stats.normal import normal_cdf, normal_quantile

_Z99 = normal_quantile(0.99)


class Stage(Protocol):
    """A distribution of latency: its distribution function, quantiles and samples."""

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
    Definition.

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
        return normal_cdf(math.log(time_s / self.p50_s) / self.sigma)

    def quantile_s(self, q: float) -> float:
        """Return the time that a share ``q`` of requests does not exceed."""
        require.open_fraction("q", q)
        return self.p50_s * math.exp(self.sigma * normal_quantile(q))

    def sample_s(self, n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        """Return ``n`` independent times, shape (n,)."""
        require.generator("rng", rng)
        draws: npt.NDArray[np.float64] = np.exp(
            self.sigma * rng.standard_normal(require.count("n", n))
        )
        return self.p50_s * draws


@dataclass(frozen=True, slots=True)
class WithPauses:
    """A stage with pauses: a request takes ``base``, and with ``probability`` ``pause_s`` more.

    Raises ``ValueError`` on a pause that is not positive or a ``probability`` outside (0, 1).
    Definition.

    >>> stage = WithPauses(LogNormal(0.001, 0.0015), pause_s=0.05, probability=0.009)
    >>> stage.quantile_s(0.99) < 0.002, stage.quantile_s(0.995) > 0.05
    (True, True)
    """

    base: LogNormal
    pause_s: float
    probability: float

    def __post_init__(self) -> None:
        require.positive("pause_s", self.pause_s)
        require.open_fraction("probability", self.probability)

    @property
    def mean_s(self) -> float:
        """The mean time, pauses included."""
        return self.base.mean_s + self.probability * self.pause_s

    def cdf(self, time_s: float) -> float:
        """Return the share of requests that take ``time_s`` or less."""
        smooth = (1 - self.probability) * self.base.cdf(time_s)
        if time_s <= self.pause_s:
            return smooth
        return smooth + self.probability * self.base.cdf(time_s - self.pause_s)

    def quantile_s(self, q: float) -> float:
        """Return the time that a share ``q`` of requests does not exceed."""
        return quantile_s(self.cdf, q, scale_s=self.base.quantile_s(q))

    def sample_s(self, n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        """Return ``n`` independent times, shape (n,)."""
        smooth = self.base.sample_s(n, rng)
        return smooth + self.pause_s * (rng.random(n) < self.probability)


def sample_series_s(
    stages: Iterable[Stage], n: int, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Return random latencies of a request through independent ``stages`` in series, (n,).

    Raises ``ValueError`` if there is no stage or ``n`` is not a whole number above 0. Definition.

    >>> stages = [LogNormal(0.001, 0.003), LogNormal(0.002, 0.004)]
    >>> sample_series_s(stages, 5, np.random.default_rng(1)).shape
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
    """Return the latency quantile of a fan-out: of the slowest of ``shards`` independent requests.

    An answer that waits for all shards is within t if each shard is, so its quantile ``q`` is the
    quantile ``q ** (1 / shards)`` of one shard. Raises ``ValueError`` on less than one shard or a
    ``q`` outside (0, 1). Source: [dean2013tail]

    >>> shard = LogNormal(0.001, 0.010)
    >>> round(fan_out_quantile_s(shard, 100, 0.5), 4)
    0.0114
    """
    require.count("shards", shards)
    require.open_fraction("q", q)
    return stage.quantile_s(per_stage_quantile(q, shards))


def per_stage_quantile(q: float, stages: int) -> float:
    """Return the quantile that each of several stages must keep so that all together keep ``q``.

    The stages are independent. Raises ``ValueError`` on less than one stage or a ``q`` outside
    (0, 1). Definition.

    >>> round(per_stage_quantile(0.99, 3), 5)
    0.99666
    """
    return float(require.open_fraction("q", q) ** (1 / require.count("stages", stages)))
