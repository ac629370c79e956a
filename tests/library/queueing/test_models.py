import math
from decimal import Decimal, getcontext

import numpy as np
import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import lambertw
from scipy.stats import poisson

from napkinmath.queueing.fifo import simulate_fifo
from napkinmath.queueing.hedging import hedged_extra_load, hedging_limit, simulate_hedging
from napkinmath.queueing.load_balancing import simulate_dispatch, supermarket_mean_s
from napkinmath.queueing.models import (
    MMc,
    erlang_c,
    highest_utilization,
    littles_law,
    servers_for_wait,
)
from napkinmath.queueing.single_server import kingman_s, pollaczek_khinchine_s

loads = st.floats(min_value=0.01, max_value=0.98)


def erlang_c_by_factorials(servers: int, load: float) -> float:
    below = sum(load**k / math.factorial(k) for k in range(servers))
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    return top / (below + top)


@given(st.integers(min_value=1, max_value=60), loads)
def test_erlang_c_is_the_sum_over_states(servers: int, utilization: float) -> None:
    load = servers * utilization
    assert erlang_c(servers, load) == pytest.approx(erlang_c_by_factorials(servers, load), rel=1e-9)
    assert erlang_c(np.int64(servers), np.float64(load)) == erlang_c(servers, load)


@given(st.integers(min_value=1, max_value=300), loads)
def test_one_shared_queue_beats_split_ones(servers: int, utilization: float) -> None:
    assert erlang_c(servers + 1, (servers + 1) * utilization) <= erlang_c(
        servers, servers * utilization
    ) * (1 + 1e-12)


@given(st.integers(min_value=1, max_value=2000), loads)
def test_erlang_c_against_scipys_poisson_distribution(servers: int, utilization: float) -> None:
    load = servers * utilization
    blocked = poisson.pmf(servers, load) / poisson.cdf(servers, load)  # Erlang B
    expected = blocked / (1 - utilization * (1 - blocked))
    assert erlang_c(servers, load) == pytest.approx(expected, rel=1e-9)


@given(st.integers(min_value=1, max_value=40), loads, st.floats(min_value=0.01, max_value=0.9999))
def test_quantiles_against_scipys_root_finder(servers: int, utilization: float, q: float) -> None:
    queue = MMc(servers * utilization, 1.0, servers)
    root = brentq(lambda time: queue.sojourn_cdf(time) - q, 0, 1e6, xtol=1e-12)
    assert queue.sojourn_quantile_s(q) == pytest.approx(root, rel=1e-7)


@given(st.integers(2, 6), st.floats(-6.0, -0.5), st.floats(0.1, 30.0), st.booleans())
def test_the_sojourn_keeps_its_digits_where_two_rates_nearly_agree(
    servers: int, exponent: float, time: float, above: bool
) -> None:
    queue = MMc(servers - 1 + (1 if above else -1) * 10.0**exponent, 1.0, servers)
    getcontext().prec = 60
    spare = Decimal(servers) - Decimal(queue.arrivals_per_s)  # services a second, beside 1
    p, t = Decimal(queue.p_wait), Decimal(time)
    waited = (spare * (-t).exp() - (-spare * t).exp()) / (spare - 1)
    exact = 1 - (1 - p) * (-t).exp() - p * waited
    assert queue.sojourn_cdf(time) == pytest.approx(float(exact), rel=1e-13)


@pytest.mark.parametrize("size", [1e-150, 1.0, 1e150])
def test_a_queue_does_not_depend_on_the_unit_of_time(size: float) -> None:
    queue, same = MMc(3.2 / size, size, 4), MMc(3.2, 1.0, 4)
    assert queue.p_wait == pytest.approx(same.p_wait)
    for at in (queue.sojourn_quantile_s, queue.wait_quantile_s):
        expected = getattr(same, at.__name__)(0.99) * size
        assert at(0.99) == pytest.approx(expected, rel=1e-12)
    assert servers_for_wait(1000 / size, 0.01 * size, wait_s=0.01 * size) == 14
    most = highest_utilization(0.002 * size, 16, sojourn_s=0.01 * size)
    assert most == pytest.approx(highest_utilization(0.002, 16, sojourn_s=0.01), rel=1e-9)


