"""Mend what the theme and the extensions write that a screen reader trips over.

Each of these was found by axe (see tests/site/test_browser.py) and has its reason beside it.
"""

import re
from html import unescape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from napkin_book.build.small_tables import Column, marked

_MENDED = (
    # A role that ARIA has withdrawn; the list around it asks for list items.
    (re.compile(r' role="doc-biblioentry"'), ' role="listitem"'),
)
#: Width that a table has on a phone, in a box.
_PHONE_PX = 310
#: Ids that sphinx-exercise gives to the body of every exercise and every solution.
_REPEATED = {"exercise-content", "solution-content"}
_FOLDED = re.compile(r'(<a class="[^"]*reference[^>]*>)(.*?)(</a>\s*<details[^>]*>\s*<summary)>')


def mended(body: str) -> str:
    """Return the page's body without what is known to be wrong in it."""
    for wrong, right in _MENDED:
        body = wrong.sub(right, body)
    return body


def with_named_folds(contents: str) -> str:
    """Return the side bar's contents, each arrow named after the pages that it shows."""

    def named(match: re.Match[str]) -> str:
        link, title, rest = match.groups()
        words = unescape(re.sub(r"<[^>]+>", "", title)).replace('"', "'").replace("&", "&amp;")
        return f'{link}{title}{rest} aria-label="Pages of {words}">'

    return _FOLDED.sub(named, contents)


def _stacked(columns: list[Column]) -> str:
    """Return the class of a table that a phone shows row by row."""
    texts = sum(not column.is_number for column in columns)
    needed_px = sum(7.2 * column.part + 13 for column in columns)
    return "stacked" if texts > 3 or needed_px > _PHONE_PX else ""


def with_own_ids(doctree: nodes.document) -> None:
    """Name the body of each exercise and solution after what holds it."""
    for body in doctree.findall(nodes.section):
        if set(body["ids"]) & _REPEATED and body.parent["ids"]:
            body["ids"] = [f"{body.parent['ids'][0]}-content"]


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Mend what every edition shows."""
    with_own_ids(doctree)


def on_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Mend what the site shows."""
    if app.builder.name != "html":
        return
    if "body" in context:
        context["body"] = marked(mended(context["body"]), _stacked, keep_units=True)
    if make := context.get("generate_toctree_html"):

        def named(*arguments: Any, **options: Any) -> str:
            return with_named_folds(str(make(*arguments, **options)))

        context["generate_toctree_html"] = named
