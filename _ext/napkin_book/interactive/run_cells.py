"""Run and edit a page's cells in the page, if the builder names an archive of Python to serve.

``BOOK_PYODIDE=archive.zip make html`` puts the archive's files on the site, under ``pyodide/``, and
one small script on pages with cells, which adds the buttons. Nothing of Python is fetched until a
reader asks for it, and then from the site itself; a large data set of the library is fetched when
a cell names it. Without an archive the pages are as ever, and so
they are if they were computed with prices of the builder's own, which a browser would not have.

The archive is a zip, without folders, of ``FILES`` (from the core of Pyodide) and of one build of
numpy: the wheel of Pyodide's own distribution, or the package of emscripten-forge. Each file must
stand in ``locks/pyodide.txt`` with its SHA-256, in the form of ``sha256sum``; ``.ci/pack-pyodide``
makes such an archive from two packages of the npm registry.
"""

import hashlib
import io
import os
import re
import shutil
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from napkin_book.build import compat
from napkin_book.errors import BookError
from napkin_book.notebooks.builder import slug_of

FILES = (
    "pyodide.js",
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
BROWSER = Path(__file__).parent / "browser"
LOCK = Path(__file__).parents[3] / "locks" / "pyodide.txt"
_NUMPY = re.compile(r"numpy-2\.[\w.-]+\.(?:whl|tar\.gz)")
#: A data set with a file of more bytes than this is fetched by itself.
LARGE_BYTES = 1_000_000
_LEFT_OUT = re.compile(r"/tests/|\.pyi$|\.[ah]$|/f2py/|/__pycache__/")


def known(lock: str) -> dict[str, str]:
    """Return the SHA-256 of each file that the text of a lock names."""
    lines = (line.split() for line in lock.splitlines() if line.strip()[:1] not in {"", "#"})
    return {name: digest for digest, name in lines}


def unpacked(archive: Path, lock: dict[str, str]) -> dict[str, bytes]:
    """Return the files of an archive, of which ``lock`` knows every one.

    Raises ``BookError`` if one is missing, or unknown, or not what the lock says.
    """
    try:
        with zipfile.ZipFile(archive) as pack:
            files = {name: pack.read(name) for name in pack.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise BookError(f"BOOK_PYODIDE names no zip that can be read: {error}") from error
    for name, content in files.items():
        if lock.get(name) != hashlib.sha256(content).hexdigest():
            raise BookError(f"{name} in {archive} is not the file that locks/pyodide.txt names")
    builds = [name for name in files if _NUMPY.fullmatch(name)]
    if missing := [name for name in FILES if name not in files] + ["numpy"] * (not builds):
        raise BookError(f"{archive} lacks {', '.join(missing)}")
    numpy = files.pop(builds[0])
    return files | {"numpy.zip": slimmed(numpy, is_wheel=builds[0].endswith(".whl"))}


def slimmed(package: bytes, *, is_wheel: bool) -> bytes:
    """Return a build of numpy as a zip of its importable files, without its tests."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in _members(package, is_wheel=is_wheel):
            if name.startswith("numpy/") and not _LEFT_OUT.search(name):
                entry = zipfile.ZipInfo(name)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, content)
    return made.getvalue()


def library(package: Path) -> dict[str, bytes]:
    """Return a package as ``library.zip``, and each of its large data sets as ``NAME.zip``."""
    packs = parts(package)
    return {f"{name}.zip": _zipped(paths, package.parent) for name, paths in packs.items()}


def parts(package: Path) -> dict[str, list[Path]]:
    """Return the files of ``library`` and of each large data set of a package, by its name.

    Parquet is left out, because no engine that reads it runs in a browser.
    """
    data = package / "datasets"
    large = {_set(path) for path in data.glob("*.*") if path.stat().st_size > LARGE_BYTES}
    packs: dict[str, list[Path]] = {name: [] for name in ("library", *sorted(large))}
    for path in sorted(package.rglob("*.*")):
        if path.is_file() and path.suffix not in {".parquet", ".pyc"}:
            own = path.parent == data and path.suffix != ".md" and _set(path) in large
            packs[_set(path) if own else "library"].append(path)
    return packs


def _set(path: Path) -> str:
    return path.name.partition(".")[0]


def _zipped(paths: list[Path], root: Path) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for path in paths:
            entry = zipfile.ZipInfo(path.relative_to(root).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, path.read_bytes())
    return made.getvalue()


def _members(package: bytes, *, is_wheel: bool) -> list[tuple[str, bytes]]:
    if is_wheel:
        with zipfile.ZipFile(io.BytesIO(package)) as pack:
            return sorted((name, pack.read(name)) for name in pack.namelist() if name[-1] != "/")
    found = []
    with tarfile.open(fileobj=io.BytesIO(package)) as tape:
        for member in tape.getmembers():
            _, in_site, name = PurePosixPath(member.name).as_posix().partition("site-packages/")
            if in_site and member.isfile() and (content := tape.extractfile(member)):
                found.append((name, content.read()))
    return sorted(found)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Leave cells alone that a browser would compute with other prices."""
    if os.environ.get("NAPKINMATH_PRICES"):
        config.run_cells_archive = ""


def on_builder_inited(app: Sphinx) -> None:
    """Make room for the archive, and find out what it will hold."""
    if app.builder.name != "html":
        return
    shutil.rmtree(Path(app.outdir) / "pyodide", ignore_errors=True)
    if app.config.run_cells_archive:
        app.config.html_static_path.append(str(BROWSER))
        _, *app.config.run_cells_sets = parts(Path(app.srcdir) / "src" / "napkinmath")


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Tell the script which cell of the notebook each cell of the page is."""
    if app.builder.name == "html" and app.config.run_cells_archive:
        for node in doctree.findall(nodes.container):
            if (index := compat.cell_index(node)) is not None:
                node["classes"].append(f"code-{index}")


def on_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Load the script on pages with cells, and say where Python lies."""
    if not app.config.run_cells_archive or not doctree or pagename.startswith("notebooks/"):
        return
    if slug := slug_of(app.env, pagename):
        root = "../" * pagename.count("/")
        places: dict[str, Any] = {
            "data-python": f"{root}pyodide/",
            "data-notebook": f"{root}notebooks/{slug}.ipynb",
            "data-today": os.environ.get("SOURCE_DATE_EPOCH", ""),
            "data-sets": " ".join(app.config.run_cells_sets),
        }
        app.add_js_file("run_cells.js", loading_method="defer", **places)


def on_build_finished(app: Sphinx, error: Exception | None) -> None:
    """Put Python and the library on the site."""
    if error or app.builder.name != "html" or not app.config.run_cells_archive:
        return
    folder = Path(app.outdir) / "pyodide"
    folder.mkdir(exist_ok=True)
    files = unpacked(Path(app.config.run_cells_archive), known(LOCK.read_text("utf-8")))
    files |= library(Path(app.srcdir) / "src" / "napkinmath")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    shutil.copy(Path(__file__).parent / "in_page.py", folder)
