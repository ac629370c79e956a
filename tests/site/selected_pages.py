"""Which pages the tests of the site execute again: those that may have changed, and a tenth.

The build executes a page once. Its notebook and the browser execute it again, which is most of the
time of a check. ``make check`` does that for pages whose inputs have changed since the last full
check (the commit in ``.ci/last-full-check``) and for a tenth of the others, seeded by the commit;
``make check-all`` does it for all, and writes that file. A change of what turns pages into
notebooks, of what runs them in a browser, or of a pinned package, is a change of all pages.
"""

import hashlib
import json
import os
import subprocess
from functools import cache
from pathlib import Path

from napkin_book.source.inputs import SOURCE, inputs_of
from napkin_book.source.page import Page

ROOT = Path(__file__).parents[2]
LAST = ROOT / ".ci" / "last-full-check"
#: What every notebook, or every page in a browser, depends on.
SHARED = (
    "_ext/napkin_book/interactive/",
    "_ext/napkin_book/notebooks/",
    "_ext/napkin_book/source/",
    "locks/",
    "tests/site/selected_pages.py",
    "tests/site/test_notebooks.py",
    "tests/site/test_run_cells.py",
)
ONE_OF = 10


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


@cache
def changed() -> frozenset[str] | None:
    """Return the files that changed since the last full check; None if that is not known."""
    since = LAST.read_text("utf-8").strip() if LAST.is_file() else ""
    if not since or not _git("cat-file", "-t", since):
        return None
    return frozenset(_git("diff", "--name-only", "--no-renames", since).split())


def drawn(page: str, seed: str) -> bool:
    """Say whether ``page`` is of the tenth that the commit ``seed`` draws."""
    return int(hashlib.sha256(f"{seed} {page}".encode()).hexdigest(), 16) % ONE_OF == 0


def touched(page: Path, names: frozenset[str]) -> bool:
    """Say whether one of the files ``names`` is the page, or something that its code uses."""
    text = page.read_text("utf-8")
    if page.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        code = "\n".join("".join(cell["source"]) for cell in cells)
    else:
        code = Page(text, str(page)).code
    files, _ = inputs_of(code)
    inputs = {path.relative_to(SOURCE.parents[1]).as_posix() for path in files}
    return bool(names & (inputs | {page.relative_to(ROOT).as_posix()}))


def is_selected(page: str) -> bool:
    """Say whether the page ``page`` (``chapters/…/topic.md``) is to be executed again."""
    names = changed()
    if os.environ.get("BOOK_CHECK_ALL") or names is None:
        return True
    if any(name.startswith(SHARED) for name in names) or drawn(page, _git("rev-parse", "HEAD")):
        return True
    return touched(ROOT / page, names)


def source_of(slug: str) -> str:
    """Return the source of the page, or the lab, whose notebook is called ``slug``."""
    if slug == "home":
        return "index.md"
    found = [*ROOT.glob(f"chapters/**/{slug}.md"), *ROOT.glob(f"chapters/{slug}/index.md")]
    found = found or list(ROOT.glob(f"notebooks/{slug}.ipynb"))
    if not found:
        raise LookupError(f"no page has the notebook {slug}.ipynb")
    return found[0].relative_to(ROOT).as_posix()
