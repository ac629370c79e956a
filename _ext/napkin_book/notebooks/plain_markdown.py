"""Write a page's resolved doctree as Markdown that any notebook shows, without MyST.

A page becomes a sequence of blocks: text in Markdown, and ``Cell`` where a code cell stands. What
plain notebooks lack is spelled out: admonitions are quotes, folded parts are ``<details>``,
captions carry their numbers, and references are text unless they lead to a file or an address.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from napkin_book.build import compat
from napkinmath.book._markdown import DOLLAR

_LOGGER = logging.getLogger(__name__)
_SILENT = (
    *(nodes.comment, nodes.target, nodes.raw, nodes.system_message, nodes.substitution_definition),
    *(nodes.meta, nodes.docinfo, addnodes.index, addnodes.toctree, addnodes.tabular_col_spec),
)
#: Around the key of a computed value and the text that the page shows for it.
OPEN, BETWEEN, CLOSE = "\ue000", "\ue001", "\ue002"
COMPUTED = re.compile(f"{OPEN}(calc-\\d+){BETWEEN}([^{CLOSE}]*){CLOSE}")
_MARKS: dict[type[nodes.Node], tuple[str, str]] = {
    nodes.emphasis: ("*", "*"),
    nodes.title_reference: ("*", "*"),
    nodes.strong: ("**", "**"),
    nodes.superscript: ("<sup>", "</sup>"),
    nodes.subscript: ("<sub>", "</sub>"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of the page's code cell ``index``; ``folded`` if it belongs to a solution."""

    index: int
    folded: bool = False


