"""The whole site from a zip, opened as files: no server, no network."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from site_pages import SITE, pages

FIGURE = "chapters/05-real-time-ml/index.html"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, zipped and unzipped in a place with a space in its name."""
    home = tmp_path_factory.mktemp("a reader")
    archive = shutil.make_archive(str(home / "site"), "zip", SITE)
    shutil.unpack_archive(archive, home / "my book")
    return home / "my book"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_every_page_opens_with_all_it_asks_for(folder: Path, page: Page) -> None:
    failed: list[str] = []
    # Leaving a page calls off what it may still be loading, its icon for one: that is no failure.
    page.on(
        "requestfailed",
        lambda it: None if "ABORTED" in str(it.failure) else failed.append(f"{page.url}: {it.url}"),
    )
    page.on("pageerror", lambda error: failed.append(f"{page.url}: {error}"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in pages():
        page.goto((folder / path.relative_to(SITE)).as_uri())
        assert page.evaluate("getComputedStyle(document.body).fontFamily.length") > 0
        assert page.evaluate("[...document.styleSheets].some(s => s.href)"), path
    assert not failed, "\n".join(failed)
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]


def test_links_themes_and_sliders_work(folder: Path, page: Page) -> None:
    page.goto((folder / "index.html").as_uri())
    page.locator("main article a[href*='real-time-ml']").first.click()
    page.wait_for_url("**/chapters/05-real-time-ml/**")
    for colours in ("dark", "light"):
        page.locator(".theme-switch-button").first.click()
        page.locator(f".theme-change-button[data-mode={colours}]").first.click()
        assert page.evaluate("document.documentElement.dataset.theme") == colours
    page.goto((folder / FIGURE).as_uri())
    box = page.locator(".explore").first
    if box.locator(".explore-guess").count():
        box.locator(".explore-guess button").press("Enter")
    said = box.locator(".explore-said")
    before = said.text_content()
    box.locator(".explore-sliders input[type=range]").first.press("ArrowLeft")
    assert said.text_content() != before


def test_the_search_page_answers(folder: Path, page: Page) -> None:
    page.goto((folder / "index.html").as_uri())
    page.keyboard.press("Control+k")
    page.locator("#pst-search-dialog input").fill("goodput")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=goodput")
    page.locator("ul.search li a").first.wait_for()
    page.locator("ul.search li a").first.click()
    page.wait_for_url("**/chapters/**")
