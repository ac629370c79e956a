"""The parts of the EPUB: pages, contents, package, archive and cover, each by itself."""

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jinja2 import UndefinedError

from napkin_book.epub import cover as epub_cover
from napkin_book.epub import outlines
from napkin_book.epub import package as epub_package
from napkin_book.epub import page as epub_page
from napkin_book.epub.package import Entry, Item, Metadata
from napkin_book.epub.templates import filled
from napkin_book.html import mathml

METADATA = Metadata("T & T", "A", "en", "urn:uuid:1", "D < E", "CC", "1.0", 1_700_000_000)
CONTENTS = (
    Entry("Start", "index.xhtml"),
    Entry("Modules", children=(Entry("M", "m/index.xhtml", (Entry("T", "m/t.xhtml"),)),)),
    Entry("Glossary", "g.xhtml", (Entry("a < b", "g.xhtml#a"),), folded=True),
)


def test_each_line_of_code_is_a_block_that_may_be_broken() -> None:
    body = '<div><pre><span></span><span class="k">if</span> x:\n        y\n</pre></div>'
    assert epub_page.wrapped_code(body) == (
        '<div><pre><code><span class="k">if</span> x:\n</code>'
        '<code class="in2">        y\n</code></pre></div>'
    )


def _table(cells: list[str]) -> str:
    heads = "".join(f'<th class="head"><p>{head}</p></th>' for head in ["item", "price", ""])
    row = "".join(f"<td><p>{cell}</p></td>" for cell in cells)
    head, body = f"<thead><tr>{heads}</tr></thead>", f"<tbody><tr>{row}</tr></tbody>"
    return f'<table class="docutils">{head}{body}</table>'


def test_a_table_is_read_by_rows_where_its_columns_do_not_fit() -> None:
    small = epub_page.small_tables(_table(["a", "b", "c"]))
    assert '<table class="docutils">' in small
    assert '<td data-label="item:"><p>a</p></td><td data-label="price:"><p>b</p></td>' in small
    assert "<td><p>c</p></td>" in small and '<td class="head"></td>' in small
    assert '<table class="medium docutils">' in epub_page.small_tables(
        _table(["a" * 40, "b" * 9, ""])
    )
    assert '<table class="wide docutils">' in epub_page.small_tables(_table(["a" * 40] * 3))


def test_a_formula_says_its_source() -> None:
    formula = mathml.to_mathml(r"a < b\text{ as }", True)
    body = epub_page.described_formulas(f'<div class="math" id="x">{formula}</div>')
    assert r'alttext="a &lt; b\text{ as }"' in body and "annotation" not in body
    ElementTree.fromstring(body)
    long = mathml.to_mathml("+".join("abcdefghijklmnopqrstuvwxyz"), True)
    described = epub_page.described_formulas(f'<div class="math">{long}</div>')
    assert '<div class="math longer">' in described


def test_a_page_is_read_back_or_refused() -> None:
    inner = '<section id="b"><h2>Two <em>x</em></h2><svg/></section>'
    body = f'<section id="a"><h1>One</h1>{inner}</section>'
    text = epub_page.page(body, title="One & all", lang="en", depth=2)
    assert 'href="../../epub.css"' in text
    outline = epub_page.outline(text)
    assert (outline.title, outline.sections) == ("One & all", (("b", "Two x"),))
    assert outline.properties == "svg"
    with pytest.raises(ElementTree.ParseError):
        epub_page.outline(text.replace("</em>", ""))


