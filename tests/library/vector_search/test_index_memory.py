import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.index_memory import (
    _ivf_bytes,
    _pq_bytes,
    code_bytes,
    flat_bytes,
    hnsw_bytes,
    hnsw_stored_bytes,
    hnswlib_bytes,
    hnswlib_link_bytes,
    ivfpq_bytes,
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
    assert 8 * 8 == 64 and _pq_bytes(1, 128, 8) - 8 == 4 * 256 * 128  # Jegou's SIFT setting
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
        (inverted, _ivf_bytes(3000, 32, 16)),
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
    assert _ivf_bytes(n, d, 7) == pytest.approx(n * (4 * d + 8) + 28 * d)
    assert ivfpq_bytes(n, d, 7, d) == pytest.approx(_pq_bytes(n, d, d) + 8 * n + 28 * d)


def test_small_numpy_integers_do_not_overflow() -> None:
    n, d = np.int32(1_000_000_000), np.int16(768)
    assert flat_bytes(n, d) == 3.072e12
    assert hnsw_bytes(n, d, np.int8(32)) == 3.072e12 + 256e9
    assert _pq_bytes(n, d, np.int8(96)) == 96e9 + 1024 * 768
    assert _ivf_bytes(n, d, np.int32(65536), vector_bytes=np.int8(96)) == 104e9 + 65536 * 4 * 768


def test_a_number_of_vectors_may_be_written_as_a_float() -> None:
    for n in (10**9, 1e9, np.float64(1e9), np.float32(1e9), np.int64(10**9)):
        assert hnsw_bytes(n, 128, 32) == 768e9
        assert hnsw_bytes(vectors=n, dimensions=128, links=32) == 768e9
    assert 1.1 * hnsw_bytes(1e6, 256, 16) == pytest.approx(1.2672e9)  # OpenSearch's page
    for bad in (1e9 + 0.5, math.nan, math.inf, -1.0, [1e9]):
        with pytest.raises(ValueError, match="vectors must be"):
            hnsw_bytes(bad, 128, 32)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [0, -1, 1.5, "8", None, True])
def test_refuses_bad_counts(bad: object) -> None:
    n: int = bad  # type: ignore[assignment]
    for name, call in {
        "vectors": lambda: flat_bytes(n, 8),
        "dimensions": lambda: flat_bytes(8, n),
        "links": lambda: hnsw_bytes(8, 8, n),
        "subspaces": lambda: code_bytes(n),
        "bits": lambda: code_bytes(8, n),
        "lists": lambda: _ivf_bytes(8, 8, n),
    }.items():
        with pytest.raises(ValueError, match=f"{name} must be"):
            call()


def test_refuses_the_rest() -> None:
    for bad in (0, -1, math.nan, math.inf):
        with pytest.raises(ValueError, match="value_bytes must be"):
            hnsw_bytes(8, 8, 8, value_bytes=bad)
        with pytest.raises(ValueError, match="vector_bytes must be"):
            _ivf_bytes(8, 8, 8, vector_bytes=bad)
    with pytest.raises(ValueError, match="subspaces must divide"):
        _pq_bytes(8, 100, 30)
    with pytest.raises(ValueError, match="bits must be at most 24"):
        _pq_bytes(8, 100, 10, bits=25)
    for one in (hnsw_stored_bytes, hnswlib_bytes):
        with pytest.raises(ValueError, match="links must be"):
            one(8, 8, 1)
