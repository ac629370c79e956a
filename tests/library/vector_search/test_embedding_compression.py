import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search.embedding_compression import (
    UniformQuantizer,
    binary_dequantize,
    binary_quantize,
    fit_pca,
    rescore,
    sqnr_db,
)
from napkinmath.vector_search.exact import exact_neighbors


@given(st.integers(0, 300), st.integers(2, 10))
def test_all_axes_lose_nothing_and_fewer_lose_the_tail(seed: int, d: int) -> None:
    rows = np.random.default_rng(seed).standard_normal((40, d)) * np.arange(1, d + 1)
    every = fit_pca(rows, d)
    assert every.explained_variance_ratio.sum() == pytest.approx(1)
    assert np.allclose(every(rows) @ every.components + every.mean, rows)
    some = fit_pca(rows, d - 1)
    left = rows - (some(rows) @ some.components + some.mean)
    centred = rows - rows.mean(axis=0)
    assert (left**2).sum() / (centred**2).sum() == pytest.approx(
        1 - some.explained_variance_ratio.sum()
    )


def test_eckart_young_on_a_diagonal() -> None:
    rows = np.diag([5.0, 4.0, 3.0, 2.0, 1.0])
    both = np.vstack([rows, -rows])  # mean zero, variances 25, 16, 9, 4, 1 in proportion
    kept = fit_pca(both, 3).explained_variance_ratio
    assert 1 - kept.sum() == pytest.approx(5 / 55)


@given(st.integers(1, 8), st.floats(0.01, 100))
def test_a_code_is_off_by_half_a_step_within_its_reach(bits: int, max_abs: float) -> None:
    code = UniformQuantizer(bits, max_abs)
    rows = np.linspace(-max_abs, max_abs, 101)[None, :]
    assert np.abs(code(rows) - rows).max() <= code.step / 2 * 1.001
    assert code.encode(rows).max() == 2**bits - 1 and code.encode(rows).min() == 0
    assert np.allclose(code.decode(code.encode(rows)), code(rows))
    assert np.allclose(code.encode(code(rows)), code.encode(rows))


@pytest.mark.parametrize("bits", [6, 8])
def test_noise_of_a_code_is_what_the_formula_says(bits: int) -> None:
    wave = np.sin(np.linspace(0, 2 * math.pi * 997, 200_001))[None, :-1]
    noise = UniformQuantizer(bits, 1.0)(wave) - wave
    seen = 10 * math.log10((wave**2).mean() / (noise**2).mean())
    assert seen == pytest.approx(sqnr_db(bits, math.sqrt(2)), abs=0.3)
    assert sqnr_db(bits, math.sqrt(2)) == pytest.approx(6.0206 * bits + 1.7609, abs=1e-3)


def test_sqnr_of_the_golden_set() -> None:
    assert sqnr_db(8, math.sqrt(2)) == pytest.approx(49.92571189679381, rel=1e-9)
    assert sqnr_db(8, 4.5) == pytest.approx(39.9, abs=0.05)


