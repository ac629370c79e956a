import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napkinmath.queueing.models import MMc
from napkinmath.queueing.overload import simulate_overload
from napkinmath.queueing.retries import (
    _on_time_probabilities,
    backlog_drain_s,
    recovers,
    retry_amplification,
    retry_equilibrium,
    safe_utilization,
    throttle_probability,
)
from napkinmath.queueing.retrying_service import CircuitBreaker, Outage, QueuedService
from napkinmath.queueing.trace import Trace, WindowMetrics, correct_coordinated_omission_s

SERVICE = QueuedService(
    servers=16, service_s=0.002, client_timeout_s=0.010, max_attempts=4, backoff_s=0.010
)
OUTAGE = Outage(start_s=0.5, duration_s=1.0)


def late(
    service: QueuedService, load: float, seed: int = 1, outage: Outage | None = OUTAGE
) -> WindowMetrics:
    """Measure the last half second of four."""
    rng = np.random.default_rng(seed)
    return simulate_overload(
        service, load * service.capacity_per_s, 4.0, rng, outage=outage
    ).between(3.5, 4.0)


def test_a_patient_service_is_the_queue_of_the_textbook() -> None:
    calm = QueuedService(servers=4, service_s=0.01, client_timeout_s=1e6)
    trace = simulate_overload(calm, 320.0, 400.0, np.random.default_rng(7))
    queue = MMc(320.0, 0.01, 4)
    assert trace.succeeded.all() and (trace.attempts == 1).all()
    settled = trace.latency_s[5_000:]
    assert settled.mean() == pytest.approx(queue.mean_sojourn_s, rel=0.05)
    assert np.quantile(settled, 0.99) == pytest.approx(queue.sojourn_quantile_s(0.99), rel=0.06)


def test_the_same_seed_gives_the_same_run() -> None:
    first, second = (
        simulate_overload(SERVICE, 4000.0, 1.0, np.random.default_rng(3)) for _ in range(2)
    )
    assert np.array_equal(first.latency_s, second.latency_s)


def test_a_stall_at_half_load_never_ends() -> None:
    calm = late(SERVICE, 0.5, outage=None)
    assert calm.availability > 0.999 and calm.attempts_per_request < 1.05
    for seed in (1, 2, 3):
        stuck = late(SERVICE, 0.5, seed)
        assert stuck.availability < 0.01 and stuck.attempts_per_request == pytest.approx(
            4.0, abs=0.02
        )


@pytest.mark.parametrize("attempts", [2, 3, 4, 6])
def test_the_storm_holds_from_one_over_the_attempts(attempts: int) -> None:
    service, brief = replace(SERVICE, max_attempts=attempts, backoff_s=0.0), Outage(0.5, 0.3)
    assert late(service, 0.85 * safe_utilization(attempts), outage=brief).success_rate > 0.99
    assert late(service, 1.1 * safe_utilization(attempts), outage=brief).success_rate < 0.01


@pytest.mark.parametrize(
    "change",
    [
        {"retry_budget_ratio": 0.1},
        {"queue_limit": 64},
        {"discipline": "lifo"},
        {"drop": "will_expire", "service_margin": 2.0},
        {"breaker": CircuitBreaker()},
        {"max_attempts": 1},
    ],
)
def test_each_of_these_alone_saves_the_service(change: dict) -> None:
    assert late(replace(SERVICE, **change), 0.5).success_rate > 0.98


@pytest.mark.parametrize("change", [{"drop": "expired"}, {"backoff_s": 0.1}, {"queue_limit": 240}])
def test_none_of_these_alone_saves_it(change: dict) -> None:
    assert late(replace(SERVICE, **change), 0.5).success_rate < 0.3


def test_the_backlog_clears_when_the_fluid_says() -> None:
    for attempts, budget in [(1.0, None), (1.1, 0.1)]:
        service = replace(SERVICE, max_attempts=4 if budget else 1, retry_budget_ratio=budget)
        rng = np.random.default_rng(5)
        trace = simulate_overload(service, 4000.0, 5.0, rng, outage=OUTAGE)
        assert trace.recovery_s(1.5) == pytest.approx(backlog_drain_s(1.0, 0.5, attempts), abs=0.25)
    assert simulate_overload(SERVICE, 4000.0, 4.0, rng, outage=OUTAGE).recovery_s(1.5) == math.inf
    assert simulate_overload(SERVICE, 2000.0, 1.0, rng).recovery_s(0.2) == 0.0


