import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.index_memory import (
    code_bytes,
    flat_bytes,
    hnsw_bytes,
    hnsw_stored_bytes,
    hnswlib_bytes,
    hnswlib_link_bytes,
    ivf_bytes,
    ivfpq_bytes,
    lsh_collision,
    lsh_threshold,
    pq_bytes,
)

counts = st.integers(1, 2**40)


def test_published_sizes() -> None:
    assert hnsw_bytes(1, 8, 16) == 160 and hnsw_bytes(1, 128, 32) == 768
    assert 8 * 16 <= hnswlib_link_bytes(16) <= 10 * 16
    assert [code_bytes(96), code_bytes(96, 4), code_bytes(64), code_bytes(768, 1)] == [
        96,
        48,
        64,
        96,
    ]
    assert 8 * 8 == 64 and pq_bytes(1, 128, 8) - 8 == 4 * 256 * 128  # Jegou's SIFT setting
    saved = 8_091_896  # bytes of a saved hnswlib index: 20,000 vectors of 64, M = 16
    on_disk = hnswlib_bytes(20_000, 64, 16) - 20_000 * (8 - 4)  # a length, not a pointer
    assert on_disk == pytest.approx(saved, rel=1e-3)


def test_sizes_are_those_that_faiss_writes() -> None:
    faiss = pytest.importorskip("faiss")
    rows = np.random.default_rng(0).standard_normal((3000, 32), dtype=np.float32)
    graph = faiss.IndexHNSWFlat(32, 16)
    graph.hnsw.efConstruction = 20
    plain = faiss.IndexFlatL2(32)
    inverted = faiss.IndexIVFFlat(faiss.IndexFlatL2(32), 32, 16)
    coded = faiss.IndexIVFPQ(faiss.IndexFlatL2(32), 32, 16, 8, 4)
    for index, ours in (
        (graph, hnsw_stored_bytes(3000, 32, 16)),
        (plain, flat_bytes(3000, 32)),
        (inverted, ivf_bytes(3000, 32, 16)),
        (coded, ivfpq_bytes(3000, 32, 16, 8, bits=4)),
    ):
        index.train(rows)
        index.add(rows)
        assert len(faiss.serialize_index(index)) == pytest.approx(ours, rel=0.01)


@given(counts, st.integers(1, 8192), st.integers(2, 128))
def test_sizes_add_up(n: int, d: int, links: int) -> None:
    assert hnsw_bytes(n, d, links) - flat_bytes(n, d) == pytest.approx(8 * links * n)
    assert hnsw_stored_bytes(n, d, links) > hnsw_bytes(n, d, links)
    assert hnswlib_bytes(n, d, links) > hnsw_bytes(n, d, links)
    assert hnsw_bytes(n, d, links, value_bytes=2) == pytest.approx(n * (2 * d + 8 * links))
    assert ivf_bytes(n, d, 7) == pytest.approx(n * (4 * d + 8) + 28 * d)
    assert ivfpq_bytes(n, d, 7, d) == pytest.approx(pq_bytes(n, d, d) + 8 * n + 28 * d)


def test_small_numpy_integers_do_not_overflow() -> None:
    n, d = np.int32(1_000_000_000), np.int16(768)
    assert flat_bytes(n, d) == 3.072e12
    assert hnsw_bytes(n, d, np.int8(32)) == 3.072e12 + 256e9
    assert pq_bytes(n, d, np.int8(96)) == 96e9 + 1024 * 768
    assert ivf_bytes(n, d, np.int32(65536), bytes_each=np.int8(96)) == 104e9 + 65536 * 4 * 768


