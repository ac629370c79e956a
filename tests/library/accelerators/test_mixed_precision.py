import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from napkinmath.accelerators.mixed_precision import (
    LabeledData,
    TrainingRecipe,
    TrainingResult,
    accuracy_difference,
    most_frequent_classes,
    train_mixed_precision,
)
from napkinmath.accelerators.number_formats import to_bfloat16, to_float16
from napkinmath.experimentation.non_inferiority import non_inferior

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


def test_what_is_no_number_stays_none() -> None:
    odd = np.array([0x7FFFFFFF, 0xFFFFFFFF, 0x7F800001], dtype=np.uint32).view(np.float32)
    assert np.isnan(to_bfloat16(odd)).all() and np.isnan(to_float16(odd)).all()
    for convert in (to_bfloat16, to_float16):
        assert convert([np.inf, -np.inf]).tolist() == [np.inf, -np.inf]


def test_bfloat16_ties_go_to_even() -> None:
    assert to_bfloat16([1 + 2**-8, 1 + 3 * 2**-8]).tolist() == [1.0, 1 + 2**-6]


def _blobs() -> LabeledData:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 600)
    centers = rng.normal(size=(3, 8)) * 2
    x = (centers[labels] + rng.normal(size=(600, 8))).astype(np.float32)
    return LabeledData(x, labels, 400)


HOW = {"hidden": 8, "steps": 60, "batch_size": 64, "learning_rate": 0.02}


def test_it_learns_and_repeats_itself() -> None:
    data = _blobs()
    once, again = (
        train_mixed_precision(data, TrainingRecipe("float32"), seed=1, **HOW) for _ in range(2)
    )
    assert once.accuracy > 0.9 and np.array_equal(once.correct, again.correct)
    assert (once.underflow_share, once.skipped_steps) == (0, 0)


def test_small_gradients_vanish_in_float16_unless_the_loss_is_scaled() -> None:
    data, parts = _blobs(), 2**20
    plain = train_mixed_precision(
        data, TrainingRecipe("float16", micro_batches=parts), seed=1, **HOW
    )
    scaled = train_mixed_precision(
        data, TrainingRecipe("float16", micro_batches=parts, loss_scale=float(parts)), seed=1, **HOW
    )
    wide = train_mixed_precision(
        data, TrainingRecipe("bfloat16", micro_batches=parts), seed=1, **HOW
    )
    assert plain.underflow_share > 0.9 and plain.accuracy < scaled.accuracy - 0.2
    assert wide.underflow_share == 0 and abs(wide.accuracy - scaled.accuracy) < 0.05
    overflowing = train_mixed_precision(
        data, TrainingRecipe("float16", loss_scale=1e12), seed=1, **HOW
    )
    assert overflowing.skipped_steps == HOW["steps"]


def test_small_updates_vanish_without_a_master_copy() -> None:
    data, slow = _blobs(), HOW | {"learning_rate": 3e-5, "steps": 400}
    kept = train_mixed_precision(data, TrainingRecipe("bfloat16"), seed=1, **slow)
    pure = train_mixed_precision(
        data, TrainingRecipe("bfloat16", master_copy=False), seed=1, **slow
    )
    exact = train_mixed_precision(data, TrainingRecipe("float32"), seed=1, **slow)
    assert abs(kept.accuracy - exact.accuracy) < 0.02 < exact.accuracy - pure.accuracy


def test_verdict_in_closed_form() -> None:
    right, wrong = (TrainingResult(np.array(flags), 0.0, 0) for flags in ([True] * 4, [False] * 4))
    assert accuracy_difference([right, right], [wrong, wrong]).mean == 1
    even = accuracy_difference([right, wrong], [wrong, right])
    assert even.mean == 0 and even.low == -even.high == pytest.approx(-1.959964)
    assert non_inferior(accuracy_difference([right, right], [right, right]), 0.01)
    assert not non_inferior(even, 0.5)
    narrow = accuracy_difference([right, wrong], [wrong, right], confidence=0.5)
    assert narrow.high == pytest.approx(0.6744898)


def test_the_most_frequent_names_are_kept() -> None:
    x = np.arange(20, dtype=np.float32).reshape(10, 2)
    names = np.array(list("aaaabbbccd"))
    data = most_frequent_classes(x, names, classes=2, rng=np.random.default_rng(1))
    assert data.n_train == 5 and sorted(data.x[:, 0] // 2) == list(range(7))
    assert all((row[0] // 2 > 3) == label for row, label in zip(data.x, data.labels, strict=True))
    with pytest.raises(ValueError, match="classes must be at most the 4 names"):
        most_frequent_classes(x, names, classes=5, rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match="classes must be"):
        most_frequent_classes(x, names, classes=1, rng=np.random.default_rng(1))


@pytest.mark.parametrize(
    "wrong",
    [{"precision": "fp8"}, {"loss_scale": 0.0}, {"micro_batches": 0}, {"micro_batches": 1.5}],
)
def test_recipes_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be"):
        TrainingRecipe(**{"precision": "float16"} | wrong)


@pytest.mark.parametrize("name", ["hidden", "steps", "batch_size", "learning_rate", "momentum"])
def test_training_refuses(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be"):
        train_mixed_precision(_blobs(), TrainingRecipe("float32"), seed=0, **HOW | {name: -1})


def test_data_and_comparisons_are_refused() -> None:
    x = np.ones((4, 2), dtype=np.float32)
    with pytest.raises(ValueError, match="labels must have one entry a row"):
        LabeledData(x, np.zeros(3, dtype=int), 2)
    with pytest.raises(ValueError, match="n_train must be"):
        LabeledData(x, np.zeros(4, dtype=int), 4)
    one = TrainingResult(np.ones(4, dtype=bool), 0.0, 0)
    for left, right in [([one], [one]), ([one, one], [one])]:
        with pytest.raises(ValueError, match="as many runs"):
            accuracy_difference(left, right)
    with pytest.raises(ValueError, match="confidence must be"):
        accuracy_difference([one, one], [one, one], confidence=1)
    other = TrainingResult(np.ones(5, dtype=bool), 0.0, 0)
    with pytest.raises(ValueError, match="must share two test items or more"):
        accuracy_difference([one, one], [one, other])
