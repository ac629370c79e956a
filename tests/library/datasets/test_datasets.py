from pathlib import Path

import numpy as np
import pytest

from napkinmath import datasets
from napkinmath.datasets.glove import word_vectors

FOLDER = Path(datasets.__file__).parent
SCRIPTS = Path(__file__).parents[3] / "tools" / "datasets"


def test_glove_is_what_its_note_says() -> None:
    glove = word_vectors("glove20k")
    assert glove.vectors.shape == (20_500, 100) and glove.vectors.dtype == np.float32
    assert len(set(glove.words.tolist())) == 20_500
    assert np.allclose(np.linalg.norm(glove.vectors, axis=1), 1, atol=1e-6)
    index = {word: row for row, word in enumerate(glove.words.tolist())}
    near = glove.vectors @ glove.vectors[index["france"]]
    assert glove.words[np.argsort(-near)[1]] in {"french", "belgium", "spain"}


def test_every_data_set_has_its_origin_and_its_script() -> None:
    for path in FOLDER.glob("*.npz"):
        origin = (FOLDER / f"{path.stem}-origin.md").read_text("utf-8")
        assert "licence" in origin and "sha256" in origin
        assert (SCRIPTS / f"make_{path.stem}.py").is_file()


def test_refuses_a_name_it_does_not_have() -> None:
    with pytest.raises(ValueError, match="name must be one of 'glove20k', got 'sift'"):
        word_vectors("sift")
