"""What the text of a page may hold: no typed results, cells that read well, sources that exist."""

import ast
import re

import pytest
from contract import converted, is_deeper, is_open, is_topic
from pages import ROOT, Page, all_pages
from prose import literals


@pytest.mark.parametrize(
    "sentence",
    [
        "It takes 12 ms.",
        "The bill is $302k a quarter.",
        "Recall falls to 46 %.",
        "Recall falls to 46% at once.",
        "That is 3x more.",
        "It doubles to 1.5× the load.",
        "A card with 80 GB of memory.",
        "Suppose 10M users.",
        "The index holds 20,000 vectors.",
        "A 10-ms budget.",
        "Known {cite:p}`dean2013tail`. But it takes 12 ms here.",
        "| flat | 12 ms |",
        "## A budget of 10 ms",
        "- a list with 99 %",
    ],
)
def test_a_typed_number_is_found(sentence: str) -> None:
    assert literals(f"# Title\n\n{sentence}\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "It takes {glue:text}`rt-p99`.",
        "One second in 1 of 100 leaves delays 63 % of answers {cite:p}`dean2013tail`.",
        "The rule is $p = 0.99^{100}$ and so on.",
        "Set `timeout_s=0.01` and 10 ways out.",
        "Three stages, in Section 3, of 1978.",
        "$$\nx = 12 ms\n$$ (eq-x)",
        "```{code-cell} ipython3\nx = 5  # 5 ms\n```",
        "The 99th percentile, p99, in chapter 6.",
        "[a paper of 12 pages](https://example.org/10-ms)",
    ],
)
def test_a_computed_or_cited_number_is_not(sentence: str) -> None:
    assert literals(f"# Title\n\n{sentence}\n") == []


def test_no_number_with_a_unit_is_typed_into_the_text(page: Page) -> None:
    found = literals(page.text)
    assert not found, "\n".join(f"{page.name}:{hit.line}: {hit.text!r}" for hit in found)


def test_cells_are_short_and_end_on_something_to_see(page: Page) -> None:
    for cell in page.cells:
        where, options, code = f"{page.name}:{cell.line}", cell.options, cell.body
        tree = ast.parse(code)
        assert len(code.splitlines()) <= 20, f"{where}: {len(code.splitlines())} lines, at most 20"
        wide = [text for text in code.splitlines() if len(text) > 88]
        assert not wide, f"{where}: over 88 columns: {wide[0]!r}"
        assert not code.rstrip().endswith(";"), f"{where}: ends with a semicolon"
        if "remove-cell" in options:
            _assert_only_hands_values_over(tree, where)
        elif not converted(page):
            assert isinstance(tree.body[-1], ast.Expr), f"{where}: ends on no value"
        elif is_open(cell):
            _assert_shows_no_raw_value(tree, where)
        for node in ast.walk(tree):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert called != "print", f"{where}: print; end the cell on the value"
            assert not re.match(r"(np|numpy)\.random\.(?!default_rng|Generator)", called), (
                f"{where}: {called}; randomness comes from np.random.default_rng(seed)"
            )
            assert called != "np.random.default_rng" or node.args, f"{where}: no seed"
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                assert "pyplot" not in ast.unparse(node), f"{where}: use napkinmath.book.chart"
        assert "remove-input" not in options and "remove-output" not in options, where


def test_a_cell_that_times_something_says_so(page: Page) -> None:
    for cell in page.cells:
        if re.search(r"perf_counter|process_time|timeit|monotonic|time\.time\(", cell.body):
            where = f"{page.name}:{cell.line}"
            assert "measured" in cell.options, f"{where}: a time without the tag measured"


def _assert_only_hands_values_over(tree: ast.Module, where: str) -> None:
    for node in tree.body:
        imports = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("napkinmath")
        glues = isinstance(node, ast.Expr) and ast.unparse(node.value).startswith("glue(")
        assert imports or glues, f"{where}: a removed cell computes: {ast.unparse(node)[:60]!r}"


def _assert_shows_no_raw_value(tree: ast.Module, where: str) -> None:
    """An open cell ends on a table, a figure, a call, a name: on nothing that is only a message."""
    last = tree.body[-1]
    raw = (ast.Constant, ast.JoinedStr, ast.Tuple)
    assert not (isinstance(last, ast.Expr) and isinstance(last.value, raw)), (
        f"{where}: ends on a raw output: {ast.unparse(last)[:60]!r}"
    )


