"""Gather what a page folds away at the end of its chapter, since paper does not fold.

That is the solutions of exercises, and the answers in dropdowns: those under the questions of a
numbered list, and those that have the question as their title, which then becomes such a list.
"""

from docutils import nodes
from sphinx_exercise.nodes import solution_node

from napkin_book.build import compat


def gather_solutions(page: nodes.document, chapter: nodes.section) -> None:
    """Move every solution and every answer of ``page`` into last sections of ``chapter``."""
    _number_questions(page)
    for questions in list(page.findall(nodes.enumerated_list)):
        answers = nodes.enumerated_list("", **questions.attributes)
        for question in questions:
            answer = nodes.list_item()
            for node in [node for node in question.findall(nodes.container) if _folds(node)]:
                node.parent.remove(node)
                answer += [part for part in node if not isinstance(part, nodes.rubric)]
            answers += answer
        if all(len(answer) for answer in answers):
            _section(chapter, "Answers").append(answers)
    solutions = list(page.findall(solution_node))
    if solutions:
        section = _section(chapter, "Solutions")
        for node in solutions:
            node.parent.remove(node)
            section += node


def _section(chapter: nodes.section, title: str) -> nodes.section:
    name = title.lower()
    section = nodes.section("", nodes.title("", title), ids=[name], docname=chapter["docname"])
    chapter += section
    return section


def _folds(node: nodes.Node) -> bool:
    return compat.design_part(node) == "dropdown"


def _number_questions(page: nodes.document) -> None:
    """Make a numbered list of each run of dropdowns that stand on their own."""
    for parent in {node.parent for node in page.findall(_folds)}:
        if isinstance(parent, nodes.list_item):
            continue
        questions: nodes.enumerated_list | None = None
        for node in list(parent):
            if not _folds(node):
                questions = None
                continue
            if questions is None:
                questions = nodes.enumerated_list("", enumtype="arabic", prefix="", suffix=".")
                node.replace_self(questions)
            else:
                parent.remove(node)
            title = node.next_node(nodes.rubric)
            question = nodes.paragraph("", "", *(title.children if title else []))
            questions += nodes.list_item("", question, node)
