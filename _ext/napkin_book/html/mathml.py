"""Formulas as MathML, made while the book is built: no script and no font to load.

KaTeX's own file (from the sphinxcontrib-katex wheel) runs inside QuickJS. HTML and EPUB share it;
LaTeX gets the source as it stands. A macro that KaTeX does not know stops the page with a warning.
"""

import json
from functools import cache
from pathlib import Path

import quickjs
import sphinxcontrib.katex
from docutils import nodes
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

_LOGGER = logging.getLogger(__name__)


@cache
def _katex() -> quickjs.Context:
    context = quickjs.Context()
    script = Path(sphinxcontrib.katex.__file__).parent / "katex.min.js"
    context.eval(script.read_text(encoding="utf-8"))
    return context


@cache
def to_mathml(tex: str, display: bool) -> str:
    """Return ``tex`` as a ``<math>`` element; raises ``ValueError`` with KaTeX's own message."""
    options = {"output": "mathml", "displayMode": display, "throwOnError": True, "strict": "ignore"}
    call = f"katex.renderToString({json.dumps(tex)}, {json.dumps(options)})"
    try:
        # The binding cannot return rope strings, so let JavaScript flatten the result.
        span = json.loads(_katex().eval(f"JSON.stringify({call})"))
    except quickjs.JSException as error:
        raise ValueError(str(error).splitlines()[0]) from error
    return str(span[span.index("<math") : span.rindex("</math>") + len("</math>")])


def _render(self: HTML5Translator, node: nodes.Element, display: bool) -> str:
    try:
        return to_mathml(node.astext(), display)
    except ValueError as error:
        _LOGGER.warning("%s in %r", error, node.astext(), location=node, type="mathml")
        return f"<code>{self.encode(node.astext())}</code>"


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    self.body.append(_render(self, node, display=False))
    raise nodes.SkipNode


def visit_display(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number and a link to it."""
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append(_render(self, node, display=True))
    self.body.append("</div>\n")
    raise nodes.SkipNode
