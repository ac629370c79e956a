import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath._numerics import bisect, upper_bracket


@given(st.floats(1e-6, 1e6))
def test_bisect_finds_a_root_to_the_last_bit(root: float) -> None:
    found = bisect(lambda x: x < root, 0.0, 2e6)
    assert found < root <= math.nextafter(found, math.inf)


def test_bisect_at_the_ends_and_of_nothing() -> None:
    assert bisect(lambda x: False, 1.0, 2.0) == 1.0
    assert bisect(lambda x: True, 1.0, 2.0) == math.nextafter(2.0, 0.0)
    assert bisect(lambda x: True, 3.0, 3.0) == 3.0
    with pytest.raises(ValueError, match="low must be at most high, got low=2.0 and high=1.0"):
        bisect(lambda x: True, 2.0, 1.0)
    with pytest.raises(ValueError, match="high must be a finite"):
        bisect(lambda x: True, 2.0, math.inf)


def test_upper_bracket_doubles_until_it_is_above() -> None:
    assert upper_bracket(lambda x: x < 5, 1.0) == 8.0
    assert upper_bracket(lambda x: False, 3.0) == 3.0
    with pytest.raises(ValueError, match="is_below must be false somewhere"):
        upper_bracket(lambda x: True, 1.0)
    with pytest.raises(ValueError, match="start must be"):
        upper_bracket(lambda x: True, 0.0)
