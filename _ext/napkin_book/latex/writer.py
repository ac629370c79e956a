"""Write the book's LaTeX: openings, the numbers of the site, page references, the index of terms.

What things look like is in ``latex/book.sty``; here stands only what they are.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.latex import LaTeXTranslator
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node, solution_node

from napkin_book.build import compat

#: A cell of up to this many lines does not break over pages.
_KEPT_LINES = 14
#: Columns of code at the size of a cell.
_CELL_COLUMNS = 88


class BookWriter(LaTeXTranslator):
    """Sphinx's writer, with what this book says differently."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        objects = self.builder.env.domains.standard_domain.objects
        self._terms = {
            target: name for (kind, name), (_, target) in objects.items() if kind == "term"
        }
        self._places: set[tuple[str, str]] = set()
        self._indexed: set[tuple[str, str]] = set()

    # Openings

    def visit_title(self, node: nodes.title) -> None:
        """Open a part, a chapter, an appendix or end matter by a macro of its own."""
        kind = node.parent.get("kind")
        if kind is None or self.this_is_the_title:
            super().visit_title(node)
            return
        number, description = node.parent["number"], self.encode(node.parent.get("description", ""))
        self.body.append(f"\n\\bookdescribe{{{description}}}\n\\book{kind}{{{number}}}{{")
        after = "\n\\clearpage\n" if kind == "part" else ""  # a part has a page of its own
        self.context.append("}\n" + self.hypertarget_to(node.parent) + after)
        self.in_title = 1

    # Numbers, as the site has them

    def _number(self, kind: str, node: nodes.Element) -> str:
        page = self.curfilestack[-1]
        numbers = self.builder.env.toc_fignumbers.get(page, {}).get(kind, {})
        found = next((numbers[name] for name in node["ids"] if name in numbers), ())
        return ".".join(map(str, found))

    def _say_number(self, counter: str, kind: str, node: nodes.Element) -> None:
        number = self._number(kind, node)
        if number:
            self.body.append(f"\\booknumber{{{counter}}}{{{number}}}%\n")

    def visit_figure(self, node: nodes.figure) -> None:
        """Set the figure's number before it floats."""
        super().visit_figure(node)
        self._say_number("figure", "figure", node)

    def visit_table(self, node: nodes.table) -> None:
        """Set the table's number, if it has a caption."""
        self._say_number("table", "table", node)
        super().visit_table(node)

    def visit_captioned_literal_block(self, node: nodes.Element) -> None:
        """Set the listing's number."""
        self._say_number("literalblock", "code-block", node)
        super().visit_captioned_literal_block(node)

    def visit_math_block(self, node: nodes.math_block) -> None:
        """Set the equation's number, if it has a label."""
        if node.get("label"):
            self._say_number("equation", "displaymath", node)
        super().visit_math_block(node)

    # References

    def visit_reference(self, node: nodes.reference) -> None:
        """Add the page to a reference that leaves its chapter, and index the terms."""
        text = node.next_node(nodes.Text)
        if text is not None and text.startswith(" "):  # TeX drops a space at the start of a link
            self.body.append(" ")
            text.parent.replace(text, nodes.Text(text.lstrip()))
        super().visit_reference(node)
        uri = node.get("refuri", "")
        if not uri.startswith("%") or uri.startswith("%_tags/"):
            return
        page, _, target = uri[1:].partition("#")
        first = node[0] if len(node) else None
        classes = first.get("classes", []) if isinstance(first, nodes.Element) else []
        if "std-term" in classes:
            self._index(target, page)
        elif page != self.curfilestack[-1] and not (self.table or self.in_title):
            label = f"{page}:{target}" if target else f"{page}::doc"
            if not self.in_caption and "citation" not in node.get("classes", []):
                self.context[-1] += rf"\bookpage{{{self.idescape(label)}}}"

    def _index(self, target: str, page: str) -> None:
        """Index a term once for each chapter that uses it."""
        name, here = self._terms.get(target), self.curfilestack[-1]
        if name and (name, here) not in self._indexed and not (self.in_title or self.in_caption):
            self._indexed.add((name, here))
            self.body.append(rf"\index{{{name}}}")

    def visit_index(self, node: nodes.Element) -> None:
        """Index where the glossary defines a term."""
        for entry in node["entries"]:
            if entry[0] == "single":
                self.body.append(rf"\index{{{entry[1]}|bookmain}}")
        raise nodes.SkipNode

    def hypertarget(self, id: str, withdoc: bool = True, anchor: bool = True) -> str:
        """Name a place once: Sphinx names some twice, of which LaTeX complains."""
        name = (self.curfilestack[-1], id) if withdoc else ("", id)
        if name in self._places:
            return ""
        self._places.add(name)
        return super().hypertarget(id, withdoc, anchor)

    # Small things

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Set code smaller that is wider than a cell may be: the library's own."""
        wide = max(map(len, node.astext().splitlines()), default=0) > _CELL_COLUMNS
        self.body.append("\n\\begingroup\\bookwide" if wide else "")
        try:
            super().visit_literal_block(node)
        finally:  # it says by an exception that the children are written
            self.body.append("\\endgroup\n" if wide else "")

    def visit_container(self, node: nodes.container) -> None:
        """Keep a short cell on one page, with what it returns."""
        if compat.cell_index(node) is not None:
            source = next(iter(node.findall(nodes.literal_block)), None)
            lines = source.astext().count("\n") + 1 if source is not None else 0
            if 0 < lines <= _KEPT_LINES:
                self.body.append(f"\n\\bookkeep{{{lines}}}")
        super().visit_container(node)

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        """Set the tags of a page as a line of their own."""
        if "tags" in node["classes"]:
            self.body.append("\n\\begin{booktags}\n")
            self.context.append("\n\\end{booktags}\n")
        else:
            super().visit_paragraph(node)
            self.context.append("")

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        """Close what ``visit_paragraph`` has opened."""
        closing = self.context.pop()
        self.body.append(closing)
        if not closing:
            super().depart_paragraph(node)


def _visit_exercise(self: BookWriter, node: nodes.Element) -> None:
    page = self.curfilestack[-1]
    number = self._number("exercise", node)
    self.body.append(f"\n\\begin{{bookexercise}}\\bookcurrent{{{number}}}")
    self.body.append(self.hypertarget(node["label"]))
    self.body.append(rf"\label{{exercise:{node['label']}}}\bookrunhead")
    solution = compat.solution_of(self.builder.env, node["label"])
    node["solution"] = f"{page}:{solution}" if solution else ""


def _depart_exercise(self: BookWriter, node: nodes.Element) -> None:
    if node["solution"]:
        self.body.append(rf"\booksolutionat{{{self.idescape(node['solution'])}}}")
    self.body.append("\\end{bookexercise}\n")


def _visit_solution(self: BookWriter, node: nodes.Element) -> None:
    self.body.append("\n\\begin{booksolution}" + self.hypertarget(node["label"]) + r"\bookrunhead")


def _depart_solution(self: BookWriter, node: nodes.Element) -> None:
    self.body.append("\\end{booksolution}\n")


def write_exercise(app: Sphinx) -> None:
    """Write exercises and solutions in the book's own way, in LaTeX alone."""
    for kind in (exercise_node, exercise_enumerable_node):
        app.add_node(kind, override=True, latex=(_visit_exercise, _depart_exercise))
    app.add_node(solution_node, override=True, latex=(_visit_solution, _depart_solution))
