"""Fleets that follow a day's load: what they cost, what they shed, and when following is idle.

Load is given at even steps of a day that repeats. Replicas are whole, take a while to start, and
are paid from the moment they are asked for.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import ROUNDING, bisect

Floats = npt.NDArray[np.float64]


def diurnal(peak_over_mean: float, steps: int) -> Floats:
    """Return a day's load of shape (steps,) with mean 1, one smooth peak, and this peak over mean.

    It is ``exp(k cos)`` of the time of day, so it never reaches 0.
    Raises ``ValueError`` on a peak below the mean or above 20 times it, and on fewer than 4 steps.

    >>> day = diurnal(2.0, 288)
    >>> round(float(day.max()), 6), round(float(day.mean()), 6), round(float(day.min()), 2)
    (2.0, 1.0, 0.35)
    """
    require.count("steps", steps, at_least=4)
    require.finite("peak_over_mean", peak_over_mean)
    if not 1 <= peak_over_mean <= 20:
        raise ValueError(f"peak_over_mean must be between 1 and 20, got {peak_over_mean!r}")
    wave = -np.cos(2 * np.pi * np.arange(steps) / steps)

    def shape(sharpness: float) -> Floats:
        raw = np.exp(sharpness * (wave - wave.max()))
        return np.asarray(raw / raw.mean(), dtype=np.float64)

    return shape(bisect(lambda k: float(shape(k).max()) < peak_over_mean, 0.0, 200.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When to ask for replicas: enough that each runs at ``target`` of its capacity.

    ``lead_s`` passes between asking for one and its first answer (a machine, an image, weights),
    ``hold_s`` before one that is not wanted any more is given back. ``least`` always run.
    Raises ``ValueError`` on a target outside (0, 1], negative times and fewer than no replicas.
    """

    target: float
    lead_s: float = 0.0
    hold_s: float = 0.0
    least: int = 1

    def __post_init__(self) -> None:
        require.positive("target", require.fraction("target", self.target))
        require.non_negative("lead_s", self.lead_s)
        require.non_negative("hold_s", self.hold_s)
        require.count("least", self.least, at_least=0)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a fleet, step by step: load, replicas paid for, and replicas ready to answer."""

    load_per_s: Floats
    paid: Floats
    ready: Floats
    capacity_per_s: float

    @property
    def mean_replicas(self) -> float:
        """Replicas paid for, on the mean of the day."""
        return float(self.paid.mean())

    @property
    def utilisation(self) -> float:
        """Share of the capacity paid for that serves requests."""
        return float(self._served.sum() / (self.paid.sum() * self.capacity_per_s))

    @property
    def shed(self) -> float:
        """Share of the day's requests beyond what the ready replicas can serve."""
        return float(1 - self._served.sum() / self.load_per_s.sum())

    @property
    def _served(self) -> Floats:
        return np.minimum(self.load_per_s, self.ready * self.capacity_per_s)


def _load(load_per_s: npt.ArrayLike) -> Floats:
    load = require.finite_array("load_per_s", load_per_s, ndim=1)
    if load.min() < 0 or load.max() == 0:
        raise ValueError("load_per_s must hold numbers of 0 or more, and one above 0")
    return load


def wanted(load_per_s: npt.ArrayLike, *, capacity_per_s: float, policy: Policy) -> Floats:
    """Return the whole replicas that a policy asks for at each load.

    Raises ``ValueError`` on negative loads, none above 0, and a capacity that is not positive.
    """
    load = _load(load_per_s)
    per_replica = require.positive("capacity_per_s", capacity_per_s) * policy.target
    return np.maximum(np.ceil(load / per_replica * (1 - ROUNDING)), float(policy.least))


def fixed(load_per_s: npt.ArrayLike, *, capacity_per_s: float, policy: Policy) -> Day:
    """Return a day of a fleet that is always as large as its peak asks for.

    >>> day = fixed(diurnal(2.0, 288) * 100, capacity_per_s=2.0, policy=Policy(target=0.7))
    >>> round(day.mean_replicas), round(day.utilisation, 3)
    (143, 0.35)
    """
    load = _load(load_per_s)
    peak = wanted(load, capacity_per_s=capacity_per_s, policy=policy).max()
    fleet = np.full(load.shape, peak)
    return Day(load, fleet, fleet, capacity_per_s)