def test_a_late_start_of_the_clock_changes_no_wait() -> None:
    rng = np.random.default_rng(5)
    arrival, service = np.cumsum(rng.exponential(1.0, 300)), rng.exponential(1.6, 300)
    later = simulate_fifo(arrival + 1e9, service, 2)
    assert later == pytest.approx(simulate_fifo(arrival, service, 2), abs=1e-4)


def test_erlang_c_edges() -> None:
    assert erlang_c(7, 0) == 0.0
    assert erlang_c(1, 0.3) == pytest.approx(0.3)
    huge = erlang_c(1_000_000, 999_000.0)
    # Halfin and Whitt's limit: beta = (1 - rho) sqrt(n) = 1
    density, below = math.exp(-0.5) / math.sqrt(2 * math.pi), 0.5 * (1 + math.erf(1 / math.sqrt(2)))
    assert huge == pytest.approx(1 / (1 + below / density), rel=0.002)


def test_pooling_ten_queues() -> None:
    assert MMc(8.0, 1.0, 10).mean_wait_s == pytest.approx(0.20459007539822177)
    assert MMc(0.8, 1.0, 1).mean_wait_s == pytest.approx(4.0)


@given(loads, st.floats(min_value=0.01, max_value=0.999))
def test_one_server_has_closed_forms(utilization: float, q: float) -> None:
    queue = MMc(utilization, 1.0, 1)
    assert queue.p_wait == pytest.approx(utilization)
    assert queue.utilization == pytest.approx(utilization)
    assert queue.mean_sojourn_s == pytest.approx(1 / (1 - utilization))
    assert queue.sojourn_quantile_s(q) == pytest.approx(-math.log1p(-q) / (1 - utilization))
    wait = max(0.0, math.log(utilization / (1 - q)) / (1 - utilization))
    assert queue.wait_quantile_s(q) == pytest.approx(wait, abs=1e-12)


def test_sojourn_quantiles_of_one_server() -> None:
    for utilization, p50, p99 in [
        (0.5, 1.3862943611, 9.2103403720),
        (0.8, 3.4657359028, 23.0258509299),
        (0.95, 13.8629436112, 92.1034037198),
    ]:
        queue = MMc(utilization, 1.0, 1)
        assert queue.sojourn_quantile_s(0.5) == pytest.approx(p50, rel=1e-9)
        assert queue.sojourn_quantile_s(0.99) == pytest.approx(p99, rel=1e-9)


@given(st.integers(min_value=1, max_value=40), loads)
def test_means_agree_with_the_distribution(servers: int, utilization: float) -> None:
    queue = MMc(servers * utilization, 1.0, servers)
    assert queue.mean_waiting == pytest.approx(queue.arrivals_per_s * queue.mean_wait_s)
    steps = np.linspace(0, 60 * queue.mean_sojourn_s, 4001)
    late = 1 - np.array([queue.sojourn_cdf(float(step)) for step in steps])
    assert np.trapezoid(late, steps) == pytest.approx(queue.mean_sojourn_s, rel=0.01)


def test_sojourn_where_spare_equals_service_rate() -> None:
    queue = MMc(1.0, 1.0, 2)
    near = MMc(1.0 + 1e-7, 1.0, 2)
    assert queue.sojourn_cdf(1.3) == pytest.approx(near.sojourn_cdf(1.3), abs=1e-6)


def test_simulation_agrees_with_erlang() -> None:
    rng = np.random.default_rng(11)
    n, servers = 400_000, 5
    arrival = np.cumsum(rng.exponential(1 / 4.0, n))
    wait = simulate_fifo(arrival, rng.exponential(1.0, n), servers)
    queue = MMc(4.0, 1.0, servers)
    assert wait.mean() == pytest.approx(queue.mean_wait_s, rel=0.05)
    assert np.mean(wait > 0) == pytest.approx(queue.p_wait, rel=0.02)
    assert np.quantile(wait, 0.99) == pytest.approx(queue.wait_quantile_s(0.99), rel=0.06)


