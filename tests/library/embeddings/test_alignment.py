import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.embeddings.alignment import LinearAdapter, least_squares, procrustes
from napkinmath.vector_search.transforms import unit_vectors


def turned(seed: int, rows: int, d: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(rng.standard_normal((d, d)))
    source = unit_vectors(rng.standard_normal((rows, d)))
    return source, source @ turn, turn


@given(st.integers(0, 500), st.integers(2, 12))
def test_a_rotation_is_found_from_as_many_pairs_as_dimensions(seed: int, d: int) -> None:
    source, target, turn = turned(seed, d + 2, d)
    assert np.allclose(procrustes(source, target).matrix, turn, atol=1e-6)
    assert np.allclose(procrustes(source, target)(source), target, atol=1e-6)
    assert np.allclose(least_squares(source, target).matrix, turn, atol=1e-4)


@given(st.integers(0, 500), st.integers(2, 8), st.integers(2, 8))
def test_the_map_keeps_lengths_and_no_small_turn_fits_better(seed: int, d: int, e: int) -> None:
    rng = np.random.default_rng(seed)
    source, target = rng.standard_normal((20, d)), rng.standard_normal((20, e))
    best = procrustes(source, target).matrix
    narrow = min(d, e)
    assert np.allclose(np.linalg.svd(best, compute_uv=False)[:narrow], 1)
    skew = rng.standard_normal((e, e))
    skew = 1e-3 * (skew - skew.T)
    other, _ = np.linalg.qr(np.eye(e) + skew)
    other *= np.sign(np.diag(other))
    assert np.trace(target.T @ source @ best) >= np.trace(target.T @ source @ best @ other) - 1e-9


def test_least_squares_stretches_and_a_ridge_shrinks() -> None:
    source = np.eye(3)
    assert np.allclose(least_squares(source, 2 * source).matrix, 2 * np.eye(3))
    assert np.allclose(least_squares(source, 2 * source, ridge=1.0).matrix, np.eye(3))
    assert np.allclose(least_squares(source[:1], source[:1], ridge=1.0).matrix[1:], 0)


def test_refusals() -> None:
    two = [[1.0, 0.0], [0.0, 1.0]]
    for fit in (procrustes, least_squares):
        with pytest.raises(ValueError, match="equal rows"):
            fit(two, [[1.0]])
        with pytest.raises(ValueError, match="source"):
            fit([1.0, 2.0], two)
        with pytest.raises(ValueError, match="target"):
            fit(two, [[np.nan, 0.0], [0.0, 1.0]])
    with pytest.raises(ValueError, match="ridge"):
        least_squares(two, two, ridge=-1.0)
    with pytest.raises(ValueError, match="2 rows or more"):
        least_squares(two[:1], two[:1])
    with pytest.raises(ValueError, match="2 columns"):
        LinearAdapter(np.eye(2))([[1.0, 2.0, 3.0]])
    with pytest.raises(ValueError, match="zero vector"):
        LinearAdapter(np.zeros((2, 2)))([[1.0, 2.0]])


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_a_rotation_does_not_depend_on_the_scale(scale: float) -> None:
    rng = np.random.default_rng(0)
    source, target = rng.standard_normal((20, 4)), rng.standard_normal((20, 4))
    assert procrustes(scale * source, target).matrix == pytest.approx(
        procrustes(source, target).matrix
    )


def test_least_squares_keeps_its_digits_on_shifted_vectors() -> None:
    rng = np.random.default_rng(0)
    turn = rng.standard_normal((3, 2))
    source = rng.standard_normal((30, 3)) + [1e9, 0.0, 0.0]
    assert least_squares(source, source @ turn).matrix == pytest.approx(turn, rel=1e-5)


def test_procrustes_is_that_of_scipy() -> None:
    linalg = pytest.importorskip("scipy.linalg")
    rng = np.random.default_rng(0)
    source, target = rng.standard_normal((30, 5)), rng.standard_normal((30, 5))
    theirs = linalg.orthogonal_procrustes(source, target)[0]
    assert procrustes(source, target).matrix == pytest.approx(theirs)


@pytest.mark.parametrize("ridge", [0.0, 0.7])
def test_least_squares_solve_the_normal_equations_of_scipy(ridge: float) -> None:
    linalg = pytest.importorskip("scipy.linalg")
    rng = np.random.default_rng(1)
    source, target = rng.standard_normal((30, 4)), rng.standard_normal((30, 3))
    theirs = linalg.solve(source.T @ source + ridge * np.eye(4), source.T @ target)
    assert least_squares(source, target, ridge).matrix == pytest.approx(theirs)
