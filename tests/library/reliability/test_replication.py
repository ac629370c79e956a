import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from napkinmath.reliability.replication import (
    Quorum,
    correlated_loss_probability,
    data_loss_probability,
    group_loss_probability,
    mean_time_to_data_loss_s,
    re_replication_s,
)

TIMES = st.floats(min_value=1.0, max_value=1e9)


@given(TIMES, TIMES)
def test_two_copies_have_the_textbook_mean_time_to_loss(mttf_s: float, mttr_s: float) -> None:
    rate, repair = 1 / mttf_s, 1 / mttr_s
    closed = (3 * rate + repair) / (2 * rate**2)
    mean_s = mean_time_to_data_loss_s(2, mttf_s=mttf_s, mttr_s=mttr_s)
    assert mean_s == pytest.approx(closed, rel=1e-9)


def test_three_copies_against_the_chain_as_linear_equations() -> None:
    mttf_s, mttr_s = 50.0, 3.0
    rates = np.zeros((3, 3))
    for failed in range(3):
        fails, repairs = (3 - failed) / mttf_s, failed / mttr_s
        rates[failed, failed] = -(fails + repairs)
        if failed < 2:
            rates[failed, failed + 1] = fails
        if failed:
            rates[failed, failed - 1] = repairs
    exact = np.linalg.solve(rates, -np.ones(3))[0]
    mean_s = mean_time_to_data_loss_s(3, mttf_s=mttf_s, mttr_s=mttr_s)
    assert mean_s == pytest.approx(exact)


@given(st.integers(1, 4), TIMES, TIMES)
def test_another_copy_or_a_faster_repair_never_hurts(
    replicas: int, mttf_s: float, mttr_s: float
) -> None:
    mean_s = mean_time_to_data_loss_s(replicas, mttf_s=mttf_s, mttr_s=mttr_s)
    assert mean_time_to_data_loss_s(replicas + 1, mttf_s=mttf_s, mttr_s=mttr_s) > mean_s
    assert mean_time_to_data_loss_s(replicas, mttf_s=mttf_s, mttr_s=mttr_s / 2) >= mean_s


def test_loss_of_one_copy_is_a_plain_failure() -> None:
    chance = data_loss_probability(1, 1, mttf_s=10.0, mttr_s=1.0, horizon_s=10.0)
    assert chance == pytest.approx(1 - math.exp(-1))


def test_copying_again_takes_bytes_over_rate_and_is_shared() -> None:
    assert re_replication_s(1e12, bytes_per_s=1e9) == 1000
    assert re_replication_s(1e12, bytes_per_s=1e9, sources=20) == 50


def test_an_outage_against_counting() -> None:
    assert correlated_loss_probability(3, 2, 2, 1) == pytest.approx(1 / 3)
    assert correlated_loss_probability(4, 1, 2, 10) == 0
    assert correlated_loss_probability(3, 3, 2, 1) == 1
    assert correlated_loss_probability(5000, 50, 3, 5000 * 10_000 / 3) > 0.9999
    assert (
        correlated_loss_probability(6, 2, 2, 15) == 1
        and correlated_loss_probability(6, 2, 3, 20) == 0
    )
    assert correlated_loss_probability(6, 6, 2, 0) == 0


def test_mirrored_shards_are_close_to_independent_groups_where_there_are_many() -> None:
    assert group_loss_probability(1666, 3, 50) == pytest.approx(
        correlated_loss_probability(4998, 50, 3, 1666), rel=0.01
    )


def test_a_rare_loss_of_a_group_is_not_lost_to_rounding() -> None:
    expected = 1000 / math.comb(6000, 6)  # 1.5e-17: one less it is 1.0
    assert group_loss_probability(1000, 6, 6) == pytest.approx(expected, rel=1e-12)


@given(st.integers(1, 12), st.integers(1, 12), st.floats(0.0, 1.0))
def test_a_quorum_against_scipy(replicas: int, needed: int, up: float) -> None:
    needed = min(needed, replicas)
    expected = binom.sf(needed - 1, replicas, up)
    found = Quorum(replicas, needed, needed).write_availability(up)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(st.data())