def test_what_survives_is_below_the_safe_load() -> None:
    assert recovers(0.2, safe_utilization(4)) and not recovers(0.25, safe_utilization(4))
    for bad in (-0.1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="utilization"):
            recovers(bad, 0.5)
        with pytest.raises(ValueError, match="threshold"):
            recovers(0.5, bad)


def test_a_retry_budget_moves_the_safe_load() -> None:
    service, brief = replace(SERVICE, retry_budget_ratio=0.1), Outage(0.5, 0.1)
    assert late(service, 0.85, outage=brief).success_rate > 0.95
    assert late(service, 0.97, outage=brief).success_rate < 0.3


def test_a_full_queue_balances_where_the_curve_folds() -> None:
    for limit, attempts in [(120, 2), (160, 2), (160, 3)]:
        fold = retry_equilibrium(
            servers=16,
            service_s=0.002,
            client_timeout_s=0.01,
            queue_limit=limit,
            max_attempts=attempts,
        ).metastable_from
        service = replace(SERVICE, queue_limit=limit, max_attempts=attempts)
        assert late(service, 0.9 * fold).success_rate > 0.99
        assert late(service, 1.2 * fold).success_rate < 0.1


def test_a_fallback_answers_everyone_and_in_time() -> None:
    service = QueuedService(
        servers=16,
        service_s=0.002,
        client_timeout_s=0.008,
        queue_limit=48,
        breaker=CircuitBreaker(),
        fallback_s=0.001,
    )
    trace = simulate_overload(service, 4000.0, 3.0, np.random.default_rng(1), outage=OUTAGE)
    whole = trace.between(0.0, 3.0)
    assert whole.availability == 1.0 and whole.p99_s <= 0.009 + 1e-9
    assert trace.between(0.6, 1.4).success_rate < 0.01
    assert trace.between(2.0, 3.0).success_rate > 0.97


def test_a_breaker_spares_the_service_and_closes_again() -> None:
    plain = QueuedService(servers=4, service_s=0.01, client_timeout_s=0.05, max_attempts=1)
    broken = replace(plain, breaker=CircuitBreaker(window=20, open_s=0.2, probes=3))
    runs = [
        simulate_overload(service, 200.0, 4.0, np.random.default_rng(2), outage=OUTAGE)
        for service in (plain, broken)
    ]
    sent = [int(run.attempts[(run.arrival_s > 0.5) & (run.arrival_s < 1.5)].sum()) for run in runs]
    assert sent[1] < 0.4 * sent[0]
    assert runs[1].between(3.0, 4.0).availability > 0.95


def test_hypothesis_of_conservation() -> None:
    @given(
        st.integers(min_value=1, max_value=4),
        st.one_of(st.none(), st.integers(min_value=0, max_value=30)),
        st.sampled_from(["none", "expired", "will_expire"]),
        st.sampled_from(["fifo", "lifo"]),
        st.one_of(st.none(), st.floats(min_value=0, max_value=0.5)),
        st.booleans(),
        st.booleans(),
        st.integers(min_value=0, max_value=99),
    )
    @settings(max_examples=60, deadline=None)
    def check(
        attempts: int,
        limit: int | None,
        drop: str,
        discipline: str,
        budget: float | None,
        breaks: bool,
        falls_back: bool,
        seed: int,
    ) -> None:
        service = QueuedService(
            servers=2,
            service_s=0.01,
            client_timeout_s=0.03,
            max_attempts=attempts,
            queue_limit=limit,
            drop=drop,  # type: ignore[arg-type]
            discipline=discipline,  # type: ignore[arg-type]
            retry_budget_ratio=budget,
            breaker=CircuitBreaker(window=10, open_s=0.05) if breaks else None,
            fallback_s=0.002 if falls_back else None,
        )
        trace = simulate_overload(
            service, 150.0, 1.0, np.random.default_rng(seed), outage=Outage(0.3, 0.2)
        )
        assert np.isfinite(trace.latency_s).all() and (trace.latency_s >= 0).all()
        assert not (trace.succeeded & trace.fallback).any()
        assert (trace.attempts <= attempts).all()
        assert trace.latency_s[trace.succeeded].max(initial=0) <= attempts * 0.03 + 1e-9
        if falls_back:
            assert (trace.succeeded | trace.fallback).all()
        if not breaks:
            assert (trace.attempts >= 1).all()
        if budget is not None:
            retries = trace.attempts.sum() - len(trace.attempts)
            assert retries <= 20 + budget * len(trace.attempts) + 1e-9

    check()


