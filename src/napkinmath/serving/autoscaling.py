"""Autoscaling over a day's load: the replicas that are billed, the requests that are shed.

Load is given at even steps of a day that repeats. Replicas are whole, start after a cold start, and
are billed from the moment they are requested.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._numerics import ROUNDING, bisect

Floats = npt.NDArray[np.float64]
_SHARPEST = 200.0  # k of a peak of 35 times the mean


def diurnal_load(peak_over_mean: float, steps: int) -> Floats:
    """Return a diurnal load of shape (steps,): mean 1, one smooth peak, and this peak over mean.

    It is ``exp(k cos)`` of the time of day, so it never reaches 0. Raises ``ValueError`` on fewer
    than 4 steps, and on a peak below the mean, above 20 times it, or higher than so few steps can
    hold. Definition.

    >>> day = diurnal_load(2.0, 288)
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

    highest = float(shape(_SHARPEST).max())
    if peak_over_mean > highest:
        raise ValueError(
            f"peak_over_mean must be at most {highest:.3g} in {steps} steps, got {peak_over_mean!r}"
        )
    return shape(bisect(lambda k: float(shape(k).max()) < peak_over_mean, 0.0, _SHARPEST))


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoscalingPolicy:
    """An autoscaling policy: as many replicas as keep each at ``target_utilization``.

    ``cold_start_s`` passes between the request for a replica and its first answer (a machine, an
    image, weights), ``scale_down_delay_s`` before a replica that is no longer needed is released.
    ``min_replicas`` always run. Raises ``ValueError`` on a target outside (0, 1], negative times
    and a negative number of replicas.
    """

    target_utilization: float
    cold_start_s: float = 0.0
    scale_down_delay_s: float = 0.0
    min_replicas: int = 1

    def __post_init__(self) -> None:
        require.positive("target_utilization", self.target_utilization)
        require.fraction("target_utilization", self.target_utilization)
        require.non_negative("cold_start_s", self.cold_start_s)
        require.non_negative("scale_down_delay_s", self.scale_down_delay_s)
        require.count("min_replicas", self.min_replicas, at_least=0)


@dataclass(frozen=True, slots=True)
class FleetDay:
    """A day of a fleet step by step: the load, the billed and the ready replicas, (steps,) each.

    ``capacity_per_s`` is the throughput of one replica. Definition.
    """

    load_per_s: Floats
    paid_replicas: Floats
    ready_replicas: Floats
    capacity_per_s: float

    @property
    def mean_replicas(self) -> float:
        """The mean number of replicas that are billed over the day."""
        return float(self.paid_replicas.mean())

    @property
    def utilization(self) -> float:
        """The share of the billed capacity that serves requests."""
        return float(self._served.sum() / (self.paid_replicas.sum() * self.capacity_per_s))

    @property
    def shed_share(self) -> float:
        """The share of the day's requests that are shed: beyond what the ready replicas serve."""
        return float(1 - self._served.sum() / self.load_per_s.sum())

    @property
    def _served(self) -> Floats:
        return np.minimum(self.load_per_s, self.ready_replicas * self.capacity_per_s)


def _desired_replicas(
    load_per_s: npt.ArrayLike, *, capacity_per_s: float, policy: AutoscalingPolicy
) -> Floats:
    """Return the whole replicas that a policy asks for at each load, (steps,)."""
    load = _load(load_per_s)
    per_replica = require.positive("capacity_per_s", capacity_per_s) * policy.target_utilization
    return np.maximum(np.ceil(load / per_replica * (1 - ROUNDING)), float(policy.min_replicas))


