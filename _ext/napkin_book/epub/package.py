"""The files around the pages of an EPUB: package document, contents, and the archive itself.

Everything is made from its arguments, so one source and one date give one archive, byte for byte.
"""

import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from napkin_book.epub.templates import filled

ACCESSIBILITY = {
    "schema:accessMode": ("textual", "visual"),
    "schema:accessModeSufficient": ("textual", "textual,visual"),
    "schema:accessibilityFeature": (
        "alternativeText",
        "displayTransformability",
        "MathML",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
    ),
    "schema:accessibilityHazard": ("none",),
    "schema:accessibilitySummary": (
        "Every figure has an alternative text that states its finding, formulas are MathML, tables "
        "have header rows, code and computed tables are text, and no information is given by "
        "colour alone. Words in figures have the colour of the text or of the curve they name.",
    ),
    # Level A: the words that name a curve have its colour, at 3:1 and more, where AA asks 4.5:1.
    "dcterms:conformsTo": ("EPUB Accessibility 1.1 - WCAG 2.1 Level A",),
    "a11y:certifiedBy": ("The Napkin Math authors",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents, with what is nested below it; without ``href`` it is a heading."""

    text: str
    href: str = ""
    children: tuple["Entry", ...] = ()
    folded: bool = False  # shown by a reader's own contents, not on the printed contents page

    @property
    def first_href(self) -> str:
        """Where the line leads: a heading leads to what is first below it."""
        return self.href or self.children[0].first_href


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book; ``spine`` if it is read in turn, at its place in the list."""

    href: str
    media_type: str
    properties: str = ""
    spine: bool = False


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a library catalogue knows of the book."""

    title: str
    author: str
    language: str
    identifier: str
    description: str
    rights: str
    version: str
    epoch: int
    accessibility: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: ACCESSIBILITY)


def package_document(metadata: Metadata, items: Sequence[Item]) -> str:
    """Return the package document (OPF)."""
    stamp = time.gmtime(metadata.epoch)
    ids = {item.href: f"item-{number}" for number, item in enumerate(items)}
    ids |= {item.href: "ncx" for item in items if item.media_type == "application/x-dtbncx+xml"}
    return filled(
        "package.opf",
        metadata=metadata,
        items=items,
        ids=ids,
        day=time.strftime("%Y-%m-%d", stamp),
        moment=time.strftime("%Y-%m-%dT%H:%M:%SZ", stamp),
    )


def contents_body(entries: Sequence[Entry], landmarks: Sequence[tuple[str, str, str]]) -> str:
    """Return the body of the navigation document; ``landmarks`` are (type, text, href)."""
    return filled("contents.xhtml", entries=entries, landmarks=landmarks)


def ncx(metadata: Metadata, entries: Sequence[Entry]) -> str:
    """Return the contents once more, as EPUB 2 had them: some e-ink readers know no other."""
    return filled("toc.ncx", metadata=metadata, entries=entries)


def write_archive(path: Path, files: Mapping[str, bytes], epoch: int) -> None:
    """Write the EPUB: the media type first and not compressed, then the files by name."""
    stamp = time.gmtime(max(epoch, 315532800))[:6]  # the format knows no date before 1980

    def info(name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, stamp)
        entry.external_attr = 0o644 << 16
        return entry

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr(
            info("META-INF/container.xml"), filled("container.xml"), zipfile.ZIP_DEFLATED, 9
        )
        for name in sorted(files):
            archive.writestr(info(f"EPUB/{name}"), files[name], zipfile.ZIP_DEFLATED, 9)
