"""A build that is killed at any moment is finished by the next, to the same bytes.

It runs where much goes wrong: in a folder with a space and an umlaut, without git, in the locale C.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pages import ROOT
from test_incremental import HEAD

pytestmark = pytest.mark.slow  # builds a book of two pages a dozen times

INDEX = """---
description: "x."
---
(home)=
# Home

```{toctree}
chapters/lab/index
_tags/tagsindex
```
"""
LAB = """(lab)=
# Lab

```{code-cell} ipython3
from napkinmath.units import show
show(12.0, "s")
```
"""
PAGES = {"index.md": INDEX, "chapters/lab/index.md": HEAD + LAB}
KILLS = 6


def _command(folder: Path) -> subprocess.Popen[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    environment |= {"LANG": "C", "PYTHONPATH": str(folder / "src"), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-P", "_ext/napkin_book/build/run.py", "html", "2"],
        cwd=folder,
        env=environment | {"SOURCE_DATE_EPOCH": "1796000000"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _made(folder: Path) -> dict[str, bytes]:
    site = folder / "_build" / "html"
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.suffix in {".html", ".ipynb", ".css", ".js"}
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "a b ü"
    place.mkdir()
    for name in ("_ext", "_static", "_templates", "src"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("conf.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, place / name)
    (place / "references.bib").touch()
    for name, text in PAGES.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, "utf-8")
    return place


def test_a_killed_build_is_finished_by_the_next(folder: Path) -> None:
    begun = time.monotonic()
    whole = _command(folder)
    _, told = whole.communicate()
    took_s = time.monotonic() - begun
    assert whole.returncode == 0, told.decode()
    wanted = _made(folder)
    assert any("12 s" in text.decode("utf-8", "replace") for text in wanted.values())
    shutil.rmtree(folder / "_build")
    moments = random.Random(20_261_130)
    for _ in range(KILLS):
        build = _command(folder)
        time.sleep(moments.uniform(0.05, 1.0) * took_s)
        os.killpg(build.pid, signal.SIGKILL)
        build.communicate()
    last = _command(folder)
    _, told = last.communicate()
    assert last.returncode == 0, told.decode()
    assert _made(folder) == wanted
