"""Mend what the theme and the extensions write that a screen reader trips over.

Each of these was found by axe (see tests/site/test_browser.py) and has its reason beside it.
"""

import re
from html import unescape
from typing import Any

from sphinx.application import Sphinx

_MENDED = (
    # A role that ARIA has withdrawn; the list around it asks for list items.
    (re.compile(r' role="doc-biblioentry"'), ' role="listitem"'),
    # The words are there ("Show the code"): a label must not say something else.
    (re.compile(r'<summary aria-label="Toggle hidden content">'), "<summary>"),
    # A header cell that heads nothing is a cell.
    (re.compile(r"<th([^>]*)>\s*(?:<p>\s*</p>)?\s*</th>"), r"<td\1></td>"),
)
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


def _on_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    if app.builder.name != "html":
        return
    if "body" in context:
        context["body"] = mended(context["body"])
    if make := context.get("generate_toctree_html"):

        def named(*arguments: Any, **options: Any) -> str:
            return with_named_folds(str(make(*arguments, **options)))

        context["generate_toctree_html"] = named


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to the writing of pages, after the theme."""
    app.connect("html-page-context", _on_page_context, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
