"""Diagrams of architectures and data flows, laid out and drawn while the book is built.

    ```{diagram}
    :name: fig-request-path
    :alt: A request goes through the gateway to the features and then to the model.
    :caption: Where the ten milliseconds go

    gateway -> features -> model
    model -> fallback [label="breaker open", style=dashed]
    ```

The body is the inside of a ``digraph`` in Graphviz's dot language, of which nodes, edges and the
attributes ``label`` and ``style`` (solid or dashed) are understood; anything else stops the page.
Boxes stand in layers, from left to right or with ``:down:`` downwards: each one layer behind the
farthest box that points to it, and in a layer in the order in which the text names them. Matplotlib
draws them, since the wheels of Graphviz need libraries of the system (glib and X11).
"""

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from napkin_book.figures.drawing import drawn

_GAP_IN, _ROW_IN, _PAD_IN = 0.45, 0.7, 0.10
_FONT_PT, _EDGE_FONT_PT, _WIDEST_IN = 11, 11, 5.6


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two boxes, by their numbers."""

    start: int
    end: int
    label: str
    dashed: bool


_NAME = r'(?:"[^"]+"|\w+)'
_STATEMENT = re.compile(rf"\s*({_NAME}(?:\s*->\s*{_NAME})*)\s*(?:\[([^\]]*)\])?\s*(?:;|\n|$)")
_ATTRIBUTE = re.compile(r'\s*(\w+)\s*=\s*("[^"]*"|\w+)\s*(?:,|$)')


def parse(body: str) -> tuple[list[str], list[Edge]]:
    """Return the labels of the boxes and the arrows; raises ``ValueError`` on anything else."""
    labels: dict[str, str] = {}
    edges: list[Edge] = []
    place, body = 0, body.strip()
    while place < len(body):
        found = _STATEMENT.match(body, place)
        if not found:
            raise ValueError(f"not understood: {body[place:].splitlines()[0]!r}")
        place = found.end()
        names = [_text(name) for name in re.findall(_NAME, found.group(1))]
        given = _attributes(found.group(2) or "")
        for name in names:
            labels.setdefault(name, name)
        if len(names) == 1:
            labels[names[0]] = given.get("label", names[0])
        order = list(labels)
        for start, end in pairwise(names):
            dashed = given.get("style") == "dashed"
            edges.append(Edge(order.index(start), order.index(end), given.get("label", ""), dashed))
    if not edges:
        raise ValueError("a diagram needs at least one arrow")
    return list(labels.values()), edges


def _attributes(text: str) -> dict[str, str]:
    given, place = {}, 0
    while place < len(text.rstrip()):
        found = _ATTRIBUTE.match(text, place)
        name, value = (found.group(1), _text(found.group(2))) if found else ("", "")
        if not found or not (name == "label" or (name == "style" and value in {"solid", "dashed"})):
            raise ValueError(f"not understood: [{text.strip()}]; label and style=dashed are")
        given[name], place = value, found.end()
    return given


def _text(quoted: str) -> str:
    return quoted.strip('"').replace("\\n", "\n")


def layers_of(count: int, edges: list[Edge]) -> list[int]:
    """Return the layer of each box; an arrow that would close a circle does not count."""
    forward: list[Edge] = []

    def reaches(start: int, end: int) -> bool:
        return start == end or any(reaches(e.end, end) for e in forward if e.start == start)

    for edge in edges:
        if not reaches(edge.end, edge.start):
            forward.append(edge)  # noqa: PERF401 - reaches looks at what is there already
    layers = [0] * count
    for _ in range(count):
        for edge in forward:
            layers[edge.end] = max(layers[edge.end], layers[edge.start] + 1)
    return layers


def _across(layers: list[int]) -> list[float]:
    """Return each box's place in its layer, the layer centred on zero."""
    return [
        layers[:i].count(layer) - (layers.count(layer) - 1) / 2 for i, layer in enumerate(layers)
    ]


