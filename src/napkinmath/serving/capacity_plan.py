"""A fleet of replicas for one service: the cheapest that fits its memory, its pace and its day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.serving.autoscaling import Day, Policy, fixed, follow
from napkinmath.serving.replica import Replica, Served, Work

#: Hours of a month, as the sellers count it.
MONTH_HOURS = 730.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A way to serve: each replica and what it serves, the fleet's day, and dollars a month."""

    replica: Replica
    served: Served
    day: Day
    usd_per_month: float

    @property
    def devices(self) -> float:
        """Devices paid for, on the mean of the day."""
        return self.replica.devices * self.day.mean_replicas

    @property
    def name(self) -> str:
        """The replica in words.

        >>> from napkinmath.catalog import accelerator, model
        >>> llama = model("llama-3-8b").decoder()
        >>> service = Service(Work(1500, 300), np.ones(9), 0.05, Policy(target=0.7))
        >>> one = Replica(decoder=llama, device=accelerator("h100-sxm"))
        >>> plan = service.cheapest([one], {"h100-sxm": 3.99})
        >>> plan.name, round(plan.usd_per_month, 2)
        ('1 x h100-sxm', 2912.7)
        """
        return f"{self.replica.devices} x {self.replica.device.id}"


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """What a service must do: requests ``work`` at ``load_per_s`` of shape (steps of a day,).

    Between two tokens of an answer at most ``token_s`` may pass. ``policy`` says how full replicas
    may run, how long one takes to start, and how many always run.
    Raises ``ValueError`` on loads that are negative or not finite, and on a pace of 0.
    """

    work: Work
    load_per_s: npt.NDArray[np.float64]
    token_s: float
    policy: Policy

    def __post_init__(self) -> None:
        require.positive("token_s", self.token_s)
        if require.finite_array("load_per_s", self.load_per_s, ndim=1).min() < 0:
            raise ValueError("load_per_s must hold numbers of 0 or more")

    def plan(
        self, replica: Replica, usd_per_hour: float, *, at_most: int = 2**20, following: bool = True
    ) -> Plan | None:
        """Return the fleet of one kind of replica, ``usd_per_hour`` a device; None if it cannot.

        ``at_most`` caps the requests in progress on a replica. A fleet that is not ``following``
        the load is as large as its peak asks for, all day.
        Raises ``ValueError`` on a negative rent.
        """
        require.non_negative("usd_per_hour", usd_per_hour)
        served = replica.best(self.work, token_s=self.token_s, at_most=at_most)
        if served is None:
            return None
        capacity_per_s = served.requests_per_s
        if following:
            step_s = 86_400.0 / len(self.load_per_s)
            day = follow(
                self.load_per_s, capacity_per_s=capacity_per_s, step_s=step_s, policy=self.policy
            )
        else:
            day = fixed(self.load_per_s, capacity_per_s=capacity_per_s, policy=self.policy)
        usd = day.mean_replicas * replica.devices * usd_per_hour * MONTH_HOURS
        return Plan(replica, served, day, usd)

    def cheapest(
        self,
        replicas: Sequence[Replica],
        usd_per_hour: Mapping[str, float],
        *,
        at_most: int = 2**20,
        following: bool = True,
    ) -> Plan:
        """Return the cheapest plan over kinds of replica, with the rent of each device by its id.

        Raises ``LookupError`` if a rent is missing, and ``ValueError`` if no kind can serve.
        """
        best: Plan | None = None
        for replica in replicas:
            if replica.device.id not in usd_per_hour:
                raise LookupError(f"usd_per_hour must name {replica.device.id!r}")
            rent = usd_per_hour[replica.device.id]
            plan = self.plan(replica, rent, at_most=at_most, following=following)
            if plan and (best is None or plan.usd_per_month < best.usd_per_month):
                best = plan
        if best is None:
            raise ValueError("replicas must hold one that fits its memory and keeps the pace")
        return best
