"""Every public name of the library has a use, and every law says where it comes from."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import napkinmath

PACKAGE = Path(napkinmath.__file__).parent
ROOT = PACKAGE.parents[1]
#: Laws that a page still to be written promises, with the id of its topic. When the page is there
#: the law must be used.
AWAITED = {
    "average_precision": "search-and-retrieval",
    "pollaczek_khinchine_s": "queueing-and-tail-latency",
    "servers_for_wait": "queueing-and-tail-latency",
    "simulate_fifo": "queueing-and-tail-latency",
}
#: Registers and loaders: their functions are found by a decorator, or read files.
NO_LAWS = {"scoreboard", "datasets", "book", "catalog", "prices"}


def _modules() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name != "__init__.py" and path.parent.name != "scoreboard":
            yield path


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _public(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the public functions, classes and constants of a module."""
    for node in _tree(path).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            continue
        yield from ((name, node) for name in names if not name.startswith("_"))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", text))


@cache
def _words_elsewhere() -> dict[Path, set[str]]:
    """Return the words of all that may use a name: other modules, pages, labs, the extension."""
    places = [*_modules(), *(PACKAGE / "scoreboard").glob("*.py"), ROOT / "index.md"]
    for folder, pattern in (
        ("chapters", "*.md"),
        ("notebooks", "*.ipynb"),
        ("_ext", "*.py"),
        ("tests/book", "*.py"),
        ("tools", "*.py"),
    ):
        found = (ROOT / folder).rglob(pattern)
        places += [path for path in found if "topics" not in path.parts]
    return {path: _words(path.read_text("utf-8")) for path in places}


def _returned(path: Path) -> set[str]:
    """Return the classes that a module hands to its callers: returned, held, raised."""
    names: set[str] = set()
    for inner in ast.walk(_tree(path)):
        if isinstance(inner, ast.FunctionDef) and inner.returns:
            names |= _words(ast.unparse(inner.returns))
        elif isinstance(inner, ast.AnnAssign):
            names |= _words(ast.unparse(inner.annotation))
        elif isinstance(inner, ast.Raise) and inner.exc:
            names |= _words(ast.unparse(inner.exc))
    held = [node.value for node in _tree(path).body if isinstance(node, ast.Assign)]
    return names.union(*(_words(ast.unparse(value)) for value in held))


def _unused() -> list[str]:
    found = []
    for path in _modules():
        if path.name.startswith("_"):
            continue  # nothing in it is public
        returned = _returned(path)
        for name, node in _public(path):
            used = any(
                name in words for place, words in _words_elsewhere().items() if place != path
            )
            if not used and not (isinstance(node, ast.ClassDef) and name in returned):
                found.append(f"{path.relative_to(PACKAGE).as_posix()}: {name}")
    return found


def test_every_public_name_is_used() -> None:
    unused = [entry for entry in _unused() if entry.rpartition(" ")[2] not in AWAITED]
    assert not unused, "use it, make it private, or delete it:\n" + "\n".join(unused)


def test_what_is_awaited_is_there_unused_and_its_page_is_not() -> None:
    unused = {entry.rpartition(" ")[2] for entry in _unused()}
    pages = {path.stem for path in (ROOT / "chapters").rglob("*.md")}
    for name, topic in AWAITED.items():
        assert name in unused, f"{name} is used, or gone: take it off"
        assert topic not in pages, f"{topic} is written: use {name} there, or delete it"


def _is_overload(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(one).endswith("overload") for one in node.decorator_list)


def test_every_law_says_where_it_comes_from() -> None:
    silent = []
    for path in _modules():
        package = path.parent.name
        if package in NO_LAWS or path.parent == PACKAGE or path.name.startswith("_"):
            continue
        for name, node in _public(path):
            if isinstance(node, ast.FunctionDef) and not _is_overload(node):
                said = ast.get_docstring(node) or ""
                if not re.search(r"Sources?:\s+\[|Definition", said):
                    silent.append(f"{path.relative_to(PACKAGE).as_posix()}: {name}")
    assert not silent, "neither 'Source: [key]' nor 'Definition':\n" + "\n".join(silent)


def test_the_names_of_a_facade_are_those_that_it_lists() -> None:
    for facade in sorted(PACKAGE.glob("*/__init__.py")):
        tree = _tree(facade)
        imported = [
            alias.asname or alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ]
        listed = [
            name
            for node in tree.body
            if isinstance(node, ast.Assign)
            for name in ast.literal_eval(node.value)
        ]
        assert sorted(imported) == sorted(listed), facade.parent.name
        assert len(set(listed)) == len(listed), f"{facade.parent.name}: a name twice"
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0 and str(node.module).startswith(
                    f"napkinmath.{facade.parent.name}."
                ), f"{facade.parent.name}: {ast.unparse(node)}"


def test_a_package_has_a_budget_of_modules() -> None:
    for facade in PACKAGE.glob("*/__init__.py"):
        if facade.parent.name != "scoreboard":
            count = len(list(facade.parent.glob("[!_]*.py")))
            assert count <= 20, f"{facade.parent.name}: {count} modules, about 18 are the budget"