def test_trace_measures() -> None:
    trace = Trace(
        arrival_s=np.array([0.0, 0.5, 1.0, 1.5]),
        latency_s=np.array([0.1, 0.2, 0.3, 0.4]),
        attempts=np.array([1, 2, 3, 4]),
        succeeded=np.array([True, True, False, False]),
        fallback=np.array([False, False, True, False]),
    )
    first = trace.between(0.0, 1.0)
    assert (first.offered_per_s, first.goodput_per_s, first.success_rate) == (2.0, 2.0, 1.0)
    second = trace.between(1.0, 2.0)
    assert (second.goodput_per_s, second.availability, second.attempts_per_request) == (
        0.0,
        0.5,
        3.5,
    )
    share = trace.success_rates([0.0, 1.0, 1.2, 1.3])
    assert share[:2].tolist() == [1.0, 0.0] and math.isnan(share[2])
    for bad_edges in ([1.0], [1.0, 0.5], [1.0, 1.0]):
        with pytest.raises(ValueError, match="edges_s must be two or more in ascending order"):
            trace.success_rates(bad_edges)
    with pytest.raises(ValueError, match="must enclose an arrival, got 5.0, 6.0"):
        trace.between(5.0, 6.0)
    for bad in ({"share": 1.0}, {"bin_s": 0.0}):
        with pytest.raises(ValueError, match="must be"):
            trace.recovery_s(0.0, **bad)


@pytest.mark.parametrize("start_s", [0.0, 1e6, 1e9])
def test_a_trace_is_measured_alike_whenever_its_clock_began(start_s: float) -> None:
    arrival_s = np.arange(0.05, 3.0, 0.1)
    late = Trace(
        arrival_s=start_s + arrival_s,
        latency_s=np.full(30, 0.01),
        attempts=np.ones(30, dtype=np.int64),
        succeeded=(arrival_s < 1.0) | (arrival_s > 1.7),
        fallback=np.zeros(30, dtype=bool),
    )
    assert late.recovery_s(start_s + 1.0) == pytest.approx(0.7)
    assert late.between(start_s + 1.0, start_s + 2.0).success_rate == pytest.approx(0.3)


def test_attempts() -> None:
    assert retry_amplification(4, 3) == 64
    assert retry_amplification(3, 5) == 243


def test_throttle() -> None:
    assert throttle_probability(200, 50) == pytest.approx(0.4975124378109453)
    assert throttle_probability(100, 60) == 0.0
    assert throttle_probability(0, 0) == 0.0


def test_backlog() -> None:
    assert backlog_drain_s(3.0, 0.5, 1) == pytest.approx(3.0)
    assert backlog_drain_s(3.0, 0.25, 4) == math.inf


def test_shares_on_time_against_simulation() -> None:
    shares = _on_time_probabilities(
        servers=16, service_s=0.002, client_timeout_s=0.01, queue_limit=80
    )
    rng = np.random.default_rng(9)
    for ahead in (1, 20, 70):
        wait = rng.gamma(ahead, 0.002 / 16, 200_000) + rng.exponential(0.002, 200_000)
        assert shares[ahead - 1] == pytest.approx(np.mean(wait <= 0.01), abs=0.004)
    assert (np.diff(shares) < 0).all()


def test_a_short_queue_has_no_storm() -> None:
    short = retry_equilibrium(
        servers=16, service_s=0.002, client_timeout_s=0.01, queue_limit=16, max_attempts=4
    )
    assert short.metastable_from == math.inf
    long = retry_equilibrium(
        servers=16, service_s=0.002, client_timeout_s=0.01, queue_limit=800, max_attempts=4
    )
    assert long.metastable_from == pytest.approx(0.25, rel=0.03)
    assert long.success_rate[0] == pytest.approx(1.0) and long.success_rate[-1] < 0.01


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf, "1", None, True])
def test_refuses_quantities_that_are_none(bad: object) -> None:
    good = {"servers": 2, "service_s": 1.0, "client_timeout_s": 1.0}
    for ask in (
        lambda x: QueuedService(**{**good, "service_s": x}),
        lambda x: QueuedService(**{**good, "client_timeout_s": x}),
        lambda x: QueuedService(**{**good, "servers": x}),
        lambda x: QueuedService(**good, max_attempts=x),
        lambda x: CircuitBreaker(open_s=x),
        lambda x: CircuitBreaker(window=x),
        lambda x: CircuitBreaker(failure_threshold=x),
        lambda x: CircuitBreaker(probes=x),
        lambda x: Outage(0.0, x),
        lambda x: simulate_overload(SERVICE, x, 1.0, np.random.default_rng(1)),
        lambda x: simulate_overload(SERVICE, 1.0, x, np.random.default_rng(1)),
        lambda x: safe_utilization(x),
        lambda x: retry_amplification(x, 2),
        lambda x: retry_amplification(2, x),
        lambda x: throttle_probability(10, 5, multiplier=x),
        lambda x: _on_time_probabilities(2, x, 1.0, 3),
        lambda x: _on_time_probabilities(2, 1.0, x, 3),
        lambda x: _on_time_probabilities(x, 1.0, 1.0, 3),
        lambda x: _on_time_probabilities(2, 1.0, 1.0, x),
        lambda x: retry_equilibrium(**good, queue_limit=3, max_attempts=x),
        lambda x: backlog_drain_s(1.0, 0.5, x),
    ):
        with pytest.raises(ValueError, match="must be"):
            ask(bad)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", True])
