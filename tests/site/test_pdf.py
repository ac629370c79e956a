"""The PDF: set without loss, complete, and numbered as the site is."""

import re
from html import unescape

import pytest
from pdf_book import LATEX, PDF, complaints, facts, fonts, numbers_of_page, numbers_of_pdf
from site_pages import SITE


@pytest.fixture(scope="module", autouse=True)
def book() -> None:
    assert PDF.is_file(), "no PDF in _build/pdf: run make pdf first"


def test_latex_lost_nothing_and_nothing_sticks_out() -> None:
    log = (LATEX / "napkin-math.log").read_text("utf-8", "replace")
    assert "Output written on napkin-math.pdf" in log
    assert not complaints(log)


def test_the_pdf_says_what_it_is() -> None:
    said = facts()
    assert said["Title"] == "Napkin Math for AI Systems"
    assert said["Author"] == "The Napkin Math authors"
    assert int(said["Pages"]) > 50
    assert said["Page size"].startswith("535.7")  # 189 mm


def test_the_pdf_is_small_enough_to_send() -> None:
    assert PDF.stat().st_size < 10e6


def test_every_font_is_embedded() -> None:
    rows = fonts()
    assert rows and all(row[-5] == "yes" for row in rows)
    names = " ".join(row[0] for row in rows)
    for face in ("Pagella-Regular", "PagellaMath", "Heros-Bold", "JetBrainsMono"):
        assert face in names


def test_no_figure_has_become_a_picture_of_points() -> None:
    pictures = {path.suffix for path in LATEX.glob("*") if path.suffix in {".png", ".jpg", ".svg"}}
    assert not pictures
    assert len(list(LATEX.glob("*.pdf"))) > 3


def test_its_numbers_are_those_of_the_site() -> None:
    book_numbers = numbers_of_pdf((LATEX / "napkin-math.aux").read_text("utf-8"))
    seen = 0
    for html in sorted(SITE.rglob("*.html")):
        docname = html.relative_to(SITE).with_suffix("").as_posix()
        if not docname.startswith(("chapters/", "index")):
            continue
        for label, number in numbers_of_page(docname, html.read_text("utf-8")).items():
            assert book_numbers.get(label) == number, f"{label} is {number} on the site"
            seen += 1
    assert seen > 20


def plain(term: str) -> str:
    return unescape(term).replace("’", "'")


def test_every_chapter_tag_term_and_source_of_the_site_is_in_the_book() -> None:
    aux = (LATEX / "napkin-math.aux").read_text("utf-8")
    for html in [SITE / "index.html", *SITE.glob("chapters/*/*.html")]:
        docname = html.relative_to(SITE).with_suffix("").as_posix()
        assert f"\\newlabel{{{docname}::doc}}" in aux
    for tag in SITE.glob("_tags/*.html"):
        assert tag.stem == "tagsindex" or f"\\newlabel{{_tags/{tag.stem}::doc}}" in aux
    index = (LATEX / "napkin-math.ind").read_text("utf-8")
    glossary = (SITE / "chapters/reference/glossary.html").read_text("utf-8")
    terms = re.findall(r'<dt id="term-[^"]+">([^<]+)<', glossary)
    assert terms and not [term for term in terms if f"\\item {plain(term)}," not in index]
    sources = (SITE / "chapters/reference/references.html").read_text("utf-8")
    entries = sources.count('<div class="citation"')
    assert (LATEX / "napkin-math.tex").read_text("utf-8").count("\\bibitem") == entries > 10
