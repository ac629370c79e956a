"""Diagrams of architectures and data flows, drawn at build from Graphviz's dot language.

    ```{diagram}
    :name: fig-request-path
    :alt: A request goes through the gateway to the features and then to the model.
    :caption: Where the ten milliseconds go

    gateway -> features -> model
    ```

The body is the inside of a ``digraph``. The drawing is an SVG whose ink follows dark mode; PDF gets
the same graph as vector graphics. The layout engine comes with the pygraphviz wheel.
"""

import hashlib
from pathlib import Path

import pygraphviz
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

INK = "#010203"
_STYLE = f"""
  rankdir=LR; bgcolor="transparent"; nodesep=0.25; ranksep=0.35; size="5.5,8"; fontname="sans-serif"
  node [shape=box, style=rounded, color="{INK}", fontcolor="{INK}", fontname="sans-serif",
        fontsize=11, margin="0.12,0.06", height=0.3]
  edge [color="{INK}", fontcolor="{INK}", fontname="sans-serif", fontsize=10, arrowsize=0.7]
"""


def draw(body: str, kind: str) -> bytes:
    """Return the graph whose statements are ``body`` as ``svg`` or ``pdf`` bytes."""
    graph = pygraphviz.AGraph(f"digraph {{ {_STYLE}\n{body}\n}}")
    return bytes(graph.draw(format=kind, prog="dot"))


class Diagram(SphinxDirective):
    """The ``diagram`` directive: a figure with a caption, a name and an alternative text."""

    has_content = True
    option_spec = {
        "alt": directives.unchanged_required,
        "caption": directives.unchanged,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Draw the graph into the build folder and return the figure that shows it."""
        if "alt" not in self.options:
            raise self.error("a diagram needs the option alt, which says what it shows")
        body = "\n".join(self.content)
        stem = "diagram-" + hashlib.sha256((_STYLE + body).encode()).hexdigest()[:16]
        folder = Path(self.env.srcdir) / "_build" / "jupyter_execute" / "diagrams"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            svg = draw(body, "svg").decode().replace(INK, "currentColor")
            pdf = draw(body, "pdf")
        except Exception as error:
            raise self.error(f"the diagram cannot be drawn: {error}") from error
        (folder / f"{stem}.svg").write_text(svg, encoding="utf-8")
        (folder / f"{stem}.pdf").write_bytes(pdf)
        figure = nodes.figure()
        figure += nodes.image(
            uri=f"/_build/jupyter_execute/diagrams/{stem}.*", alt=self.options["alt"]
        )
        if caption := self.options.get("caption"):
            parsed, messages = self.parse_inline(caption)
            figure += nodes.caption(caption, "", *parsed, *messages)
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("diagram", Diagram)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
