import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.embeddings.change_detection import (
    collision_probability,
    content_key,
    plan_sync,
)

KEYS = st.sets(st.sampled_from("abcdefghij"))


@given(KEYS, KEYS)
def test_following_the_plan_makes_the_index_what_is_wanted(stored: set, wanted: set) -> None:
    plan = plan_sync(stored, wanted)
    assert (stored - plan.delete) | plan.embed == wanted
    assert plan.keep == stored & wanted and not plan.embed & stored
    again = plan_sync(wanted, wanted)
    assert not again.embed and not again.delete and again.embedded_share == 0


def test_a_key_depends_on_text_and_version_only() -> None:
    assert content_key("a", "v1") == content_key("a", "v1")
    assert len({content_key(t, v) for t in ("a", "b", "") for v in ("v1", "v2")}) == 6
    assert len(content_key("a", "v" * 500)) == 32


def test_birthdays() -> None:
    exact = 1 - math.prod((365 - i) / 365 for i in range(23))
    assert exact == pytest.approx(0.5073, abs=1e-4)
    assert collision_probability(1e9, 64) == pytest.approx(0.026741008873954666, rel=1e-6)
    assert collision_probability(1e9, 128) == pytest.approx(1.4693679370584914e-21, rel=1e-6)
    assert collision_probability(0, 8) == collision_probability(1, 8) == 0
    assert collision_probability(1e9, 8) == 1


@given(st.integers(2, 200), st.integers(12, 24))
def test_the_bound_is_near_the_exact_product(items: int, bits: int) -> None:
    exact = 1 - math.prod(1 - i / 2**bits for i in range(items))
    assert collision_probability(items, bits) == pytest.approx(exact, rel=0.05)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="version"):
        content_key("a", "")
    with pytest.raises(ValueError, match="text"):
        content_key(b"a", "v")  # type: ignore[arg-type]
    for items in (-1, math.nan, math.inf, "9"):
        with pytest.raises(ValueError, match="items"):
            collision_probability(items, 64)  # type: ignore[arg-type]
    for bits in (0, 1.5, True):
        with pytest.raises(ValueError, match="bits"):
            collision_probability(10, bits)  # type: ignore[arg-type]


@given(st.integers(2, 3000), st.integers(20, 60))
def test_collisions_are_near_the_exact_product(items: int, bits: int) -> None:
    exact = -math.expm1(sum(math.log1p(-i / 2**bits) for i in range(items)))
    assert collision_probability(items, bits) == pytest.approx(exact, rel=1e-2)
