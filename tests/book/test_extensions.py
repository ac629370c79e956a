"""The local Sphinx extensions, each in its own words."""

import re
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docutils import nodes

from napkin_book.build import compat, small_tables
from napkin_book.errors import BookError
from napkin_book.figures import diagram, drawing
from napkin_book.html import accessible, assets, inline_svg, mathml, tag_pages
from napkin_book.source import inputs as page_inputs
from napkin_book.source import own_prices, packages, price_lines


def test_formulas_become_mathml() -> None:
    inline = mathml.to_mathml(r"\rho < 1", False)
    assert ElementTree.fromstring(inline).tag.endswith("math")
    assert 'display="block"' in mathml.to_mathml(r"\frac{a}{b}", True)
    with pytest.raises(ValueError, match="nosuchmacro"):
        mathml.to_mathml(r"\nosuchmacro", False)


def test_an_svg_is_described_and_its_ids_are_its_own() -> None:
    svg = (
        '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" version="1.1">'
        '<metadata>x</metadata><defs><path id="a"/></defs><use xlink:href="#a"/>'
        '<g clip-path="url(#a)"/></svg>'
    )
    first, second = (
        inline_svg.inlined(svg, 'p99 "doubles"\n at'),
        inline_svg.inlined(svg + " ", "b"),
    )
    assert first.startswith("<svg") and 'role="img"' in first
    assert "aria-label='p99 \"doubles\" at'" in first
    assert "metadata" not in first and "xlink" not in first
    (name,) = re.findall(r'\bid="([^"]+)"', first)
    assert f'href="#{name}"' in first and f"url(#{name})" in first
    assert name not in second
    empty = inline_svg.inlined('<svg><g id="c"/><path id="ex-b"/></svg>', "c")
    assert re.search(r'<g/><path id="\w+-ex-b" d=""/>', empty), "a script finds what is named ex-"
    kept = inline_svg.inlined(svg, "c", xlink=True)
    assert "xmlns:xlink=" in kept and 'xlink:href="#' in kept


def test_a_diagram_is_drawn_or_refused() -> None:
    body = 'a -> b -> "c d" [label="x\\ny"]; a -> "c d"; b -> a [style=dashed]'
    labels, edges = diagram.parse(body)
    assert labels == ["a", "b", "c d"]
    assert diagram.layers_of(3, edges) == [0, 1, 2]
    assert "currentColor" in diagram.draw(body)._repr_svg_()
    assert "currentColor" in diagram.draw(body, down=True)._repr_svg_()
    for bad, words in [
        ("a -> -> b", "not understood: 'a -> -> b'"),
        ("a", "at least one arrow"),
        ("a -> b [color=red]", r"\[color=red\]"),
        ("a -> b [style=dotted]", r"\[style=dotted\]"),
        ("rankdir=LR; a -> b", "not understood: 'rankdir=LR"),
        ("a -> " + "x" * 200, "in wide"),
    ]:
        with pytest.raises(ValueError, match=words):
            diagram.draw(bad)


def test_a_tag_page_counts_and_describes() -> None:
    page = tag_pages.Page(
        "chapters/x/y", "Title", "What it answers.", "Module 01", ("cost",), ("x", 1)
    )
    text = tag_pages.tag_page("cost", [page])
    assert '# 1 page tagged with "cost"' in text
    for part in ("What it answers.", "Module 01", "</chapters/x/y>", "View all tags"):
        assert part in text
    assert '# 2 pages tagged with "cost"' in tag_pages.tag_page("cost", [page, page])
    assert "cost </_tags/cost>` (1 page)" in tag_pages.overview({"cost": [page]})


def test_a_page_depends_on_what_its_code_imports_and_on_that_alone() -> None:
    files, packages = page_inputs.inputs_of("import numpy\nfrom napkinmath.units import show")
    assert {path.name for path in files} == {"units.py", "require.py"}
    assert packages == {"numpy"}


def _scoreboard(code: str) -> set[str]:
    files, _ = page_inputs.inputs_of(f"from napkinmath.scoreboard import entries\n{code}")
    return {path.stem for path in files if path.parent.name == "scoreboard"}


def test_a_page_depends_on_the_topics_of_the_scoreboard_that_it_names() -> None:
    shared = {"__init__", "registry"}
    assert _scoreboard("") == shared
    assert _scoreboard("entries('hybrid-search')") == shared | {"hybrid_search"}
    two = "for t in ['build-vs-buy', 'hybrid-search']: entries(t)"
    assert _scoreboard(two) == shared | {"build_vs_buy", "hybrid_search"}
    every = {path.stem for path in (page_inputs.SOURCE / "scoreboard").glob("*.py")}
    assert _scoreboard("entries()") == _scoreboard("entries(unknown)") == every > _scoreboard(two)


