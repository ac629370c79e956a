"""Cells run in the page, in a browser, with Python from the site; without an archive nothing shows.

The site is built once more, with the archive that ``make check`` packed, and served to Chromium.
"""

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import Axe
from playwright.sync_api import Browser, Page
from selected_pages import is_selected, source_of
from site_pages import SITE, pages

ROOT = SITE.parents[1]
ARCHIVE = ROOT / ".venv" / "pyodide.zip"
RUN = SITE.parent / "run-cells"
CHAPTER = "chapters/09-cost-and-finops/ml-cost-models.html"
#: Keeps what the worker says, to compare it with the notebook of the page.
LISTEN = """
window.told = [];
const Given = window.Worker;
window.Worker = function (...all) {
  const worker = new Given(...all);
  worker.addEventListener("message", (event) => window.told.push(event.data));
  return worker;
};
"""
RUN_ALL = """
async () => {
  for (const bar of document.querySelectorAll(".run-bar")) {
    const output = bar.closest(".cell").querySelector(".run-output");
    bar.querySelector("button").click();
    while (!/Ran in your|does not run/.test(output.textContent)) {
      if (/could not|did not start/.test(output.textContent)) throw new Error(output.textContent);
      await new Promise((go) => setTimeout(go, 20));
    }
  }
  return [...document.querySelectorAll(".cell:has(.run-bar)")].map((cell) => [
    /code-\\d+/.exec(cell.className)[0], cell.querySelector(".run-output").textContent,
  ]);
}
"""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Build the site with Python on it, serve it, and give its address."""
    assert ARCHIVE.is_file(), "no archive of Python: run make check"
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-j", "auto"]
    command += ["-d", "_build/doctrees", "-b", "html", ".", str(RUN)]
    built = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"BOOK_PYODIDE": str(ARCHIVE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    shutil.copytree(SITE / "notebooks", RUN / "notebooks", dirs_exist_ok=True)
    handler = functools.partial(_Quiet, directory=RUN)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    it = browser.new_page()
    it.add_init_script(LISTEN)
    yield it
    it.close()


def cell(page: Page, number: int):
    return page.locator("div.cell:has(.run-bar)").nth(number - 1)


def run(page: Page, number: int, *, limit_s: float = 60) -> str:
    """Press Run, wait for the result, return what stands under the cell."""
    cell(page, number).get_by_role("button", name=f"Run cell {number}", exact=True).click()
    return result(page, number, limit_s=limit_s)


def result(page: Page, number: int, *, limit_s: float = 60) -> str:
    output = cell(page, number).locator(".run-output")
    output.get_by_text(re.compile("Ran in your|does not run in a browser|Stopped")).wait_for(
        timeout=1000 * limit_s
    )
    return output.inner_text()


@pytest.mark.parametrize(
    ("path", "number", "wanted"),
    [
        (CHAPTER, 1, []),
        ("chapters/06-vector-search/vector-similarity-search.html", 1, ["glove20k.zip"]),
    ],
)
def test_a_large_data_set_is_fetched_by_the_cell_that_names_it(
    site: str, page: Page, path: str, number: int, wanted: list[str]
) -> None:
    packs: list[str] = []
    page.context.on("request", lambda request: packs.append(request.url.rpartition("/")[2]))
    page.goto(site + path)
    assert "Ran in your" in run(page, number, limit_s=120)
    sets = set(page.locator("script[data-sets]").get_attribute("data-sets").split())
    assert sets == {"debian20k", "glove20k"}
    assert [name for name in packs if name.removesuffix(".zip") in sets] == wanted
    assert "library.zip" in packs and not any(name.endswith(".whl") for name in packs)


def test_nothing_is_fetched_before_the_click_and_nothing_from_elsewhere(
    site: str, page: Page, record_property
) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(site + CHAPTER, wait_until="networkidle")
    assert not [url for url in requests if re.search(r"pyodide|\.ipynb|\.whl|worker", url)]
    begun = time.monotonic()
    assert "prices, read between" in run(page, 1)
    first_s = time.monotonic() - begun
    begun = time.monotonic()
    run(page, 1)
    later_s = time.monotonic() - begun
    record_property("first_result_s", first_s)
    record_property("later_result_s", later_s)
    assert any(url.endswith("pyodide.asm.wasm") for url in requests)
    assert all(url.startswith((site, "data:")) for url in requests)


def test_run_executes_the_cells_above_and_shows_a_table_as_a_table(site: str, page: Page) -> None:
    page.goto(site + "chapters/05-real-time-ml/index.html")
    run(page, 2)
    shown = cell(page, 1).locator(".run-output")
    assert shown.inner_text() == ""  # ran, and gave what stands there already
    run(page, 1)
    made, built = (
        cell(page, 1).locator(f"{where} table").inner_text().split()
        for where in (".run-output", ".cell_output")
    )
    assert made == built and len(made) > 10


def test_an_edit_changes_the_result_below_and_reset_takes_it_back(site: str, page: Page) -> None:
    page.goto(site + "chapters/05-real-time-ml/real-time-inference.html")
    before = run(page, 1)
    cell(page, 1).get_by_role("button", name="Edit cell 1").click()
    area = page.get_by_label("Code of cell 1:")
    assert area.evaluate("it => it === document.activeElement")
    area.fill(area.input_value().replace("workers = 16", "workers = 32"))
    area.press("Control+Enter")
    page.wait_for_function(
        "old => { const now = document.querySelector('.run-output').innerText;"
        " return /Ran in/.test(now) && now.split('\\n')[0] !== old }",
        arg=before.split("\n")[0],
    )
    assert "'capacity of the cell: 20 k/s'" in result(page, 1)
    area.press("Escape")
    assert area.is_hidden()
    assert (
        cell(page, 1)
        .get_by_role("button", name="Edit cell 1")
        .evaluate("it => it === document.activeElement")
    )
    assert "workers = 32" in cell(page, 1).locator(".run-edited").inner_text()
    cell(page, 1).get_by_role("button", name="Reset cell 1").click()
    assert cell(page, 1).locator(".run-output").inner_text() == ""
    assert "workers = 16" in cell(page, 1).locator(".cell_input .highlight pre").inner_text()
    assert "'capacity of the cell: 10 k/s'" in run(page, 1)


def test_an_error_says_what_and_where(site: str, page: Page) -> None:
    page.goto(site + CHAPTER)
    cell(page, 1).get_by_role("button", name="Edit cell 1").click()
    area = page.get_by_label("Code of cell 1:")
    area.fill("rate = 0\n1 / rate")
    area.press("Control+Enter")
    shown = result(page, 1)
    assert shown.startswith("line 2: ZeroDivisionError: division by zero")
    area.fill("x = (1")
    area.press("Control+Enter")
    cell(page, 1).get_by_text("SyntaxError: '(' was never closed").first.wait_for()
    area.fill(
        "import numpy\nfrom napkinmath.units import show\nshow(1e9, 'B') + ' ' + numpy.__version__"
    )
    area.press("Control+Enter")
    cell(page, 1).get_by_text("'1 GB 2.").wait_for()


def test_stop_ends_a_loop_and_the_next_run_starts_afresh(site: str, page: Page) -> None:
    page.goto(site + CHAPTER)
    run(page, 1)
    cell(page, 1).get_by_role("button", name="Edit cell 1").click()
    area = page.get_by_label("Code of cell 1:")
    area.fill("while True: pass")
    area.press("Control+Enter")
    cell(page, 1).get_by_role("button", name="Stop cell 1").click()
    assert "Stopped" in result(page, 1)
    cell(page, 1).get_by_role("button", name="Reset cell 1").click()
    assert "prices, read between" in run(page, 1)


def test_what_no_browser_has_is_said_in_one_sentence(site: str, page: Page) -> None:
    page.goto(site + "chapters/06-vector-search/vector-similarity-search.html")
    assert run(page, 2).strip() == (
        "This cell needs faiss, which does not run in a browser: take the page as a notebook."
    )
    assert run(page, 3).strip().startswith("This cell builds on cell 2, above, which needs faiss")


def with_cells() -> list[str]:
    found = [path for path in pages() if 'class="cell ' in path.read_text("utf-8")]
    names = [path.relative_to(SITE).as_posix() for path in found]
    found = [name for name in names if not name.startswith("notebooks/")]
    return [name for name in found if is_selected(source_of(_slug(name)))]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", with_cells())


def test_every_cell_gives_in_the_browser_what_it_gave_in_the_build(
    site: str, page: Page, name: str
) -> None:
    page.set_default_timeout(180_000)
    page.goto(site + name)
    shown = page.evaluate(RUN_ALL)
    notebook = json.loads((SITE / "notebooks" / f"{_slug(name)}.ipynb").read_text("utf-8"))
    cells = {
        it["id"]: it
        for it in notebook["cells"]
        if it["cell_type"] == "code" and not {"sentences", "remove-input"} & set(_tags(it))
    }
    answers = [told for told in page.evaluate("window.told") if "parts" in told and told["name"]]
    parts = {told["name"]: told["parts"] for told in answers}
    assert len(shown) == len(cells) - 1  # all but the setup
    wrong, compared = [], 0
    for number, (key, text) in enumerate(shown, 1):
        if "does not run in a browser" in text or "measured" in cells[key]["metadata"].get(
            "tags", []
        ):
            assert "06-vector-search" in name
            continue
        expected = [_plain(output) for output in cells[key]["outputs"]]
        got = [text for kind, text in parts.get(f"cell {number}", []) if kind != "note"]
        compared += len(got)
        if got != [text for text in expected if text]:
            wrong.append((number, got, expected, text[:500]))
    assert not wrong
    assert compared or "index" in name


def _tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def _plain(output: dict) -> str:
    """Return the text of a stored output in the form that the page shows; "" for a figure."""
    data = output.get("data", {})
    if any(kind.startswith("image/") for kind in data):
        return ""
    return "".join(data.get("text/markdown", data.get("text/plain", output.get("text", ""))))


def _slug(name: str) -> str:
    path = Path(name)
    if name == "index.html":
        return "home"
    return path.parent.name if path.stem == "index" else path.stem


def test_the_editor_is_accessible_by_name_and_the_page_does_not_scroll_sideways(
    site: str, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto(site + CHAPTER)
    run(page, 1)
    cell(page, 1).get_by_role("button", name="Edit cell 1").click()
    assert cell(page, 1).locator(".run-output").get_attribute("aria-live") == "polite"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
    axe = Axe(page)
    axe.keep_two_of_each_colour_of_code()
    told = axe.violations(1280, "light") + axe.violations(375, "dark")
    page.close()
    assert not told, "\n".join(told)


def test_without_an_archive_or_from_a_file_there_are_no_buttons(site: str, page: Page) -> None:
    assert not (SITE / "pyodide").exists()
    assert "run_cells.js" not in (SITE / CHAPTER).read_text("utf-8")
    for folder in (SITE, RUN):
        page.goto((folder / CHAPTER).as_uri())
        assert page.locator("div.cell").count() > 10
        assert not page.locator(".run-bar").count()
