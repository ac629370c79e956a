"""What a card says that shows beside a term, a source, an equation, a figure or a computed number.

``_static/cards.js`` shows the cards. What already stands on the page, a figure or the words of a
source, it takes from there; here is written, as JSON and only where the page uses it, what does
not: the definitions of terms, and of each computed number the expression, the value before it was
rounded, the inputs on which it rests, and the day of each price among them.
"""

import json
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from napkin_book.build import compat
from napkin_book.source import declared
from napkin_book.source.forms import values_of
from napkin_book.source.lineage import Lineage
from napkin_book.source.page import Page
from napkinmath.book.formats import written

_TERM = re.compile(r'<a class="reference internal" href="[^"]*#(term-[^"]+)"><span class="xref')
_KEY = re.compile(r"\{glue:text\}`(calc-\d+)`")
#: So many digits tell an unrounded value; more would be noise of the machine.
_DIGITS = 10


class Unrounded(SphinxDirective):
    """Keeps the unrounded values of a page, which are known while it is read only."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Look up each key of the content; show nothing."""
        kept = self.state.document.setdefault("napkin_unrounded", {})
        for key in self.content:
            with suppress(LookupError):
                kept[key] = _short(compat.glued(self.state.document, key, "text/x-unrounded"))
        return []


def on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Ask for the unrounded values of a page, at its end, once no other part reads its source."""
    keys = list(dict.fromkeys(_KEY.findall(source[0])))
    if keys:
        source[0] += "\n\n```{unrounded}\n" + "\n".join(keys) + "\n```\n"


def _short(value: str) -> str:
    try:
        return value if value.lstrip("-").isdigit() else f"{float(value):.{_DIGITS}g}"
    except ValueError:
        return value


def numbers(text: str, where: str, values: dict[str, str]) -> dict[str, Any]:
    """Return what the cards of a page's computed numbers say; inputs and prices are shared."""
    page = Page(text, where)
    lineage, inputs = Lineage.of(page), declared.inputs(page)
    said: dict[str, Any] = {"numbers": {}, "inputs": [], "prices": []}
    for one in inputs:
        said["inputs"].append([one.label, written(one.value, one.unit), one.kind])
    for value in values_of(text, where):
        behind = lineage.behind(value.expression)
        places = [place for place, one in enumerate(inputs) if one.name in behind]
        days = []
        for price in lineage.prices_behind(behind):
            if price not in said["prices"]:
                said["prices"].append(price)
            days.append(said["prices"].index(price))
        said["numbers"][value.key] = [value.expression, values.get(value.key, ""), places, days]
    return said


@lru_cache(maxsize=1)
def _definitions(env: BuildEnvironment, page: str) -> dict[str, str]:
    """Return the first paragraph of each definition of a glossary, by the term's id."""
    found: dict[str, str] = {}
    for item in env.get_doctree(page).findall(nodes.definition_list_item):
        paragraph = next(iter(item.findall(nodes.paragraph)), None)
        for term in item.findall(nodes.term):
            if paragraph is not None:
                found |= {name: paragraph.astext() for name in term["ids"]}
    return found


def definitions(app: Sphinx, body: str) -> dict[str, str]:
    """Return the definitions of the terms that a page links to."""
    names = sorted(set(_TERM.findall(body)))
    pages = {
        page
        for (kind, _), (page, name) in app.env.domains.standard_domain.objects.items()
        if kind == "term" and name in names
    }
    known: dict[str, str] = {}
    for page in sorted(pages):
        known |= _definitions(app.env, page)
    return {name: known[name] for name in names if name in known}


def on_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Add what the cards of a page say, if it has any that need more than the page."""
    body = str(context.get("body", ""))
    if app.builder.name != "html" or not body:
        return
    data: dict[str, Any] = {}
    if terms := definitions(app, body):
        data["terms"] = terms
    if 'class="calc calc-' in body:
        text = Path(app.env.doc2path(pagename)).read_text("utf-8")
        values = doctree.get("napkin_unrounded", {}) if isinstance(doctree, nodes.document) else {}
        data |= numbers(text, f"{pagename}.md", values)
    if data:
        plain = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
        context["body"] = f'{body}<script type="application/json" id="card-data">{plain}</script>\n'
