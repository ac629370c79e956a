import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.exact import distances, exact_neighbors
from napkinmath.vector_search.transforms import (
    augmented_base,
    augmented_queries,
    hyperplane_separation_probability,
    johnson_lindenstrauss_dimensions,
    johnson_lindenstrauss_distortion,
    unit_vectors,
)


@given(st.integers(0, 1000), st.integers(2, 30))
def test_squared_distance_of_unit_vectors_is_two_minus_two_cosines(seed: int, d: int) -> None:
    left, right = unit_vectors(np.random.default_rng(seed).standard_normal((2, d)))
    squared = distances([left], [right])[0, 0] ** 2
    assert squared == pytest.approx(2 * distances([left], [right], "cosine")[0, 0], abs=1e-12)
    assert squared == pytest.approx(2 + 2 * distances([left], [right], "ip")[0, 0], abs=1e-12)


@given(st.integers(0, 1000))
def test_augmented_vectors_rank_as_dot_products_do(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base, queries = rng.standard_normal((500, 16)), rng.standard_normal((5, 16))
    longer = augmented_base(base)
    assert np.allclose(np.linalg.norm(longer, axis=1), np.linalg.norm(base, axis=1).max())
    by_distance = exact_neighbors(augmented_queries(queries), longer, 500)
    by_product = exact_neighbors(queries, base, 500, "ip")
    assert (by_distance.ids == by_product.ids).all()


def test_johnson_lindenstrauss_as_scikit_learn_documents_it() -> None:
    needed = johnson_lindenstrauss_dimensions
    assert [needed(1e6, share) for share in (0.5, 0.1, 0.01)] == [663, 11841, 1112658]
    assert [needed(n, 0.1) for n in (1e4, 1e5, 1e6)] == [7894, 9868, 11841]


@given(st.floats(2, 1e12), st.floats(0.05, 0.95))
def test_distortion_inverts_dimensions(points: float, share: float) -> None:
    d = johnson_lindenstrauss_dimensions(points, share)
    assert johnson_lindenstrauss_distortion(points, d + 1) <= share
    assert d == 0 or johnson_lindenstrauss_distortion(points, d) >= share


def test_the_lemma_promises_nothing_in_few_dimensions() -> None:
    assert johnson_lindenstrauss_distortion(1e6, 100) == 1.0
    assert johnson_lindenstrauss_distortion(1, 100) == pytest.approx(0, abs=1e-9)


def test_random_projection_keeps_the_promise() -> None:
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((60, 2000))
    d = johnson_lindenstrauss_dimensions(60, 0.5)
    short = rows @ rng.standard_normal((2000, d)) / math.sqrt(d)
    upper = np.triu_indices(60, 1)
    ratio = (distances(short, short)[upper] / distances(rows, rows)[upper]) ** 2
    assert ratio.min() > 0.5 and ratio.max() < 1.5


@pytest.mark.parametrize("cosine", [-1.0, -0.3, 0.0, 0.5, 0.9, 1.0])
def test_sign_bits_differ_by_the_angle(cosine: float) -> None:
    left, right = np.array([1.0, 0.0]), np.array([cosine, math.sqrt(1 - cosine**2)])
    planes = np.random.default_rng(0).standard_normal((50_000, 2))
    differ = ((planes @ left > 0) != (planes @ right > 0)).mean()
    assert differ == pytest.approx(hyperplane_separation_probability(cosine), abs=0.01)


def test_refusals() -> None:
    for bad in (1.1, -1.5, math.nan):
        with pytest.raises(ValueError, match="cosine must be"):
            hyperplane_separation_probability(bad)
    for bad in (0, 0.5, -3, math.nan):
        with pytest.raises(ValueError, match="points must be"):
            johnson_lindenstrauss_dimensions(bad, 0.1)
        with pytest.raises(ValueError, match="points must be"):
            johnson_lindenstrauss_distortion(bad, 10)
    for bad in (0.0, 1.0, -0.1, math.nan):
        with pytest.raises(ValueError, match="distortion must be"):
            johnson_lindenstrauss_dimensions(100, bad)
    with pytest.raises(ValueError, match="dimensions must be"):
        johnson_lindenstrauss_distortion(100, 0)
    for function, name in [
        (unit_vectors, "vectors"),
        (augmented_base, "base"),
        (augmented_queries, "queries"),
    ]:
        for wrong in ([1.0, 2.0], [[math.nan, 1.0]], [[]]):
            with pytest.raises(ValueError, match=f"{name} must"):
                function(wrong)
    with pytest.raises(ValueError, match="vectors must hold no zero vector, row 1 is one"):
        unit_vectors([[1.0, 0.0], [0.0, 0.0]])


@pytest.mark.parametrize("size", [1e-320, 1e-200, 1e200, 1e308])
def test_a_vector_of_any_size_has_a_direction(size: float) -> None:
    assert unit_vectors([[size, 0.0], [1.0, 0.0]]).tolist() == [[1.0, 0.0], [1.0, 0.0]]


def test_lengths_beyond_float64_are_refused() -> None:
    with pytest.raises(ValueError, match="base"):
        augmented_base([[1e200, 1.0]])


def test_the_added_dimension_keeps_its_digits_when_vectors_are_shifted() -> None:
    rows = np.random.default_rng(0).integers(0, 60, (40, 3)).astype(float) + 1e9
    whole = [[int(x) for x in row] for row in rows]
    squares = [sum(x * x for x in row) for row in whole]
    exact = [math.sqrt(max(squares) - square) for square in squares]
    assert augmented_base(rows)[:, -1] == pytest.approx(exact, rel=1e-6, abs=1.0)