@dataclass(slots=True)
class Writer:
    """Writes the nodes of one page.

    ``link`` turns a reference into an address, or "" for plain text; ``number`` gives what stands
    before a caption ("Fig. 3"); ``images`` collects the pictures that the text shows.
    """

    link: Callable[[nodes.Element], str]
    number: Callable[[nodes.Element, str], str]
    images: dict[str, Path] = field(default_factory=dict)
    depth: int = 0

    def blocks(self, parent: Iterable[nodes.Node]) -> Iterator[str | Cell]:
        """Yield the blocks of ``parent``'s children."""
        for node in parent:
            yield from self._block(node)

    def _block(self, node: nodes.Node) -> Iterator[str | Cell]:
        if isinstance(node, _SILENT) or not isinstance(node, nodes.Element):
            return
        for kind in type(node).__mro__:
            method = getattr(self, f"_write_{kind.__name__}", None)
            if method:
                yield from method(node)
                return
        _LOGGER.warning("a notebook cannot show %r", type(node).__name__, location=node)

    def _nested(self, node: Iterable[nodes.Node]) -> str:
        """Return the blocks of a node in which no code cell can stand."""
        return "\n\n".join(block for block in self.blocks(node) if isinstance(block, str))

    # Structure

    def _write_section(self, node: nodes.Element) -> Iterator[str | Cell]:
        self.depth += 1
        yield from self.blocks(node)
        self.depth -= 1

    def _write_container(self, node: nodes.Element) -> Iterator[str | Cell]:
        part = compat.design_part(node)
        if (index := compat.cell_index(node)) is not None:
            for table in node.findall(nodes.table):
                if number := self.number(table, "table"):
                    yield f"**{number}**"  # its caption is part of what the cell shows
            yield Cell(index)
            for figure in node.findall(nodes.figure):
                yield from self._caption(figure, "figure")
        elif part == "dropdown":
            title, rest = _split(node, nodes.rubric)
            yield from self._folded(title or "Unfold", rest)
        elif part == "tab-item":
            label, rest = _split(node, nodes.rubric)
            yield f"**{label}**"
            yield from self.blocks(rest)
        elif part == "card-title":
            yield f"**{self._nested(node)}**"
        elif "literal-block-wrapper" in node["classes"]:
            caption, rest = _split(node, nodes.caption)
            yield f"*{caption}*"
            yield from self.blocks(rest)
        else:
            yield from self.blocks(node)

    _write_compound = _write_definition_list_item = _write_topic = _write_container

    def _write_title(self, node: nodes.Element) -> Iterator[str]:
        yield "#" * max(self.depth, 1) + " " + self.inline(node)

    def _write_rubric(self, node: nodes.Element) -> Iterator[str]:
        yield f"**{self.inline(node)}**"

    def _write_transition(self, node: nodes.Element) -> Iterator[str]:
        yield "---"

    def _write_paragraph(self, node: nodes.Element) -> Iterator[str]:
        if "tags" not in node["classes"]:
            text = self.inline(node)
            yield re.sub(r"^([-+#>]|\d+[.)])(?=\s)", r"\\\1", text)

    _write_compact_paragraph = _write_paragraph
    _write_PassthroughTextElement = _write_paragraph  # noqa: N815

    def _write_block_quote(self, node: nodes.Element) -> Iterator[str]:
        yield _indent(self._nested(node), "> ", "> ")

    def _write_Admonition(self, node: nodes.Element) -> Iterator[str | Cell]:  # noqa: N802
        title, rest = _split(node, nodes.title)
        name = self.inline(title) if title else type(node).__name__.capitalize()
        yield _indent(f"**{name}**\n\n{self._nested(rest)}", "> ", "> ")

    # Exercises and their solutions

    def _write_exercise_node(self, node: nodes.Element) -> Iterator[str | Cell]:
        title, rest = _split(node, nodes.title)
        name = self.number(node, "exercise") or "Exercise"
        subtitle = self.inline(title).strip() if title else ""
        yield f"{'#' * (self.depth + 1)} {name}{' ' if subtitle else ''}{subtitle}"
        yield from self.blocks(rest)

    _write_exercise_enumerable_node = _write_exercise_node

    def _write_solution_node(self, node: nodes.Element) -> Iterator[str | Cell]:
        title, rest = _split(node, nodes.title)
        yield from self._folded(title or "Solution", rest)

    def _folded(self, title: nodes.Element | str, rest: list[nodes.Node]) -> Iterator[str | Cell]:
        """Fold text by ``<details>`` and cells by a mark, since no markup spans cells."""
        summary = title if isinstance(title, str) else title.astext()
        if isinstance(next(self.blocks(rest[:1]), ""), Cell):
            yield f"*{escaped(summary)}: unfold the next cell.*"
            summary += ", continued"
        text: list[str] = []
        for block in [*self.blocks(rest), None]:
            if isinstance(block, str):
                text.append(block)
                continue
            if text:
                words = "\n\n".join(text)
                yield f"<details><summary>{_html(summary)}</summary>\n\n{words}\n\n</details>"
                text, summary = [], summary.removesuffix(", continued") + ", continued"
            if block is not None:
                yield Cell(block.index, folded=True)

    # Lists

    def _write_bullet_list(self, node: nodes.Element) -> Iterator[str]:
        yield self._list(node, lambda _: "- ")

    def _write_enumerated_list(self, node: nodes.Element) -> Iterator[str]:
        first = node.get("start", 1)
        yield self._list(node, lambda place: f"{first + place}. ")

    def _list(self, node: nodes.Element, mark: Callable[[int], str]) -> str:
        items = []
        for place, item in enumerate(node.children):
            items.append(_indent(self._nested(item), mark(place), " " * len(mark(place))))
        return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)

    _write_definition_list = _write_compound

    def _write_glossary(self, node: nodes.Element) -> Iterator[str | Cell]:
        yield from self.blocks(node)

    def _write_term(self, node: nodes.Element) -> Iterator[str]:
        yield f"**{self.inline(node)}**"

    def _write_definition(self, node: nodes.Element) -> Iterator[str]:
        yield _indent(self._nested(node), "> ", "> ")

    def _write_footnote(self, node: nodes.Element) -> Iterator[str]:
        label, rest = _split(node, nodes.label)
        yield f"<sup>{label}</sup> {self._nested(rest)}"

    # Code, formulas, figures and tables

    def _write_literal_block(self, node: nodes.Element) -> Iterator[str]:
        language = node.get("language", "").replace("ipython3", "python")
        text = dedent(node.astext().rstrip())
        fence = "````" if "```" in node.astext() else "```"
        yield f"{fence}{language if language != 'default' else ''}\n{text}\n{fence}"

    def _write_math_block(self, node: nodes.Element) -> Iterator[str]:
        number = self.number(node, "displaymath")
        yield f"$$\n{node.astext().strip()}{f' {chr(92)}tag{{{number}}}' if number else ''}\n$$"

    def _write_image(self, node: nodes.Element) -> Iterator[str]:
        if shown := self._image(node):
            yield shown

    def _image(self, node: nodes.Element) -> str:
        """Show a picture as an attachment of the cell; not every notebook attaches SVG."""
        uri = node["uri"].replace(".*", "@2x.png")
        self.images[Path(uri).name] = Path(uri.lstrip("/"))
        return f"![{escaped(node.get('alt', ''))}](attachment:{Path(uri).name})"

    def _write_figure(self, node: nodes.Element) -> Iterator[str | Cell]:
        yield from self.blocks(node.findall(nodes.image))
        yield from self._caption(node, "figure")

    def _caption(self, node: nodes.Element, kind: str) -> Iterator[str]:
        for caption in node.findall(lambda n: isinstance(n, (nodes.caption, nodes.title))):
            number = self.number(node, kind)
            yield f"**{number}.** {self.inline(caption)}" if number else self.inline(caption)
            return

    def _write_table(self, node: nodes.Element) -> Iterator[str]:
        yield from self._caption(node, "table")
        rows = [
            [self._nested(entry).replace("\n", " ").replace("|", "\\|") for entry in row]
            for row in node.findall(nodes.row)
        ]
        first = next(iter(node.findall(nodes.row)))
        sides = ["---:" if "text-right" in entry["classes"] else ":---" for entry in first]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        yield "\n".join([lines[0], "|" + "|".join(sides) + "|", *lines[1:]])

    # Text in a line

    def inline(self, node: nodes.Element) -> str:
        """Return the inline children of ``node`` as Markdown, on one line."""
        return "".join(self._inline(child) for child in node)

    def _inline(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return escaped(node.astext())
        if isinstance(node, _SILENT) or not isinstance(node, nodes.Element):
            return ""
        if isinstance(node, nodes.math):
            return f"${' '.join(node.astext().split())}$"
        if isinstance(node, nodes.literal) and "xref" not in node["classes"]:
            ticks = "``" if "`" in node.astext() else "`"
            return f"{ticks}{' '.join(node.astext().split())}{ticks}"
        if isinstance(node, nodes.image):
            return self._image(node)
        if isinstance(node, nodes.footnote_reference):
            return f"<sup>{node.astext()}</sup>"
        text = self.inline(node)
        for key in (name for name in node.get("classes", []) if re.fullmatch(r"calc-\d+", name)):
            return f"{OPEN}{key}{BETWEEN}{text}{CLOSE}"
        if isinstance(node, nodes.reference) and text.strip():
            address = self.link(node)
            return f"[{text}]({address})" if address else text
        before, after = _MARKS.get(type(node), ("", ""))
        return f"{before}{text}{after}"


def _split(
    node: nodes.Element, kind: type[nodes.Element]
) -> tuple[nodes.Element | str, list[nodes.Node]]:
    """Return the first child of a kind ("" if none) and the others."""
    titles = [child for child in node if isinstance(child, kind)]
    return (titles[0] if titles else ""), [child for child in node if child not in titles[:1]]


def _indent(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        (first if place == 0 else others if line or others.strip() else "") + line
        for place, line in enumerate(lines)
    ).replace("> \n", ">\n")


def _html(text: str) -> str:
    escaped = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return escaped.replace("$", "<span>$</span>")


def escaped(text: str) -> str:
    """Return plain text so that Markdown reads no marks into it."""
    text = re.sub(r"\s*\n\s*", " ", text)
    text = re.sub(r"([\\`*<]|(?<!\w)_|_(?!\w))", r"\\\1", text)
    return text.replace("$", DOLLAR)
