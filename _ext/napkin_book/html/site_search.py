"""The search of the site: an index of its pages, their sections, and each term of the glossary.

Pagefind reads what the pages say (``_static/search.js`` asks it), not how they get there: code,
formulas, drawings and controls stay out. Beside the index lie all words of the book, frequent ones
first, by which the dialog mends slips of typing. On ``file://``, where a browser lets no page fetch
an index, Sphinx's own search page answers.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from sphinx.application import Sphinx

FOLDER = "pagefind"
_RECORD = ".made-from"
_ARTICLE = re.compile(r"<article[^>]*>(.*?)</article>", re.DOTALL)
# Pagefind finds sections by the id of their heading; Sphinx gives it to what surrounds both.
_SECTION = re.compile(
    r'<section[^>]*\bid="([^"]+)"[^>]*>((?:\s*<span id="[^"]*"></span>)*\s*<h\d)(?=[\s>])'
)
_TERM = re.compile(
    r'<dt id="(term-[^"]+)">(.*?)<a class="headerlink.*?</dt>.*?<dd>(.*?)</dd>', re.DOTALL
)
# Much markup and no words to find by.
_NO_TEXT = re.compile(r"<(svg|math|pre|script|form)\b.*?</\1>", re.DOTALL)
_WORD = re.compile(r"[a-z]{4,}")
_TAG = re.compile(r'<a class="[^"]*" href="[^"]*_tags/([^"/]+)\.html">')
_TERMS = re.compile(r'<dl class="[^"]*\bglossary\b.*?</dl>', re.DOTALL)
_LEFT_OUT = (
    "div.toctree-wrapper",
    "a.headerlink",
    "span.section-number",
    "span.caption-number",
    "span.eqno",
    "summary",
    "p.take-along",
    "p.tags",
    "details.explore-table",
    "div.tagged-page",  # what a tag's page says of other pages, they say themselves
)
# What stands behind the pages on its subject, and by how much: a lab says again, with measurements,
# what a chapter explains; a title in the bibliography is only a title.
_ASIDE = {"notebooks/": 0.5, "chapters/reference/references": 0.1}
# Of what Pagefind writes, its own user interfaces are not used.
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find: its text as a page of its own, and the path of that page."""

    path: str
    html: str


def _entry(path: str, body: str, **about: str) -> Entry:
    metas = "".join(
        f'<meta data-pagefind-meta="{name}[content]" content="{escape(value, quote=True)}">'
        for name, value in about.items()
        if value
    )
    least = min((size for start, size in _ASIDE.items() if path.startswith(start)), default=None)
    weight = f' data-pagefind-weight="{least}"' if least else ""
    body = f"<body data-pagefind-body><div{weight}>{body}</div></body>"
    return Entry(path, f'<html lang="en"><head>{metas}</head>{body}</html>')


def entries(url: str, page: str, **about: str) -> Iterator[Entry]:
    """Yield what there is to find on a page of the site: itself, and the terms it defines.

    What ``about`` says of the page, its description for one, finds it too.
    """
    article = _ARTICLE.search(page)
    if not article:
        return
    text = _SECTION.sub(r'<section>\2 id="\1"', _NO_TEXT.sub("", article.group(1)))
    for anchor, term, definition in _TERM.findall(text):
        body = f"<h1>{term}</h1>{definition}"
        yield _entry(f"terms/{anchor}.html", body, part="Glossary", at=f"{url}#{anchor}")
    yield _entry(url, _TERMS.sub("", text), tags=" ".join(_TAG.findall(text)), **about)


def words(found: list[Entry]) -> list[str]:
    """Return the words of four letters and more, the most frequent first."""
    counts: Counter[str] = Counter()
    for entry in found:
        counts.update(_WORD.findall(unescape(re.sub(r"<[^>]+>", " ", entry.html)).lower()))
    return sorted(counts, key=lambda word: (-counts[word], word))


class Writing:
    """An index that a process of its own is writing, while the build goes on."""

    def __init__(self, found: list[Entry], folder: Path, digest: str) -> None:
        self.found, self.folder, self.digest = found, folder, digest
        self.scratch = TemporaryDirectory()
        for entry in found:
            path = Path(self.scratch.name, entry.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(entry.html, "utf-8")
        command = [sys.executable, "-m", "pagefind", "--site", self.scratch.name]
        command += ["--output-path", str(folder), "--silent", "--keep-index-url"]
        command += ["--exclude-selectors", ",".join(_LEFT_OUT)]
        self.process = subprocess.Popen(command)

    def finish(self) -> None:
        """Wait for the index, and add to it what it lacks."""
        with self.scratch:
            if status := self.process.wait():
                raise subprocess.CalledProcessError(status, "pagefind")
        for pattern in _UNUSED:
            for path in self.folder.glob(pattern):
                path.unlink()
        (self.folder / "words.txt").write_text("\n".join(words(self.found)), "utf-8")
        (self.folder / _RECORD).write_text(self.digest, "utf-8")


def start_index(found: list[Entry], folder: Path) -> Writing | None:
    """Begin to write the index of these entries; return None if it is there already."""
    settings = repr((_LEFT_OUT, Path(__file__).read_text("utf-8")))
    digest = hashlib.sha256((settings + repr(found)).encode()).hexdigest()
    record = folder / _RECORD
    if record.exists() and record.read_text("utf-8") == digest:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    return Writing(found, folder, digest)


def _part(app: Sphinx, pagename: str) -> str:
    """Return the title of the page that lists this one, unless that is the home page."""
    for parent, children in sorted(app.env.toctree_includes.items()):
        if pagename in children and parent != app.config.root_doc:
            return str(app.env.titles[parent].astext())
    return ""


def start(app: Sphinx, error: Exception | None) -> None:
    """Begin with the index, when all pages are written."""
    if error or app.builder.name != "html":
        return
    found: list[Entry] = []
    for pagename in sorted(app.env.found_docs):
        url = app.builder.get_target_uri(pagename)
        page = (Path(app.outdir) / url).read_text("utf-8")
        description = str(app.env.metadata.get(pagename, {}).get("description", ""))
        found += entries(url, page, description=description, part=_part(app, pagename))
    app.__dict__["napkin_search"] = start_index(found, Path(app.outdir) / FOLDER)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Wait for the index."""
    if writing := app.__dict__.pop("napkin_search", None):
        writing.finish()
