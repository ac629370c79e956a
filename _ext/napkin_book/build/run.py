"""Build an edition: ``python -P _ext/napkin_book/build/run.py html``, as the Makefile does.

A build with nothing to do should cost nothing. So before anything heavy is imported, this compares
time stamps and settings with those of the last build, and Sphinx starts only if one has changed.
What has failed is not remembered, neither here nor by Sphinx, which gives the warnings of a page
only when it reads the page: without that, the next build would find nothing to read, and pass.
"""

import gc
import os
import subprocess
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
#: What an edition is made of: files, and folders with all that lies in them.
_SOURCES = (
    *("_ext", "_static", "_templates", "chapters", "conf.py", "index.md", "locks", "notebooks"),
    *("references.bib", "src", "pyproject.toml", "README.md", "LICENSE"),
)
#: Folders in which something changes without a change of the book.
_IGNORED = {"__pycache__", "topics", ".ipynb_checkpoints"}
#: Settings that name a file, whose change is a change too.
_FILES = ("NAPKINMATH_PRICES", "BOOK_PYODIDE")


def _stamps(path: Path) -> list[str]:
    """Return path, time and size of a file, or of all files in a folder."""
    if not path.is_dir():
        status = path.stat() if path.exists() else None
        return [f"{path} {status.st_mtime_ns} {status.st_size}"] if status else []
    with os.scandir(path) as found:
        inside = sorted((it.name, it.path) for it in found if it.name not in _IGNORED)
    return [line for _, name in inside for line in _stamps(Path(name))]


def _folders(path: Path) -> list[str]:
    """Return path and time of a folder and those in it: a file that is gone changes its folder."""
    return [f"{root} {Path(root).stat().st_mtime_ns}" for root, _, _ in sorted(os.walk(path))]


def state(root: Path = ROOT) -> str:
    """Return everything on which a build depends, as text."""
    names = sorted(n for n in os.environ if n.startswith(("BOOK_", "NAPKINMATH_")))
    lines = [f"{name}={os.environ.get(name, '')}" for name in [*names, "SOURCE_DATE_EPOCH"]]
    lines += [line for name in _SOURCES for line in _stamps(root / name)]
    lines += _stamps(Path(sys.prefix) / ".book")  # the installed packages
    named = [Path(os.environ[name]) for name in _FILES if os.environ.get(name)]
    lines += [line for path in named for line in _stamps(path)]
    return "\n".join([sys.version, *lines])


def _set_date(root: Path) -> None:
    """Let "today" be the date of the last commit, unless the builder names another."""
    if not os.environ.get("SOURCE_DATE_EPOCH"):
        command = ["git", "log", "-1", "--format=%ct"]
        made = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        if last_commit := made.stdout.strip():
            os.environ["SOURCE_DATE_EPOCH"] = last_commit


def build(edition: str, jobs: str, root: Path = ROOT) -> int:
    """Run Sphinx and return its exit status, 2 if it did not come to an end."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    sys.path.insert(0, str(ROOT / "_ext"))
    from napkin_book.build import compat

    gc.set_threshold(100_000, 20, 50)  # trees of a million nodes, looked through in vain
    if not sys.stderr.isatty():
        compat.without_colors()
    made = root / "_build"
    try:
        with patch_docutils(root), docutils_namespace():
            app = Sphinx(
                srcdir=root,
                confdir=root,
                outdir=made / edition,
                doctreedir=made / "doctrees",
                buildername=edition,
                status=None,
                warningiserror=True,
                parallel=os.cpu_count() or 1 if jobs == "auto" else int(jobs),
            )
            app.build(force_all=edition == "epub")  # its archive holds all pages
            return int(app.statuscode)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except Exception as error:
        print(_told(error), file=sys.stderr)
        return 2


def _told(error: Exception) -> str:
    """Return what a reader needs to know: one line, if nobody can mend the build but they."""
    text = str(getattr(error, "message", error))
    name = "BookError"
    if type(error).__name__ == name:
        return text
    if f".{name}: " in text:  # from a process of its own
        return text.partition(f".{name}: ")[2].strip()
    return "".join(traceback.format_exception(error)) + str(getattr(error, "traceback", ""))


def main(edition: str, jobs: str = "auto", *, root: Path = ROOT) -> int:
    """Build, unless there is nothing to do; return the exit status."""
    _set_date(root)
    made = root / "_build"
    record, now = made / f".built-{edition}", state(root)
    before = record.read_text("utf-8") if record.exists() else ""
    if before == "\n".join([now, *_folders(made / edition)]):
        print("Nothing has changed since the last build.")
        return _say(edition, root)
    record.unlink(missing_ok=True)
    if status := build(edition, jobs, root):
        (made / "doctrees" / "environment.pickle").unlink(missing_ok=True)
        return status
    record.write_text("\n".join([now, *_folders(made / edition)]), "utf-8")
    return _say(edition, root)


def _say(edition: str, root: Path) -> int:
    """Say where a site lies, as an address that a terminal can open."""
    if edition == "html":
        page = root / "_build" / "html" / "index.html"
        print(f"The book is built. Open {page.as_uri()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