def draw(body: str, *, down: bool = False) -> Any:
    """Return the drawing as a figure of ``napkinmath.book``."""
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
    from matplotlib.textpath import TextPath

    from napkinmath.book._chart import Chart
    from napkinmath.book.plotting import INK

    labels, edges = parse(body)
    layers = layers_of(len(labels), edges)
    across = _across(layers)

    def size_in(label: str, points: float) -> tuple[float, float]:
        lines = label.split("\n")
        widths = [TextPath((0, 0), line or " ", size=points).get_extents().width for line in lines]
        return max(widths) / 72 + 2 * _PAD_IN, len(lines) * points * 1.25 / 72 + 1.6 * _PAD_IN

    sizes = [size_in(label, _FONT_PT) for label in labels]
    along = 1 if down else 0
    depth = [
        max((sizes[i][along] for i in range(len(labels)) if layers[i] == layer), default=0.3)
        for layer in range(max(layers) + 1)
    ]
    gaps = [_GAP_IN] * len(depth)
    for edge in edges:
        if edge.label and layers[edge.end] != layers[edge.start]:
            wanted = size_in(edge.label, _EDGE_FONT_PT)[along] + 0.1
            first = min(layers[edge.start], layers[edge.end])
            span = abs(layers[edge.end] - layers[edge.start])
            gaps[first] = max(gaps[first], wanted if span == 1 else _GAP_IN)
    starts = [sum(depth[:i]) + sum(gaps[:i]) + depth[i] / 2 for i in range(len(depth))]
    pitch = max(size[1 - along] for size in sizes) + 0.25 if down else _ROW_IN
    centres = [
        (across[i] * pitch, -starts[layers[i]]) if down else (starts[layers[i]], -across[i] * pitch)
        for i in range(len(labels))
    ]
    left = min(c[0] - s[0] / 2 for c, s in zip(centres, sizes, strict=True)) - 0.05
    right = max(c[0] + s[0] / 2 for c, s in zip(centres, sizes, strict=True)) + 0.05
    low = min(c[1] - s[1] / 2 for c, s in zip(centres, sizes, strict=True)) - 0.3
    high = max(c[1] + s[1] / 2 for c, s in zip(centres, sizes, strict=True)) + 0.3
    if right - left > _WIDEST_IN:
        raise ValueError(
            f"it would be {right - left:.1f} in wide, of {_WIDEST_IN}: break labels or use :down:"
        )
    figure = Chart(figsize=(right - left, high - low), facecolor="none")
    figure.set_layout_engine("none")  # the axes are the whole figure
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(left, right), ylim=(low, high))
    axes.axis("off")
    boxes = []
    for (x, y), (width, height), label in zip(centres, sizes, labels, strict=True):
        box = FancyBboxPatch(
            (x - width / 2, y - height / 2), width, height,
            boxstyle="round,pad=0,rounding_size=0.06", facecolor="none", edgecolor=INK, linewidth=1,
        )  # fmt: skip
        boxes.append(axes.add_patch(box))
        axes.text(x, y, label, ha="center", va="center", fontsize=_FONT_PT, color=INK)
    pairs = {(edge.start, edge.end) for edge in edges}
    for edge in edges:
        span = layers[edge.end] - layers[edge.start]
        bow = 0.0 if span == 1 and (edge.end, edge.start) not in pairs else 0.28
        axes.add_patch(
            FancyArrowPatch(
                centres[edge.start], centres[edge.end], patchA=boxes[edge.start],
                patchB=boxes[edge.end], shrinkA=0, shrinkB=1, arrowstyle="-|>", mutation_scale=9,
                connectionstyle=f"arc3,rad={bow}", linewidth=1, color=INK,
                linestyle="--" if edge.dashed else "-",
            )
        )  # fmt: skip
        if edge.label:
            (x0, y0), (x1, y1) = centres[edge.start], centres[edge.end]
            beside, above = (0.06, 0.0) if down else (0.0, 0.04)  # not across the arrow
            axes.text(
                (x0 + x1) / 2 + bow * (y1 - y0) / 2 + beside,
                (y0 + y1) / 2 - bow * (x1 - x0) / 2 + above,
                edge.label, ha="left" if down else "center", va="center" if down else "bottom",
                fontsize=_EDGE_FONT_PT, color=INK,
            )  # fmt: skip
    return figure


class Diagram(SphinxDirective):
    """The ``diagram`` directive: a figure with a caption, a name and an alternative text."""

    has_content = True
    option_spec = {
        "alt": directives.unchanged_required,
        "caption": directives.unchanged,
        "name": directives.unchanged,
        "down": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Draw the graph into the build folder and return the figure that shows it."""
        if "alt" not in self.options:
            raise self.error("a diagram needs the option alt, which says what it shows")
        body = "\n".join(self.content)
        down = "down" in self.options
        stem = "diagram-" + hashlib.sha256(f"{down}{body}".encode()).hexdigest()[:16]
        folder = Path(self.env.srcdir) / "_build" / "jupyter_execute" / "diagrams"
        try:
            drawn(folder, stem, lambda: (draw(body, down=down), {"stem": stem}))
        except Exception as error:
            raise self.error(f"the diagram cannot be drawn: {error}") from error
        shown = nodes.figure()
        shown += nodes.image(
            uri=f"/_build/jupyter_execute/diagrams/{stem}.*", alt=self.options["alt"]
        )
        if caption := self.options.get("caption"):
            parsed, messages = self.parse_inline(caption)
            shown += nodes.caption(caption, "", *parsed, *messages)
        self.set_source_info(shown)
        self.add_name(shown)
        return [shown]
