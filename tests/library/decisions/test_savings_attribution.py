import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.decisions.savings_attribution import (
    Optimization,
    attribute,
    remaining_usd,
    summed_saving,
)

BILL = {"GPU": 80_000.0}
SLIDE = [
    Optimization(name, {"GPU": 1 - saved})
    for name, saved in {"quantise": 0.45, "batch": 0.35, "size": 0.15, "scale": 0.18}.items()
]
factors = st.dictionaries(st.sampled_from("abc"), st.floats(0.05, 1.5), min_size=1)


def test_golden_waterfall() -> None:
    left = remaining_usd(BILL, SLIDE)
    assert left / 1000 == pytest.approx(19.94, abs=0.06)
    assert 100 * (1 - left / 80_000) == pytest.approx(75.1, abs=0.06)
    assert summed_saving(BILL, SLIDE) == pytest.approx(1.13)


@given(st.lists(factors, min_size=1, max_size=4))
def test_savings_add_up_where_no_line_is_touched_twice(
    drawn: list[dict[str, float]],
) -> None:
    bill = {"a": 3.0, "b": 2.0, "c": 1.0}
    levers = [Optimization(str(index), values) for index, values in enumerate(drawn)]
    saved = 1 - remaining_usd(bill, levers) / 6
    lines = [line for lever in levers for line in lever.factors]
    if len(lines) == len(set(lines)):
        assert summed_saving(bill, levers) == pytest.approx(saved)
    if all(factor <= 1 for lever in levers for factor in lever.factors.values()):
        assert summed_saving(bill, levers) >= saved - 1e-12


@given(st.lists(st.floats(0.1, 2.0), min_size=16, max_size=16))
def test_fair_shares_add_up_to_the_whole(costs: list[float]) -> None:
    names = ["a", "b", "c", "d"]

    def cost(pulled: frozenset[str]) -> float:
        return costs[sum(2**index for index, name in enumerate(names) if name in pulled)]

    found = attribute(cost, names)
    assert math.fsum(part.shapley for part in found.contributions) == pytest.approx(
        1 - found.remaining, abs=1e-9
    )
    for part in found.contributions:
        assert part.least <= min(part.alone, part.last, part.shapley) + 1e-12
        assert part.most >= max(part.alone, part.last, part.shapley) - 1e-12


def test_levers_that_only_multiply_follow_the_product() -> None:
    factor = {"a": 0.5, "b": 0.6, "c": 0.9}
    found = attribute(lambda pulled: math.prod(factor[name] for name in pulled), list(factor))
    assert found.remaining == pytest.approx(found.remaining_by_product) == pytest.approx(0.27)
    assert found.summed_saving == pytest.approx(1.0)
    first = found.contributions[0]
    assert (first.alone, first.last) == (pytest.approx(0.5), pytest.approx(0.27))


def test_a_lever_that_needs_another_saves_nothing_alone() -> None:
    found = attribute(lambda pulled: 1.0 if "b" in pulled and "a" in pulled else 2.0, ["a", "b"])
    assert [part.alone for part in found.contributions] == [0, 0]
    assert found.remaining == 0.5 and found.remaining_by_product == 1


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None])
def test_refusals(bad: object) -> None:
    with pytest.raises(ValueError, match="factors"):
        Optimization("a", {"GPU": bad})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="lines_usd"):
        remaining_usd({"GPU": bad}, SLIDE)  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="cost of"):
        attribute(lambda pulled: bad, ["a"])  # type: ignore[arg-type,return-value]


def test_refusals_of_names() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        Optimization("a", {})
    with pytest.raises(ValueError, match="which the bill lacks"):
        remaining_usd(BILL, [Optimization("a", {"egress": 0.5})])
    with pytest.raises(ValueError, match="the sum of lines_usd"):
        summed_saving({"GPU": 0.0}, SLIDE)
    for names in ([], ["a", "a"], list("abcdefghi")):
        with pytest.raises(ValueError, match="names must be one to eight"):
            attribute(lambda pulled: 1.0, names)


def test_what_is_no_mapping_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="factors must map"):
        Optimization("a", 0.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="lines_usd must map"):
        remaining_usd(1.0, SLIDE)  # type: ignore[arg-type]