def test_figures_have_a_caption_a_name_and_an_alternative_text(page: Page) -> None:
    for cell in page.cells:
        if cell.body.splitlines()[-1:] == ["fig"]:
            for key in ("caption:", "name:", "alt:"):
                assert key in cell.options, f"{page.name}:{cell.line}: a figure without {key}"


def test_chapter_states_its_assumptions_and_checks_its_claims(page: Page) -> None:
    if converted(page) or not (is_topic(page) or is_deeper(page)):
        return  # pages in the second form have a contract of their own
    cells = [cell for cell in page.cells if "remove-cell" not in cell.options]
    first_line, first = cells[0].line, cells[0].body
    for node in ast.parse(first).body:
        if isinstance(node, ast.Assign):
            source_line = first.splitlines()[node.end_lineno - 1]
            assert "#" in source_line, f"{page.name}:{first_line}: say why: {source_line!r}"
    assert "assert " in cells[-1].body, f"{page.name}: the last cell checks no claim"
    assert "## Exercises" in page.text and "## Further reading" in page.text
    names = [fence.name for fence in page.fences]
    exercises = names.count("exercise") + names.count("exercise-start")
    assert 4 <= exercises <= 6
    assert names.count("solution") + names.count("solution-start") == exercises


def test_glue_stays_on_its_page_and_out_of_headings(page: Page) -> None:
    for number, line in enumerate(page.text.splitlines(), start=1):
        assert "::" not in "".join(re.findall(r"\{glue[^}]*\}`[^`]*`", line)), f"{number}: {line}"
        assert not (line.startswith("#") and "{glue" in line), f"{page.name}:{number}: {line}"


def test_a_page_that_asks_for_prices_shows_how_old_they_are(page: Page) -> None:
    asks = re.search(r"^from napkinmath\.prices import .*\bprices?\b", page.code, re.MULTILINE)
    shown = {"badge", "price_note", "price_table"} & set(re.findall(r"\w+", page.code))
    assert shown or not asks, f"{page.name}: uses prices and shows neither their day nor a badge"


def test_words_that_date_or_flatter(page: Page) -> None:
    cells = {n for cell in page.cells for n in range(cell.line, cell.end + 1)}
    prose = "\n".join(row for n, row in enumerate(page.lines, start=1) if n not in cells)
    banned = r"\b(currently|nowadays|state-of-the-art|cutting-edge|leverag\w+|seamless\w*|simply)\b"
    found = re.findall(banned, prose, re.IGNORECASE)
    assert not found, f"{page.name}: {found}"


def _bib() -> dict[str, str]:
    text = (ROOT / "references.bib").read_text("utf-8")
    return {
        match.group(1): match.group(0)
        for match in re.finditer(r"^@\w+\{([^,\s]+),.*?^\}", text, re.MULTILINE | re.DOTALL)
    }


def _cited() -> dict[str, set[str]]:
    cited: dict[str, set[str]] = {}
    for page in all_pages():
        for keys in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", page.text):
            for key in keys.split(","):
                cited.setdefault(key.strip(), set()).add(page.name)
    for path in (ROOT / "src/napkinmath/scoreboard").glob("*.py"):
        for key in re.findall(r'source="([^"]+)"', path.read_text("utf-8")):
            cited.setdefault(key, set()).add(path.name)
    for path in (ROOT / "src/napkinmath").rglob("*.py"):
        for keys in re.findall(r"Sources?:\s+((?:\[[a-z0-9-]+\](?:, | and )?)+)", path.read_text()):
            for key in re.findall(r"\[([a-z0-9-]+)\]", keys):
                cited.setdefault(key, set()).add(path.name)
    return cited


def test_every_citation_resolves() -> None:
    unknown = {key: sorted(where) for key, where in _cited().items() if key not in _bib()}
    assert not unknown, f"not in references.bib: {unknown}"


@pytest.mark.parametrize("key", sorted(_bib()))
def test_reference_is_complete_and_cited(key: str) -> None:
    entry = _bib()[key]
    assert re.search(r"^\s*(doi|url)\s*=", entry, re.MULTILINE), f"{key} has no doi or url"
    assert re.search(r"^\s*note\s*=", entry, re.MULTILINE), f"{key} does not say what was read"
    assert key in _cited(), f"{key} is cited nowhere"


def test_text_names_no_machine_and_no_tool() -> None:
    for page in all_pages():
        assert not re.search(r"/(work|tmp|root|home)/", page.text), page.name
