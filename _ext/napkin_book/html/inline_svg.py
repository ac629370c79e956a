"""Put the figures' SVG into the page, so that their ink follows light and dark mode.

A figure of a notebook is an image file to Sphinx. In HTML it is written into the page instead, as
an ``<svg role="img">`` with the image's alternative text; ids get a prefix for each figure, since
all figures of a page share one document. A figure without alternative text is a warning.
"""

import hashlib
import re
from pathlib import Path
from xml.sax.saxutils import quoteattr

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from napkin_book.epub.outlines import outlined

_LOGGER = logging.getLogger(__name__)

_COMMENT = re.compile(r"<!--.*?-->\s*|^[ \t]+", re.DOTALL | re.MULTILINE)
#: Where a figure says places to a millionth of a point; a hundredth is enough.
_PLACES = re.compile(r'\s(?:d|x|y|points)="[^"]*"')
_ID = re.compile(r'\sid="([^"]*)"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")


def inlined(svg: str, alt: str, *, xlink: bool = False) -> str:
    """Return the text of an SVG file as an element of a page, described by ``alt``.

    ``xlink`` keeps the old form of references, which is the only one that many e-readers know.
    """
    element = svg[svg.index("<svg") :].strip()
    element = re.sub(r"<metadata>.*?</metadata>\s*", "", element, flags=re.DOTALL)
    element = _COMMENT.sub("", element)
    element = _PLACES.sub(lambda match: _DECIMALS.sub(r"\1", match.group()), element)
    element = re.sub(r'<path( id="[^"]*")?( transform="[^"]*")?/>', r'<path\1\2 d=""/>', element)
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', element))
    element = _ID.sub(lambda match: match.group() if _named(match[1], used) else "", element)
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:6]
    element = re.sub(r'\bid="', f'id="{prefix}-', element)
    element = re.sub(r'href="#', f'href="#{prefix}-', element)
    element = re.sub(r"url\(#", f"url(#{prefix}-", element)
    head, rest = element.split(">", 1)
    head = re.sub(r'\s(?:version|xmlns:xlink|font-family)="[^"]*"', "", head)
    if xlink:
        head += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    else:
        rest = rest.replace("xlink:href", "href")
    return f'{head} role="img" aria-label={quoteattr(" ".join(alt.split()))}>{rest}'


def _named(name: str, used: set[str]) -> bool:
    """Say whether an id is referred to, by the figure itself or by a script (``explore``)."""
    return name in used or name.startswith("ex-")


class InlineFigures(SphinxPostTransform):
    """Replace the image of a notebook's SVG by the SVG itself, after myst-nb chose the format."""

    builders = ("html", "epub")

    def run(self, **kwargs: object) -> None:
        """Go through the images of one page."""
        for node in list(self.document.findall(nodes.image)):
            uri = node["uri"]
            if uri.endswith(".*"):  # a diagram, which comes in more than one format
                uri = node["candidates"].get("image/svg+xml", uri)
            if not uri.endswith(".svg") or "jupyter_execute" not in uri:
                continue
            if not node.get("alt"):
                _LOGGER.warning(
                    "a figure has no alternative text", location=node, type="figure", subtype="alt"
                )
            source = Path(self.app.srcdir) / uri.lstrip("/")
            text, for_epub = source.read_text(encoding="utf-8"), self.app.builder.name == "epub"
            text = outlined(text) if for_epub else text
            text = inlined(text, node.get("alt", ""), xlink=for_epub)
            node.replace_self(nodes.raw("", text, format="html"))
