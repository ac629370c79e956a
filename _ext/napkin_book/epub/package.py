"""The files around the pages of an EPUB: package document, contents, and the archive itself.

Everything is made from its arguments, so one source and one date give one archive, byte for byte.
"""

import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

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
    dublin = [
        f'<dc:identifier id="uid">{escape(metadata.identifier)}</dc:identifier>',
        f"<dc:title>{escape(metadata.title)}</dc:title>",
        f'<dc:creator id="author">{escape(metadata.author)}</dc:creator>',
        '<meta refines="#author" property="role" scheme="marc:relators">aut</meta>',
        f"<dc:language>{escape(metadata.language)}</dc:language>",
        f"<dc:date>{time.strftime('%Y-%m-%d', stamp)}</dc:date>",
        f"<dc:publisher>{escape(metadata.author)}</dc:publisher>",
        f"<dc:rights>{escape(metadata.rights)}</dc:rights>",
        f"<dc:description>{escape(metadata.description)}</dc:description>",
        f'<meta property="dcterms:modified">{time.strftime("%Y-%m-%dT%H:%M:%SZ", stamp)}</meta>',
        f'<meta property="schema:version">{escape(metadata.version)}</meta>',
    ]
    for name, values in metadata.accessibility.items():
        dublin += [f'<meta property="{name}">{escape(value)}</meta>' for value in values]
    manifest, spine = [], []
    for number, item in enumerate(items):
        properties = f' properties="{item.properties}"' if item.properties else ""
        identity = "ncx" if item.media_type == "application/x-dtbncx+xml" else f"item-{number}"
        manifest.append(
            f'<item id="{identity}" href="{escape(item.href)}" media-type="{item.media_type}"'
            f"{properties}/>"
        )
        if item.spine:
            spine.append(f'<itemref idref="{identity}"/>')
        if "cover-image" in item.properties:
            dublin.append(f'<meta name="cover" content="{identity}"/>')
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid"'
            f' xml:lang="{escape(metadata.language)}">',
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            *dublin,
            "</metadata>",
            "<manifest>",
            *manifest,
            "</manifest>",
            '<spine toc="ncx">',
            *spine,
            "</spine>",
            "</package>",
            "",
        ]
    )


def _list(entries: Sequence[Entry], indent: str = "", *, hidden: bool = False) -> str:
    rows = []
    for entry in entries:
        text = escape(entry.text)
        row = f'<a href="{escape(entry.href)}">{text}</a>' if entry.href else f"<span>{text}</span>"
        below = _list(entry.children, indent + "  ", hidden=entry.folded) if entry.children else ""
        rows.append(f"{indent}<li>{row}{below}</li>")
    return "\n".join([f"<ol{' hidden=' + chr(34) * 2 if hidden else ''}>", *rows, f"{indent}</ol>"])


def contents_body(entries: Sequence[Entry], landmarks: Sequence[tuple[str, str, str]]) -> str:
    """Return the body of the navigation document; ``landmarks`` are (type, text, href)."""
    marks = "\n".join(
        f'<li><a epub:type="{kind}" href="{href}">{escape(text)}</a></li>'
        for kind, text, href in landmarks
    )
    return (
        '<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="contents">\n'
        f'<h1 id="contents">Contents</h1>\n{_list(entries)}\n</nav>\n'
        '<nav epub:type="landmarks" aria-label="Landmarks" hidden="">\n'
        f"<ol>\n{marks}\n</ol>\n</nav>"
    )


def ncx(metadata: Metadata, entries: Sequence[Entry]) -> str:
    """Return the contents once more, as EPUB 2 had them: some e-ink readers know no other."""
    count = 0

    def first_href(entry: Entry) -> str:
        return entry.href or first_href(entry.children[0])

    def points(level: Sequence[Entry]) -> str:
        nonlocal count
        rows = []
        for entry in level:
            count += 1
            rows.append(
                f'<navPoint id="point-{count}">'
                f"<navLabel><text>{escape(entry.text)}</text></navLabel>"
                f'<content src="{escape(first_href(entry))}"/>{points(entry.children)}</navPoint>'
            )
        return "\n".join(rows)

    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx version="2005-1" xmlns="http://www.daisy.org/z3986/2005/ncx/">\n'
        f'<head><meta name="dtb:uid" content="{escape(metadata.identifier)}"/></head>\n'
        f"<docTitle><text>{escape(metadata.title)}</text></docTitle>\n"
        f"<navMap>\n{points(entries)}\n</navMap>\n</ncx>\n"
    )


CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


def write_archive(path: Path, files: Mapping[str, bytes], epoch: int) -> None:
    """Write the EPUB: the media type first and not compressed, then the files by name."""
    stamp = time.gmtime(max(epoch, 315532800))[:6]  # the format knows no date before 1980

    def info(name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, stamp)
        entry.external_attr = 0o644 << 16
        return entry

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr(info("META-INF/container.xml"), CONTAINER, zipfile.ZIP_DEFLATED, 9)
        for name in sorted(files):
            archive.writestr(info(f"EPUB/{name}"), files[name], zipfile.ZIP_DEFLATED, 9)
