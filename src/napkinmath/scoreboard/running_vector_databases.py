"""Published figures of running a store beside ours: alarms, failures, sample sizes, outages."""

from napkinmath.reliability.error_budget import burn_rate, time_to_exhaustion_s
from napkinmath.reliability.replication import group_loss_probability
from napkinmath.scoreboard.registry import reproduces
from napkinmath.stats.intervals import zero_failure_bound
from napkinmath.stats.sample_size import observations_needed

_TOPIC = "running-vector-databases"
_HOUR_S = 3600.0
_DAY_S = 24 * _HOUR_S


@reproduces(
    "redis-second-failure",
    topic=_TOPIC,
    claim="chance that five mirrored masters are down once two of ten nodes are gone",
    published=0.1111,
    within=0.00005,
    unit="%",
    source="redis2024cluster",
    where="Availability",
    mark="read",
)
def second_failure_of_a_cluster() -> float:
    return group_loss_probability(groups=5, replicas=2, failed=2)


@reproduces(
    "burn-rates",
    topic=_TOPIC,
    claim="burn rates that spend 2 % in an hour, 5 % in six, 10 % in three days of a month",
    published=(14.4, 6.0, 1.0),
    within=0.05,
    unit="",
    source="beyer2018alerting",
    where="Table 5-8, as quoted",
    mark="secondary",
)
def burn_rates_of_the_workbook() -> tuple[float, ...]:
    windows = ((0.02, _HOUR_S), (0.05, 6 * _HOUR_S), (0.10, 3 * _DAY_S))
    return tuple(burn_rate(spent, window_s, 30 * _DAY_S) for spent, window_s in windows)


@reproduces(
    "budget-spent",
    topic=_TOPIC,
    claim="time until a budget of 30 days is spent at burn rates 1, 2 and 3",
    published=(30 * _DAY_S, 15 * _DAY_S, 10 * _DAY_S),
    within=0.5 * _DAY_S,
    unit="s",
    source="datadog2026burn",
    where="How burn rate alerts work",
    mark="read",
)
def budgets_of_a_month() -> tuple[float, ...]:
    return tuple(time_to_exhaustion_s(rate, 30 * _DAY_S) for rate in (1.0, 2.0, 3.0))


@reproduces(
    "rule-of-three",
    topic=_TOPIC,
    claim="largest rate that no event in 50 leaves plausible at 95 %",
    published=0.06,
    within=0.005,
    unit="%",
    source="newman1995numerators",
    where="first paragraph",
    mark="read",
)
def bound_after_no_event() -> float:
    return zero_failure_bound(50)


@reproduces(
    "r-sample-size",
    topic=_TOPIC,
    claim="observations a group at 90 % power: .50 against .75, and against .8026",
    published=(76.7, 50.0),
    within=0.05,
    unit="",
    source="rcore2016power",
    where="Examples",
    mark="read",
)
def sample_sizes_of_r() -> tuple[float, ...]:
    return tuple(observations_needed(0.50, after, power=0.90) for after in (0.75, 0.8026))