@pytest.mark.parametrize(("cv2", "wait"), [(0.0, 2.0), (1.0, 4.0), (4.0, 10.0)])
def test_simulation_agrees_with_pollaczek_and_khinchine(cv2: float, wait: float) -> None:
    assert pollaczek_khinchine_s(0.8, 1.0, cv2) == pytest.approx(wait)
    rng, n = np.random.default_rng(2), 500_000
    service = rng.gamma(1 / cv2, cv2, n) if cv2 else np.ones(n)
    waits = simulate_fifo(np.cumsum(rng.exponential(1.25, n)), service, 1)
    assert waits.mean() == pytest.approx(wait, rel=0.08)


@given(
    st.lists(st.floats(min_value=0, max_value=10), min_size=1, max_size=40),
    st.integers(min_value=1, max_value=4),
)
def test_fifo_by_brute_force(gaps: list[float], servers: int) -> None:
    arrival = np.cumsum(gaps)
    service = [(3 * k) % 7 / 2 for k in range(len(gaps))]
    free = [0.0] * servers
    expected = []
    for at, need in zip(arrival, service, strict=True):
        first = min(range(servers), key=lambda server: free[server])
        start = max(at, free[first])
        free[first] = start + need
        expected.append(start - at)
    assert simulate_fifo(list(arrival), service, servers) == pytest.approx(expected)


def test_lindley_recursion_for_one_server() -> None:
    rng = np.random.default_rng(4)
    arrival, service = np.cumsum(rng.exponential(1, 500)), rng.exponential(0.9, 500)
    wait = [0.0]
    for gap, need in zip(np.diff(arrival), service[:-1], strict=True):
        wait.append(max(0.0, wait[-1] + need - gap))
    assert simulate_fifo(arrival, service, 1) == pytest.approx(wait)


def test_kingman_is_exact_for_poisson_arrivals_and_near_for_others() -> None:
    assert kingman_s(0.9, 1.0, arrival_cv2=1, service_cv2=1) == pytest.approx(9.0)
    rng, n = np.random.default_rng(6), 500_000
    gaps = rng.gamma(2.0, 1 / (2 * 0.9), n)  # squared variation one half
    waits = simulate_fifo(np.cumsum(gaps), rng.exponential(1.0, n), 1)
    assert waits.mean() == pytest.approx(
        kingman_s(0.9, 1.0, arrival_cv2=0.5, service_cv2=1.0), rel=0.1
    )


def test_supermarket_model() -> None:
    predicted = [supermarket_mean_s(load, 1.0, 2) for load in (0.5, 0.9, 0.95, 0.99)]
    assert predicted == pytest.approx([1.265686, 2.614057, 3.383046, 5.431997], rel=1e-6)
    assert supermarket_mean_s(0.99, 1.0, 1) == pytest.approx(100.0)
    assert supermarket_mean_s(0.0, 2.0, 3) == 2.0
    rng = np.random.default_rng(3)
    seen = simulate_dispatch(180.0, 1.0, servers=200, choices=2, n=120_000, rng=rng)[20_000:]
    assert seen.mean() == pytest.approx(2.614, rel=0.03)
    shortest = simulate_dispatch(9.0, 1.0, servers=10, choices=10, n=40_000, rng=rng)[4_000:]
    assert shortest.mean() < 2.0


@given(loads, st.integers(min_value=1, max_value=6))
def test_more_choices_never_hurt(utilization: float, choices: int) -> None:
    fewer = supermarket_mean_s(utilization, 1.0, choices)
    assert supermarket_mean_s(utilization, 1.0, choices + 1) <= fewer * (1 + 1e-12)


@given(st.floats(min_value=0.05, max_value=0.65))
def test_hedging_settles_at_its_balance(utilization: float) -> None:
    extra = hedged_extra_load(utilization, 0.05)
    balance = 0.05 ** ((1 - utilization * (1 + extra)) / (1 - utilization))
    assert extra == pytest.approx(balance, rel=1e-6) and extra > 0.05


@given(st.floats(1e-6, 0.999), st.floats(1e-6, 0.36))
def test_the_balance_of_hedging_is_the_lowest_root(part: float, hedged_share: float) -> None:
    utilization = part * hedging_limit(hedged_share)
    odds = utilization / (1 - utilization)
    lowest = -lambertw(-hedged_share * math.log(1 / hedged_share) * odds).real
    expected = lowest / (math.log(1 / hedged_share) * odds)
    extra = hedged_extra_load(utilization, hedged_share)
    assert extra == pytest.approx(expected, rel=1e-6)
    assert utilization * (1 + extra) < 1


