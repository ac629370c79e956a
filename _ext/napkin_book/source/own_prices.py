"""Say on every page that uses prices of the reader's own which ones, and what they replace.

With ``NAPKINMATH_PRICES`` set, a line goes under the title of each page whose cells have asked for
one of these prices (``price_lines`` finds out). A page cannot forget it, a file that cannot
be read stops the build before any page, and the build says first what it has read.

The cells that check the words of such a page may fail, since the words were written for the book's
prices. With the reader's own, that is an answer and no error: the cell shows what no longer holds.
"""

import os
import re
import sys

from sphinx.application import Sphinx

from napkin_book.errors import BookError
from napkin_book.source.inputs import PRICE_LOOKUP, inputs_of
from napkin_book.source.page import Page


def uses_prices(code: str) -> bool:
    """Say whether a page's code reaches the module that looks up prices."""
    try:
        files, _ = inputs_of(code)
    except SyntaxError:
        return False
    return PRICE_LOOKUP in files


def note() -> str:
    """Return what the reader's file holds, or nothing if there is none.

    Raises ``BookError`` if it cannot be read.
    """
    if not os.environ.get("NAPKINMATH_PRICES"):
        return ""
    from napkinmath.prices.notes import own_prices_note

    try:
        return own_prices_note() or "no row"
    except ValueError as error:
        raise BookError(f"NAPKINMATH_PRICES: {error}") from error


def with_checks_that_may_fail(page: str) -> str:
    """Return the page's text with the tag ``raises-exception`` on each cell that asserts."""
    return Page(page).tagged(
        "raises-exception", lambda cell: bool(re.search(r"^\s*assert ", cell.body, re.MULTILINE))
    )


def on_builder_inited(app: Sphinx) -> None:
    """Say what the reader's file holds, or stop."""
    if text := note():
        print(f"prices of your own: {text}", file=sys.stderr)