def test_a_number_of_vectors_may_be_written_as_a_float() -> None:
    for n in (10**9, 1e9, np.float64(1e9), np.float32(1e9), np.int64(10**9)):
        assert hnsw_bytes(n, 128, 32) == 768e9
        assert hnsw_bytes(vectors=n, dimensions=128, links=32) == 768e9
    assert 1.1 * hnsw_bytes(1e6, 256, 16) == pytest.approx(1.2672e9)  # OpenSearch's page
    for bad in (1e9 + 0.5, math.nan, math.inf, -1.0, [1e9]):
        with pytest.raises(ValueError, match="vectors must be"):
            hnsw_bytes(bad, 128, 32)  # type: ignore[arg-type]


S_CURVE = (
    0.0063805813,
    0.0474942591,
    0.1860495521,
    0.4700507153,
    0.8019024538,
    0.9747805442,
    0.9996439421,
)


def test_s_curve_in_every_form() -> None:
    shares = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    assert lsh_collision(shares, rows=5, bands=20) == pytest.approx(S_CURVE)
    assert lsh_collision(np.array(shares), 5, 20) == pytest.approx(S_CURVE)
    one = lsh_collision(np.float64(0.5), rows=np.int64(5), bands=np.int64(20))
    assert isinstance(one, float) and one == pytest.approx(S_CURVE[3])
    ands = [lsh_collision(p / 10, 4, 4) for p in range(2, 10)]
    assert ands[0] == pytest.approx(0.00638465637) and ands[-1] == pytest.approx(0.98601286703)
    assert lsh_collision(0, 3, 3) == 0 and lsh_collision(1, 3, 3) == 1
    assert lsh_collision([0.0, 1.0], 3, 3).tolist() == [0, 1]


@given(st.floats(0, 1), st.integers(1, 30), st.integers(1, 200))
def test_more_bands_find_more_and_more_rows_less(s: float, rows: int, bands: int) -> None:
    here = lsh_collision(s, rows, bands)
    assert 0 <= here <= 1
    assert lsh_collision(s, rows, bands + 1) >= here >= lsh_collision(s, rows + 1, bands)
    assert here == pytest.approx(1 - (1 - s**rows) ** bands, abs=1e-12)


@given(st.integers(1, 30), st.integers(1, 1000))
def test_at_the_threshold_one_band_is_expected_to_agree(rows: int, bands: int) -> None:
    assert bands * lsh_threshold(rows, bands) ** rows == pytest.approx(1)


@pytest.mark.parametrize("bad", [0, -1, 1.5, "8", None, True])
def test_refuses_bad_counts(bad: object) -> None:
    n: int = bad  # type: ignore[assignment]
    for name, call in {
        "vectors": lambda: flat_bytes(n, 8),
        "dimensions": lambda: flat_bytes(8, n),
        "links": lambda: hnsw_bytes(8, 8, n),
        "subspaces": lambda: code_bytes(n),
        "bits": lambda: code_bytes(8, n),
        "lists": lambda: ivf_bytes(8, 8, n),
        "rows": lambda: lsh_collision(0.5, n, 8),
        "bands": lambda: lsh_threshold(8, n),
    }.items():
        with pytest.raises(ValueError, match=f"{name} must be"):
            call()


def test_refuses_the_rest() -> None:
    for bad in (0, -1, math.nan, math.inf):
        with pytest.raises(ValueError, match="value_bytes must be"):
            hnsw_bytes(8, 8, 8, value_bytes=bad)
        with pytest.raises(ValueError, match="bytes_each must be"):
            ivf_bytes(8, 8, 8, bytes_each=bad)
    with pytest.raises(ValueError, match="subspaces must divide"):
        pq_bytes(8, 100, 30)
    with pytest.raises(ValueError, match="bits must be at most 24"):
        pq_bytes(8, 100, 10, bits=25)
    for one in (hnsw_stored_bytes, hnswlib_bytes):
        with pytest.raises(ValueError, match="links must be"):
            one(8, 8, 1)
    for s in (-0.1, 1.1, math.nan, [0.5, 1.1], [math.nan], "a"):
        with pytest.raises(ValueError):
            lsh_collision(s, 5, 20)  # type: ignore[call-overload]