@given(st.integers(0, 300), st.integers(1, 40))
def test_bits_come_back_as_signs(seed: int, d: int) -> None:
    rows = np.random.default_rng(seed).standard_normal((5, d))
    packed = binary_quantize(rows)
    assert packed.shape == (5, -(-d // 8))
    assert (binary_dequantize(packed, d) == np.where(rows > 0, 1, -1)).all()


@given(st.integers(0, 300))
def test_rescoring_everything_is_the_exact_search(seed: int) -> None:
    rng = np.random.default_rng(seed)
    queries, base = rng.standard_normal((3, 6)), rng.standard_normal((20, 6))
    every = np.tile(np.arange(20), (3, 1))
    assert (rescore(queries, base, every, 5) == exact_neighbors(queries, base, 5, "ip").ids).all()


def test_refusals() -> None:
    two = [[1.0, 0.0], [0.0, 2.0]]
    for kept in (0, 3, 1.5):
        with pytest.raises(ValueError, match="dimensions"):
            fit_pca(two, kept)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="all alike"):
        fit_pca([[1.0, 1.0], [1.0, 1.0]], 1)
    with pytest.raises(ValueError, match="2 columns"):
        fit_pca(two, 1)([[1.0]])
    for bits in (0, 9, 1.5):
        with pytest.raises(ValueError, match="bits"):
            UniformQuantizer(bits, 1.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="max_abs"):
        UniformQuantizer(8, 0.0)
    for codes in ([[4.0]], [[-1.0]], [[0.5]]):
        with pytest.raises(ValueError, match="codes"):
            UniformQuantizer(2, 1.0).decode(codes)
    with pytest.raises(ValueError, match="bits"):
        sqnr_db(0, 2.0)
    for ratio in (0.5, math.nan):
        with pytest.raises(ValueError, match="peak_over_rms"):
            sqnr_db(8, ratio)
    with pytest.raises(ValueError, match="2 columns"):
        binary_dequantize([[1]], 9)
    for octet in (-1, 256, 0.5):
        with pytest.raises(ValueError, match="codes must be whole"):
            binary_dequantize([[octet]], 4)
    with pytest.raises(ValueError, match="vectors"):
        binary_quantize([1.0])
    with pytest.raises(ValueError, match="candidates must hold ids"):
        rescore(two, two, [[0.5], [0]], 1)
    with pytest.raises(ValueError, match="base"):
        rescore(two, [[1.0]], [[0], [0]], 1)
    with pytest.raises(ValueError, match="ids from -1 to 1"):
        rescore(two, two, [[2], [0]], 1)
    with pytest.raises(ValueError, match="candidates"):
        rescore(two, two, [[0], [0]], 2)
    with pytest.raises(ValueError, match="k must"):
        rescore(two, two, [[0], [0]], 0)


def test_absent_and_repeated_candidates_are_no_results() -> None:
    base = [[0.1, 0.0], [0.9, 0.0], [0.5, 0.0]]
    assert rescore([[1.0, 0.0]], base, [[0, -1, 1]], k=3).tolist() == [[1, 0, -1]]
    assert rescore([[1.0, 0.0]], base, [[0, 1, 1, 2]], k=3).tolist() == [[1, 2, 0]]
    assert rescore([[1.0, 0.0]], base, [[1, 1]], k=2).tolist() == [[1, -1]]
    with pytest.raises(ValueError, match="candidates must hold ids from -1 to 2"):
        rescore([[1.0, 0.0]], base, [[-2]], k=1)
    with pytest.raises(ValueError, match="base must hold finite numbers"):
        rescore([[1.0, 0.0]], [[np.nan, 0.0]], [[0]], k=1)


@pytest.mark.parametrize(("scale", "shift"), [(1e200, 0.0), (1e-200, 0.0), (1.0, 1e9)])
def test_components_do_not_depend_on_scale_and_shift(scale: float, shift: float) -> None:
    rows = np.random.default_rng(0).integers(0, 60, (50, 4)).astype(float)
    here, there = fit_pca(rows, 2), fit_pca(rows * scale + shift, 2)
    assert there.explained_variance_ratio == pytest.approx(here.explained_variance_ratio, rel=1e-5)
    assert np.abs(np.diag(there.components @ here.components.T)) == pytest.approx([1, 1], rel=1e-5)


def test_components_are_the_singular_vectors_of_scipy() -> None:
    linalg = pytest.importorskip("scipy.linalg")
    rows = np.random.default_rng(0).standard_normal((40, 6)) * [5, 4, 3, 2, 1, 0.5]
    _, sizes, axes = linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    ours = fit_pca(rows, 3)
    assert ours.explained_variance_ratio == pytest.approx((sizes**2 / (sizes**2).sum())[:3])
    assert np.abs(np.diag(ours.components @ axes[:3].T)) == pytest.approx(np.ones(3))