def test_more_hedges_than_one_in_e_are_refused() -> None:
    for ask in (hedging_limit, lambda share: hedged_extra_load(0.1, share)):
        with pytest.raises(ValueError, match="hedged_share must be below 1 / e, 0.368, got 0.5"):
            ask(0.5)


def test_hedging_runs_away_above_its_limit() -> None:
    assert hedging_limit(0.05) == pytest.approx(0.7107, abs=1e-4)
    hedged_extra_load(0.7106)
    with pytest.raises(ValueError, match="utilization must be below 0.711"):
        hedged_extra_load(0.72)

    def run(utilization: float, cancel: bool) -> float:
        after_s = -math.log(0.05) / (1 - utilization)
        return simulate_hedging(
            40 * utilization,
            1.0,
            servers=40,
            after_s=after_s,
            cancel=cancel,
            n=60_000,
            rng=np.random.default_rng(1),
        ).extra_load

    assert run(0.6, False) == pytest.approx(hedged_extra_load(0.6), abs=0.02)
    assert run(0.6, True) < 0.05 < run(0.6, False)
    assert run(0.8, False) > 0.3 > 0.05 > run(0.8, True)


def test_without_hedges_each_server_is_a_queue_of_its_own() -> None:
    run = simulate_hedging(
        24.0,
        1.0,
        servers=40,
        after_s=1e9,
        cancel=False,
        n=60_000,
        rng=np.random.default_rng(8),
    )
    assert run.extra_load == 0.0
    assert run.latency_s[5_000:].mean() == pytest.approx(1 / 0.4, rel=0.05)


def test_a_library_of_units_agrees() -> None:
    units = pint.UnitRegistry()
    queue = MMc(80 / units.second, 10 * units.millisecond, 1)
    for seconds in (queue.mean_wait_s, queue.wait_quantile_s(0.99), queue.sojourn_quantile_s(0.99)):
        assert seconds.check("[time]")
    assert queue.mean_wait_s.to("s").magnitude == pytest.approx(0.04)
    assert queue.mean_waiting == pytest.approx(3.2)
    in_flight = littles_law(1000 / units.second, 3 * units.millisecond)
    assert in_flight.to("").magnitude == pytest.approx(3.0)
    wait = kingman_s(0.5, 1 * units.second, arrival_cv2=1, service_cv2=0)
    assert wait.to("s").magnitude == pytest.approx(0.5)
    assert pollaczek_khinchine_s(0.5, 1 * units.second, 1).check("[time]")
    assert supermarket_mean_s(0.5, 1 * units.second, 2).check("[time]")


@given(st.floats(min_value=10, max_value=3000), st.floats(min_value=0.001, max_value=0.1))
@settings(max_examples=30)
def test_servers_needed_is_the_least(rate: float, wait_s: float) -> None:
    servers = servers_for_wait(rate, 0.01, wait_s=wait_s)
    assert MMc(rate, 0.01, servers).wait_quantile_s(0.99) <= wait_s
    if servers - 1 > rate * 0.01:
        assert MMc(rate, 0.01, servers - 1).wait_quantile_s(0.99) > wait_s


@pytest.mark.parametrize("load", [1.0, 1.5, math.inf])
def test_refuses_a_queue_that_cannot_settle(load: float) -> None:
    for ask in (
        lambda: erlang_c(1, load),
        lambda: kingman_s(load, 1.0, arrival_cv2=1, service_cv2=1),
        lambda: pollaczek_khinchine_s(load, 1.0, 1.0),
        lambda: supermarket_mean_s(load, 1.0, 2),
        lambda: MMc(load, 1.0, 1),
    ):
        with pytest.raises(ValueError, match="below 1|finite number"):
            ask()
    with pytest.raises(ValueError, match="utilization must be below 1"):
        simulate_dispatch(4.0, 1.0, servers=4, choices=1, n=10, rng=np.random.default_rng(1))


