"""Mend what the theme and the extensions write that a screen reader trips over.

Each of these was found by axe (see tests/site/test_browser.py) and has its reason beside it.
"""

import re
from html import unescape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

_MENDED = (
    # A role that ARIA has withdrawn; the list around it asks for list items.
    (re.compile(r' role="doc-biblioentry"'), ' role="listitem"'),
    # A header cell that heads nothing is a cell.
    (re.compile(r"<th([^>]*)>\s*(?:<p>\s*</p>)?\s*</th>"), r"<td\1></td>"),
)
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
        context["body"] = mended(context["body"])
    if make := context.get("generate_toctree_html"):

        def named(*arguments: Any, **options: Any) -> str:
            return with_named_folds(str(make(*arguments, **options)))

        context["generate_toctree_html"] = named
