"""A page of the EPUB has nothing to unfold: answers stand at its end, linked both ways.

Sphinx leaves folded cells and tab sets flat for every format that is not ``html``. What remains are
the solutions of exercises and drop-downs. A drop-down whose title asks something is a question, and
its content an answer, to be met only after some thought; any other becomes a titled box.
"""

from urllib.parse import quote

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import is_exercise_node, solution_node

from napkin_book.build import compat

#: What a page gathers at its end: the heading, and the words of the link that leads to one of them.
_GATHERED = {"answers": ("Answers", "Answer"), "solutions": ("Solutions", "Solution")}


def _link(kind: str, target: str) -> nodes.reference:
    return nodes.reference("", _GATHERED[kind][1], internal=True, refid=target)


def _first_id(node: nodes.Element, otherwise: str) -> str:
    if not node["ids"]:
        node["ids"].append(otherwise)
    return str(node["ids"][0])


class FlattenPage(SphinxPostTransform):
    """Gather what a site folds, once references and the titles of exercises are resolved."""

    builders = ("epub",)

    def run(self, **kwargs: object) -> None:
        """Flatten one page."""
        self._mend()
        gathered: dict[str, list[nodes.Node]] = {kind: [] for kind in _GATHERED}
        for node in list(self.document.findall(_unfolds)):
            if isinstance(node, solution_node):
                gathered["solutions"].append(self._solution(node))
            elif title := _question_of(node):
                gathered["answers"].append(_answer(node, title, len(gathered["answers"]) + 1))
            else:
                node["classes"] = ["box"]
        page = next(iter(self.document.findall(nodes.section)), self.document)
        for kind, members in gathered.items():
            if members:
                page += nodes.section(
                    "", nodes.title("", _GATHERED[kind][0]), *members, ids=[f"gathered-{kind}"]
                )

    def _mend(self) -> None:
        """Mend what extensions write for a site only, or loosely."""
        for node in self.document.findall(nodes.reference):
            uri = node.get("refuri", "")
            if "://" in uri:
                node["refuri"] = quote(uri, safe="%/:=&?~#+!$,;'@()*")
            elif "_tags/" in uri:  # written as the address of a page of the site
                node["refuri"] = uri.removesuffix(".html").removesuffix(".xhtml") + ".xhtml"

    def _solution(self, node: solution_node) -> nodes.Node:
        """Take a solution out of the text and leave a link in its exercise."""
        here = _first_id(node, f"solution-{node['label']}")
        node["classes"] = [name for name in node["classes"] if name != "dropdown"] + ["gathered"]
        for reference in node[0].findall(nodes.reference):  # "Solution to", then " Exercise 1"
            words = reference[0].astext()
            if words.startswith(" "):
                reference.parent.insert(reference.parent.index(reference), nodes.Text(" "))
                reference[0] = nodes.Text(words.lstrip())
        for exercise in self.document.findall(is_exercise_node):
            if exercise.get("label") == node["target_label"]:
                exercise += nodes.paragraph("", "", _link("solutions", here), classes=["to-answer"])
        node.parent.remove(node)
        return node


def _unfolds(node: nodes.Node) -> bool:
    """Say whether a site shows a node folded."""
    if isinstance(node, nodes.container):
        return compat.design_part(node) == "dropdown"
    return isinstance(node, solution_node) or (
        isinstance(node, nodes.admonition) and "dropdown" in node["classes"]
    )


def _question_of(node: nodes.Element) -> str:
    """Return what a folded node answers: its own title, or "Answer" below the question's text."""
    title = node[0].astext().strip() if isinstance(node[0], nodes.TextElement) else ""
    return title if title.endswith("?") or title in {"Answer", "Answers"} else ""


def _answer(node: nodes.Element, title: str, number: int) -> nodes.Node:
    """Take an answer out of the text and leave a link with its question."""
    question, answer = f"question-{number}", f"answer-{number}"
    asked = nodes.paragraph("", "", classes=["to-answer"])
    if title.endswith("?"):
        asked["classes"] = ["question"]
        asked += [nodes.strong("", f"{number}. ", *node[0].children), nodes.Text(" ")]
    asked += _link("answers", answer)
    asked["ids"] = [question, *node["ids"], *node[0]["ids"]]
    node.replace_self(asked)
    back = nodes.reference("", f"Question {number}", internal=True, refid=question)
    heading = nodes.paragraph("", "", nodes.strong("", "", back), classes=["box-title"])
    return nodes.container("", heading, *node[1:], ids=[answer], classes=["gathered"])
