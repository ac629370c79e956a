"""Let each edition write what another one's build has changed.

All editions share what was read of the pages. Sphinx tells only the edition that reads a page which
others it touches: after a new chapter was read for the PDF, the site would keep its old numbers
and contents. So each edition remembers which titles, numbers and contents it was written with. Nor
does Sphinx see that a page was read again without an edit, because the library changed.
"""

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_RECORD = ".written-with"


def digest(env: BuildEnvironment) -> str:
    """Return a hash of all that a page shows of other pages: titles, contents and numbers."""
    titles = {name: title.astext() for name, title in sorted(env.titles.items())}
    parts = (titles, env.toctree_includes, env.toc_secnumbers, env.toc_fignumbers)
    plain = "\n".join(repr(sorted(part.items())) for part in parts)
    return hashlib.sha256(plain.encode()).hexdigest()


def _on_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    record = Path(app.outdir) / _RECORD
    before = record.read_text("utf-8") if record.exists() else ""
    app.__dict__["napkin_written_with"] = digest(env)
    if before != app.__dict__["napkin_written_with"]:
        return sorted(env.found_docs)
    written = record.stat().st_mtime
    trees = {name: Path(app.doctreedir) / f"{name}.doctree" for name in env.found_docs}
    return sorted(n for n, tree in trees.items() if tree.stat().st_mtime > written)


def _on_build_finished(app: Sphinx, error: Exception | None) -> None:
    if error is None and "napkin_written_with" in app.__dict__:
        (Path(app.outdir) / _RECORD).write_text(app.__dict__["napkin_written_with"], "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect after the numbers have been given (at the default priority of 500)."""
    app.connect("env-get-updated", _on_get_updated, priority=900)
    app.connect("build-finished", _on_build_finished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
