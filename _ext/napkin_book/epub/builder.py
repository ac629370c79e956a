"""``make epub``: the pages as one EPUB 3, without a script and without anything from elsewhere.

The builder is Sphinx's own for the pages (names, links, translators) and ours for everything around
them: its format is not ``html``, so that nothing that folds or scripts a site touches the pages.
"""

import os
import time
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

from sphinx import addnodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.util import logging

from napkin_book.build import compat
from napkin_book.epub import cover as epub_cover
from napkin_book.epub import page as epub_page
from napkin_book.epub.package import (
    Entry,
    Item,
    Metadata,
    contents_body,
    ncx,
    package_document,
    write_archive,
)
from napkin_book.epub.templates import filled

_LOGGER = logging.getLogger(__name__)
_STYLE = Path(__file__).parents[3] / "_static" / "epub.css"
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml"}
_XHTML = "application/xhtml+xml"


class BookBuilder(Epub3Builder):
    """Writes each page as XHTML into ``_build/epub``, then packs them."""

    format = "epub"

    def init(self) -> None:
        """Let the nodes of extensions be written by what they registered for HTML."""
        super().init()
        own = compat.handlers_of("epub", self.app)
        own |= {**compat.handlers_of("html", self.app), **own}

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Return what a page shows: its text, and neither menus nor neighbours."""
        return {"body": body, "title": self.env.titles[docname].astext()}

    def handle_page(self, pagename: str, addctx: dict[str, Any], *_: Any, **__: Any) -> None:
        """Write one page."""
        self._write(pagename, addctx["title"], addctx["body"])

    def _write(self, name: str, title: str, body: str) -> None:
        text = epub_page.page(
            body, title=title, lang=self.config.epub_language, depth=name.count("/")
        )
        try:
            epub_page.outline(text)
        except ElementTree.ParseError as error:
            _LOGGER.warning("not well-formed: %s", error, location=name, type="epub")
        path = Path(self.outdir) / f"{name}.xhtml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def finish(self) -> None:
        """Pack the pages, once all are written."""
        self.copy_image_files()
        metadata = self._metadata()
        entries = self._contents()
        book = [entry for entry in _flat(entries) if "#" not in entry.href and entry.href]
        self._front_matter(metadata, entries)
        pages = ["cover.xhtml", "title.xhtml", "nav.xhtml", *(entry.href for entry in book)]
        files = {name: (Path(self.outdir) / name).read_bytes() for name in pages}
        files["epub.css"] = _STYLE.read_bytes()
        files["cover.png"] = epub_cover.png(metadata.title, metadata.author)
        files["toc.ncx"] = ncx(metadata, entries).encode()
        items = [Item("toc.ncx", "application/x-dtbncx+xml"), Item("epub.css", "text/css")]
        items.append(Item("cover.png", "image/png", "cover-image"))
        for name in sorted(set(self.images.values())):
            inside = f"{self.imagedir}/{name}"
            files[inside] = (Path(self.outdir) / inside).read_bytes()
            items.append(Item(inside, _PICTURES[PurePosixPath(name).suffix]))
        for name in pages:
            properties = epub_page.outline(files[name].decode()).properties
            nav = "nav" if name == "nav.xhtml" else ""
            items.append(Item(name, _XHTML, f"{nav} {properties}".strip(), spine=True))
        files["package.opf"] = package_document(metadata, items).encode()
        path = Path(self.outdir) / f"{self.config.epub_basename}.epub"
        write_archive(path, files, metadata.epoch)

    def _metadata(self) -> Metadata:
        config = self.config
        return Metadata(
            title=config.epub_title,
            author=config.epub_author,
            language=config.epub_language,
            identifier=config.epub_identifier,
            description=config.epub_description,
            rights=config.epub_copyright,
            version=config.release,
            epoch=int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()),
        )

    def _contents(self) -> tuple[Entry, ...]:
        """Return the pages as the toctrees nest them, the pages of tags below the list of tags."""
        root = self.config.root_doc
        entries = [self._entry(root, children=False)]
        placed = {root}
        for toctree in self.env.get_doctree(root).findall(addnodes.toctree):
            below = tuple(self._entry(name) for name in toctree["includefiles"])
            caption = toctree.get("caption")
            entries += [Entry(caption, children=below)] if caption and below else below
        placed |= {entry.href.removesuffix(".xhtml") for entry in _flat(entries)}
        for lost in sorted(self.env.found_docs - placed):
            _LOGGER.warning("the page is in no contents", location=lost, type="epub")
        return tuple(entries)

    def _entry(self, docname: str, *, children: bool = True) -> Entry:
        outline = epub_page.outline((Path(self.outdir) / f"{docname}.xhtml").read_text("utf-8"))
        href = f"{docname}.xhtml"
        names = list(self.env.toctree_includes.get(docname, [])) if children else []
        if PurePosixPath(docname).name == "tagsindex":
            folder = PurePosixPath(docname).parent.as_posix() + "/"
            names += sorted(
                name for name in self.env.found_docs if name.startswith(folder) and name != docname
            )
        sections = tuple(Entry(text, f"{href}#{ident}") for ident, text in outline.sections)
        pages = tuple(self._entry(name) for name in names)
        shown = pages if pages else sections
        return Entry(outline.title, href, shown, folded=not pages)

    def _front_matter(self, metadata: Metadata, entries: tuple[Entry, ...]) -> None:
        alt = f"Cover: {metadata.title}, by {metadata.author}. {epub_cover.DESCRIPTION}"
        self._write("cover", "Cover", filled("cover.xhtml", alt=alt))
        date = time.gmtime(metadata.epoch)
        day = f"{date.tm_mday} {time.strftime('%B %Y', date)}"
        self._write("title", metadata.title, filled("title.xhtml", metadata=metadata, day=day))
        hrefs = {entry.href for entry in _flat(entries)}
        landmarks = [
            ("toc", "Contents", "nav.xhtml"),
            ("bodymatter", "Start of the book", entries[0].href),
            ("glossary", "Glossary", "chapters/reference/glossary.xhtml"),
            ("bibliography", "References", "chapters/reference/references.xhtml"),
        ]
        known = [mark for mark in landmarks if mark[0] == "toc" or mark[2] in hrefs]
        self._write("nav", "Contents", contents_body(entries, known))


def _flat(entries: tuple[Entry, ...] | list[Entry]) -> list[Entry]:
    return [one for entry in entries for one in (entry, *_flat(entry.children))]
