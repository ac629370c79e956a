"""The local Sphinx extensions, each in its own words."""

import re
from xml.etree import ElementTree

import diagram
import inline_svg
import mathml
import page_inputs
import pytest
import tag_pages


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
    used, _ = page_inputs.inputs_of("from napkinmath.validation import entries")
    assert "validation.py" in {path.name for path in used}
    assert {path.parent.name for path in used} >= {"scoreboard"}


def test_code_is_taken_from_cells_without_their_options() -> None:
    first = "```{code-cell} ipython3\n---\ntags: [x]\n---\na = 1\n```\n"
    second = "```{code-cell} ipython3\n:tags: [y]\nb = 2\n```\n"
    assert page_inputs.cells_of(f"text\n{first}{second}").split() == ["a", "=", "1", "b", "=", "2"]
