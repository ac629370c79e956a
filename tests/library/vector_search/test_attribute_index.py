import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.scoreboard.metadata_filtering import roaring_test_ids
from napkinmath.vector_search.attribute_index import (
    bit_sliced_bytes,
    bitmap_bytes,
    id_list_bytes,
    random_roaring_bytes,
    roaring_bytes,
    unauthorized_result_probability,
)


def test_bitmap_of_a_hundred_million() -> None:
    assert bitmap_bytes(100_000_000) == 12_500_000 and bitmap_bytes(9) == 2


def test_the_files_that_the_format_is_tested_with() -> None:
    ids = roaring_test_ids()
    assert (roaring_bytes(ids), roaring_bytes(ids, runs=True)) == (72_616, 48_056)


def test_containers_change_where_a_bitmap_is_smaller() -> None:
    assert roaring_bytes(np.arange(0, 8192, 2)) == 16 + 8192  # 4,096 ids
    assert roaring_bytes(np.arange(0, 8194, 2)) == 16 + 8192  # one more: bits
    assert roaring_bytes(np.arange(65_536)) == 16 + 8192
    assert roaring_bytes(np.arange(65_536), runs=True) == 4 + 1 + 4 + 6
    assert roaring_bytes(np.arange(4 * 65_536), runs=True) == 4 + 1 + 16 + 16 + 24


def _plainly(ids: set[int], runs: bool) -> int:
    chunks: dict[int, list[int]] = {}
    for i in sorted(ids):
        chunks.setdefault(i // 65_536, []).append(i)
    body, some_run = 0, False
    for chunk in chunks.values():
        plain = 2 * len(chunk) if len(chunk) <= 4096 else 8192
        by_runs = 2 + 4 * sum(i - 1 not in ids or i % 65_536 == 0 for i in chunk)
        some_run |= runs and by_runs < plain
        body += min(plain, by_runs) if runs else plain
    if not some_run:
        return 8 + 8 * len(chunks) + body
    head = 4 + math.ceil(len(chunks) / 8) + 4 * len(chunks)
    return head + (4 * len(chunks) if len(chunks) >= 4 else 0) + body


@given(st.sets(st.integers(0, 400_000), min_size=1, max_size=60), st.booleans())
def test_sizes_are_those_of_the_specification(ids: set[int], runs: bool) -> None:
    stretched = ids | {i + 1 for i in ids if i % 3 == 0}
    assert roaring_bytes(list(stretched), runs=runs) == _plainly(stretched, runs)


@pytest.mark.parametrize("selectivity", [0.001, 0.03, 0.3])
def test_a_random_set_weighs_what_the_mean_says(selectivity: float) -> None:
    ids = np.flatnonzero(np.random.default_rng(0).random(1_000_000) < selectivity)
    assert roaring_bytes(ids) == pytest.approx(
        random_roaring_bytes(1_000_000, selectivity), rel=0.05
    )


def test_lists_slices_and_leaks() -> None:
    assert id_list_bytes(0) == 0 and id_list_bytes(10, id_bytes=8) == 80
    assert bit_sliced_bytes(1000, 1) == 125 and bit_sliced_bytes(1000, 17) == 625
    assert unauthorized_result_probability(0.9, 10) == pytest.approx(0.6513215599)
    assert unauthorized_result_probability(1.0, 10) == 0


def test_refusals() -> None:
    for call in (
        bitmap_bytes,
        lambda n: random_roaring_bytes(n, 0.5),
        lambda n: bit_sliced_bytes(n, 2),
    ):
        with pytest.raises(ValueError, match="vectors must be"):
            call(0)
    with pytest.raises(ValueError, match="matches must be"):
        id_list_bytes(-1)
    with pytest.raises(ValueError, match="id_bytes must be"):
        id_list_bytes(1, id_bytes=0)
    for bad in ([], [0.5], [[1]]):
        with pytest.raises(ValueError, match="ids must be one or more whole numbers"):
            roaring_bytes(bad)
    for bad in ([-1], [2**32], [3, 3]):
        with pytest.raises(ValueError, match="ids must be distinct"):
            roaring_bytes(bad)
    with pytest.raises(ValueError, match="selectivity must be"):
        random_roaring_bytes(10, 1.5)
    with pytest.raises(ValueError, match="distinct_values must be"):
        bit_sliced_bytes(10, 0)
    with pytest.raises(ValueError, match="visible_share must be"):
        unauthorized_result_probability(-0.1, 1)
    with pytest.raises(ValueError, match="results must be"):
        unauthorized_result_probability(0.5, 0)


@given(st.floats(0, 1), st.integers(1, 1000))
def test_unauthorized_results_are_the_binomial_of_scipy(share: float, results: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.binom.sf(0, results, 1 - share)
    assert unauthorized_result_probability(share, results) == pytest.approx(theirs, rel=1e-9)


def test_rarely_hidden_documents_keep_their_digits() -> None:
    almost = unauthorized_result_probability(1 - 2.0**-45, 3)
    assert almost == pytest.approx(3 * 2.0**-45, rel=1e-12)