def test_a_page_depends_on_a_module_that_a_facade_does_not_name() -> None:
    files, _ = page_inputs.inputs_of("from napkinmath.scoreboard import metadata_filtering")
    assert {"metadata_filtering.py", "registry.py"} <= {path.name for path in files}


def test_a_page_depends_on_every_file_of_a_data_set_that_it_names() -> None:
    code = "from napkinmath.datasets import package_descriptions as f\nf('debian20k')"
    files, _ = page_inputs.inputs_of(code)
    data = {path.name for path in files if path.suffix != ".py"}
    assert data == {"debian20k.npz", "debian20k.json.bz2"}


@pytest.mark.parametrize(
    "front",
    ["", "---\nkernelspec: {name: python3}\n---\n", "---\nkernelspec: {display_name: P}\n---\n"],
)
def test_a_page_without_a_place_for_its_key_is_refused(front: str) -> None:
    body = "# T\n\nkernelspec: {display_name: Python 3}\n"
    with pytest.raises(BookError, match="x: the front matter .* must name its kernel once"):
        page_inputs.with_key(front + body, "abc", where="x")
    named = "---\nkernelspec: {display_name: Python 3, name: python3}\n---\n"
    marked = page_inputs.with_key(named + body, "abc", where="x")
    assert "display_name: Python 3 (abc)" in marked and marked.endswith(body)


def test_the_catalogue_hands_on_names_and_nothing_else() -> None:
    for name, data in [("accelerator", "accelerators.toml"), ("link", "links.toml")]:
        files, _ = page_inputs.inputs_of(f"from napkinmath.catalog import {name}")
        assert {path.name for path in files if path.parent.name == "data"} == {data}
    files, _ = page_inputs.inputs_of("from napkinmath.prices import price")
    assert {path.name for path in files} >= {"_lookup.py", "prices.csv"}


def test_a_page_that_may_use_prices_gets_lines_and_a_cell_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = "```{code-cell} ipython3\nfrom napkinmath.%s\n```\n"
    imports = ("prices import price", "catalog import model")
    uses, does_not = ("(x)=\n# Title\n\nText.\n" + cell % name for name in imports)
    assert own_prices.uses_prices("from napkinmath.prices import price")
    assert not own_prices.uses_prices("from napkinmath.catalog import accelerator")
    assert not own_prices.uses_prices("not python")
    path = tmp_path / "mine.csv"
    path.write_text("item,provider,region,usd,per\nnat-gateway,aws,us-east-1,0.01,hour\n")
    for own, page, lines in [("", uses, 1), (str(path), does_not, 0), (str(path), uses, 2)]:
        monkeypatch.setenv("NAPKINMATH_PRICES", own)
        source = [page]
        price_lines.on_source_read(None, "x", source)
        assert source[0].count(".of-this-page} This page") == lines
        assert source[0].count("stale_prices_note())") == bool(lines)
    assert source[0].startswith("(x)=\n# Title\n\n[over a year old]{.stale .of-this-page} This")
    assert own_prices.note().startswith("nat-gateway of aws (us-east-1), $0.01 per hour in place")
    path.write_text("item,provider,usd,per\nnat-gateway,aws,free,hour\n")
    with pytest.raises(BookError, match="mine.csv, line 2, column 'usd': must be a number"):
        own_prices.note()


def test_a_line_on_prices_stays_only_where_it_names_one() -> None:
    for names, left in [("", 0), ("nat-gateway of aws, read in 2020-01", 1)]:
        document = nodes.document(None, None)
        line = nodes.paragraph()
        line += nodes.inline("", "old", classes=["stale", "of-this-page"])
        line += nodes.inline("", names, classes=["pasted-text"])
        document += line
        price_lines.settle(document)
        assert len(list(document.findall(nodes.paragraph))) == left
        assert [node["classes"] for node in line] == [["stale"], []]


def test_with_one_s_own_prices_a_check_may_fail() -> None:
    def page(options: str) -> str:
        return f"# T\n\n```{{code-cell}} ipython3\n{options}x = 1\nassert x\n```\n"

    for options, tagged in [
        ("", ":tags: [raises-exception]\n"),
        (":tags: [hide-input]\n", ":tags: [raises-exception, hide-input]\n"),
        ("---\ntags: [hide-input]\n---\n", "---\ntags: [raises-exception, hide-input]\n---\n"),
        ("---\nmystnb: {}\n---\n", "---\ntags: [raises-exception]\nmystnb: {}\n---\n"),
    ]:
        assert own_prices.with_checks_that_may_fail(page(options)) == page(tagged)
    silent = page("").replace("assert x", "x")
    assert own_prices.with_checks_that_may_fail(silent) == silent


