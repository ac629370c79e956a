"""The figures that recompute, in a real browser, from the folder as a reader may unzip it."""

import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page
from site_pages import SITE, pages

sys.path.insert(0, str(Path(__file__).parents[1] / "book"))

from scalar_vectors import CASES, EXACT, RUNNER, agree, call_python, vectors

from napkin_book.interactive import scalar_js

FIGURES = {
    "fig-rt-map": "chapters/05-real-time-ml/real-time-inference.html",
    "fig-vs-dimension": "chapters/06-vector-search/vector-similarity-search.html",
    "fig-rtml-backlog": "chapters/05-real-time-ml/index.html",
    "fig-vector-search-walls": "chapters/06-vector-search/index.html",
    "fig-mcm-record": "chapters/09-cost-and-finops/ml-cost-models.html",
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert not errors


def opened(page: Page, figure: str, settings: str = "") -> Locator:
    page.goto("about:blank")
    page.goto(f"{(SITE / FIGURES[figure]).as_uri()}{settings}")
    return page.locator(".explore", has=page.locator(f"#{figure}"))


def state(box: Locator) -> dict[str, str]:
    return {
        "path": box.locator('[id$="-ex-line-0"] path').get_attribute("d") or "",
        "said": re.sub(
            r"^You said .*?; it is .*?\. (?=\S)",
            "",
            box.locator(".explore-said").text_content() or "",
        ),
        "table": box.locator("table").text_content() or "",
        "link": box.locator(".explore-sliders a").get_attribute("href") or "",
    }


def shown(box: Locator) -> None:
    if box.locator(".explore-guess").count():
        box.locator(".explore-guess button").press("Enter")


@pytest.mark.parametrize("figure", FIGURES)
def test_a_key_moves_curve_sentence_table_and_link(page: Page, figure: str) -> None:
    box = opened(page, figure)
    shown(box)
    before = state(box)
    for slider in box.locator(".explore-sliders input[type=range]").all():
        named = slider.get_attribute("aria-valuetext")
        key = "ArrowRight" if slider.input_value() == slider.get_attribute("min") else "ArrowLeft"
        slider.press(key)
        slider.press(key)
        assert slider.get_attribute("aria-valuetext") != named
    after = state(box)
    assert all(before[part] != after[part] for part in before)
    assert box.locator(".explore-said").get_attribute("aria-live") == "polite"
    again = opened(page, figure, after["link"])
    assert state(again) == after
    again.locator("button[type=reset]").press("Enter")
    assert state(again) == before


@pytest.mark.parametrize("figure", FIGURES)
def test_the_page_begins_with_what_the_build_drew(
    browser: Browser, page: Page, figure: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = opened(context.new_page(), figure)
    built, built_path = plain.locator(".explore-said").text_content(), state(plain)
    assert not plain.locator("form").first.is_visible()
    box = opened(page, figure)
    here = state(box)
    assert here["said"] == built and here["table"] == built_path["table"]
    drawn, now = (
        [float(number) for number in re.findall(r"[\d.]+", path["path"])]
        for path in (built_path, here)
    )
    assert now[:2] == pytest.approx(drawn[:2], abs=0.05)
    if figure != "fig-rtml-backlog":  # the build cuts what runs out of the figure
        assert now[-2:] == pytest.approx(drawn[-2:], abs=0.05)
    context.close()


def test_the_curve_is_hidden_until_the_reader_has_guessed(page: Page) -> None:
    box = opened(page, "fig-rt-map")
    curve = box.locator('[id$="-ex-line-0"]')
    assert not curve.is_visible() and not box.locator(".explore-said").is_visible()
    assert not box.locator("figcaption").is_visible()
    mark = box.locator(".explore-mark")
    assert mark.is_visible(), "the guess is drawn while it moves"
    guess, before = box.locator(".explore-guess input"), mark.get_attribute("d")
    assert guess.input_value() == "50", "the slider begins in the middle"
    guess.press("ArrowRight")
    assert mark.get_attribute("d") != before
    guess.press("Enter")
    assert curve.is_visible() and not box.locator(".explore-guess").count()
    said = box.locator(".explore-said").inner_text()
    assert re.match(r"You said \d+ %; it is \d+ %\. ", said)
    assert page.evaluate("document.activeElement.className") == "explore-said"


def test_the_question_stands_first_and_full_width(page: Page) -> None:
    box = opened(page, "fig-rt-map")
    asked, figure = (
        box.locator(".explore-guess").bounding_box(),
        box.locator("figure").bounding_box(),
    )
    assert asked and figure and asked["y"] + asked["height"] <= figure["y"]
    assert asked["width"] >= figure["width"] - 1


@pytest.mark.parametrize("figure", FIGURES)
def test_a_field_takes_exact_values_and_says_what_is_allowed(page: Page, figure: str) -> None:
    box = opened(page, figure)
    shown(box)
    form = box.locator(".explore-sliders")
    field = form.locator(".explore-field").first
    label = form.locator("label").first.inner_text()
    slider = form.locator("input[type=range]").first
    first = field.input_value()
    slider.press("ArrowRight")
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    moved = field.input_value()
    field.fill(first)
    field.press("Enter")
    assert field.input_value() == first and state(box)["link"] == f"#{figure}"
    field.fill(moved)
    field.press("Tab")
    kept = state(box)
    assert kept["link"] != f"#{figure}" or moved == first
    for wrong in ("1e30", "no number"):
        field.fill(wrong)
        field.press("Enter")
        told = form.locator(".explore-told").first
        assert label in told.inner_text() and wrong in told.inner_text()
        assert field.get_attribute("aria-invalid") == "true"
        assert state(box) == kept
    field.fill(first)
    field.press("Enter")
    assert field.get_attribute("aria-invalid") is None
    assert not form.locator(".explore-told").first.is_visible()


def test_settings_that_make_no_sense_are_not_taken(page: Page) -> None:
    before = state(opened(page, "fig-vs-dimension"))
    for bad in ("?ef=1e9", "?ef=1e9,000", "?ef=x", "?nothing=1", "?ef="):
        assert state(opened(page, "fig-vs-dimension", f"#fig-vs-dimension{bad}")) == before


@pytest.mark.parametrize("figure", FIGURES)
def test_a_redraw_takes_less_than_five_milliseconds(page: Page, figure: str) -> None:
    box = opened(page, figure)
    shown(box)
    spent = box.locator(".explore-sliders input[type=range]").first.evaluate(
        """input => { const spent = []; for (let i = 0; i < 60; i++) {
             input.value = Number(input.min) + (i % 30 + 1) * Number(input.step);
             const start = performance.now();
             input.dispatchEvent(new Event("input", {bubbles: true}));
             spent.push(performance.now() - start);
           } return spent.sort((a, b) => a - b)[30]; }"""
    )
    assert spent < 5


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_it_without_scrolling(browser: Browser, figure: str, dark: bool) -> None:
    scheme = "dark" if dark else "light"
    page = browser.new_page(viewport={"width": 375, "height": 800}, color_scheme=scheme)
    box = opened(page, figure)
    shown(box)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    for slider in box.locator(".explore-sliders input[type=range]").all():
        assert slider.bounding_box()["height"] >= 24
    page.close()


def test_script_and_models_weigh_little() -> None:
    script = (SITE / "_static" / "explore.js").read_bytes()
    models = b""
    for path in FIGURES.values():
        text = (SITE / path).read_text("utf-8")
        models += "".join(re.findall(r"\(window\.explores=.*?</script>", text)).encode()
    assert len(gzip.compress(script, 9)) < 6500
    assert len(gzip.compress(script + models, 9)) < 10_000
    with_script = [p for p in pages() if "explore.js" in p.read_text("utf-8")]
    assert {p.relative_to(SITE).as_posix() for p in with_script} >= set(FIGURES.values())
    assert len(with_script) < len(pages()) / 2


def test_the_browser_computes_what_python_does(page: Page) -> None:
    page.goto("about:blank")
    page.add_script_tag(path=str(SITE / "_static" / "explore.js"))
    page.add_script_tag(content=f"var $=window.$explore;{scalar_js.translate(CASES)}{RUNNER}")
    for function in CASES:
        inputs = vectors(function, 400)
        found = page.evaluate(f"run({scalar_js.js_name(function)},{json.dumps(inputs)})")
        for given, theirs in zip(inputs, found, strict=True):
            ours = call_python(function, given)
            assert agree(ours, theirs, exact=function in EXACT), (function, given, ours, theirs)