@pytest.mark.parametrize("bad", [0, -1, 1.5, "2", None, True])
def test_refuses_counts_that_are_none(bad: object) -> None:
    rng = np.random.default_rng(1)
    for ask in (
        lambda n: erlang_c(n, 0.5),
        lambda n: MMc(0.5, 1.0, n),
        lambda n: simulate_fifo([1.0], [1.0], n),
        lambda n: supermarket_mean_s(0.5, 1.0, n),
        lambda n: simulate_dispatch(0.5, 1.0, servers=n, choices=1, n=5, rng=rng),
        lambda n: simulate_dispatch(0.5, 1.0, servers=2, choices=n, n=5, rng=rng),
    ):
        with pytest.raises(ValueError, match="whole number of 1 or more"):
            ask(bad)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None, True])
def test_refuses_quantities_that_are_none(bad: object) -> None:
    for ask in (
        lambda x: erlang_c(2, x),
        lambda x: MMc(x, 1.0, 1),
        lambda x: MMc(0.5, x, 1),
        lambda x: MMc(0.5, 1.0, 1).sojourn_cdf(x),
        lambda x: littles_law(x, 1.0),
        lambda x: littles_law(1.0, x),
        lambda x: kingman_s(x, 1.0, arrival_cv2=1, service_cv2=1),
        lambda x: kingman_s(0.5, x, arrival_cv2=1, service_cv2=1),
        lambda x: kingman_s(0.5, 1.0, arrival_cv2=x, service_cv2=1),
        lambda x: pollaczek_khinchine_s(0.5, 1.0, x),
        lambda x: supermarket_mean_s(0.5, x, 2),
        lambda x: servers_for_wait(x, 1.0, wait_s=1.0),
        lambda x: servers_for_wait(1.0, 1.0, wait_s=x),
        lambda x: hedging_limit(x),
        lambda x: hedged_extra_load(x),
    ):
        with pytest.raises(ValueError, match="must be"):
            ask(bad)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("arrival", "service", "message"),
    [
        ([1.0, 0.5], [1.0, 1.0], "ascending order"),
        ([1.0, 2.0], [1.0], "must have the shape of arrival_s"),
        ([1.0], [-1.0], "service_s must be 0 or more"),
        ([math.nan], [1.0], "finite numbers only"),
        ([], [], "must not be empty"),
        ([[1.0]], [[1.0]], "must have 1 axes"),
        ("ab", [1.0], "array of numbers"),
    ],
)
def test_fifo_refuses(arrival: object, service: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        simulate_fifo(arrival, service, 1)  # type: ignore[arg-type]


def test_quantiles_are_open_fractions() -> None:
    queue = MMc(0.5, 1.0, 1)
    for bad in (0, 1, -0.5, 2, math.nan, "0.9"):
        for ask in (queue.wait_quantile_s, queue.sojourn_quantile_s):
            with pytest.raises(ValueError, match="q must be strictly between 0 and 1"):
                ask(bad)  # type: ignore[arg-type]
    assert queue.wait_quantile_s(0.4) == 0.0


def test_dispatch_refuses_more_choices_than_servers() -> None:
    with pytest.raises(ValueError, match="choices must be at most servers, 3, got 4"):
        simulate_dispatch(0.5, 1.0, servers=3, choices=4, n=5, rng=np.random.default_rng(1))


@given(st.integers(min_value=1, max_value=50), st.floats(min_value=0.0095, max_value=1.0))
@settings(max_examples=30)
def test_highest_utilisation_just_keeps_the_promise(servers: int, sojourn_s: float) -> None:
    most = highest_utilization(0.002, servers, sojourn_s=sojourn_s)
    full = MMc(most * servers / 0.002, 0.002, servers)
    assert full.sojourn_quantile_s(0.99) == pytest.approx(sojourn_s, rel=1e-6)


def test_highest_utilisation_refuses() -> None:
    with pytest.raises(ValueError, match="sojourn_s must be above 0.0092"):
        highest_utilization(0.002, 16, sojourn_s=0.009)
    for bad in ({"service_s": 0}, {"servers": 0}, {"sojourn_s": -1}, {"q": 1}):
        with pytest.raises(ValueError, match="must be"):
            highest_utilization(**{"service_s": 0.002, "servers": 2, "sojourn_s": 0.1, **bad})


def test_one_service_time_serves_all() -> None:
    arrivals = [0.0, 0.1, 0.2]
    alike = simulate_fifo(arrivals, [1.0, 1.0, 1.0], 2)
    assert simulate_fifo(arrivals, 1.0, 2).tolist() == alike.tolist()
