import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from napkinmath.training.small_classifiers import (
    Network,
    fit_classifier,
    one_hot,
    softmax,
)


def two_clouds(n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, n)
    x = rng.normal(size=(n, 3)).astype(np.float32)
    x[:, 0] += 4 * labels - 2
    return x, labels


def test_learns_what_can_be_learnt() -> None:
    x, labels = two_clouds(400)
    linear = fit_classifier(x, one_hot(labels, 2), rng=np.random.default_rng(1), steps=100)
    deep = fit_classifier(
        x, one_hot(labels, 2), rng=np.random.default_rng(1), steps=100, hidden=(8, 4)
    )
    blind = fit_classifier(
        x[:, ::-1], one_hot(labels, 2), rng=np.random.default_rng(1), steps=100, dims=2
    )
    for model in (linear, deep):
        assert model.correct(x, labels).mean() > 0.95
    assert blind.correct(x[:, ::-1], labels).mean() < 0.7
    assert (linear.flops, deep.flops, blind.flops) == (12, 2 * (24 + 32 + 8), 8)


def test_the_same_seed_gives_the_same_model() -> None:
    x, labels = two_clouds(100)
    one, other = (
        fit_classifier(x, one_hot(labels, 2), rng=np.random.default_rng(7), steps=20, hidden=[4])
        for _ in range(2)
    )
    assert all(np.array_equal(a, b) for a, b in zip(one.weights, other.weights, strict=True))


def test_rounding_leaves_few_levels() -> None:
    weights = np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)
    model = Network((weights,))
    coarse = model.quantized(3).weights[0]
    assert len(np.unique(coarse[:, 0])) <= 7
    assert np.abs(model.quantized(8).weights[0] - weights).max() < np.abs(weights).max() / 250
    assert np.allclose(model.quantized(16).weights[0], weights, atol=1e-3)
    assert Network((np.zeros((2, 2), dtype=np.float32),)).quantized(8).weights[0].sum() == 0


def test_softmax_is_shares_and_heat_evens_them() -> None:
    scores = np.array([[1000.0, 998.0, 990.0]], dtype=np.float32)
    cold, hot = softmax(scores), softmax(scores, 5.0)
    assert cold.sum() == pytest.approx(1) and hot.sum() == pytest.approx(1)
    assert cold.max() > hot.max() > 1 / 3


def test_refusals() -> None:
    x, labels = two_clouds(10)
    targets, rng = one_hot(labels, 2), np.random.default_rng(0)
    for bad in (0, 1.5, -1, True):
        for name in ("steps", "batch_size"):
            with pytest.raises(ValueError, match=f"{name} must be"):
                fit_classifier(x, targets, rng=rng, **{name: bad})  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="hidden must be"):
            fit_classifier(x, targets, rng=rng, hidden=(bad,))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="dims must be at most 3"):
        fit_classifier(x, targets, rng=rng, dims=4)
    with pytest.raises(ValueError, match="rate must be"):
        fit_classifier(x, targets, rng=rng, learning_rate=0.0)
    with pytest.raises(ValueError, match="decay must be"):
        fit_classifier(x, targets, rng=rng, weight_decay=-1.0)
    with pytest.raises(ValueError, match="rng must be"):
        fit_classifier(x, targets, rng=3)  # type: ignore[arg-type]
    for other in (targets[:5], targets[:, 0]):
        with pytest.raises(ValueError, match="as many rows"):
            fit_classifier(x, other, rng=rng)
    with pytest.raises(ValueError, match="temperature must be"):
        softmax(targets, 0.0)
    with pytest.raises(ValueError, match="classes must be"):
        one_hot(labels, 0)
    for wrong in ([2], [-1], [0.5]):
        with pytest.raises(ValueError, match="labels must be whole numbers from 0 to 1"):
            one_hot(np.array(wrong), 2)
    with pytest.raises(ValueError, match="finite numbers only"):
        fit_classifier(np.full_like(x, np.nan), targets, rng=rng)
    for bits in (1, 17, 4.0):
        with pytest.raises(ValueError, match="bits must be"):
            Network((targets,)).quantized(bits)  # type: ignore[arg-type]


def test_empty_tables_are_refused_by_name() -> None:
    for shape in ((3, 0), (0, 3), (3,)):
        with pytest.raises(ValueError, match="scores must be a table"):
            softmax(np.zeros(shape, dtype=np.float32))
    with pytest.raises(ValueError, match="temperature must be"):
        softmax(np.zeros((2, 2), dtype=np.float32), 1e-300)
    with pytest.raises(ValueError, match="x and targets must be tables"):
        fit_classifier(
            np.zeros((3, 0), np.float32), np.zeros((3, 2), np.float32), rng=np.random.default_rng(1)
        )


@given(st.integers(0, 1000), st.floats(0.1, 20))
def test_softmax_is_that_of_scipy(seed: int, temperature: float) -> None:
    scores = np.random.default_rng(seed).normal(0, 10, (5, 4)).astype(np.float32)
    expected = special.softmax(scores.astype(np.float64) / temperature, axis=1)
    assert softmax(scores, temperature) == pytest.approx(expected, abs=1e-5)
