"""Folded cells: a label said once, one switch a page, and no code of theirs on paper."""

from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from napkin_book.build import folded_cells

FOLD = (
    '<details class="admonition hide above-input">\n<summary aria-label="Toggle hidden content">\n'
    '<p class="collapsed admonition-title">Code: a &lt; b</p>\n'
    '<p class="expanded admonition-title">Code: a &lt; b</p>\n</summary>\n<pre>x</pre></details>'
)


def test_a_fold_says_its_label_once_and_a_page_has_one_switch() -> None:
    page = folded_cells.quiet(f"<h1>T</h1>\n<p>one</p>{FOLD}{FOLD}")
    assert page.count("Code: a &lt; b") == page.count('<details class="hide"><summary>Code') == 2
    assert "admonition" not in page
    assert page.startswith("<h1>T</h1>\n" + folded_cells.SWITCH + "<p>one</p>")
    assert page.count(folded_cells.SWITCH) == 1


def test_a_page_without_folds_has_no_switch() -> None:
    page = "<h1>T</h1><details><summary>Inputs</summary></details>"
    assert folded_cells.quiet(page) == page


def _cell(**about: str) -> nodes.container:
    cell = nodes.container(nb_element="cell_code", cell_index=0, **about)
    code = nodes.literal_block("", "x = 1")
    cell += nodes.container("", code, nb_element="cell_code_source")
    returned = nodes.literal_block("", "'9 cases'", classes=["output", "text_plain"])
    printed = nodes.literal_block("", "printed", classes=["output", "stream"])
    cell += nodes.container("", returned, printed, nb_element="cell_code_output")
    cell += nodes.container(
        "", returned.deepcopy(), nb_element="cell_code_output", classes=["stray"]
    )
    return cell


def _written(builder: str, **about: str) -> nodes.container:
    document = new_document("page")
    document += _cell(**about)
    app = SimpleNamespace(builder=SimpleNamespace(name=builder))
    document.settings.env = SimpleNamespace(_app=app, app=app)
    folded_cells.FoldedCells(document).run()
    return document[0]


@pytest.mark.parametrize("builder", ["latex", "epub"])
def test_on_paper_a_folded_cell_is_what_it_shows(builder: str) -> None:
    cell = _written(builder, hide_mode="input")
    assert cell.astext() == "printed"
    assert len(cell.children) == 1
    shown = _written(builder)
    assert "x = 1" in shown.astext() and shown.astext().count("'9 cases'") == 2


def test_on_the_site_returned_text_lies_in_the_fold() -> None:
    source, output = _written("html", hide_mode="input").children
    assert source.astext().count("'9 cases'") == 2 and "x = 1" in source.astext()
    assert output.astext() == "printed"
