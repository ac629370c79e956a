"""A capacity plan for serving: the cheapest fleet that meets the memory, the TPOT and the load."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.serving.autoscaling import (
    AutoscalingPolicy,
    FleetDay,
    autoscaled_fleet,
    fixed_fleet,
)
from napkinmath.serving.replica import Replica, Request, Served
from napkinmath.units import HOUR_S, MONTH_S


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """A fleet for a workload: its replica and what one serves, the fleet's day, and $ a month.

    ``ServingWorkload`` makes it. Definition.
    """

    replica: Replica
    served: Served
    day: FleetDay
    usd_per_month: float

    @property
    def devices(self) -> float:
        """The mean number of devices that are billed over the day."""
        return self.replica.devices * self.day.mean_replicas

    @property
    def name(self) -> str:
        """The replica in words.

        >>> from napkinmath.catalog import accelerator, model
        >>> llama, policy = model("llama-3-8b").decoder(), AutoscalingPolicy(target_utilization=0.7)
        >>> workload = ServingWorkload(Request(1500, 300), np.ones(9), 0.05, policy)
        >>> one = Replica(decoder=llama, device=accelerator("h100-sxm"))
        >>> plan = workload.cheapest([one], {"h100-sxm": 3.99})
        >>> plan.name, round(plan.usd_per_month, 2)
        ('1 x h100-sxm', 2912.7)
        """
        return f"{self.replica.devices} x {self.replica.device.id}"


@dataclass(frozen=True, slots=True, eq=False)
class ServingWorkload:
    """A serving workload: the mean request, the load over a day, its SLO and the scaling policy.

    ``load_per_s`` are requests a second at even steps of a day, (steps,); ``tpot_s`` is the most
    time per output token. ``policy`` says how full replicas may run, how long a cold start takes
    and how many replicas always run. Raises ``ValueError`` on loads that are negative or not
    finite, and on a ``tpot_s`` that is not positive.
    """

    request: Request
    load_per_s: npt.NDArray[np.float64]
    tpot_s: float
    policy: AutoscalingPolicy

    def __post_init__(self) -> None:
        require.positive("tpot_s", self.tpot_s)
        if require.finite_array("load_per_s", self.load_per_s, ndim=1).min() < 0:
            raise ValueError("load_per_s must hold numbers of 0 or more")

    def plan(
        self,
        replica: Replica,
        usd_per_hour: float,
        *,
        max_batch_size: int = 2**20,
        autoscaled: bool = True,
    ) -> FleetPlan | None:
        """Return the fleet of equal replicas for the workload, or None if such a replica cannot.

        ``usd_per_hour`` is the price of one device, ``max_batch_size`` the most concurrent
        sequences on a replica. A fleet that is not ``autoscaled`` has the size of its peak all day.
        Raises ``ValueError`` on a negative price.
        """
        require.non_negative("usd_per_hour", usd_per_hour)
        served = replica.best(self.request, tpot_s=self.tpot_s, max_batch_size=max_batch_size)
        if served is None:
            return None
        capacity_per_s = served.requests_per_s
        if autoscaled:
            step_s = 86_400.0 / len(self.load_per_s)
            day = autoscaled_fleet(
                self.load_per_s, capacity_per_s=capacity_per_s, step_s=step_s, policy=self.policy
            )
        else:
            day = fixed_fleet(self.load_per_s, capacity_per_s=capacity_per_s, policy=self.policy)
        usd = day.mean_replicas * replica.devices * usd_per_hour * (MONTH_S / HOUR_S)
        return FleetPlan(replica, served, day, usd)

    def cheapest(
        self,
        replicas: Sequence[Replica],
        usd_per_hour: Mapping[str, float],
        *,
        max_batch_size: int = 2**20,
        autoscaled: bool = True,
    ) -> FleetPlan:
        """Return the cheapest plan over several kinds of replica; of equal ones, the first.

        ``usd_per_hour`` maps the id of a device to its price. Raises ``LookupError`` if a price is
        missing, and ``ValueError`` if no kind can serve.
        """
        best: FleetPlan | None = None
        for replica in replicas:
            if replica.device.id not in usd_per_hour:
                raise LookupError(f"usd_per_hour must name {replica.device.id!r}")
            price = usd_per_hour[replica.device.id]
            plan = self.plan(replica, price, max_batch_size=max_batch_size, autoscaled=autoscaled)
            if plan and (best is None or plan.usd_per_month < best.usd_per_month):
                best = plan
        if best is None:
            raise ValueError("replicas must hold one that fits its memory and meets tpot_s")
        return best
