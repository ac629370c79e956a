"""What a reader's browser makes of every page: what it loads, and what assistive tools get."""

import gzip
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from shutil import which

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Response, sync_playwright
from site_pages import SITE

MOST_BYTES, MOST_REQUESTS = 220_000, 20
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The site served on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    program = which("chromium") or which("google-chrome")
    assert program, "no Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


def _opened(browser: Browser, **options: object) -> Page:
    context = browser.new_context(**options)  # type: ignore[arg-type]
    return context.new_page()


def _path(html: Path) -> str:
    return html.relative_to(SITE).as_posix()


def test_first_view_is_light(html: Path, address: str, browser: Browser) -> None:
    page = _opened(browser, viewport={"width": 1280, "height": 900})
    answers: list[Response] = []
    errors: list[str] = []
    page.on("response", lambda answer: answers.append(answer))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + _path(html), wait_until="networkidle")
    assert not errors
    assert not [a.url for a in answers if not a.url.startswith((address, "data:"))]
    loaded = {a.url: a for a in answers if a.url.startswith(address)}
    sizes = {url: len(gzip.compress(a.body(), 9)) for url, a in loaded.items()}
    if html.name != "search.html":  # the one page that needs its index at once
        assert sum(sizes.values()) <= MOST_BYTES, sizes
    assert len(sizes) <= MOST_REQUESTS, sorted(sizes)
    page.context.close()


def test_axe_finds_nothing(html: Path, address: str, browser: Browser) -> None:
    page = _opened(browser, reduced_motion="reduce")
    page.goto(address + _path(html))
    page.evaluate(AXE)
    told = []
    page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
    for width, colours in product((1280, 375), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        page.wait_for_function("c => document.documentElement.dataset.theme === c", arg=colours)
        page.wait_for_timeout(350 if colours == "light" else 0)  # the theme looks what scrolls
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", STANDARDS
        )
        told += [
            f"{colours} {width} {rule['id']}: {node['target']} {node['failureSummary'][:200]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
    page.context.close()
    assert not told, "\n".join(told)


def test_page_does_not_scroll_sideways(html: Path, address: str, browser: Browser) -> None:
    page = _opened(browser, viewport={"width": 320, "height": 700})
    page.goto(address + _path(html))
    width = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert width <= 320
