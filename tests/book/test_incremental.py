"""A rebuild touches what changed and nothing else, and no number on a page goes stale.

The tests build a small book of their own with the real ``conf.py``, extensions and library, in a
copy that they may edit.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pages import ROOT

pytestmark = pytest.mark.slow  # starts Sphinx a dozen times
HEAD = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
description: "A page of the test."
---
"""
QUEUE = (
    HEAD
    + """(queue)=
# Queue

```{code-cell} ipython3
from napkinmath.lab_queue import waiting_s
waiting_s(0.5)
```
"""
)
PRICE = (
    HEAD
    + """(cost)=
# Cost

```{tags} system-design, cost
```

```{code-cell} ipython3
from napkinmath.lab_catalog import cheapest
cheapest()
```
"""
)
RENT = (
    HEAD
    + """(fourth)=
# Rent

```{code-cell} ipython3
from napkinmath.prices import price
price("nat-gateway", provider="aws", region="us-east-1").usd_per_hour
```

```{code-cell} ipython3
:tags: [hide-input]
assert price("nat-gateway", provider="aws", region="us-east-1").usd_per_hour > 0.02
"It costs more than two cents."
```
"""
)
INDEX = """---
description: "The test's home."
---
(home)=
# Home

Some prose.

```{toctree}
chapters/lab/index
_tags/tagsindex
```
"""
MODULE = """---
description: "The test's module."
---
(lab)=
# Lab

```{toctree}
queue
cost
third
fourth
```
"""


ALL_PAGES = {"index", "_tags/cost", "_tags/system-design", "_tags/tagsindex"} | {
    f"chapters/lab/{name}" for name in ("index", "queue", "cost", "third", "fourth")
}


