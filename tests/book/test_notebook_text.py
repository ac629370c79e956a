"""The notebooks' text, node by node; that they run is tested on the site."""

import json
from functools import partial
from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree

from napkin_book.notebooks import builder as notebook_builder
from napkin_book.notebooks import bundle as notebook_bundle
from napkin_book.notebooks.builder import _hand_down_imports, setup_code
from napkin_book.notebooks.plain_markdown import Cell, Writer, escaped
from napkinmath.book._markdown import DOLLAR


def write(*found: nodes.Node) -> list[str | Cell]:
    writer = Writer(link=lambda node: node.get("refuri", ""), number=lambda node, kind: "")
    return list(writer.blocks(found))


def rst(text: str) -> list[str | Cell]:
    return write(*publish_doctree(text).children)


def cell(index: int) -> nodes.container:
    return nodes.container(nb_element="cell_code", cell_index=index)


def test_text_keeps_its_marks_and_gains_none() -> None:
    assert rst("A *b* **c** ``d_e`` of 2*3, a_b and _c, <d>") == [
        "A *b* **c** `d_e` of 2\\*3, a_b and \\_c, \\<d>"
    ]
    assert escaped("from $3\nto $5") == f"from {DOLLAR}3 to {DOLLAR}5"
    assert rst("A `link <https://example.org/>`_.") == ["A [link](https://example.org/)."]


def test_lists_quotes_tables_and_code() -> None:
    assert rst("- a\n- b\n\n  - c\n") == ["- a\n\n- b\n\n  - c"]
    assert rst("1. a\n2. b\n") == ["1. a\n2. b"]
    assert rst("text\n\n   quoted\n") == ["text", "> quoted"]
    assert rst(".. note::\n\n   One.\n\n   Two.\n") == ["> **Note**\n>\n> One.\n>\n> Two."]
    assert rst("=== ===\na   b|c\n=== ===\n1   2\n=== ===\n") == [
        "| a | b\\|c |\n|:---|:---|\n| 1 | 2 |"
    ]
    block = nodes.literal_block("", "    def f():\n        pass\n", language="ipython3")
    assert write(block) == ["```python\ndef f():\n    pass\n```"]


def test_a_solution_is_folded_around_its_cells() -> None:
    solution = nodes.container("", nodes.rubric("", "Why?"), nodes.paragraph("", "So."), cell(4))
    solution["design_component"] = "dropdown"
    solution += nodes.paragraph("", "And so.")
    first, code, last = write(solution)
    assert first == "<details><summary>Why?</summary>\n\nSo.\n\n</details>"
    assert code == Cell(4, folded=True)
    assert "<summary>Why?, continued</summary>" in last


def test_a_node_that_a_notebook_cannot_show_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    class Unknown(nodes.Element):
        pass

    with caplog.at_level("WARNING"):
        assert write(Unknown()) == []


def test_imports_of_left_out_cells_go_to_the_cell_that_needs_them() -> None:
    def code(text: str) -> dict:
        return {"cell_type": "code", "source": [text]}

    source = [
        code("x = 1"),
        code("from napkinmath.units import show, usd"),
        code("from napkinmath.book import glue\nglue('x', show(x))"),
        code("show(x)"),
        code("show(x + 1)"),
    ]
    kept = {index: source[index]["source"][0] for index in (0, 3, 4)}
    _hand_down_imports(source, kept)
    assert kept == {
        0: "x = 1",
        3: "from napkinmath.units import show\n\nshow(x)",
        4: "show(x + 1)",
    }


def test_the_first_cell_names_the_site_only_if_there_is_one() -> None:
    wheel = "napkinmath-0.1.0-py3-none-any.whl"
    without = setup_code(["matplotlib", "faiss"], wheel=wheel, site="")
    served = setup_code(["matplotlib"], wheel=wheel, site="https://book.example/x")
    assert "{'faiss': 'faiss-cpu', 'matplotlib': 'matplotlib'}" in without
    assert "http" not in without
    assert f'wheels += ["https://book.example/x/notebooks/{wheel}"]' in served
    for text in (without, served):
        compile(text, "first cell", "exec")


def test_a_lab_is_published_with_a_first_cell_that_installs_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    cell = {"id": "setup", "source": ["old"]}
    lab = {"cells": [cell], "metadata": {"packages": {"psycopg": "psycopg[binary]"}}}
    (tmp_path / "notebooks" / "engines.ipynb").write_text(json.dumps(lab))
    install = partial(setup_code, wheel="w.whl", site="")
    assert notebook_bundle.add_labs(tmp_path, tmp_path, install) == ["engines"]
    published = json.loads((tmp_path / "engines.ipynb").read_text("utf-8"))
    first = "".join(published["cells"][0]["source"])
    assert "{'psycopg': 'psycopg[binary]'}" in first and "old" not in first


def test_the_same_notebooks_make_the_same_zip(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text("{}")
    (tmp_path / "w.whl").write_text("wheel")
    packed = []
    for _ in range(2):
        notebook_bundle.add_zip(tmp_path, "The Book", tmp_path / "w.whl")
        packed.append((tmp_path / notebook_bundle.ZIP).read_bytes())
        (tmp_path / "a.ipynb").touch()
    assert packed[0] == packed[1]


def test_pages_share_no_name_with_a_lab() -> None:
    class Env:
        metadata = {"index": {"kernelspec": {}}, "chapters/05-x/index": {"kernelspec": {}}}

    names = ["index", "chapters/05-x/index", "chapters/reference/glossary", "notebooks/lab"]
    slugs = [notebook_builder.slug_of(Env, name) for name in names]  # type: ignore[arg-type]
    assert slugs == ["home", "05-x", "", "lab"]
