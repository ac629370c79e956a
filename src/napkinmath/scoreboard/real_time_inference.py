"""Published figures on tails, queues, load tests and retries."""

import math

import numpy as np

from napkinmath.queueing.models import MMc, erlang_c, littles_law
from napkinmath.queueing.overload import simulate_overload
from napkinmath.queueing.retries import retry_amplification, safe_utilization
from napkinmath.queueing.retrying_service import QueuedService
from napkinmath.queueing.single_server import kingman_s
from napkinmath.queueing.trace import correct_coordinated_omission_s
from napkinmath.scoreboard.registry import reproduces

TOPIC = "real-time-inference"


@reproduces(
    "fan-out-100-leaves",
    topic=TOPIC,
    claim="share of requests over a second when each of 100 servers is that slow once in 100",
    published=0.63,
    within=0.005,
    unit="%",
    source="dean2013tail",
    where="the example of 100 servers",
    mark="read",
)
def fan_out_to_100_servers() -> float:
    """Return the chance that at least one of 100 is slow."""
    return 1 - 0.99**100


@reproduces(
    "fan-out-2000-leaves",
    topic=TOPIC,
    claim="share of requests over a second when each of 2,000 servers is that slow once in 10,000: "
    '"almost one in five"',
    published=0.2,
    within=0.02,
    unit="%",
    source="dean2013tail",
    where="the example of 2,000 servers",
    mark="read",
)
def fan_out_to_2000_servers() -> float:
    """Return the chance that at least one of 2,000 is slow."""
    return 1 - 0.9999**2000


@reproduces(
    "retries-three-layers",
    topic=TOPIC,
    claim="attempts on a database that one user action causes when three layers try four times",
    published=64,
    within=0.0,
    unit="",
    source="beyer2016cascading",
    where="Retries",
    mark="read",
)
def attempts_through_three_layers() -> float:
    """Return the product of the layers' attempts."""
    return retry_amplification(attempts=4, layers=3)


@reproduces(
    "retries-five-layers",
    topic=TOPIC,
    claim="load on a database under a stack of five layers that try three times each",
    published=243,
    within=0.0,
    unit="",
    source="brooker2019timeouts",
    where="Retries and backoff",
    mark="secondary",
)
def attempts_through_five_layers() -> float:
    """Return the product of the layers' attempts."""
    return retry_amplification(attempts=3, layers=5)


@reproduces(
    "retry-budget-growth",
    topic=TOPIC,
    claim="growth of the load on a service that fails, with three attempts a request, "
    "without and with a retry budget of 10 %",
    published=(3.0, 1.1),
    within=0.05,
    unit="",
    source="beyer2016overload",
    where="Deciding to Retry",
    mark="read",
)
def growth_of_load_under_retries() -> tuple[float, float]:
    """Simulate callers of a service that answers nobody, and count their attempts."""
    growth = []
    for ratio in (None, 0.1):
        dead = QueuedService(
            servers=1,
            service_s=1e3,
            client_timeout_s=0.01,
            queue_limit=0,
            max_attempts=3,
            retry_budget_ratio=ratio,
        )
        trace = simulate_overload(dead, 1000.0, 10.0, np.random.default_rng(1))
        growth.append(trace.between(0.0, 10.0).attempts_per_request)
    return growth[0], growth[1]


@reproduces(
    "metastable-database",
    topic=TOPIC,
    claim="a database good for 300 queries a second whose callers try twice: load below which it "
    "recovers by itself, and what it receives at 280 a second once every query times out",
    published=(150.0, 560.0),
    within=0.5,
    unit="/s",
    source="bronson2021metastable",
    where="Section 2.1 and Figure 2",
    mark="secondary",
)
def metastable_database() -> tuple[float, float]:
    """Return the safe load and the load of a storm."""
    capacity_per_s, attempts = 300.0, 2
    return capacity_per_s * safe_utilization(attempts), 280.0 * attempts


@reproduces(
    "queue-of-varied-service",
    topic=TOPIC,
    claim="mean wait in seconds at 80 % load, for services of 80 s on average whose coefficients "
    "of variation are .5, .6 ... 1.5",
    published=(200.0, 217.6, 238.4, 262.4, 289.6, 320.0, 353.6, 390.4, 430.4, 473.6, 520.0),
    within=0.05,
    unit="",
    source="herzog2022queuesim",
    where="example_analytic_ac_approx.ipynb, column E[W]",
    mark="read",
)
def waits_under_varied_service() -> tuple[float, ...]:
    """Return Kingman's wait for each coefficient of variation."""
    variations = [tenths / 10 for tenths in range(5, 16)]
    return tuple(
        kingman_s(0.8, 80.0, arrival_cv2=1.0, service_cv2=variation**2) for variation in variations
    )


@reproduces(
    "one-server-in-system",
    topic=TOPIC,
    claim="mean number in a system of one server at loads of .1, .5, .8 and .9",
    published=(0.11, 1.0, 4.0, 9.0),
    within=0.005,
    unit="",
    source="marimo2026queueing",
    where="Queue Formation, the table",
    mark="read",
)
def numbers_in_system() -> tuple[float, ...]:
    """Return the mean number by Little's law from the mean time."""
    loads = (0.1, 0.5, 0.8, 0.9)
    return tuple(littles_law(load, MMc(load, 1.0, 1).mean_sojourn_s) for load in loads)


@reproduces(
    "erlang-c-call-centre",
    topic=TOPIC,
    claim="100 calls of 3 min in half an hour, 14 agents: share that wait, and share answered "
    "within 20 s",
    published=(0.1741319335950498, 0.8883500191794669),
    within=1e-9,
    unit="%",
    source="arenas2026pyworkforce",
    where="README, Erlang C (its earlier versions; the newest prints four digits)",
    mark="read",
)
def call_centre() -> tuple[float, float]:
    """Return the probability of waiting and the service level."""
    arrivals_per_s, call_s, agents = 100 / 1800, 180.0, 14
    p_wait = erlang_c(agents, arrivals_per_s * call_s)
    spare_per_s = agents / call_s - arrivals_per_s
    return p_wait, 1 - p_wait * math.exp(-spare_per_s * 20.0)


@reproduces(
    "coordinated-omission-raw",
    topic=TOPIC,
    claim="100 s of answers in 1 ms, then a stall of 100 s, as a closed loop records it: "
    "p99 and p99.99",
    published=(0.001, 0.001),
    within=1e-6,
    unit="s",
    source="tene2014hdrhistogram",
    where="testGetValueAtPercentile, raw",
    mark="read",
)
def a_stall_as_recorded() -> tuple[float, ...]:
    """Return percentiles of what was recorded."""
    recorded_s = np.append(np.full(10_000, 0.001), 100.0)
    return tuple(np.quantile(recorded_s, [0.99, 0.9999], method="inverted_cdf").tolist())


@reproduces(
    "coordinated-omission-corrected",
    topic=TOPIC,
    claim="the same stall with the requests that were never sent: median, p75, p90 and p99",
    published=(0.001, 50.0, 80.0, 98.0),
    within=0.1,
    unit="s",
    source="tene2014hdrhistogram",
    where="testGetValueAtPercentile",
    mark="read",
)
def a_stall_as_suffered() -> tuple[float, ...]:
    """Return percentiles of what callers at a steady rate would have seen."""
    recorded_s = np.append(np.full(10_000, 0.001), 100.0)
    suffered_s = correct_coordinated_omission_s(recorded_s, interval_s=0.01)
    shares = [0.5, 0.75, 0.9, 0.99]
    return tuple(np.quantile(suffered_s, shares, method="inverted_cdf").tolist())
