"""A notebook holds the code that was executed, and needs nothing that it leaves out.

Its outputs are those of the page's one execution. So if its code is the code that was executed, the
two agree, whether or not a check executes it again.
"""

import ast
import json
import re
from pathlib import Path

import pytest
from site_pages import SITE, pages

EXECUTED = SITE.parent / "jupyter_execute"
NOTEBOOKS = SITE / "notebooks"


def executed() -> list[Path]:
    return sorted(path for path in EXECUTED.rglob("*.ipynb") if path.parts[-2] != "notebooks")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "source" in metafunc.fixturenames:
        names = {page.relative_to(SITE).with_suffix("").as_posix() for page in pages()}
        found = [
            p for p in executed() if p.relative_to(EXECUTED).with_suffix("").as_posix() in names
        ]
        assert found, "nothing was executed: run make html first"
        metafunc.parametrize("source", found, ids=lambda path: path.stem)


def _code(path: Path) -> dict[str, dict]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return {
        f"code-{place}": cell for place, cell in enumerate(cells) if cell["cell_type"] == "code"
    }


#: Where a claim stands in the source of its page, which a notebook does not say.
_WHERE = re.compile(r", where='[^']*:\d+'\)")


def _text(cell: dict) -> str:
    return _WHERE.sub(")", "".join(cell["source"]).strip())


def _slug(source: Path) -> str:
    docname = source.relative_to(EXECUTED).with_suffix("")
    if docname.name == "index":
        return docname.parent.name or "home"
    return docname.name


def _is_imports(code: str) -> bool:
    return all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(code).body)


def _assigned(code: str) -> set[str]:
    """Return the names that code sets, other than by an import."""
    nodes = list(ast.walk(ast.parse(code)))
    names = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names | {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}


def _loaded(code: str) -> set[str]:
    nodes = ast.walk(ast.parse(code))
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def test_the_code_of_a_notebook_is_what_was_executed(source: Path) -> None:
    ran = _code(source)
    notebook = json.loads((NOTEBOOKS / f"{_slug(source)}.ipynb").read_text("utf-8"))
    kept = {cell["id"]: cell for cell in notebook["cells"] if cell["id"] in ran}
    assert len(kept) == sum(cell["id"].startswith("code-") for cell in notebook["cells"])
    assert list(kept) == [key for key in ran if key in kept]
    for key, cell in kept.items():
        code = _text(cell)
        assert code.endswith(_text(ran[key])), f"{key} is not what was executed"
        assert _is_imports(code.removesuffix(_text(ran[key]))), f"{key} has more than imports"


def test_what_a_notebook_leaves_out_sets_nothing_that_it_uses(source: Path) -> None:
    ran = _code(source)
    notebook = json.loads((NOTEBOOKS / f"{_slug(source)}.ipynb").read_text("utf-8"))
    kept = {cell["id"] for cell in notebook["cells"]}
    set_here: set[str] = set()
    lost: set[str] = set()
    for key, cell in ran.items():
        code = _text(cell)
        if key in kept:
            assert not (_loaded(code) & lost - set_here), f"{key} uses what was left out"
            set_here |= _assigned(code)
        else:
            assert "remove-cell" in cell["metadata"].get("tags", []), f"{key} was left out"
            lost |= _assigned(code) - set_here