class Book:
    """A small book in a folder, and what its builds did."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def build(self, edition: str = "html", **variables: str) -> tuple[int, set[str]]:
        """Build, and return the exit status and the pages that were read."""
        process = subprocess.run(
            [sys.executable, "-P", "_ext/napkin_book/build/run.py", edition, "2"],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder / "src"), **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        self.log, self.said = process.stderr, process.stdout
        return process.returncode, set(re.findall(r"s left\] (\S+)$", process.stderr, re.MULTILINE))

    def executed(self) -> int:
        """Return how many executions the cache holds."""
        return len(list((self.folder / "_build" / "executed").rglob("base.ipynb")))

    def html(self, page: str) -> str:
        return (self.folder / "_build" / "html" / f"{page}.html").read_text("utf-8")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("book")
    for name in [
        "conf.py",
        "_ext",
        "_static",
        "_templates",
        "src",
        "pyproject.toml",
        "README.md",
        "LICENSE",
    ]:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, folder / name)
    made = Book(folder)
    made.write("references.bib", "")
    made.write("index.md", INDEX)
    made.write("chapters/lab/index.md", MODULE)
    made.write("chapters/lab/queue.md", QUEUE)
    made.write("chapters/lab/cost.md", PRICE)
    made.write("chapters/lab/third.md", '---\ndescription: "x."\n---\n(third)=\n# third\n')
    made.write("chapters/lab/fourth.md", RENT)
    library = "src/napkinmath"
    made.write(f"{library}/lab_queue.py", "def waiting_s(load):\n    return 1234 * load\n")
    made.write(f"{library}/lab_catalog.py", "from napkinmath.lab_prices import cheapest\n")
    made.write(
        f"{library}/lab_prices.py",
        "from importlib.resources import files\n\n\ndef cheapest():\n"
        '    data = files("napkinmath") / "data" / "lab.csv"\n'
        "    return float(data.read_text())\n",
    )
    made.write(f"{library}/data/lab.csv", "77.5")
    status, pages = made.build()
    assert status == 0, made.log
    assert len(pages) >= 5
    return made


def test_a_build_without_changes_starts_nothing(book: Book) -> None:
    for edition in ("html", "notebooks"):
        assert book.build(edition)[0] == 0, book.log
        assert book.build(edition) == (0, set())
        assert book.said.startswith("Nothing has changed since the last build.\n")
    assert book.build(BOOK_BASE_URL="https://example.org") == (0, set())
    assert "Nothing" not in book.said and "example.org" in book.html("index")
    assert book.build() == (0, set())
    (book.folder / "_build/html/chapters/lab/cost.html").unlink()
    assert book.build() == (0, set()) and "Nothing" not in book.said
    assert "77.5" in book.html("chapters/lab/cost")
    book.write("chapters/lab/new.md", "(new)=\n# New\n")
    assert book.build()[0] != 0  # it stands in no contents
    (book.folder / "chapters/lab/new.md").unlink()
    assert book.build() == (0, ALL_PAGES), book.log  # what has failed is read again


def test_an_address_with_a_space_and_an_umlaut_can_be_opened(tmp_path: Path) -> None:
    script = "import sys; sys.path.insert(0, sys.argv[1]); import run; from pathlib import Path; "
    script += "run._say('html', Path('/a b/ü'))"
    command = [sys.executable, "-c", script, str(ROOT / "_ext/napkin_book/build")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "file:///a%20b/%C3%BC/_build/html/index.html" in said


def test_the_site_s_notebooks_are_written_with_its_pages_and_only_where_they_change(
    book: Book,
) -> None:
    assert book.build()[0] == 0, book.log
    folder = book.folder / "_build" / "html" / "notebooks"
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("[!.]*")}
    book.write("src/napkinmath/lab_queue.py", "def waiting_s(load):\n    return 1111 * load\n")
    assert book.build() == (0, {"chapters/lab/queue"}), book.log
    after = {path.name: path.stat().st_mtime_ns for path in folder.glob("[!.]*")}
    changed = {name for name in after if after[name] != before[name]}
    wheel = {name for name in after if name.endswith(".whl")}
    assert changed == {"queue.ipynb", "napkin-math-notebooks.zip", *wheel}
    assert "555.5" in (folder / "queue.ipynb").read_text("utf-8")
    book.write("src/napkinmath/lab_queue.py", "def waiting_s(load):\n    return 1234 * load\n")
    assert book.build()[0] == 0, book.log


def test_an_edit_of_the_prose_reads_one_page_and_executes_none(book: Book) -> None:
    before = book.executed()
    book.write("chapters/lab/queue.md", QUEUE.replace("# Queue\n", "# Queue\n\nMore words.\n"))
    assert book.build() == (0, {"chapters/lab/queue"})
    assert book.executed() == before


def test_an_edit_of_the_library_changes_the_number_on_the_pages_that_use_it(book: Book) -> None:
    assert "617.0" in book.html("chapters/lab/queue")
    book.write("src/napkinmath/lab_queue.py", "def waiting_s(load):\n    return 4321 * load\n")
    status, pages = book.build()
    assert (status, pages) == (0, {"chapters/lab/queue"})
    assert "2160.5" in book.html("chapters/lab/queue")
    assert "617.0" not in book.html("chapters/lab/queue")


def test_an_edit_of_the_data_reaches_a_page_through_a_facade(book: Book) -> None:
    assert "77.5" in book.html("chapters/lab/cost")
    book.write("src/napkinmath/data/lab.csv", "88.25")
    status, pages = book.build()
    assert (status, pages) == (0, {"chapters/lab/cost"})
    assert "88.25" in book.html("chapters/lab/cost")


def test_what_one_edition_has_read_reaches_the_others_and_nothing_is_executed_again(
    book: Book,
) -> None:
    before = book.executed()
    assert book.build("latex") == (0, set()), book.log
    renamed = '---\ndescription: "x."\n---\n(third)=\n# Renamed\n'
    book.write("chapters/lab/third.md", renamed)
    assert book.build("latex") == (0, {"chapters/lab/third"})
    assert book.build() == (0, set())
    assert "Renamed" in book.html("chapters/lab/queue")
    assert book.executed() == before


def test_a_page_is_executed_once_for_all_formats(book: Book) -> None:
    before = book.executed()
    assert book.build("notebooks") == (0, set()), book.log
    assert book.executed() == before
    notebook = (book.folder / "_build/notebooks/queue.ipynb").read_text("utf-8")
    assert "2160.5" in notebook
    assert book.build("notebooks") == (0, set())
    assert (book.folder / "_build/notebooks/queue.ipynb").read_text("utf-8") == notebook


def test_the_site_follows_what_another_format_has_read(book: Book) -> None:
    book.write("src/napkinmath/lab_queue.py", "def waiting_s(load):\n    return 2468 * load\n")
    assert book.build("notebooks") == (0, {"chapters/lab/queue"})
    assert "1234.0" not in book.html("chapters/lab/queue")
    assert book.build() == (0, set())
    assert "1234.0" in book.html("chapters/lab/queue")


def test_a_page_that_fails_keeps_failing_until_it_is_mended(book: Book) -> None:
    text = (book.folder / "chapters/lab/queue.md").read_text("utf-8")
    book.write("chapters/lab/queue.md", text.replace("waiting_s(0.5)", "waiting_s(undefined)"))
    for _ in range(2):
        status, _ = book.build()
        assert status != 0
        assert "NameError" in book.log
    book.write("chapters/lab/queue.md", text)
    assert book.build()[0] == 0, book.log


def test_tag_pages_count_describe_and_keep_their_time(book: Book) -> None:
    page = book.html("_tags/system-design")
    assert "1 page tagged with “system-design”" in page or "1 page tagged with &quot;" in page
    assert "A page of the test." in page
    assert "View all tags" in page
    assert "1 page)" in book.html("_tags/tagsindex")
    tagged = book.folder / "_tags" / "cost.md"
    before = tagged.stat().st_mtime_ns
    book.build()
    assert tagged.stat().st_mtime_ns == before


def test_the_reader_s_own_prices_reach_the_pages_that_use_prices_and_leave_again(
    book: Book,
) -> None:
    assert "0.045" in book.html("chapters/lab/fourth")
    book.write("mine.csv", "item,provider,region,usd,per\nnat-gateway,aws,us-east-1,0.0123,hour\n")
    status, pages = book.build(NAPKINMATH_PRICES="mine.csv")
    assert (status, pages) == (0, {"chapters/lab/fourth"}), book.log
    page = book.html("chapters/lab/fourth")
    assert "0.0123" in page
    assert '<span class="own-price">your prices</span> This page uses prices of your own: ' in page
    assert "prices of your own: nat-gateway of aws (us-east-1), $0.0123" in book.log
    assert "prices of your own" not in book.html("chapters/lab/queue")
    assert "$0.0123 per hour in place of $0.045 per hour" in page
    assert "AssertionError" in page and "no longer holds with them" in page
    book.write("mine.csv", "item,provider,region,usd,per\nnat-gateway,aws,us-east-1,0.02,hours\n")
    assert book.build(NAPKINMATH_PRICES="mine.csv")[0] != 0
    assert re.fullmatch(
        r"NAPKINMATH_PRICES: .*mine.csv, line 2, column 'per': must be 'hour'.*\n", book.log
    )
    assert book.build(NAPKINMATH_PRICES="gone.csv")[0] != 0
    assert re.fullmatch(r"NAPKINMATH_PRICES: .*gone.csv.*\n", book.log)
    assert book.build()[0] == 0, book.log
    assert "0.045" in book.html("chapters/lab/fourth")
    page = book.html("chapters/lab/fourth")
    assert "prices of your own" not in page and "AssertionError" not in page


def test_a_page_says_by_itself_that_its_prices_are_old(book: Book) -> None:
    words = "This page computes with prices that nobody has read for more than a year: "
    assert book.build()[0] == 0, book.log
    assert words not in book.html("chapters/lab/fourth")
    years_later = "1900000000"
    assert book.build(SOURCE_DATE_EPOCH=years_later)[0] == 0, book.log
    old = "nat-gateway of aws (us-east-1), read in 2026-09."
    page = re.sub(r"<[^>]*>", "", book.html("chapters/lab/fourth"))
    assert f"over a year old {words}{old}" in page
    assert "over a year old" not in book.html("chapters/lab/queue")
    assert book.build("notebooks", SOURCE_DATE_EPOCH=years_later)[0] == 0, book.log
    notebook = (book.folder / "_build/notebooks/fourth.ipynb").read_text("utf-8")
    assert words + old in notebook
    assert "of-this-page" not in notebook and "stale_prices" not in notebook
    assert book.build()[0] == 0, book.log
    assert words not in book.html("chapters/lab/fourth")


def test_a_page_that_is_gone_leaves_the_site_with_its_notebook(book: Book) -> None:
    book.write("chapters/lab/index.md", MODULE.replace("fourth\n", "fourth\nfifth\n"))
    book.write("chapters/lab/fifth.md", QUEUE.replace("(queue)", "(fifth)"))
    assert book.build()[0] == 0, book.log
    site = book.folder / "_build" / "html"
    made = [site / "chapters/lab/fifth.html", site / "notebooks/fifth.ipynb"]
    assert all(path.is_file() for path in made)
    (book.folder / "chapters/lab/fifth.md").unlink()
    book.write("chapters/lab/index.md", MODULE)
    assert book.build()[0] == 0, book.log
    assert not any(path.exists() for path in made)
    assert (site / "chapters/lab/queue.html").is_file()