def follow(
    load_per_s: npt.ArrayLike, *, capacity_per_s: float, step_s: float, policy: Policy
) -> Day:
    """Return a day of a fleet that asks for what the load of the moment wants.

    A replica is paid from the asking, ready ``lead_s`` later, and kept ``hold_s`` after it was last
    wanted; both times are rounded up to whole steps of ``step_s``.
    Raises ``ValueError`` as ``wanted`` does, and if a time reaches beyond the day.

    >>> policy = Policy(target=0.7, lead_s=600, hold_s=900)
    >>> day = follow(diurnal(2.0, 288) * 100, capacity_per_s=2.0, step_s=300, policy=policy)
    >>> round(day.mean_replicas, 1), round(day.utilisation, 3), day.shed
    (73.1, 0.684, 0.0)
    """
    load = _load(load_per_s)
    require.positive("step_s", step_s)
    asked = wanted(load, capacity_per_s=capacity_per_s, policy=policy)
    hold, lead = math.ceil(policy.hold_s / step_s), math.ceil(policy.lead_s / step_s)
    if max(hold, lead) >= load.size:
        raise ValueError(f"lead_s and hold_s must be shorter than the day of {load.size} steps")
    paid = np.max([np.roll(asked, back) for back in range(hold + 1)], axis=0)
    ready = np.min([np.roll(paid, back) for back in range(lead + 1)], axis=0)
    return Day(load, paid, ready, capacity_per_s)


def safe_target(load_per_s: npt.ArrayLike, *, step_s: float, lead_s: float) -> float:
    """Return the highest target at which a fleet that reacts sheds nothing of a smooth load.

    While a replica starts, the load must not outgrow the others: one over the largest growth of
    the load within ``lead_s``. Raises ``ValueError`` on a load that is 0 somewhere.

    >>> day = diurnal(2.0, 1440)
    >>> [round(safe_target(day, step_s=60, lead_s=60 * m), 2) for m in (1, 10, 30)]
    [1.0, 0.96, 0.89]
    """
    load = _load(load_per_s)
    if load.min() == 0:
        raise ValueError("load_per_s must be above 0 everywhere")
    require.positive("step_s", step_s)
    lead = math.ceil(require.non_negative("lead_s", lead_s) / step_s)
    if lead >= load.size:
        raise ValueError(f"lead_s must be shorter than the day of {load.size} steps")
    growth = max(float((np.roll(load, -ahead) / load).max()) for ahead in range(lead + 1))
    return min(1.0, 1 / growth)


def awake(arrivals_per_s: float, keep_s: float, cold_s: float) -> float:
    """Return the share of the time that a replica which sleeps between requests is paid for.

    It is started by a request, which waits ``cold_s``, and stopped ``keep_s`` after the last one.
    Requests come independently of each other and take no time beside ``keep_s``.
    Raises ``ValueError`` on a rate that is not positive or negative times.

    >>> [round(awake(per_day / 86_400, 300, 120), 3) for per_day in (24, 240, 2400)]
    [0.107, 0.62, 1.0]
    """
    require.positive("arrivals_per_s", arrivals_per_s)
    require.non_negative("keep_s", keep_s)
    require.non_negative("cold_s", cold_s)
    calm = math.exp(-arrivals_per_s * keep_s)  # a gap longer than keep_s
    waiting = arrivals_per_s * cold_s * calm
    return 1 - calm / (1 + waiting)


def met_asleep(arrivals_per_s: float, keep_s: float, cold_s: float) -> float:
    """Return the share of requests that find the replica asleep or starting.

    Raises ``ValueError`` as ``awake`` does.

    >>> round(met_asleep(24 / 86_400, 300, 120), 2)
    0.92
    """
    require.positive("arrivals_per_s", arrivals_per_s)
    require.non_negative("keep_s", keep_s)
    require.non_negative("cold_s", cold_s)
    calm = math.exp(-arrivals_per_s * keep_s)
    waiting = arrivals_per_s * cold_s
    return calm * (1 + waiting) / (1 + waiting * calm)