def fixed_fleet(
    load_per_s: npt.ArrayLike, *, capacity_per_s: float, policy: AutoscalingPolicy
) -> FleetDay:
    """Return the day of a fleet that has the size of its peak all day.

    ``capacity_per_s`` is the throughput of one replica. Raises ``ValueError`` on negative loads,
    none above 0, and a capacity that is not positive. Definition.

    >>> policy = AutoscalingPolicy(target_utilization=0.7)
    >>> day = fixed_fleet(diurnal_load(2.0, 288) * 100, capacity_per_s=2.0, policy=policy)
    >>> round(day.mean_replicas), round(day.utilization, 3)
    (143, 0.35)
    """
    load = _load(load_per_s)
    peak = _desired_replicas(load, capacity_per_s=capacity_per_s, policy=policy).max()
    fleet = np.full(load.shape, peak)
    return FleetDay(load, fleet, fleet, capacity_per_s)


def autoscaled_fleet(
    load_per_s: npt.ArrayLike, *, capacity_per_s: float, step_s: float, policy: AutoscalingPolicy
) -> FleetDay:
    """Return the day of a fleet that follows the load of the moment.

    A replica is billed from the request, ready after ``policy.cold_start_s``, and kept for
    ``policy.scale_down_delay_s`` after the load last needed it; both times are rounded up to whole
    steps of ``step_s``. Raises ``ValueError`` as ``fixed_fleet`` does, and if a time reaches
    beyond the day. Definition.

    >>> policy = AutoscalingPolicy(
    ...     target_utilization=0.7, cold_start_s=600, scale_down_delay_s=900)
    >>> load = diurnal_load(2.0, 288) * 100
    >>> day = autoscaled_fleet(load, capacity_per_s=2.0, step_s=300, policy=policy)
    >>> round(day.mean_replicas, 1), round(day.utilization, 3), day.shed_share
    (73.1, 0.684, 0.0)
    """
    load = _load(load_per_s)
    desired = _desired_replicas(load, capacity_per_s=capacity_per_s, policy=policy)
    kept = _steps("scale_down_delay_s", policy.scale_down_delay_s, step_s, load.size)
    starting = _steps("cold_start_s", policy.cold_start_s, step_s, load.size)
    paid = np.max([np.roll(desired, back) for back in range(kept + 1)], axis=0)
    ready = np.min([np.roll(paid, back) for back in range(starting + 1)], axis=0)
    return FleetDay(load, paid, ready, capacity_per_s)


def safe_target_utilization(
    load_per_s: npt.ArrayLike, *, step_s: float, cold_start_s: float
) -> float:
    """Return the highest target utilization at which a reactive fleet sheds none of a smooth load.

    While a replica starts, the load must not outgrow the others: 1 over the largest growth of the
    load within ``cold_start_s``. Raises ``ValueError`` on a load that is 0 somewhere. Definition;
    checked by ``autoscaled_fleet``.

    >>> day = diurnal_load(2.0, 1440)
    >>> starts_s = (60, 600, 1800)
    >>> [round(safe_target_utilization(day, step_s=60, cold_start_s=s), 2) for s in starts_s]
    [1.0, 0.96, 0.89]
    """
    load = _load(load_per_s)
    if load.min() == 0:
        raise ValueError("load_per_s must be above 0 everywhere")
    starting = _steps("cold_start_s", cold_start_s, step_s, load.size)
    growth = max(float((np.roll(load, -ahead) / load).max()) for ahead in range(starting + 1))
    return min(1.0, 1 / growth)


def _load(load_per_s: npt.ArrayLike) -> Floats:
    load = require.finite_array("load_per_s", load_per_s, ndim=1)
    if load.min() < 0 or load.max() == 0:
        raise ValueError("load_per_s must hold numbers of 0 or more, and one above 0")
    return load


def _steps(name: str, time_s: float, step_s: float, day: int) -> int:
    """Return ``time_s`` in whole steps, rounded up, and refuse what is longer than the day."""
    require.positive("step_s", step_s)
    steps = math.ceil(require.non_negative(name, time_s) / step_s * (1 - ROUNDING))
    if steps >= day:
        raise ValueError(f"{name} must be shorter than the day of {day} steps, got {time_s!r}")
    return steps
