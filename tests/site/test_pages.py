"""What a reader gets: links that lead somewhere, no third party, a description on every page."""

import re
import tomllib
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from contract import is_deeper
from pages import all_pages
from site_pages import SITE, pages

from napkin_book.html import assets

GENERATED = {"search.html", "genindex.html", "404.html"}


class Outline(HTMLParser):
    """The links, ids and loaded resources of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.meta: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in {"script", "img", "iframe", "source"} and "src" in values:
            self.loads.append(values["src"])
        if tag == "link" and values.get("rel") not in {"canonical", "author", "license"}:
            self.loads.append(values.get("href", ""))
        if tag == "meta" and "name" in values:
            self.meta[values["name"]] = values.get("content", "")


@cache
def outline(path: Path) -> Outline:
    return Outline(path.read_text("utf-8"))


def test_nothing_is_loaded_from_elsewhere(html: Path) -> None:
    foreign = [source for source in outline(html).loads if urlsplit(source).netloc]
    assert not foreign


def test_what_is_loaded_is_there(html: Path) -> None:
    for source in outline(html).loads:
        if path := unquote(urlsplit(source).path):
            assert (html.parent / path).is_file(), f"{source} is missing"


def test_every_link_leads_somewhere(html: Path) -> None:
    for link in outline(html).links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or link in {"", "#"}:
            continue
        target = (html.parent / unquote(parts.path)).resolve() if parts.path else html
        assert target.is_file(), f"{link} leads nowhere"
        if parts.fragment and target.suffix == ".html" and target.name not in GENERATED:
            assert unquote(parts.fragment) in outline(target).ids, f"{link}: no such place"


def test_ids_are_unique(html: Path) -> None:
    ids = outline(html).ids
    assert not {name for name in ids if ids.count(name) > 1}


def test_page_describes_itself(html: Path) -> None:
    if html.name in GENERATED:
        return
    assert len(outline(html).meta.get("description", "")) > 20


def test_no_trace_of_an_error_is_shown(html: Path) -> None:
    text = html.read_text("utf-8")
    assert "Traceback (most recent call last)" not in text
    assert not re.search(r"\{(?:glue|cite|term|ref|doc)[^}]*\}`", text), "a role was not rendered"
    assert "None</p>" not in text


def test_tag_pages_count_what_the_catalogue_promises_of_the_pages_present() -> None:
    catalogue = tomllib.loads(
        (Path(__file__).parents[1] / "book/catalogue.toml").read_text("utf-8")
    )
    present = {
        entry["title"]: entry["tags"]
        for entry in catalogue["module"] + catalogue["topic"]
        if (SITE / "chapters" / entry.get("module", entry["id"]) / _file(entry)).is_file()
    }
    deeper = [page.tags for page in all_pages() if is_deeper(page)]
    for tag in {tag for tags in present.values() for tag in tags}:
        expected = sum(tag in tags for tags in [*present.values(), *deeper])
        text = (SITE / "_tags" / f"{tag}.html").read_text("utf-8")
        noun = "page" if expected == 1 else "pages"
        assert re.search(rf"<h1>{expected} {noun} tagged with ", text)
        for title, tags in present.items():
            listed = re.sub(r"<[^>]+>", "", text)
            assert tag not in tags or title.replace("&", "&amp;") in listed


def _file(entry: dict) -> str:
    return f"{entry['id']}.html" if "module" in entry else "index.html"


def test_there_are_pages() -> None:
    assert len(pages()) >= 5


def test_a_wide_table_scrolls_and_the_page_does_not(html: Path) -> None:
    assert '<table class="docutils' not in html.read_text("utf-8")  # the theme's writer is at work


def test_no_words_between_two_dollar_signs_became_a_formula(html: Path) -> None:
    for tex in re.findall(r"<annotation[^>]*>(.*?)</annotation>", html.read_text("utf-8"), re.S):
        plain = re.sub(r"\\\w+\{[^{}]*\}", "", tex)
        assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", plain), tex


def test_llms_txt_lists_pages_that_exist() -> None:
    links = re.findall(r"^- \[[^\n]*\]\(([^)\s]+)\)", (SITE / "llms.txt").read_text("utf-8"), re.M)
    listed = {link for link in links if not urlsplit(link).netloc}
    written = {path.relative_to(SITE).as_posix() for path in pages() if path.name not in GENERATED}
    assert listed == written


def test_the_one_style_sheet_imports_nothing() -> None:
    sheet = (SITE / "_static/site.css").read_text("utf-8")
    assert "@import" not in sheet and "a.headerlink" in sheet


def test_the_tokens_that_pages_leave_out_have_no_colour_of_their_own() -> None:
    sheet = (SITE / "_static/site.css").read_text("utf-8")
    for theme in ("light", "dark"):
        code = rf'html\[data-theme="{theme}"\] \.highlight'
        base = re.search(rf"{code} {{[^}}]*(?<![-\w])color: (#\w+)", sheet)[1]
        for token in ("n", "nn", "p", "w"):
            assert re.search(rf"{code} \.{token} {{ color: {base} }}", sheet), (theme, token)


def test_the_style_sheet_has_the_rules_of_every_class(html: Path) -> None:
    text = re.sub(r"<script\b.*?</script>", "", html.read_text("utf-8"), flags=re.DOTALL)
    used = {name for names in re.findall(r'\sclass="([^"]*)"', text) for name in names.split()}
    assert not sorted(filter(assets.is_left_out, used))
