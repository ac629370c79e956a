"""Cards beside terms, sources, equations, figures and computed numbers, in a browser."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import Axe
from playwright.sync_api import Browser, Page
from site_pages import SITE, pages

MOST_BYTES = 10_000
DATA = re.compile(r'<script type="application/json" id="card-data">(.*?)</script>', re.DOTALL)
KINDS = {
    "number": "main article .calc.has-card",
    "term": "main article a.has-card:has(.std-term)",
    "source": "main article .bibtex-citation a.has-card",
    "picture": "main article a.has-card[href^='#']:not(:has(.std-term))",
}


def _with(text: str) -> str:
    found = [path for path in pages() if text in path.read_text("utf-8")]
    return found[0].relative_to(SITE).as_posix() if found else ""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_a_page_pays_little_for_its_cards(html: Path) -> None:
    text = html.read_text("utf-8")
    script = (SITE / "_static" / "cards.js").read_bytes() if "cards.js" in text else b""
    data = "".join(DATA.findall(text)).encode()
    assert len(gzip.compress(script, 9)) + len(gzip.compress(data, 9)) <= MOST_BYTES


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", 'class="calc calc-'),
        ("term", 'class="xref std std-term"'),
        ("source", 'class="bibtex-citation"'),
        ("picture", 'internal" href="#fig-'),
    ],
)
def test_a_card_shows_by_pointer_and_by_keyboard_and_leaves(
    page: Page, address: str, kind: str, text: str
) -> None:
    name = _with(text)
    if not name:
        pytest.skip("no page has one yet")
    page.goto(address + name)
    card, trigger = page.locator("#book-card"), page.locator(KINDS[kind]).first
    trigger.scroll_into_view_if_needed()
    trigger.hover()
    card.wait_for(state="visible")
    assert trigger.get_attribute("aria-describedby") == "book-card"
    assert card.get_attribute("role") == "tooltip"
    shown = card.inner_text().strip() or card.locator("svg, math").count()
    assert shown
    card.hover()  # a pointer may go to the card, which stays
    page.wait_for_timeout(400)
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert trigger.get_attribute("aria-describedby") is None
    page.mouse.move(0, 0)
    trigger.evaluate(
        "it => { it.scrollIntoView({block: 'center'}); it.focus({focusVisible: true}); }"
    )
    card.wait_for(state="visible")
    box = card.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 1280
    assert not Axe(page).violations(1280, "light")
    trigger.evaluate("it => it.blur()")
    card.wait_for(state="hidden")


def test_a_touch_opens_a_card_with_the_way_on(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(address + _with('class="xref std std-term"'))
    before = page.url
    page.locator(KINDS["term"]).first.tap()
    card = page.locator("#book-card")
    card.wait_for(state="visible")
    assert page.url == before
    box = card.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 375
    card.locator("a").tap()
    page.wait_for_url("**/glossary.html#term-*")
    context.close()


def test_without_scripts_nothing_looks_like_a_card(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + _with('class="xref std std-term"'))
    assert not page.locator("[tabindex='0'].calc, .has-card, #book-card").count()
    assert (
        page.locator(".bibtex-citation a[title]").count()
        == page.locator(".bibtex-citation a").count()
    )
    context.close()
