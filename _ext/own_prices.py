"""Say on every page that uses prices that the reader's own are in use, and what they replace.

With ``NAPKINMATH_PRICES`` set, a line goes under the title of each page whose cells look up a
price. A page cannot forget it, and a file that cannot be read stops the build before any page.

The cells that check the words of such a page may fail, since the words were written for the book's
prices. With the reader's own, that is an answer and no error: the cell shows what no longer holds.
"""

import os
import re

from page_inputs import cells_of, inputs_of
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

_TITLE = re.compile(r"^# .+\n", re.MULTILINE)
_CELL = re.compile(r"^(```\{code-cell\}[^\n]*\n)(.*?)(?=^```\s*$)", re.DOTALL | re.MULTILINE)
_TAGS = re.compile(r"^(:?tags:\s*\[)", re.MULTILINE)
_MAY_FAIL = (
    "Where a sentence here no longer holds with them, the cell that checks it shows an error."
)


def uses_prices(code: str) -> bool:
    """Say whether a page's code reaches the module that looks up prices."""
    try:
        files, _ = inputs_of(code)
    except SyntaxError:
        return False
    return any(path.name == "prices.py" for path in files)


def note() -> str:
    """Return the line that the pages show, or nothing if no price of the reader's is in use."""
    if not os.environ.get("NAPKINMATH_PRICES"):
        return ""
    from napkinmath.price_notes import own_prices_note

    try:
        return own_prices_note()._repr_markdown_()
    except ValueError as error:
        raise ExtensionError(f"NAPKINMATH_PRICES: {error}") from error


def with_checks_that_may_fail(page: str) -> str:
    """Return the page's text with the tag ``raises-exception`` on each cell that asserts."""

    def tagged(cell: re.Match[str]) -> str:
        fence, body = cell.groups()
        if not re.search(r"^\s*assert ", body, re.MULTILINE):
            return cell.group()
        if _TAGS.search(body):
            return fence + _TAGS.sub(r"\1raises-exception, ", body, count=1)
        if body.startswith("---\n"):
            return f"{fence}---\ntags: [raises-exception]\n{body.removeprefix('---')[1:]}"
        return f"{fence}:tags: [raises-exception]\n{body}"

    return _CELL.sub(tagged, page)


def _on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    text = note()
    code = cells_of(source[0]) if text else ""
    if code.strip() and uses_prices(code):
        page = with_checks_that_may_fail(source[0])
        text = f"{text} {_MAY_FAIL}" if page != source[0] else text
        source[0] = _TITLE.sub(lambda title: f"{title.group()}\n{text}\n", page, count=1)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to the reading of pages."""
    app.connect("source-read", _on_source_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
