import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from napkinmath.accelerators.mixed_precision import (
    Labelled,
    Recipe,
    Trained,
    compare,
    most_frequent,
    to_bfloat16,
    to_float16,
    train,
)

floats = arrays(np.float32, 50, elements=st.floats(width=32, allow_nan=False, allow_infinity=False))
small = arrays(np.float32, 50, elements=st.floats(-(2.0**-10), 2.0**-10, width=32))


@given(floats | small)
def test_float16_is_that_of_numpy(values: np.ndarray) -> None:
    with np.errstate(over="ignore"):
        expected = values.astype(np.float16).astype(np.float32)
    assert np.array_equal(to_float16(values), expected)


@given(floats)
def test_bfloat16_is_near_and_stays(values: np.ndarray) -> None:
    rounded = to_bfloat16(values)
    finite = np.isfinite(rounded)
    assert np.all(np.abs(rounded - values)[finite] <= np.abs(values)[finite] * 2**-8 + 1e-38)
    assert np.array_equal(to_bfloat16(rounded), rounded)


def test_bfloat16_ties_go_to_even() -> None:
    assert to_bfloat16([1 + 2**-8, 1 + 3 * 2**-8]).tolist() == [1.0, 1 + 2**-6]


def _blobs() -> Labelled:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 600)
    centres = rng.normal(size=(3, 8)) * 2
    x = (centres[labels] + rng.normal(size=(600, 8))).astype(np.float32)
    return Labelled(x, labels, 400)


HOW = {"hidden": 8, "steps": 60, "batch": 64, "rate": 0.02}


def test_it_learns_and_repeats_itself() -> None:
    data = _blobs()
    once, again = (train(data, Recipe("float32"), seed=1, **HOW) for _ in range(2))
    assert once.accuracy > 0.9 and np.array_equal(once.correct, again.correct)
    assert (once.lost, once.skipped) == (0, 0)


def test_small_gradients_vanish_in_float16_unless_the_loss_is_scaled() -> None:
    data, parts = _blobs(), 2**20
    plain = train(data, Recipe("float16", parts=parts), seed=1, **HOW)
    scaled = train(data, Recipe("float16", parts=parts, loss_scale=float(parts)), seed=1, **HOW)
    wide = train(data, Recipe("bfloat16", parts=parts), seed=1, **HOW)
    assert plain.lost > 0.9 and plain.accuracy < scaled.accuracy - 0.2
    assert wide.lost == 0 and abs(wide.accuracy - scaled.accuracy) < 0.05
    overflowing = train(data, Recipe("float16", loss_scale=1e12), seed=1, **HOW)
    assert overflowing.skipped == HOW["steps"]


def test_small_updates_vanish_without_a_master_copy() -> None:
    data, slow = _blobs(), HOW | {"rate": 3e-5, "steps": 400}
    kept = train(data, Recipe("bfloat16"), seed=1, **slow)
    pure = train(data, Recipe("bfloat16", master_copy=False), seed=1, **slow)
    exact = train(data, Recipe("float32"), seed=1, **slow)
    assert abs(kept.accuracy - exact.accuracy) < 0.02 < exact.accuracy - pure.accuracy


def test_verdict_in_closed_form() -> None:
    right, wrong = (Trained(np.array(flags), 0.0, 0) for flags in ([True] * 4, [False] * 4))
    assert compare([right, right], [wrong, wrong]).difference == 1
    even = compare([right, wrong], [wrong, right])
    assert even.difference == 0 and even.low == -even.high == pytest.approx(-1.96)
    assert compare([right, right], [right, right]).harmless(0.01)
    assert not even.harmless(0.5)


def test_the_most_frequent_names_are_kept() -> None:
    x = np.arange(20, dtype=np.float32).reshape(10, 2)
    names = np.array(list("aaaabbbccd"))
    data = most_frequent(x, names, classes=2, rng=np.random.default_rng(1))
    assert data.n_train == 5 and sorted(data.x[:, 0] // 2) == list(range(7))
    assert all((row[0] // 2 > 3) == label for row, label in zip(data.x, data.labels, strict=True))
    with pytest.raises(ValueError, match="classes must be at most the 4 names"):
        most_frequent(x, names, classes=5, rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match="classes must be"):
        most_frequent(x, names, classes=1, rng=np.random.default_rng(1))


@pytest.mark.parametrize(
    "wrong", [{"number_format": "fp8"}, {"loss_scale": 0.0}, {"parts": 0}, {"parts": 1.5}]
)
def test_recipes_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be"):
        Recipe(**{"number_format": "float16"} | wrong)


@pytest.mark.parametrize("name", ["hidden", "steps", "batch", "rate", "momentum"])
def test_training_refuses(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be"):
        train(_blobs(), Recipe("float32"), seed=0, **HOW | {name: -1})


def test_data_and_comparisons_are_refused() -> None:
    x = np.ones((4, 2), dtype=np.float32)
    with pytest.raises(ValueError, match="labels must have one entry a row"):
        Labelled(x, np.zeros(3, dtype=int), 2)
    with pytest.raises(ValueError, match="n_train must be"):
        Labelled(x, np.zeros(4, dtype=int), 4)
    one = Trained(np.ones(4, dtype=bool), 0.0, 0)
    for left, right in [([one], [one]), ([one, one], [one])]:
        with pytest.raises(ValueError, match="as many runs"):
            compare(left, right)
    with pytest.raises(ValueError, match="z must be"):
        compare([one, one], [one, one], z=0)
    with pytest.raises(ValueError, match="margin must be"):
        compare([one, one], [one, one]).harmless(0)
