import math

import numpy as np
import pytest

from napkinmath.catalog.hardware import accelerator
from napkinmath.catalog.language_models import model
from napkinmath.decisions.savings_attribution import attribute
from napkinmath.serving.autoscaling import AutoscalingPolicy, diurnal_load
from napkinmath.serving.capacity_plan import ServingWorkload
from napkinmath.serving.replica import Replica, Request

LLAMA = model("llama-3-70b").decoder()
RENT = {"h100-sxm": 3.99}
POLICY = AutoscalingPolicy(
    target_utilization=0.7, cold_start_s=600, scale_down_delay_s=900, min_replicas=2
)


def replica(devices: int, weight_bytes: float = 2.0) -> Replica:
    card = accelerator("h100-sxm")
    return Replica(
        decoder=LLAMA,
        device=card,
        devices=devices,
        weight_bytes=weight_bytes,
        kv_bytes=weight_bytes,
        arithmetic="fp8" if weight_bytes == 1 else "bf16",
    )


def service(peak_per_s: float) -> ServingWorkload:
    return ServingWorkload(
        Request(1500, 300), diurnal_load(2.0, 288) * peak_per_s / 2, 0.05, POLICY
    )


def test_a_plan_pays_for_its_replicas() -> None:
    plan = service(9).plan(replica(4), 3.99, max_batch_size=16, autoscaled=False)
    assert plan is not None and plan.name == "4 x h100-sxm"
    count = math.ceil(9 / (0.7 * plan.served.requests_per_s))
    assert plan.day.mean_replicas == count and plan.devices == 4 * count
    assert plan.usd_per_month == pytest.approx(count * 4 * 3.99 * 730)


def test_following_saves_nothing_on_a_fleet_at_its_minimum() -> None:
    small, large = service(9), service(900)
    narrow = replica(4, 1)
    assert (
        small.cheapest([narrow], RENT).usd_per_month
        == small.cheapest([narrow], RENT, autoscaled=False).usd_per_month
    )
    ratio = (
        large.cheapest([narrow], RENT).usd_per_month
        / large.cheapest([narrow], RENT, autoscaled=False).usd_per_month
    )
    assert 0.5 < ratio < 0.55


def test_what_does_not_fit_or_is_too_slow_is_left_out() -> None:
    assert service(9).plan(replica(1), 3.99) is None
    assert service(9).cheapest([replica(1), replica(4)], RENT).replica.devices == 4
    with pytest.raises(ValueError, match="one that fits"):
        service(9).cheapest([replica(1)], RENT)
    hurried = ServingWorkload(Request(1500, 300), np.ones(24), 0.002, POLICY)
    assert hurried.plan(replica(4), 3.99) is None


def test_a_size_that_only_quantized_weights_allow() -> None:
    def cost(pulled: frozenset[str]) -> float:
        width = 1.0 if "quantize" in pulled else 2.0
        sizes = (1, 2, 4) if "size" in pulled else (4,)
        return service(900).cheapest([replica(n, width) for n in sizes], RENT).usd_per_month

    found = {part.name: part for part in attribute(cost, ["quantize", "size"]).contributions}
    assert found["size"].alone < 0.02  # two cards hold the weights, and hardly an answer


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf, "1", None])
def test_refusals(bad: object) -> None:
    with pytest.raises(ValueError, match="tpot_s"):
        ServingWorkload(Request(1, 1), np.ones(24), bad, POLICY)  # type: ignore[arg-type]
    if bad != 0:
        with pytest.raises(ValueError, match="usd_per_hour"):
            service(9).plan(replica(4), bad)  # type: ignore[arg-type]


def test_refusals_that_name_what_is_missing() -> None:
    with pytest.raises(LookupError, match="h100-sxm"):
        service(9).cheapest([replica(4)], {})
    for bad in (math.nan, -1.0):
        with pytest.raises(ValueError, match="load_per_s"):
            ServingWorkload(Request(1, 1), np.array([1.0, bad]), 0.05, POLICY)
