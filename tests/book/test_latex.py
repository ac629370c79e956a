"""What the PDF edition decides by itself, without TeX."""

import pdf_book
import pytest
from docutils import nodes
from docutils.utils import new_document

from napkin_book.build import chapter_numbers
from napkin_book.latex import links as latex_links
from napkin_book.latex import solutions as latex_solutions
from napkin_book.latex import tables as latex_tables


def test_short_tables_are_as_wide_as_their_words_and_numbers_stand_right() -> None:
    lengths = [[5, 6], [9, 3]]
    assert latex_tables.columns_of(lengths, lengths, [False, True]) == ("lr", False)


def test_wide_tables_share_the_page() -> None:
    lengths = [[200, 8, 90], [120, 10, 60]]
    parts = [[12, 8, 9], [11, 10, 12]]
    spans = latex_tables.widths(lengths, parts, 96)
    assert spans[1] == 10  # a short column keeps its width
    assert sum(spans) + 2 * latex_tables.GAP <= 96
    assert spans[0] > spans[2] > 12
    spec, smaller = latex_tables.columns_of(lengths, parts, [False, True, False])
    assert smaller and spec.count("p{") == 3 and spec.count(r"\raggedleft") == 1


def test_no_column_is_narrower_than_its_longest_word() -> None:
    lengths = [[300, 20, 20], [300, 20, 20]]
    parts = [[10, 19, 19], [10, 19, 19]]
    spans = latex_tables.widths(lengths, parts, 96)
    assert spans[1] >= 20 and spans[2] >= 20
    assert sum(spans) + 2 * latex_tables.GAP <= 96


def _page(*parts: nodes.Node) -> tuple[nodes.document, nodes.section]:
    page = new_document("page")
    chapter = nodes.section("", nodes.title("", "Title"), *parts, ids=["x"], docname="chapters/x")
    page += chapter
    return page, chapter


def _fold(question: str, answer: str) -> nodes.container:
    folded = nodes.container(design_component="dropdown")
    folded += [nodes.rubric("", question), nodes.paragraph("", answer)]
    return folded


def test_answers_are_gathered_under_the_numbers_of_their_questions() -> None:
    page, chapter = _page(_fold("Why?", "Because."), _fold("How?", "So."))
    latex_solutions.gather_solutions(page, chapter)
    questions, answers = page.findall(nodes.enumerated_list)
    assert [item.astext() for item in questions] == ["Why?", "How?"]
    assert [item.astext() for item in answers] == ["Because.", "So."]
    assert answers.parent.next_node(nodes.title).astext() == "Answers"
    item = nodes.list_item("", nodes.paragraph("", "Where?"), _fold("Answer", "Here."))
    page, chapter = _page(nodes.enumerated_list("", item))
    latex_solutions.gather_solutions(page, chapter)
    assert [part.astext() for part in page.findall(nodes.enumerated_list)] == ["Where?", "Here."]


def test_a_list_without_answers_stays_as_it_is() -> None:
    page, chapter = _page(nodes.enumerated_list("", nodes.list_item("", nodes.paragraph("", "a"))))
    latex_solutions.gather_solutions(page, chapter)
    assert len(list(page.findall(nodes.section))) == 1


def test_links_are_noted_once_and_those_of_tables_are_listed() -> None:
    def link(text: str) -> nodes.paragraph:
        return nodes.paragraph("", "", nodes.reference("", text, refuri="https://example.org/"))

    cells = [nodes.entry("", link(text)) for text in ("a", "b")]
    body = nodes.tbody("", nodes.row("", *cells))
    table = nodes.table("", nodes.tgroup("", body, cols=2))
    page, chapter = _page(link("here"), link("there"), link("https://example.org/"), table)
    latex_links.note_links(page, chapter)
    assert len(list(page.findall(latex_links.link_note))) == 1
    assert [mark.astext() for mark in page.findall(nodes.superscript)] == ["1", "1"]
    (listed,) = page.findall(nodes.enumerated_list)
    assert listed.astext() == "https://example.org/"


class _Environment:
    found_docs = {
        "index",
        "chapters/05-b/index",
        "chapters/09-c/index",
        "chapters/09-c/y",
        "chapters/reference/glossary",
        "chapters/reference/data",
    }
    toctree_includes = {
        "index": ["chapters/05-b/index", "chapters/reference/data", "chapters/reference/glossary"],
        "chapters/05-b/index": ["chapters/05-b/x", "chapters/05-b/w"],
        "chapters/09-c/index": ["chapters/09-c/y"],
    }

    class config:  # noqa: N801
        root_doc = "index"


def test_chapters_have_the_number_of_their_module_whether_or_not_the_others_are_there() -> None:
    assert chapter_numbers.modules(_Environment()) == {
        "chapters/05-b/index": 5,
        "chapters/09-c/index": 9,
    }
    assert chapter_numbers.chapters(_Environment()) == {
        "chapters/05-b/x": (5, 1),
        "chapters/05-b/w": (5, 2),
        "chapters/09-c/y": (9, 1),
        "chapters/reference/data": ("A",),
    }


@pytest.mark.parametrize(
    "line",
    [
        "LaTeX Warning: Reference `a:b' on page 6 undefined on input line 404.",
        "Missing character: There is no ⩽ (U+2A7D) in font texgyreheros!",
        "LaTeX Warning: Label `a:b' multiply defined.",
        "LaTeX Warning: Label(s) may have changed. Rerun to get cross-references right.",
        r"Overfull \hbox (3.2pt too wide) in paragraph at lines 8967--8968",
        r"Overfull \hbox (22.02823pt too wide) detected at line 8969",
    ],
)
def test_the_gate_sees_what_a_reader_would(line: str) -> None:
    assert pdf_book.complaints(f"fine\n{line}\nfine") == [line]


def test_the_gate_lets_pass_what_nobody_sees() -> None:
    log = r"Overfull \hbox (2.9pt too wide) detected at line 1" + "\n"
    log += "LaTeX Font Warning: Font shape `TU/x/m/n' undefined\nUnderfull \\vbox (badness 1)\n"
    assert not pdf_book.complaints(log)


def test_numbers_are_read_from_both_editions() -> None:
    html = (
        '<h1><span class="section-number">5.1. </span>Title</h1><figure class="a" id="fig-x">'
        '<figcaption><span class="caption-number">Fig. B.2 </span></figcaption></figure>'
        '<div class="math" id="equation-eq-y"><span class="eqno">(5.1.1)<a></a></span></div>'
        '<div class="exercise admonition" id="ex-z"><p><span class="caption-number">Exercise 5.1.3 '
        "</span></p></div>"
    )
    expected = {"c/x::doc": "5.1", "c/x:fig-x": "B.2", "equation:c/x:eq-y": "5.1.1"}
    assert pdf_book.numbers_of_page("c/x", html) == expected | {"c/x:ex-z": "5.1.3"}
    aux = "\\newlabel{c/x:fig-x}{{5.1.2}{9}{Caption}{figure.5.1.2}{}}\n"
    assert pdf_book.numbers_of_pdf(aux) == {"c/x:fig-x": "5.1.2"}