def test_refuses_what_may_be_zero_but_not_this(bad: object) -> None:
    good = {"servers": 2, "service_s": 1.0, "client_timeout_s": 1.0}
    for ask in (
        lambda x: QueuedService(**good, queue_limit=x),
        lambda x: QueuedService(**good, backoff_s=x),
        lambda x: QueuedService(**good, service_margin=x),
        lambda x: QueuedService(**good, retry_budget_ratio=x),
        lambda x: QueuedService(**good, fallback_s=x),
        lambda x: Outage(x, 1.0),
        lambda x: throttle_probability(x, 0),
        lambda x: throttle_probability(5, x),
        lambda x: backlog_drain_s(x, 0.5, 1),
        lambda x: backlog_drain_s(1.0, x, 1),
    ):
        with pytest.raises(ValueError, match="must be"):
            ask(bad)  # type: ignore[no-untyped-call]


def test_refuses_what_makes_no_sense() -> None:
    good = {"servers": 2, "service_s": 1.0, "client_timeout_s": 1.0}
    with pytest.raises(ValueError, match="discipline must be one of 'fifo', 'lifo', got 'random'"):
        QueuedService(**good, discipline="random")
    with pytest.raises(ValueError, match="drop must be one of"):
        QueuedService(**good, drop="some")
    with pytest.raises(ValueError, match="accepts must be at most requests, 5, got 6"):
        throttle_probability(5, 6)
    with pytest.raises(ValueError, match="multiplier must be 1 or more, got 0.5"):
        throttle_probability(5, 4, multiplier=0.5)
    with pytest.raises(ValueError, match="attempts must be 1 or more, got 0.5"):
        safe_utilization(0.5)
    with pytest.raises(ValueError, match="attempts must be 1 or more, got 0.5"):
        backlog_drain_s(1.0, 0.5, 0.5)
    with pytest.raises(ValueError, match="duration_s must let a request arrive"):
        simulate_overload(SERVICE, 1e-9, 1.0, np.random.default_rng(1))
    brief = simulate_overload(SERVICE, 4000.0, 0.5, np.random.default_rng(1))
    for from_s in (0.45, 0.5, 3.0):
        with pytest.raises(ValueError, match="from_s must leave a bin of 0.1 before the last"):
            brief.recovery_s(from_s)
    for bad in (-0.1, math.nan, "0"):
        with pytest.raises(ValueError, match="from_s must be a finite number of 0 or more"):
            brief.recovery_s(bad)  # type: ignore[arg-type]


def test_a_closed_loop_hides_a_stall() -> None:
    recorded = np.append(np.full(10_000, 0.001), 100.0)
    suffered = correct_coordinated_omission_s(recorded, interval_s=0.01)
    assert len(suffered) == 20_000
    assert recorded.mean() == pytest.approx(0.010998900109989)
    assert suffered.mean() == pytest.approx(25.003, abs=1e-6)
    assert np.quantile(suffered, 0.75) == pytest.approx(50.0025, abs=1e-3)
    assert correct_coordinated_omission_s([0.5, 1.0], 1.0).tolist() == [0.5, 1.0]
    with pytest.raises(ValueError, match="interval_s must be"):
        correct_coordinated_omission_s([1.0], 0.0)
    with pytest.raises(ValueError, match="latency_s must be 0 or more, got -1"):
        correct_coordinated_omission_s([-1.0], 1.0)
