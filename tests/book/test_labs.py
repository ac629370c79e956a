"""The labs: stored with their outputs, described, and free of the machine they were made on."""

import ast
import json
import re
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
from pages import ROOT, all_pages

LABS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=LABS, ids=lambda path: path.stem)
def lab(request: pytest.FixtureRequest) -> dict:
    return json.loads(request.param.read_text("utf-8"))


def _code(lab: dict) -> list[dict]:
    return [cell for cell in lab["cells"] if cell["cell_type"] == "code"]


def _shown(cell: dict) -> str:
    return json.dumps(cell["outputs"])


def test_it_describes_itself_and_is_listed(lab: dict) -> None:
    description = lab["metadata"]["description"]
    assert 40 <= len(description) <= 220 and description.endswith(".")
    assert description not in {page.front["description"] for page in all_pages()}
    first = next(cell for cell in lab["cells"] if cell["cell_type"] == "markdown")
    assert "".join(first["source"]).startswith("# ")
    for path in LABS:
        assert f"\nnotebooks/{path.stem}\n" in (ROOT / "index.md").read_text("utf-8")


def test_it_says_on_what_and_when_it_ran_and_for_how_long(lab: dict) -> None:
    outputs = "".join(map(_shown, _code(lab)))
    assert "hardware" in outputs
    days = {date.fromisoformat(day) for day in re.findall(r"20\d\d-\d\d-\d\d", outputs)}
    assert len(days) == 1
    assert re.search(r"measured on \S+ in [\d.]+ (s|min)", outputs)


def test_its_cells_ran_in_order_without_an_error(lab: dict) -> None:
    counts = [cell["execution_count"] for cell in _code(lab)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in _code(lab):
        kinds = {output["output_type"] for output in cell["outputs"]}
        assert kinds <= {"execute_result", "display_data"}, cell["id"]
        assert isinstance(cell["source"], list)
        wide = [text for text in cell["source"] if len(text.rstrip()) > 80]
        assert cell["id"] == "setup" or not wide, wide


def test_what_it_measures_is_marked_and_its_figures_are_described(lab: dict) -> None:
    for cell in _code(lab):
        assert cell["id"] == "setup" or "measured" in cell["metadata"]["tags"], cell["id"]
        if "image/png" in _shown(cell):
            assert len(cell["metadata"]["mystnb"]["image"]["alt"]) > 40
            assert "image/svg+xml" in _shown(cell), "the site shows SVG"


def test_what_it_imports_is_installed_by_its_first_cell_and_by_make_lab(lab: dict) -> None:
    packages = lab["metadata"].get("packages", {"matplotlib": "matplotlib"})
    code = [ast.parse("".join(c["source"])) for c in _code(lab) if c["id"] != "setup"]
    nodes = [node for tree in code for node in ast.walk(tree)]
    imports = {a.name.split(".")[0] for n in nodes if isinstance(n, ast.Import) for a in n.names}
    imports |= {str(n.module).split(".")[0] for n in nodes if isinstance(n, ast.ImportFrom)}
    foreign = imports - set(sys.stdlib_module_names) - {"napkinmath", "numpy"}
    assert foreign <= set(packages) <= foreign | {"matplotlib"}
    assert repr(packages) in "".join(lab["cells"][0]["source"])
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = extras["optional-dependencies"]
    names = {re.split(r"[<>=]", it)[0] for it in declared["book"] + declared["labs"]}
    assert set(packages.values()) <= names


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_it_names_no_host_and_no_folder(path: Path) -> None:
    text = re.sub(r'"(?:image|application)/[a-z+]+": (?:"[^"]*"|\[[^\]]*\])', "", path.read_text())
    assert not re.search(r"/(work|tmp|root|home|Users)/", text)


def _only_on_unix(code: str) -> list[str]:
    """Return what of ``code`` ends a lab on Windows: ``%-d`` of a date, a signal without a name."""
    return re.findall(r"%-[A-Za-z]\b|\bsignal\.SIG(?!TERM|INT|ABRT)\w+", code)


def test_it_needs_nothing_that_windows_lacks(lab: dict) -> None:
    for cell in _code(lab):
        assert not _only_on_unix("".join(cell["source"])), cell["id"]


def test_the_library_needs_nothing_that_windows_lacks() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        assert not _only_on_unix(path.read_text("utf-8")), path
    unix = 'f"{day:%-d %B}", day.strftime("%-m"), os.kill(pid, signal.SIGKILL)'
    assert _only_on_unix(unix) == ["%-d", "%-m", "signal.SIGKILL"]
    assert not _only_on_unix('f"{x:,} {100 % y}", getattr(signal, "SIGKILL", signal.SIGTERM)')
