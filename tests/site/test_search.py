"""The search as a reader uses it: thirty questions written before it was tried, and keys."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest
from axe import Axe
from playwright.sync_api import Browser, Page
from site_pages import SITE

QUERIES = tomllib.loads(Path(__file__).with_name("search_queries.toml").read_text("utf-8"))["query"]
FIELD = "#pst-search-dialog input"
FIRST, CHOSEN = ".find-list [role=option]", ".find-list [aria-selected=true]"
# Notes when the answer to what is in the field is shown; a question that is not the last is not.
CLOCK = """
() => {
  const field = document.querySelector("#pst-search-dialog input");
  field.addEventListener("input", () => { window.asked = performance.now(); window.ms = null; });
  new MutationObserver(() => {
    if (document.querySelector(".find-told").textContent.includes(field.value.trim()))
      window.ms = window.ms ?? performance.now() - window.asked;
  }).observe(document.querySelector(".find-told"), {childList: true});
}
"""
times_ms: list[float] = []


def _asked(address: str, browser: Browser, path: str = "index.html", **options: object) -> Page:
    """A page with the search dialog open."""
    page = browser.new_page(**options)  # type: ignore[arg-type]
    page.goto(address + path)
    page.evaluate(CLOCK)
    page.keyboard.press("Control+k")
    return page


@pytest.fixture(scope="module")
def page(address: str, browser: Browser) -> Iterator[Page]:
    page = _asked(address, browser)
    answer(page, "anything")  # the index loads once
    yield page
    page.close()


def answer(page: Page, text: str) -> str:
    """Type a question; return where the first answer leads."""
    page.locator(FIELD).press("Control+a")
    page.locator(FIELD).press_sequentially(text)
    page.wait_for_function("() => window.ms != null")
    first = page.locator(FIRST)
    return str(first.first.evaluate("a => a.href")) if first.count() else ""


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(q, id=q["text"], marks=[pytest.mark.xfail(reason=q["missed"], strict=True)])
        if "missed" in q
        else pytest.param(q, id=q["text"])
        for q in QUERIES
    ],
)
def test_the_right_page_comes_first(query: dict[str, str], page: Page, address: str) -> None:
    found = answer(page, query["text"]).removeprefix(address)
    times_ms.append(page.evaluate("window.ms"))
    assert found == query["page"]


def test_the_answer_comes_while_one_types(record_property: Callable[[str, str], None]) -> None:
    assert times_ms, "asked after the questions above"
    slow, usual = max(times_ms), median(times_ms)
    found = f"{len(times_ms)} answers, median {usual:.0f} ms, slowest {slow:.0f} ms"
    record_property("search", found)
    assert usual < 1000  # generous: machines differ


def test_every_term_of_the_glossary_is_found_by_its_name(page: Page) -> None:
    text = (SITE / "chapters/reference/glossary.html").read_text("utf-8")
    terms = re.findall(r'<dt id="(term-[^"]+)">(.*?)<a class="headerlink', text)
    assert len(terms) > 20
    for anchor, name in terms:
        plain = re.sub(r"<[^>]+>", "", name).replace("&amp;", "&")
        page.locator(FIELD).fill(plain)
        page.wait_for_function("() => window.ms != null")
        links = page.locator(".find-page").evaluate_all("all => all.map(a => a.hash)")
        assert f"#{anchor}" in links[:3], f"{plain}: {links}"


def test_no_answer_shows_code_or_formulas(page: Page) -> None:
    for text in ("numpy import", "queue"):
        answer(page, text)
        assert not re.search(r"\bimport numpy\b|\\\\frac", page.locator(".find-list").inner_text())


def test_nothing_of_it_loads_before_it_is_opened(address: str, browser: Browser) -> None:
    page = browser.new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(address + "index.html", wait_until="networkidle")
    assert not [url for url in loaded if "pagefind" in url or "searchindex" in url]
    page.locator(".search-button__button").first.click()
    page.locator(FIELD).press_sequentially("goodput")
    page.locator(FIRST).first.wait_for()
    assert [url for url in loaded if "pagefind.js" in url]
    assert not [url for url in loaded if not url.startswith((address, "data:", "blob:"))]
    page.close()


def test_it_is_used_by_keyboard_alone(address: str, browser: Browser) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(address + "chapters/05-real-time-ml/index.html")
    page.evaluate(CLOCK)
    link = page.locator("main article a[href]").first
    link.focus()
    page.keyboard.press("/")
    assert page.evaluate(f"document.activeElement.matches({FIELD!r})")
    answer(page, "retry")
    field, chosen = page.locator(FIELD), page.locator(CHOSEN)
    first = chosen.get_attribute("id")
    assert field.get_attribute("aria-activedescendant") == first
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert chosen.count() == 1 and chosen.get_attribute("id") != first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # round the end
    assert chosen.get_attribute("id") == page.locator(FIRST).last.get_attribute("id")
    page.keyboard.press("Escape")
    assert not page.locator("#pst-search-dialog").evaluate("it => it.open")
    assert link.evaluate("it => it === document.activeElement")
    page.keyboard.press("Control+k")
    answer(page, "goodput")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary.html#term-goodput")
    page.close()


def test_a_stroke_typed_into_a_field_opens_nothing(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address + "chapters/06-vector-search/vector-similarity-search.html")
    page.locator(".explore-sliders input").first.focus()
    page.keyboard.press("/")
    assert not page.locator("#pst-search-dialog").evaluate("it => it.open")
    page.close()


def test_axe_finds_nothing_in_its_answers(address: str, browser: Browser) -> None:
    page = _asked(address, browser)
    answer(page, "hedged request")
    axe = Axe(page)
    told = []
    for width in (1280, 375):
        for colours in ("light", "dark"):
            told += axe.violations(width, colours)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    assert not told, "\n".join(told)


def test_without_its_index_the_form_leads_to_the_search_page(
    address: str, browser: Browser
) -> None:
    page = browser.new_page()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(address + "index.html")
    page.keyboard.press("Control+k")
    page.locator(FIELD).press_sequentially("goodput")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=goodput")
    page.locator("ul.search li").first.wait_for()
    page.close()
