"""Say under the title of each page which of the prices that it computes with are over a year old.

A page cannot forget it: a cell at its end, which no edition shows, hands over what the page's other
cells have asked ``price`` for, and a line under the title quotes it. Where there is nothing to say,
the line is taken away again. Prices asked for as of a date are left out, since the page names it.
"""

import re

from docutils import nodes
from own_prices import uses_prices
from page_inputs import cells_of
from sphinx.application import Sphinx

_TITLE = re.compile(r"^# .+\n", re.MULTILINE)
_MARK = "stale-on-this-page"
_LINE = (
    f"[over a year old]{{.stale .{_MARK}}} This page computes with prices that nobody has read "
    "for more than a year: {glue:text}`stale-prices`.\n"
)
_CELL = """
```{code-cell} ipython3
:tags: [remove-cell]
from napkinmath.price_notes import stale_prices_note
from napkinmath.prose import glue

glue("stale-prices", stale_prices_note())
```
"""


def with_line(page: str) -> str:
    """Return the text of a page with the line under its title, and the cell that the line needs."""
    return _TITLE.sub(lambda title: f"{title.group()}\n{_LINE}", page, count=1) + _CELL


def settle(document: nodes.document) -> None:
    """Keep the line if it names a price, and drop it if not."""
    for badge in list(document.findall(nodes.inline)):
        if _MARK in badge["classes"]:
            badge["classes"].remove(_MARK)
            line = badge.parent
            if line.astext().rstrip(". ").endswith(":"):
                line.parent.remove(line)


def _on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    code = cells_of(source[0])
    if code.strip() and uses_prices(code):
        source[0] = with_line(source[0])


def _on_doctree_read(app: Sphinx, document: nodes.document) -> None:
    settle(document)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect after the others have looked at the page's own cells."""
    app.connect("source-read", _on_source_read, priority=900)
    app.connect("doctree-read", _on_doctree_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
