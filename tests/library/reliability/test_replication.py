import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.reliability.replication import (
    Quorum,
    loss_probability,
    mean_time_to_loss_s,
    mirrored_loss,
    outage_loss,
    recopy_s,
)

TIMES = st.floats(min_value=1.0, max_value=1e9)


@given(TIMES, TIMES)
def test_two_copies_have_the_textbook_mean_time_to_loss(failure_s: float, repair_s: float) -> None:
    rate, repair = 1 / failure_s, 1 / repair_s
    closed = (3 * rate + repair) / (2 * rate**2)
    mean_s = mean_time_to_loss_s(2, failure_s=failure_s, repair_s=repair_s)
    assert mean_s == pytest.approx(closed, rel=1e-9)


def test_three_copies_against_the_chain_as_linear_equations() -> None:
    failure_s, repair_s = 50.0, 3.0
    rates = np.zeros((3, 3))
    for down in range(3):
        fails, repairs = (3 - down) / failure_s, down / repair_s
        rates[down, down] = -(fails + repairs)
        if down < 2:
            rates[down, down + 1] = fails
        if down:
            rates[down, down - 1] = repairs
    exact = np.linalg.solve(rates, -np.ones(3))[0]
    mean_s = mean_time_to_loss_s(3, failure_s=failure_s, repair_s=repair_s)
    assert mean_s == pytest.approx(exact)


@given(st.integers(1, 4), TIMES, TIMES)
def test_another_copy_or_a_faster_repair_never_hurts(
    copies: int, failure_s: float, repair_s: float
) -> None:
    mean_s = mean_time_to_loss_s(copies, failure_s=failure_s, repair_s=repair_s)
    assert mean_time_to_loss_s(copies + 1, failure_s=failure_s, repair_s=repair_s) > mean_s
    assert mean_time_to_loss_s(copies, failure_s=failure_s, repair_s=repair_s / 2) >= mean_s


def test_loss_of_one_copy_is_a_plain_failure() -> None:
    chance = loss_probability(1, 1, failure_s=10.0, repair_s=1.0, horizon_s=10.0)
    assert chance == pytest.approx(1 - math.exp(-1))


def test_copying_again_takes_bytes_over_rate_and_is_shared() -> None:
    assert recopy_s(1e12, bytes_per_s=1e9) == 1000
    assert recopy_s(1e12, bytes_per_s=1e9, helpers=20) == 50


def test_an_outage_against_counting() -> None:
    assert outage_loss(3, 2, 2, 1) == pytest.approx(1 / 3)
    assert outage_loss(4, 1, 2, 10) == 0
    assert outage_loss(3, 3, 2, 1) == 1
    assert outage_loss(5000, 50, 3, 5000 * 10_000 / 3) > 0.9999
    assert outage_loss(6, 2, 2, 15) == 1 and outage_loss(6, 2, 3, 20) == 0
    assert outage_loss(6, 6, 2, 0) == 0


def test_mirrored_shards_are_close_to_independent_groups_where_there_are_many() -> None:
    assert mirrored_loss(1666, 3, 50) == pytest.approx(outage_loss(4998, 50, 3, 1666), rel=0.01)


@pytest.mark.parametrize(
    ("quorum", "overlaps"),
    [(Quorum(3, 2, 2), True), (Quorum(3, 1, 1), False), (Quorum(5, 3, 3), True)],
)
def test_quorums(quorum: Quorum, overlaps: bool) -> None:
    assert quorum.overlaps is overlaps
    assert quorum.write_available(1.0) == 1 and quorum.read_available(0.0) == 0


@given(st.floats(0, 1))
def test_two_of_three_in_closed_form(up: float) -> None:
    expected = 3 * up**2 * (1 - up) + up**3
    assert Quorum(3, 2, 2).read_available(up) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: recopy_s(0, bytes_per_s=1), "lost_bytes must be"),
        (lambda: recopy_s(1, bytes_per_s=math.nan), "bytes_per_s must be"),
        (lambda: recopy_s(1, bytes_per_s=1, helpers=0), "helpers must be"),
        (lambda: mean_time_to_loss_s(0, failure_s=1, repair_s=1), "copies must be"),
        (lambda: mean_time_to_loss_s(1, failure_s=0, repair_s=1), "failure_s must be"),
        (lambda: mean_time_to_loss_s(1, failure_s=1, repair_s=-1), "repair_s must be"),
        (
            lambda: loss_probability(1, 0, failure_s=1, repair_s=1, horizon_s=1),
            "groups must be",
        ),
        (
            lambda: loss_probability(1, 1, failure_s=1, repair_s=1, horizon_s=0),
            "horizon_s must be",
        ),
        (lambda: outage_loss(0, 0, 1, 1), "machines must be"),
        (lambda: outage_loss(5, -1, 1, 1), "down must be"),
        (lambda: outage_loss(5, 6, 1, 1), "machines must be at least"),
        (lambda: outage_loss(5, 1, 0, 1), "copies must be"),
        (lambda: outage_loss(5, 1, 1, -1), "copysets must be"),
        (lambda: Quorum(0, 1, 1), "copies must be"),
        (lambda: Quorum(3, 4, 1), "write must be at most"),
        (lambda: Quorum(3, 1, 4), "read must be at most"),
        (lambda: Quorum(3, 0, 1), "write must be"),
        (lambda: Quorum(3, 1, 1).read_available(1.1), "up must be"),
    ],
)
def test_refusals(call: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]


@pytest.mark.parametrize(("groups", "copies", "down"), [(5, 2, 2), (4, 2, 3), (3, 3, 4), (2, 1, 1)])
def test_a_mirrored_outage_against_every_way_it_can_happen(
    groups: int, copies: int, down: int
) -> None:
    members = [set(range(g * copies, (g + 1) * copies)) for g in range(groups)]
    ways = [set(w) for w in itertools.combinations(range(groups * copies), down)]
    hit = sum(any(group <= way for group in members) for way in ways)
    assert mirrored_loss(groups, copies, down) == pytest.approx(hit / len(ways))


@given(st.integers(2, 30), st.integers(1, 4), st.integers(0, 8))
def test_one_more_machine_down_never_helps(groups: int, copies: int, down: int) -> None:
    if down < groups * copies:
        more = mirrored_loss(groups, copies, down + 1)
        assert more >= mirrored_loss(groups, copies, down) - 1e-12


def test_impossible_mirrors_are_refused() -> None:
    with pytest.raises(ValueError, match="groups"):
        mirrored_loss(0, 2, 1)
    with pytest.raises(ValueError, match="copies"):
        mirrored_loss(2, 0, 1)
    with pytest.raises(ValueError, match="down"):
        mirrored_loss(2, 2, 5)
