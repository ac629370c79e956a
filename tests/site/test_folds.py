"""Folded code in a browser: closed at first, opened by one switch, remembered, and on paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from site_pages import SITE, pages

ALL_OPEN = "[...document.querySelectorAll('details.hide')].every(fold => fold.open)"
NONE_OPEN = "[...document.querySelectorAll('details.hide')].every(fold => !fold.open)"
# What moves after a page was first shown, but for what the reader has asked for.
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (!entry.hadRecentInput) window.shifts += entry.value;
})).observe({ type: "layout-shift", buffered: true });
"""


def folded() -> str:
    """Return the page with the most folds."""
    counts = {path: path.read_text("utf-8").count('<details class="hide">') for path in pages()}
    most = max(counts, key=lambda path: counts[path])
    assert counts[most] > 1
    return most.relative_to(SITE).as_posix()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_a_switch_opens_all_code_and_is_remembered(page: Page, address: str) -> None:
    page.add_init_script(SHIFTS)
    page.goto(address + folded())
    assert page.evaluate(NONE_OPEN)
    switch = page.get_by_role("radiogroup", name="Code:")
    assert switch.get_by_role("radio", name="folded").is_checked()
    switch.get_by_role("radio", name="folded").focus()
    page.keyboard.press("ArrowRight")
    assert switch.get_by_role("radio", name="open").is_checked()
    assert page.evaluate(ALL_OPEN)
    page.reload(wait_until="networkidle")
    assert page.evaluate(ALL_OPEN)
    assert switch.get_by_role("radio", name="open").is_checked()
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifts") < 0.01
    switch.get_by_role("radio", name="open").focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(NONE_OPEN)
    page.reload()
    assert page.evaluate(NONE_OPEN)


def test_paper_shows_the_code_that_shows(page: Page, address: str) -> None:
    page.goto(address + folded())
    first, second = page.locator("details.hide").nth(0), page.locator("details.hide").nth(1)
    first.locator("summary").click()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert first.locator("pre").first.is_visible()
    assert not second.is_visible()
    assert not page.locator(".code-switch").is_visible()


def test_without_scripts_there_is_no_switch_and_folds_open(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + folded())
    assert not page.locator(".code-switch").is_visible()
    fold = page.locator("details.hide").first
    assert not fold.locator("pre").first.is_visible()
    fold.locator("summary").click()
    assert fold.locator("pre").first.is_visible()
    context.close()
