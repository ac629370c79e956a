"""The EPUB as it was built, opened."""

import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "epub" / "napkin-math-for-ai-systems.epub"
OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
OPS = "{http://www.idpf.org/2007/ops}"


@cache
def files() -> dict[str, bytes]:
    """Return every file of the book by its path inside."""
    with zipfile.ZipFile(BOOK) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def parsed(name: str) -> ElementTree.Element:
    """Return a page, parsed; it is an error if it is not well-formed."""
    return ElementTree.fromstring(files()[name])


def page_names() -> list[str]:
    """Return the names of all pages, or none if there is no book."""
    return sorted(name for name in files() if name.endswith(".xhtml")) if BOOK.exists() else []


def package() -> ElementTree.Element:
    """Return the package document."""
    return parsed("EPUB/package.opf")
