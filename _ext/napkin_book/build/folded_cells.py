"""What becomes of a folded cell: on the site a quiet line that opens, on paper what it has shown.

A page folds the code that a reader would not paste into their own work. The site shows its label
alone; the text that such a cell returns, which says nothing without its code, lies in the fold with
it. In the PDF and the EPUB, where nothing unfolds, neither is printed; both are in the notebook.
"""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from napkin_book.build import compat

_FOLD = re.compile(
    r'<details class="admonition hide[^"]*">\s*<summary[^>]*>\s*'
    r'<p class="collapsed[^"]*">(?P<shut>.*?)</p>\s*<p class="expanded[^"]*">(?P<open>.*?)</p>\s*'
    r"</summary>",
    re.DOTALL,
)
_TITLE = re.compile(r"</h1>\s*")
#: The switch of all folds of a page; what it does stands in ``_templates/layout.html``.
SWITCH = (
    '<div class="code-switch pst-js-only" role="radiogroup" aria-labelledby="code-switch">'
    '<span id="code-switch">Code:</span>'
    '<label><input type="radio" name="code-cells" value="folded" autocomplete="off" checked>'
    "<span>folded</span></label>"
    '<label><input type="radio" name="code-cells" value="open" autocomplete="off">'
    "<span>open</span></label></div>\n"
)


def quiet(body: str) -> str:
    """Return the page's body, each fold's label said once, with one switch for all of them."""

    def labeled(fold: re.Match[str]) -> str:
        return f'<details class="hide"><summary>{fold["shut"]}</summary>'

    body, count = _FOLD.subn(labeled, body)
    title = _TITLE.search(body)
    if count and title:
        body = body[: title.end()] + SWITCH + body[title.end() :]
    return body


class FoldedCells(SphinxPostTransform):
    """Put the text that a folded cell returns into its fold; where nothing folds, drop both."""

    builders = ("html", "epub", "latex")

    def run(self, **kwargs: object) -> None:
        """Go through the cells of one page."""
        for cell in list(self.document.findall(_is_folded)):
            source, outputs = cell.children[0], cell.children[1:]
            returned = [node for output in outputs for node in output.findall(_is_text)]
            for node in returned:
                node.parent.remove(node)
            if self.app.builder.name == "html":
                source.extend(returned)
            else:
                cell.remove(source)
            for output in outputs:
                if not output.children:
                    cell.remove(output)


def _is_folded(node: nodes.Node) -> bool:
    return compat.folds_input(node)


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.literal_block) and "text_plain" in node["classes"]


def on_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Make the folds of a page of the site quiet."""
    if app.builder.name == "html" and "body" in context:
        context["body"] = quiet(context["body"])
