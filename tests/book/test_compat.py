"""What the extension uses of others without their promise: each moves once, and is missed here."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pybtex.plugin
import pytest
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, docutils_namespace, patch_docutils

from napkin_book.build import compat
from napkin_book.build.folded_cells import quiet

PAGE = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# Title

```{tags} one, two
```

```{code-cell} ipython3
from IPython.display import display
kind = "application/papermill.record/"
about = {"scrapbook": {"name": "three", "mime_prefix": kind}}
data = {f"{kind}text/plain": "3", f"{kind}text/x-unrounded": "3.14"}
display(data, raw=True, metadata=about)
```

```{code-cell} ipython3
:tags: [hide-input]
1 + 1
```

```{look}
```

```{exercise}
:label: ask
Why?
```

```{solution} ask
:label: answer
So.
```

:::{dropdown} More
Words {cite:p}`key`.
:::

```{bibliography}
```
"""
SETTINGS = {
    "extensions": [
        *("myst_nb", "sphinx_tags", "sphinx_design", "sphinx_exercise", "sphinxcontrib.bibtex")
    ],
    "nb_execution_mode": "cache",
    "source_suffix": {".md": "myst-nb"},
    "myst_enable_extensions": ["colon_fence"],
    "html_theme": "sphinx_book_theme",
    "tags_extension": ["md"],
    "bibtex_bibfiles": ["a.bib"],
}


class Look(SphinxDirective):
    """Keeps what it finds, since glued values are known while a page is read only."""

    found: ClassVar[list[str]] = []

    def run(self) -> list[nodes.Node]:
        for key, kind in (("three", ()), ("three", ("text/x-unrounded",)), ("four", ())):
            try:
                self.found.append(compat.glued(self.state.document, key, *kind))
            except LookupError as error:
                self.found.append(str(error))
        return []


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A page of everything, built, and what was seen on the way."""
    folder = tmp_path_factory.mktemp("compat")
    (folder / "index.md").write_text(PAGE)
    (folder / "a.bib").write_text(
        "@book{key, title={T}, author={A. Uthor}, year={2026}, publisher={P}}"
    )
    (folder / "conf.py").write_text("")
    seen: dict[str, Any] = {"numbered": []}
    kept = TocTreeCollector.assign_section_numbers, TocTreeCollector.assign_figure_numbers
    with patch_docutils(folder), docutils_namespace():
        compat.find_plugins_once()
        compat.number_by(
            lambda env: seen["numbered"].append("sections") or [],
            lambda env: seen["numbered"].append("figures") or [],
        )
        app = Sphinx(
            *(folder, folder, folder / "out", folder / "trees", "html"), SETTINGS, status=None
        )
        app.add_directive("look", Look)
        app.connect(
            "html-page-context",
            lambda app, page, template, context, tree: seen.update(scripts=context["script_files"]),
        )
        app.build()
        yield SimpleNamespace(app=app, seen=seen, tree=app.env.get_doctree("index"))
    TocTreeCollector.assign_section_numbers, TocTreeCollector.assign_figure_numbers = kept


def test_style_sheets_and_scripts_are_known(built: SimpleNamespace) -> None:
    sheets = compat.style_sheets(built.app.builder)
    assert any(str(sheet.filename).endswith("pygments.css") for sheet in sheets)
    assert all(isinstance(sheet, compat.StyleSheet) for sheet in sheets)
    assert [sheet.priority for sheet in sheets] == sorted(sheet.priority for sheet in sheets)
    scripts = [it for it in built.seen["scripts"] if isinstance(it, compat.Script)]
    assert any(str(script.filename).endswith("doctools.js") for script in scripts)
    assert compat.Script("a.js", priority=1, body="b").attributes["body"] == "b"


def test_style_sheets_are_known_before_a_page_is_written(built: SimpleNamespace) -> None:
    fresh = built.app.create_builder("html")
    fresh.init()
    assert not hasattr(fresh, "_orig_css_files")
    assert compat.style_sheets(fresh)


def test_sections_and_figures_are_numbered_by_us(built: SimpleNamespace) -> None:
    assert {"sections", "figures"} <= set(built.seen["numbered"])


def test_tags_are_found(built: SimpleNamespace) -> None:
    assert (Path(built.app.srcdir) / "index.md", ["one", "two"]) in compat.tagged_files(built.app)


def test_executed_pages_and_their_cells_are_found(built: SimpleNamespace) -> None:
    notebook = json.loads(compat.executed(built.app.env, "index").read_text("utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) == 2
    shown = [compat.cell_index(node) for node in built.tree.findall(nodes.container)]
    indices = [index for index in shown if index is not None]
    assert [notebook["cells"][index]["source"] for index in indices] == [c["source"] for c in code]


def test_folded_cells_are_found_and_their_labels_are_where_we_look(built: SimpleNamespace) -> None:
    cells = [node for node in built.tree.findall(nodes.container) if compat.folds_input(node)]
    assert [compat.cell_index(node) is not None for node in cells] == [True]
    assert "1 + 1" in cells[0].children[0].astext()
    page = (Path(built.app.outdir) / "index.html").read_text("utf-8")
    assert "collapsed" in page and "expanded" in page
    assert '<details class="hide"><summary>Show code cell source</summary>' in quiet(page)


def test_what_a_cell_has_glued_is_found(built: SimpleNamespace) -> None:
    assert Look.found == ["3", "3.14", "no cell has glued 'four'"]


def test_citations_and_solutions_are_found(built: SimpleNamespace) -> None:
    (citation,) = compat.citations(built.app.env)
    assert citation.key == "key" and citation.entry.fields["title"] == "T"
    assert "T" in str(citation.formatted_entry.text) and citation.citation_id
    assert citation.bibliography_key.docname == "index"
    assert compat.solution_of(built.app.env, "ask") == "answer"
    assert compat.solution_of(built.app.env, "other") == ""


def test_styles_of_citations_are_looked_up_once(built: SimpleNamespace) -> None:
    assert pybtex.plugin.find_plugin.cache_info().hits > 0


def test_parts_of_sphinx_design_are_told_apart(built: SimpleNamespace) -> None:
    parts = {compat.design_part(node) for node in built.tree.findall()}
    assert "dropdown" in parts and "" in parts


def test_handlers_of_a_format_are_found(built: SimpleNamespace) -> None:
    assert "exercise_node" in compat.handlers_of("html", built.app)
    compat.handlers_of("napkin", built.app)["x"] = None
    assert compat.handlers_of("napkin", built.app) == {"x": None}


def test_another_builder_writes_in_the_same_run(built: SimpleNamespace, tmp_path: Path) -> None:
    class ForSites(SphinxPostTransform):
        formats = ("html",)

    def is_for_sites() -> bool:
        return ForSites(built.tree).is_supported()

    built.tree.settings.env = built.app.env
    first, tags = built.app.builder, set(built.app.tags)
    assert is_for_sites()
    with compat.another_builder(built.app, "pseudoxml", tmp_path) as builder:
        assert built.app.builder is builder and not is_for_sites()
        builder.write(["index"], [], "specific")
    assert "Words" in (tmp_path / "index.pseudoxml").read_text("utf-8")
    assert built.app.builder is first and set(built.app.tags) == tags and is_for_sites()


def test_colors_can_be_left_out() -> None:
    from sphinx._cli.util import colour

    colour.enable_colour()
    assert "\x1b" in colour.red("x")
    compat.without_colors()
    assert colour.red("x") == "x"
