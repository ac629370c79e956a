"""Say under the title of each page which of its prices are over a year old, or the reader's own.

A page cannot forget it: a cell at its end, which no edition shows, hands over what the page's other
cells have asked ``napkinmath.prices`` for, and lines under the title quote it. A line that has
nothing to say is taken away again. A price asked for as of a date is not called old: the page asked
for an old price, and names its date.
"""

from docutils import nodes
from sphinx.application import Sphinx

from napkin_book.source.own_prices import note, uses_prices, with_checks_that_may_fail
from napkin_book.source.page import Page

_MARK = "of-this-page"
_OLD = (
    f"[over a year old]{{.stale .{_MARK}}} This page computes with prices that nobody has read "
    "for more than a year: {glue:text}`prices-stale`."
)
_OWN = (
    f"[your prices]{{.own-price .{_MARK}}} This page uses prices of your own: "
    "{glue:text}`prices-own`."
)
_MAY_FAIL = (
    " Where a sentence here no longer holds with them, the cell that checks it shows an error."
)
_CELL = """
```{code-cell} ipython3
:tags: [remove-cell]
from napkinmath.book import glue
from napkinmath.prices import own_prices_note, stale_prices_note

glue("prices-stale", stale_prices_note())
glue("prices-own", own_prices_note(asked=True))
```
"""


def with_lines(page: str, *, own: bool) -> str:
    """Return the text of a page with the lines under its title, and the cell that they need."""
    lines = [_OLD]
    if own:
        checked = with_checks_that_may_fail(page)
        lines.append(_OWN + (_MAY_FAIL if checked != page else ""))
        page = checked
    parsed = Page(page)
    at = parsed.title_line
    if at:
        page = "\n".join([*parsed.lines[:at], "", "\n\n".join(lines), *parsed.lines[at:]])
    return page + _CELL


def settle(document: nodes.document) -> None:
    """Keep the lines that name a price, and drop the others."""
    for badge in list(document.findall(nodes.inline)):
        if _MARK in badge["classes"]:
            badge["classes"].remove(_MARK)
            line = badge.parent
            said = [n for n in line.findall(nodes.inline) if "pasted-text" in n["classes"]]
            if not any(node.astext() for node in said):
                line.parent.remove(line)
            for node in said:  # it is a list of names, which may break over lines
                node["classes"].remove("pasted-text")


def on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Add the lines to a page that may ask for prices."""
    code = Page(source[0], f"{docname}.md").code
    if code.strip() and uses_prices(code):
        source[0] = with_lines(source[0], own=bool(note()))


def on_doctree_read(app: Sphinx, document: nodes.document) -> None:
    """Keep of the lines what the page's cells have made true."""
    settle(document)
