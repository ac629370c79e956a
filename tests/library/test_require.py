import math
from collections.abc import Callable

import numpy as np
import pint
import pytest

from napkinmath import require

BAD_NUMBERS = [math.nan, math.inf, -math.inf, "3", None, True]


@pytest.mark.parametrize(
    ("check", "good", "bad", "allowed"),
    [
        (require.positive, [1e-300, 1, 2.5], [0, -1, *BAD_NUMBERS], "a finite number above 0"),
        (require.non_negative, [0, 0.0, 7], [-1e-9, *BAD_NUMBERS], "a finite number of 0 or more"),
        (require.fraction, [0, 1, 0.5], [-0.1, 1.1, *BAD_NUMBERS], "between 0 and 1"),
        (require.open_fraction, [0.5], [0, 1, 1.5, *BAD_NUMBERS], "strictly between 0 and 1"),
        (require.finite, [-3.0, 0, 5], BAD_NUMBERS, "a finite number"),
    ],
)
def test_numbers(check: Callable, good: list, bad: list, allowed: str) -> None:
    for value in good:
        assert check("load", value) is value
    for value in bad:
        with pytest.raises(ValueError, match=f"load must be {allowed}, got"):
            check("load", value)


def test_count() -> None:
    assert require.count("servers", np.int64(3)) == 3
    assert require.count("shards", 0, at_least=0) == 0
    for bad in [0, -1, 1.0, "1", True, None]:
        with pytest.raises(ValueError, match="servers must be a whole number of 1 or more"):
            require.count("servers", bad)


def test_one_of_names_the_choices() -> None:
    assert require.one_of("metric", "l2", ["l2", "ip"]) == "l2"
    with pytest.raises(ValueError, match="metric must be one of 'l2', 'ip', got 'L2'"):
        require.one_of("metric", "L2", ["l2", "ip"])


def test_finite_array() -> None:
    array = require.finite_array("base", [[1, 2], [3, 4]], ndim=2)
    assert array.dtype == np.float64
    for bad, words in [
        ([1.0], "base must have 2 axes"),
        (np.zeros((0, 3)), "base must not be empty"),
        ([[math.nan]], "base must hold finite numbers only"),
        ([["a"]], "base must be an array of numbers"),
    ]:
        with pytest.raises(ValueError, match=words):
            require.finite_array("base", bad, ndim=2)


def test_quantities_with_a_dimension_pass() -> None:
    second = pint.UnitRegistry().second
    assert require.positive("service_s", 2 * second) == 2 * second
    with pytest.raises(ValueError, match="service_s"):
        require.positive("service_s", 0 * second)


def test_randomness_comes_from_a_generator() -> None:
    rng = np.random.default_rng(1)
    assert require.generator("rng", rng) is rng
    for bad in (1, None, np.random, np.random.RandomState(1)):
        with pytest.raises(ValueError, match=r"rng must be a numpy.random.Generator"):
            require.generator("rng", bad)  # type: ignore[arg-type]


def test_a_truth_value_is_no_number() -> None:
    for check in (require.positive, require.non_negative, require.fraction, require.finite):
        for bad in (True, np.True_):
            with pytest.raises(ValueError, match="rate must be"):
                check("rate", bad)