def test_bodies_of_exercises_get_ids_of_their_own() -> None:
    document = nodes.document(None, None)
    for name in ("one", "two"):
        exercise = nodes.container(ids=[name])
        exercise += nodes.section(ids=["exercise-content"])
        document += exercise
    accessible.with_own_ids(document)
    assert [s["ids"] for s in document.findall(nodes.section)] == [["one-content"], ["two-content"]]


def test_a_drawing_is_made_once_for_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    class Figure:
        def _repr_svg_(self) -> str:
            return "<svg/>"

        def _saved(self, form: str) -> bytes:
            return b"pdf"

        def savefig(self, path: Path, **_: object) -> None:
            path.write_bytes(b"png")

    def draw() -> tuple[Figure, dict[str, object]]:
        calls.append(1)
        return Figure(), {"stem": "one", "places": {"x": 0.1}}

    for count, what in [(1, "a"), (1, "a"), (2, "b"), (2, "a")]:
        assert drawing.drawn(tmp_path, what, draw) == {"stem": "one", "places": {"x": 0.1}}
        assert len(calls) == count
    (tmp_path / "one.pdf").unlink()
    drawing.drawn(tmp_path, "a", draw)
    assert len(calls) == 3 and (tmp_path / "one.pdf").read_bytes() == b"pdf"
    monkeypatch.setattr(drawing, "_tools", lambda: "other code")
    drawing.drawn(tmp_path, "a", draw)
    assert len(calls) == 4


def test_packages_are_found_in_what_is_installed() -> None:
    ours, theirs = packages.distributions(), metadata.packages_distributions()
    for name in ("numpy", "faiss", "duckdb", "matplotlib", "yaml", "sphinxcontrib"):
        assert set(ours[name]) == set(theirs[name]), name


def test_an_entry_of_the_bibliography_is_formatted_once() -> None:
    from pybtex.database import Entry
    from pybtex.style.formatting.plain import Style

    compat.format_entries_once()
    entry = Entry("misc", [("title", "One")])
    entry.key = "one"
    first = Style().format_entry("1", entry)
    assert Style().format_entry("1", entry) is first
    changed = Entry("misc", [("title", "Two")])
    changed.key = "one"
    assert "Two" in str(Style().format_entry("1", changed).text)


def test_a_table_of_many_texts_or_of_wide_parts_is_stacked_on_a_phone() -> None:
    def table(*cells: str) -> str:
        sides = [cell.partition(" ") for cell in cells]
        heads = "".join(f'<th class="head text-{side}">h</th>' for side, _, _ in sides)
        row = "".join(f"<td>{words}</td>" for _, _, words in sides)
        return f'<table class="table"><tr>{heads}</tr><tr>{row}</tr></table>'

    def shown(*cells: str) -> str:
        return small_tables.marked(table(*cells), accessible._stacked, keep_units=True)

    texts, numbers = ("left a", "left b", "left c"), ("right 1", "right 2", "right 3")
    assert "stacked" not in shown(*texts, *numbers[:2])
    assert 'class="stacked table"' in shown(*texts, "left d")
    assert 'class="stacked table"' in shown("left " + "a" * 40, "right 2")
    assert "stacked" not in shown("left " + "a " * 40, "right 2")
    assert "<td data-label" in shown("left a", "right 1 ms") and "\xa0" not in shown("left a")
    marked = shown("left 12 ms at 3 in", "left 1,024 kB/s", "left 7 GPUs")
    assert '<td data-label="h:">12\xa0ms at 3 in</td>' in marked
    assert "1,024\xa0kB/s</td>" in marked and "7\xa0GPUs</td>" in marked


def test_the_sheet_leaves_out_rules_of_classes_that_no_page_uses() -> None:
    css = (
        ".d-flex{a:b}.d-grid{a:b}@media print{.carousel .x,.y:not(.d-grid){c:d}}"
        "@keyframes spin{to{e:f}}.card{g:h}"
    )
    assert assets.without_unused(css) == (
        ".d-flex{a:b}@media print{.y:not(.d-grid){c:d}}@keyframes spin{to{e:f}}.card{g:h}"
    )
