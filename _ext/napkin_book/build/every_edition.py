"""Let each edition write what another one's build has changed.

All editions share what was read of the pages. Sphinx tells only the edition that reads a page which
others it touches: after a new chapter was read for the PDF, the site would keep its old numbers
and contents. So each edition remembers which titles, numbers, contents, labels and sources it was
written with. Nor does Sphinx see that a page was read again without an edit, because the library
changed.
"""

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from napkin_book.build import compat

_RECORD = ".written-with"
#: Settings that stand in what an edition writes.
_SETTINGS = ("project", "author", "release", "html_baseurl", "numfig_format")


def digest(env: BuildEnvironment) -> str:
    """Return a hash of all that a page shows of other pages, and of the settings."""
    titles = {name: title.astext() for name, title in env.titles.items()}
    labels = env.domains.standard_domain.labels
    sources = {it.citation_id: str(it.formatted_entry.text) for it in compat.citations(env)}
    settings = {name: env.config[name] for name in _SETTINGS}
    numbers = (env.toctree_includes, env.toc_secnumbers, env.toc_fignumbers)
    plain = "\n".join(
        repr(sorted(part.items())) for part in (titles, labels, sources, settings, *numbers)
    )
    return hashlib.sha256(plain.encode()).hexdigest()


def _written_with(app: Sphinx) -> str:
    return str(app.__dict__.setdefault("napkin_written_with", digest(app.env)))


def stale(app: Sphinx, folder: Path) -> list[str]:
    """Return the pages that an edition in ``folder`` shows as they no longer are."""
    record = folder / _RECORD
    before = record.read_text("utf-8") if record.exists() else ""
    if before != _written_with(app):
        return sorted(app.env.found_docs)
    written = record.stat().st_mtime
    trees = {name: Path(app.doctreedir) / f"{name}.doctree" for name in app.env.found_docs}
    return sorted(name for name, tree in trees.items() if tree.stat().st_mtime > written)


def remember(app: Sphinx, folder: Path) -> None:
    """Note what the edition in ``folder`` has been written with."""
    (folder / _RECORD).write_text(_written_with(app), "utf-8")


def on_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that this edition shows as they no longer are."""
    return stale(app, Path(app.outdir))


def drop_gone(app: Sphinx, error: Exception | None) -> None:
    """Take pages off the site whose source is gone: Sphinx leaves them, and they would be found."""
    if error or app.builder.name != "html":
        return
    site = Path(app.outdir)
    for folder in ("chapters", "notebooks", "_tags"):
        for page in (site / folder).rglob("*.html"):
            if page.relative_to(site).with_suffix("").as_posix() not in app.env.found_docs:
                page.unlink()


def on_build_finished(app: Sphinx, error: Exception | None) -> None:
    """Remember what the edition was written with, once it is."""
    if error is None:
        remember(app, Path(app.outdir))
