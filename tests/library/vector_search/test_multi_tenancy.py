import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.multi_tenancy import TenantIndexMemory, zipf_sizes


@given(st.integers(1, 200), st.integers(1, 10**6), st.floats(0, 2))
def test_sizes_sum_and_fall(tenants: int, vectors: int, exponent: float) -> None:
    sizes = zipf_sizes(tenants, vectors, exponent)
    assert sizes.sum() == vectors and len(sizes) == tenants and sizes.min() >= 0
    exact = np.arange(1, tenants + 1.0) ** -exponent
    assert np.abs(sizes - vectors * exact / exact.sum()).max() < 1 + 1e-6


def test_equal_tenants_are_zipf_of_zero() -> None:
    assert zipf_sizes(4, 10, 0.0).tolist() == [3, 3, 2, 2]


def test_layouts_of_three_tenants() -> None:
    layout, sizes = TenantIndexMemory(100, 20, 1000), [50, 30, 1]
    assert layout.shared_index_bytes(sizes) == 81 * 120 + 1000
    assert layout.shared_index_bytes(sizes, tag_bytes=4) == 81 * 124 + 1000
    assert layout.separate_index_bytes(sizes) == 81 * 120 + 3 * 1000
    assert layout.separate_index_bytes(sizes, min_graph_vectors=30) == 81 * 100 + 80 * 20 + 3 * 1000
    assert layout.separate_index_bytes(sizes, min_graph_vectors=51) == 81 * 100 + 1000


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=20), st.floats(0, 1e6))
def test_an_index_each_never_weighs_less_than_one(sizes: list[int], overhead: float) -> None:
    layout = TenantIndexMemory(512, 128, overhead)
    assert layout.separate_index_bytes(sizes) >= layout.shared_index_bytes(sizes)
    assert layout.separate_index_bytes(
        sizes, min_graph_vectors=max(sizes) + 1
    ) <= layout.shared_index_bytes(sizes)


def test_refusals() -> None:
    for bad in (0, 1.5):
        with pytest.raises(ValueError, match="tenants must be"):
            zipf_sizes(bad, 10)
        with pytest.raises(ValueError, match="vectors must be"):
            zipf_sizes(10, bad)
    with pytest.raises(ValueError, match="exponent must be"):
        zipf_sizes(10, 10, -1)
    for name, bad in {"vector_bytes": 0, "link_bytes": -1, "index_bytes": -1}.items():
        good = {"vector_bytes": 1.0, "link_bytes": 1.0, "index_bytes": 1.0}
        with pytest.raises(ValueError, match=f"{name} must be"):
            TenantIndexMemory(**(good | {name: bad}))
    layout = TenantIndexMemory(1, 1, 1)
    with pytest.raises(ValueError, match="sizes must be"):
        layout.shared_index_bytes([-1])
    with pytest.raises(ValueError, match="tag_bytes must be"):
        layout.shared_index_bytes([1], tag_bytes=-1)
    with pytest.raises(ValueError, match="sizes must be"):
        layout.separate_index_bytes([-1])
    with pytest.raises(ValueError, match="min_graph_vectors must be"):
        layout.separate_index_bytes([1], min_graph_vectors=-1)