def test_the_contents_nest_and_a_caption_is_no_link() -> None:
    body = epub_package.contents_body(CONTENTS, [("toc", "Contents", "nav.xhtml")])
    root = ElementTree.fromstring(epub_page.page(body, title="C", lang="en", depth=0).encode())
    modules = root.findall(f".//{epub_page.XHTML}li")[1]
    assert modules.findtext(f"{epub_page.XHTML}span") == "Modules"
    assert [a.get("href") for a in modules.iter(f"{epub_page.XHTML}a")] == [
        "m/index.xhtml",
        "m/t.xhtml",
    ]
    assert '<ol hidden="">' in body
    old = ElementTree.fromstring(epub_package.ncx(METADATA, CONTENTS).encode())
    sources = [
        point.get("src") for point in old.iter("{http://www.daisy.org/z3986/2005/ncx/}content")
    ]
    assert sources == [
        "index.xhtml",
        "m/index.xhtml",
        "m/index.xhtml",
        "m/t.xhtml",
        "g.xhtml",
        "g.xhtml#a",
    ]


def test_the_package_lists_its_files_and_reads_pages_in_turn() -> None:
    items = [Item("cover.png", "image/png", "cover-image"), Item("a.xhtml", "x", "svg", spine=True)]
    text = epub_package.package_document(METADATA, items)
    root = ElementTree.fromstring(text.encode())
    assert [ref.get("idref") for ref in root.iter(f"{{{root.tag[1:].split('}')[0]}}}itemref")] == [
        "item-1"
    ]
    assert "T &amp; T" in text and "<dc:date>2023-11-14</dc:date>" in text
    assert '<meta name="cover" content="item-0"/>' in text


def test_the_archive_is_the_same_for_the_same_date(tmp_path: Path) -> None:
    for name, files in [("a", {"x": b"1", "y": b"2"}), ("b", {"y": b"2", "x": b"1"})]:
        epub_package.write_archive(tmp_path / name, files, METADATA.epoch)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    first = zipfile.ZipFile(tmp_path / "a").infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert first.date_time[:3] == (2023, 11, 14)
    epub_package.write_archive(tmp_path / "old", {}, 0)
    assert zipfile.ZipFile(tmp_path / "old").infolist()[0].date_time[0] == 1980


def test_the_cover_is_a_picture_and_the_same_each_time() -> None:
    first = epub_cover.png("Napkin Math for AI Systems", "The Napkin Math authors")
    assert first.startswith(b"\x89PNG") and len(first) < 300_000
    assert first == epub_cover.png("Napkin Math for AI Systems", "The Napkin Math authors")


def test_a_template_escapes_what_it_is_given_and_misses_nothing() -> None:
    title = filled("title.xhtml", metadata=METADATA, day="1 May 2026")
    assert "T &amp; T" in title and "D &lt; E" in title and title.endswith("</section>")
    with pytest.raises(UndefinedError, match="day"):
        filled("title.xhtml", metadata=METADATA)


def test_text_of_a_figure_is_drawn_each_letter_once() -> None:
    svg = (
        '<svg font-family="sans-serif" font-size="11" width="99pt"><defs></defs>'
        '<text x="50.00" y="20.00" text-anchor="middle" fill="currentColor">anna &amp; an</text>'
        '<text x="9.00" y="50.00" font-size="0.80em" transform="rotate(-90 9.00 50.00)">a</text>'
        "</svg>"
    )
    drawn = outlines.outlined(svg)
    assert "<text" not in drawn
    shapes = re.findall(r'<path id="(letter-[\w-]+)" d="(M[^"]+z)"/>', drawn)
    uses = re.findall(r'<use xlink:href="#(letter-[\w-]+)"', drawn)
    assert len(shapes) == len(dict(shapes)) and {name for name, _ in shapes} <= set(uses)
    assert uses.count(uses[0]) == 4, "the letter a"
    first, second = re.findall(r'<g([^>]*) transform="translate\(([\d.]+) ([\d.]+)\) rotate', drawn)
    assert first[0] == ' fill="currentColor"' and 20 < float(first[1]) < 30 and first[2] == "20.00"
    assert second == ("", "9.00", "50.00")
    assert outlines.outlined("<svg><text>a</text></svg>") == "<svg><text>a</text></svg>"
