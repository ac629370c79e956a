"""What a reader's browser makes of every page: what it loads, and what assistive tools get."""

import gzip
from pathlib import Path

import pytest
from axe import Axe
from contract import not_converted
from playwright.sync_api import Browser, Page, Response
from site_pages import SITE

MOST_BYTES, MOST_REQUESTS = 160_000, 20
#: What a page that is not yet in the second form may load beyond that.
OLD_FORM_BYTES = 20_000
# One page of each kind is looked at whole, at both widths in both colours. On the others, what can
# only differ in colour is asked of colours alone.
WHOLE = {
    "index.html",
    "_tags/system-design.html",
    "chapters/05-real-time-ml/real-time-inference.html",
    "chapters/reference/glossary.html",
}
ALL, COLOURS = Axe.standards, ("color-contrast", "link-in-text-block")


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
        source = Path(_path(html)).with_suffix(".md").as_posix()
        most = MOST_BYTES + (OLD_FORM_BYTES if source in not_converted() else 0)
        assert sum(sizes.values()) <= most, sizes
    assert len(sizes) <= MOST_REQUESTS, sorted(sizes)
    page.context.close()


def test_axe_finds_nothing(html: Path, address: str, browser: Browser) -> None:
    page = _opened(browser, reduced_motion="reduce")
    page.goto(address + _path(html))
    page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
    axe = Axe(page)
    told = []
    whole = _path(html) in WHOLE
    axe.keep_two_of_each_colour_of_code()
    for width, colours, rules in (
        (1280, "light", ALL),
        (1280, "dark", ALL if whole else COLOURS),
        *([(375, "light", ALL)] if whole else []),
        (375, "dark", ALL),
    ):
        told += axe.violations(width, colours, rules)
    page.context.close()
    assert not told, "\n".join(told)


def test_page_does_not_scroll_sideways(html: Path, address: str, browser: Browser) -> None:
    page = _opened(browser, viewport={"width": 320, "height": 700})
    page.goto(address + _path(html))
    width = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert width <= 320


def test_paper_is_white_and_shows_the_answers(address: str, browser: Browser) -> None:
    page = _opened(browser, color_scheme="dark")
    page.goto(address + "chapters/06-vector-search/index.html")
    folds = page.locator("main details.sd-dropdown")
    theme = "document.documentElement.dataset.theme"
    assert folds.count() and page.evaluate(theme) == "dark"
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(theme) == "light"
    assert folds.evaluate_all("all => all.every(fold => fold.open)")
    for gone in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".explore form", ".copybtn"):
        assert not page.locator(gone).first.is_visible(), gone
    for kept in ("article h2", ".explore svg", ".explore-said"):
        assert page.locator(kept).first.is_visible(), kept
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(theme) == "dark"
    assert folds.evaluate_all("all => all.every(fold => !fold.open)")
    page.context.close()


def test_without_scripts_a_page_is_light_and_its_code_can_be_read(
    address: str, browser: Browser
) -> None:
    page = _opened(browser, color_scheme="dark", java_script_enabled=False)
    page.goto(address + "chapters/05-real-time-ml/real-time-inference.html")
    assert page.locator("html").get_attribute("data-theme") == "light"
    for gone in (".pst-js-only", ".copybtn"):
        assert not page.locator(f"{gone} >> visible=true").count(), gone
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_is_known_before_the_page_is_drawn(
    address: str, browser: Browser, scheme: str
) -> None:
    page = _opened(browser, color_scheme=scheme)
    seen: list[str] = []
    page.expose_function("saw", lambda theme: seen.append(theme))
    page.add_init_script(
        "document.addEventListener('readystatechange', () => {"
        " saw(document.documentElement.dataset.theme); })"
    )
    page.goto(address + "index.html", wait_until="networkidle")
    assert set(seen) == {scheme}
    page.context.close()


def test_one_color_marks_the_focus(address: str, browser: Browser) -> None:
    page = _opened(browser, viewport={"width": 1280, "height": 900})
    page.goto(address + "chapters/05-real-time-ml/real-time-inference.html")
    colors: set[str] = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        colors.add(
            page.evaluate(
                "(a => a === document.body || a.type === 'radio' ? '' :"
                " getComputedStyle(a).outlineColor)(document.activeElement)"
            )
        )
    assert len(colors - {""}) == 1
    page.context.close()
