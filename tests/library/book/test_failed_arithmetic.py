import math

import pytest

from napkinmath.book.failed_arithmetic import (
    LLAMA_3_INTERRUPTIONS,
    discrepancies,
    tokens_per_parameter,
)


@pytest.mark.parametrize("entry", discrepancies(), ids=lambda entry: entry.id)
def test_the_printed_number_fails_by_more_than_its_last_digit(entry) -> None:
    assert entry.within > 0
    assert abs(entry.printed - entry.computed) > entry.within
    assert math.isclose(entry.ratio * entry.computed, entry.printed)
    for text in (entry.what, entry.source, entry.where, entry.cause):
        assert text


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("faulty-gpu-share", 0.353),
        ("mfu-of-400", 0.404),
        ("kv-cache-multiple", 7.344),
        ("active-parameters", 37.55e9),
        ("int4-weights", 35e9),
        ("int8-room", 58e9),
        ("critical-batch", 262.7),
        ("a100-bandwidth", 2.039e12),
        ("trainium-int8", 380e12),
        ("twenty-tokens", 92.65),
    ],
)
def test_what_the_inputs_come_to(id: str, value: float) -> None:
    (entry,) = [one for one in discrepancies() if one.id == id]
    assert math.isclose(entry.computed, value, rel_tol=2e-3)


def test_the_worst_stands_first_and_ids_are_unique() -> None:
    ratios = [max(one.ratio, 1 / one.ratio) for one in discrepancies()]
    assert ratios == sorted(ratios, reverse=True)
    assert len({one.id for one in discrepancies()}) == len(ratios) >= 10


def test_the_optimum_is_where_no_neighbour_is_better() -> None:
    def loss(params: float, flops: float) -> float:
        return 406.4 / params**0.34 + 410.7 / (flops / 6 / params) ** 0.28

    for flops in (1e21, 5.76e23):
        params = math.sqrt(flops / 6 / tokens_per_parameter(flops))
        least = loss(params, flops)
        assert least < min(loss(1.01 * params, flops), loss(0.99 * params, flops))


def test_the_counts_are_those_of_the_paper() -> None:
    assert sum(LLAMA_3_INTERRUPTIONS) == 419