def test_one_group_against_scipys_hypergeometric_distribution(data: st.DataObject) -> None:
    nodes = data.draw(st.integers(2, 200))
    replicas = data.draw(st.integers(1, nodes))
    failed = data.draw(st.integers(0, nodes))
    expected = hypergeom.sf(replicas - 1, nodes, replicas, failed)
    found = correlated_loss_probability(nodes, failed, replicas, 1)
    assert found == pytest.approx(expected, rel=1e-8, abs=1e-300)


@pytest.mark.parametrize(
    ("quorum", "overlaps"),
    [(Quorum(3, 2, 2), True), (Quorum(3, 1, 1), False), (Quorum(5, 3, 3), True)],
)
def test_quorums(quorum: Quorum, overlaps: bool) -> None:
    assert quorum.overlaps is overlaps
    assert quorum.write_availability(1.0) == 1 and quorum.read_availability(0.0) == 0


@given(st.floats(0, 1))
def test_two_of_three_in_closed_form(up: float) -> None:
    expected = 3 * up**2 * (1 - up) + up**3
    assert Quorum(3, 2, 2).read_availability(up) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: re_replication_s(0, bytes_per_s=1), "lost_bytes must be"),
        (lambda: re_replication_s(1, bytes_per_s=math.nan), "bytes_per_s must be"),
        (lambda: re_replication_s(1, bytes_per_s=1, sources=0), "sources must be"),
        (lambda: mean_time_to_data_loss_s(0, mttf_s=1, mttr_s=1), "replicas must be"),
        (lambda: mean_time_to_data_loss_s(1, mttf_s=0, mttr_s=1), "mttf_s must be"),
        (lambda: mean_time_to_data_loss_s(1, mttf_s=1, mttr_s=-1), "mttr_s must be"),
        (
            lambda: data_loss_probability(1, 0, mttf_s=1, mttr_s=1, horizon_s=1),
            "groups must be",
        ),
        (
            lambda: data_loss_probability(1, 1, mttf_s=1, mttr_s=1, horizon_s=0),
            "horizon_s must be",
        ),
        (lambda: correlated_loss_probability(0, 0, 1, 1), "nodes must be"),
        (lambda: correlated_loss_probability(5, -1, 1, 1), "failed must be"),
        (lambda: correlated_loss_probability(5, 6, 1, 1), "nodes must be at least"),
        (lambda: correlated_loss_probability(5, 1, 0, 1), "replicas must be"),
        (lambda: correlated_loss_probability(5, 1, 1, -1), "copysets must be"),
        (lambda: Quorum(0, 1, 1), "replicas must be"),
        (lambda: Quorum(3, 4, 1), "write must be at most"),
        (lambda: Quorum(3, 1, 4), "read must be at most"),
        (lambda: Quorum(3, 0, 1), "write must be"),
        (lambda: Quorum(3, 1, 1).read_availability(1.1), "node_availability must be"),
    ],
)
def test_refusals(call: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("groups", "replicas", "failed"), [(5, 2, 2), (4, 2, 3), (3, 3, 4), (2, 1, 1)]
)
def test_a_mirrored_outage_against_every_way_it_can_happen(
    groups: int, replicas: int, failed: int
) -> None:
    members = [set(range(g * replicas, (g + 1) * replicas)) for g in range(groups)]
    ways = [set(w) for w in itertools.combinations(range(groups * replicas), failed)]
    hit = sum(any(group <= way for group in members) for way in ways)
    assert group_loss_probability(groups, replicas, failed) == pytest.approx(hit / len(ways))


@given(st.integers(2, 30), st.integers(1, 4), st.integers(0, 8))
def test_one_more_machine_down_never_helps(groups: int, replicas: int, failed: int) -> None:
    if failed < groups * replicas:
        more = group_loss_probability(groups, replicas, failed + 1)
        assert more >= group_loss_probability(groups, replicas, failed) - 1e-12


def test_impossible_mirrors_are_refused() -> None:
    with pytest.raises(ValueError, match="groups"):
        group_loss_probability(0, 2, 1)
    with pytest.raises(ValueError, match="replicas"):
        group_loss_probability(2, 0, 1)
    with pytest.raises(ValueError, match="failed"):
        group_loss_probability(2, 2, 5)
