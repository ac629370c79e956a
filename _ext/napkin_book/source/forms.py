"""The forms of a page's source, written out before it is read: inputs, values, claims, folds.

Each form is a module of its own; here stands in which order they are written out. A page that is
wrong stops the build with its file and line.
"""

from sphinx.application import Sphinx

from napkin_book.errors import BookError
from napkin_book.source import calc, declared, folds
from napkin_book.source.page import Page, PageError


def written_out(text: str, where: str) -> str:
    """Return the source of a page with its forms written out; raises ``PageError``."""
    return folds.expanded(calc.expanded(declared.expanded(text, where), where), where)


def values_of(text: str, where: str) -> list[calc.Calc]:
    """Return the computed values of a page in the order in which their keys count them."""
    return calc.calcs(Page(declared.expanded(text, where), where))


def on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Write out the forms of a chapter, before any other part looks at its cells."""
    if docname.startswith("chapters/") or docname == "index":
        try:
            source[0] = written_out(source[0], f"{docname}.md")
        except PageError as error:
            raise BookError(str(error)) from error
