import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.embeddings.lsa import fit_lsa
from napkinmath.retrieval.bm25 import tokenize

TEXTS = [tokenize(f"{a} {b} of {a}s") for a in ("cat", "dog", "disk", "bus") for b in "uvwxyz"]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(st.integers(0, 50), st.integers(2, 8))
def test_texts_become_unit_vectors_and_the_seed_hardly_matters(seed: int, d: int) -> None:
    one = fit_lsa(TEXTS, dimensions=d, vocabulary=40, rng=rng(seed)).embed(TEXTS)
    assert one.shape == (24, d) and np.allclose(np.linalg.norm(one, axis=1), 1, atol=1e-5)


def test_all_axes_keep_the_cosines_of_the_weighted_counts() -> None:
    model = fit_lsa(TEXTS, dimensions=14, vocabulary=14, rng=rng())
    counts = model._counts(TEXTS)
    assert np.allclose(model.embed(TEXTS) @ model.embed(TEXTS).T, counts @ counts.T, atol=1e-4)


def test_axes_are_those_of_the_full_decomposition() -> None:
    model = fit_lsa(TEXTS, dimensions=3, vocabulary=14, rng=rng())
    counts = model._counts(TEXTS)
    full = np.linalg.svd(counts, full_matrices=False)[1][:3]
    assert np.allclose(np.linalg.norm(counts @ model.components, axis=0), full, rtol=1e-3)


def test_what_lies_beyond_the_limit_is_never_read() -> None:
    model = fit_lsa(TEXTS, dimensions=4, vocabulary=40, rng=rng())
    text = ["cat", "u", "disk", "bus"]
    assert np.allclose(model.embed([text], max_tokens=2), model.embed([text[:2]]))
    assert not np.allclose(model.embed([text], max_tokens=2), model.embed([text]))
    assert np.allclose(model.embed([["unknown"]]), 0.5)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="dimensions"):
        fit_lsa(TEXTS, dimensions=99, vocabulary=40, rng=rng())
    with pytest.raises(ValueError, match="dimensions"):
        fit_lsa(TEXTS, dimensions=0, vocabulary=40, rng=rng())
    with pytest.raises(ValueError, match="vocabulary"):
        fit_lsa(TEXTS, dimensions=2, vocabulary=0, rng=rng())
    with pytest.raises(ValueError, match="rng"):
        fit_lsa(TEXTS, dimensions=2, vocabulary=10, rng=1)  # type: ignore[arg-type]
    model = fit_lsa(TEXTS, dimensions=2, vocabulary=10, rng=rng())
    with pytest.raises(ValueError, match="texts"):
        model.embed([])
    with pytest.raises(ValueError, match="max_tokens"):
        model.embed(TEXTS, max_tokens=0)
