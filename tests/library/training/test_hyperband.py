import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.training.hyperband import (
    Bracket,
    Rung,
    hyperband,
    selected_config,
    successive_halving,
)


def test_halving_in_closed_form() -> None:
    bracket = successive_halving(81, 81)
    assert bracket.rungs == tuple(Rung(81 // 3**i, 3**i) for i in range(5))
    assert (bracket.units, bracket.resumed_units) == (405, 297)
    assert successive_halving(5, 81).rungs == (Rung(5, 27), Rung(1, 81))
    assert successive_halving(1, 7).rungs == (Rung(1, 7),)


def test_brackets_with_a_resource_of_eight() -> None:
    first = [bracket.rungs[0] for bracket in hyperband(8, 2)]
    assert first == [Rung(8, 1), Rung(6, 2), Rung(4, 4), Rung(4, 8)]
    assert [len(bracket.rungs) for bracket in hyperband(np.int64(8), 2)] == [4, 3, 2, 1]


@given(st.integers(min_value=1, max_value=3000), st.integers(min_value=2, max_value=5))
def test_every_bracket_ends_with_full_runs(max_units: int, eta: int) -> None:
    brackets = hyperband(max_units, eta)
    power = len(brackets) - 1
    assert eta**power <= max_units < eta ** (power + 1)
    for bracket in brackets:
        assert bracket.rungs[-1].units == max_units and bracket.rungs[-1].configs >= 1
        assert bracket.resumed_units <= bracket.units
        for one, following in zip(bracket.rungs, bracket.rungs[1:], strict=False):
            assert following.configs <= one.configs and following.units >= one.units


def test_promotion_follows_the_curves_and_ties_go_to_the_lower_index() -> None:
    curves = np.tile(np.linspace(3, 1, 9), (9, 1)) + np.arange(9)[::-1, None]
    assert selected_config(curves, successive_halving(9, 9)) == 8
    assert selected_config(np.ones((9, 9)), successive_halving(9, 9)) == 0


def test_a_late_bloomer_is_lost() -> None:
    curves = np.full((3, 3), 2.0)
    curves[0] = [3.0, 3.0, 0.0]
    assert selected_config(curves, successive_halving(3, 3)) != 0
    assert selected_config(curves, Bracket((Rung(3, 3),))) == 0


@pytest.mark.parametrize("bad", [0, -1, 1.5, "3", None, True])
def test_counts_are_refused(bad: object) -> None:
    for call in (
        lambda: successive_halving(bad, 3),
        lambda: successive_halving(3, bad),
        lambda: hyperband(bad),
        lambda: successive_halving(3, 3, bad),
        lambda: hyperband(3, bad),
    ):
        with pytest.raises(ValueError, match="must be a whole number"):
            call()


@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (4, 9)])
def test_curves_that_do_not_fit_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"losses must have shape \(3, 3 or more\)"):
        selected_config(np.ones(shape), successive_halving(3, 3))
    with pytest.raises(ValueError, match="losses must"):
        selected_config(np.full((3, 3), np.nan), successive_halving(3, 3))
