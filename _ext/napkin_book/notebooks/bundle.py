"""What lies beside the notebooks: the labs, the package as a wheel, and one zip of everything."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

_ELSEWHERE = {"application/pdf", "image/svg+xml"}
ZIP = "napkin-math-notebooks.zip"
README = """\
{project}: every page as a notebook, with its outputs, and the labs.

You need Python 3.11 or newer. In this folder:

    python3 -m pip install jupyterlab
    python3 -m jupyterlab home.ipynb

Run the first cell of a notebook first: it installs {wheel}, which
lies here, and what else the page needs. It asks the network for numpy and matplotlib, unless you
have them.
"""


def add_labs(root: Path, folder: Path, setup_code: Callable[[Mapping[str, str]], str]) -> list[str]:
    """Copy the labs as they are stored, but with the site's code in the cell ``setup``.

    It installs what the lab's metadata name as ``packages``: imports, and the package of each.
    """
    names = []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        lab = json.loads(path.read_text("utf-8"))
        setup = setup_code(lab["metadata"].get("packages", {"matplotlib": "matplotlib"}))
        for cell in lab["cells"]:
            if cell["id"] == "setup":
                cell["source"] = setup.splitlines(keepends=True)
            for output in cell.get("outputs", []):
                output["data"] = without_other_formats(output["data"])
        text = json.dumps(lab, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        write_if_new(folder / path.name, text.encode())
        names.append(path.stem)
    return names


def without_other_formats(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out the forms of a figure that the site and the PDF show; notebooks show its PNG."""
    return {kind: it for kind, it in data.items() if kind not in _ELSEWHERE}


def add_wheel(root: Path, folder: Path, name: str) -> Path:
    """Build the package into ``folder``, unless a wheel newer than all of its files lies there."""
    wheel = folder / name
    parts = ["src", "pyproject.toml", "README.md", "LICENSE"]
    files = [path for part in parts for path in [root / part, *(root / part).rglob("*.*")]]
    newest = max(path.stat().st_mtime for path in files if path.is_file())
    if wheel.exists() and wheel.stat().st_mtime > newest:
        return wheel
    with tempfile.TemporaryDirectory() as made:
        skip = shutil.ignore_patterns("__pycache__", "*.egg-info")
        for part in parts:
            source, target = root / part, Path(made) / part
            if source.is_dir():
                shutil.copytree(source, target, ignore=skip)
            else:
                shutil.copy(source, target)
        options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
        subprocess.run(
            [sys.executable, *["-m", "pip", "--disable-pip-version-check", "wheel"], *options]
            + [made, "--wheel-dir", made],
            check=True,
        )
        shutil.copy(Path(made) / name, wheel)
    return wheel


def add_zip(folder: Path, project: str, wheel: Path) -> None:
    """Pack the notebooks, the wheel and a word on how to start; equal content, equal bytes."""
    stamp = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), 315532800))[:6]
    readme = folder / "README.txt"
    write_if_new(readme, README.format(project=project, wheel=wheel.name).encode())
    paths = sorted([*folder.glob("*.ipynb"), readme, wheel])
    if _holds(folder / ZIP, paths, stamp):
        return
    with zipfile.ZipFile(folder / ZIP, "w", zipfile.ZIP_DEFLATED) as pack:
        for path in paths:
            entry = zipfile.ZipInfo(f"napkin-math/{path.name}", stamp)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            pack.writestr(entry, path.read_bytes())


def _holds(archive: Path, paths: list[Path], stamp: tuple[int, ...]) -> bool:
    """Say whether a zip of just these files, with this date, is newer than all of them."""
    if not archive.exists() or archive.stat().st_mtime <= max(p.stat().st_mtime for p in paths):
        return False
    with zipfile.ZipFile(archive) as pack:
        entries = [
            (PurePosixPath(entry.filename).name, entry.date_time) for entry in pack.infolist()
        ]
    return entries == [(path.name, stamp) for path in paths]


def write_if_new(path: Path, content: bytes) -> None:
    """Write a file unless it holds ``content`` already, so that its time stamp says something."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
