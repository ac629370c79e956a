import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.stats.distributions import zipf_probabilities
from napkinmath.vector_database.cache_warmup import _hit_ratio_after, accesses_until, pages_read


@given(st.integers(1, 3000), st.floats(0.0, 10_000.0), st.floats(0.0, 1.5))
def test_small_numbers_of_pages_agree_with_the_plain_sum(
    pages: int, accesses: float, exponent: float
) -> None:
    shares = zipf_probabilities(pages, exponent)
    plain = float((shares * -np.expm1(-accesses * shares)).sum())
    assert _hit_ratio_after(accesses, pages, exponent) == pytest.approx(plain, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("exponent", [0.0, 0.6, 0.9, 1.1])
def test_groups_of_ranks_agree_with_the_plain_sum(exponent: float) -> None:
    pages, accesses = 300_000, 200_000.0
    shares = zipf_probabilities(pages, exponent)
    plain = float((shares * -np.expm1(-accesses * shares)).sum())
    assert _hit_ratio_after(accesses, pages, exponent) == pytest.approx(plain, rel=1e-4)


def test_a_simulated_start_reads_what_the_law_says() -> None:
    rng = np.random.default_rng(5)
    pages, accesses = 2000, 4000
    draws = rng.choice(pages, size=(40, accesses), p=zipf_probabilities(pages, 0.9))
    read = np.mean([len(np.unique(row)) for row in draws])
    assert read == pytest.approx(pages_read(accesses, pages, 0.9), rel=0.01)


@given(st.floats(0.01, 0.99), st.integers(2, 100_000), st.floats(0.0, 1.2))
def test_the_touches_found_give_the_ratio_asked_for(
    ratio: float, pages: int, exponent: float
) -> None:
    accesses = accesses_until(ratio, pages, exponent)
    assert _hit_ratio_after(accesses, pages, exponent) == pytest.approx(ratio, abs=1e-6)


def test_nothing_is_warm_at_first_and_all_in_the_end() -> None:
    assert _hit_ratio_after(0, 10, 1.0) == 0
    assert pages_read(1e9, 10, 1.0) == pytest.approx(10)


def test_values_out_of_range_are_refused() -> None:
    for function in (_hit_ratio_after, pages_read):
        with pytest.raises(ValueError, match="accesses"):
            function(-1.0, 10, 1.0)
        with pytest.raises(ValueError, match="pages"):
            function(1.0, 0, 1.0)
        with pytest.raises(ValueError, match="exponent"):
            function(1.0, 10, -1.0)
    with pytest.raises(ValueError, match="hit_ratio"):
        accesses_until(1.0, 10, 1.0)
