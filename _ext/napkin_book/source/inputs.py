"""Re-execute a page when, and only when, something that it computes from has changed.

The execution cache knows a page by its code cells and its kernelspec. This extension finds what
else the page uses (modules of ``napkinmath`` by their imports, data files by their names, versions
of installed packages, the reader's prices, the date at which prices are aged), hashes it, and
writes the hash into the kernelspec as the page is read. Sphinx is told of the files, so that a
change to one of them makes it read the page again.
"""

import ast
import hashlib
import os
import re
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from napkin_book.errors import BookError
from napkin_book.source.packages import distributions
from napkin_book.source.page import Page, PageError

PACKAGE = "napkinmath"
SOURCE = Path(__file__).parents[3] / "src" / PACKAGE
_FRONT_MATTER = re.compile(r"\A---\n.*?^---$", re.DOTALL | re.MULTILINE)
_KERNEL_LINE = re.compile(r"^(\s*kernelspec:.*display_name: |\s+display_name: )(Python 3)", re.M)
#: The package whose modules are imported by the topic that a page names, never whole.
_BY_TOPIC = "scoreboard"
#: What depends on the environment, by its module: the reader's prices, and "today".
PRICE_LOOKUP = SOURCE / "prices" / "_lookup.py"
_AMBIENT = {PRICE_LOOKUP: ("NAPKINMATH_PRICES", "SOURCE_DATE_EPOCH")}


def _module_file(name: str) -> Path | None:
    """Return the file of ``napkinmath.<name>``, or None if it is no module of ours."""
    path = SOURCE.joinpath(*name.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


@cache
def _tree(path: Path, stamp: int) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _parsed(path: Path) -> ast.Module:
    return _tree(path, path.stat().st_mtime_ns)


@cache
def _imports(tree: ast.AST) -> list[tuple[str, str | None]]:
    """Return (module, name or None) for each import; ``from napkinmath import x`` is a module."""
    found: list[tuple[str, str | None]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, None) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            if node.module == PACKAGE:
                found += [(f"{PACKAGE}.{alias.name}", None) for alias in node.names]
            else:
                found += [(node.module, alias.name) for alias in node.names]
    return found


def _follow(module: str, name: str | None, files: set[Path], packages: set[str]) -> None:
    """Add to ``files`` and ``packages`` what importing ``name`` from ``module`` brings in."""
    top, _, inner = module.partition(".")
    if top != PACKAGE:
        packages.add(top)
        return
    path = _module_file(inner) if inner else None
    if path is None:
        return
    if name is not None and _is_facade(path):
        files.add(path)
        exported = [source for source, export in _imports(_parsed(path)) if export == name]
        for source in exported:
            _follow(source, name, files, packages)
        if not exported and _module_file(f"{inner}.{name}"):  # a module of the package
            _follow(f"{module}.{name}", None, files, packages)
        return
    if path in files:
        return
    files.add(path)
    if path.name == "__init__.py" and name is None:  # a package imported whole, to be walked
        for member in sorted(path.parent.glob("*.py")):
            if member.stem != "__init__":
                _follow(f"{module}.{member.stem}", None, files, packages)
    for source, imported in _imports(_parsed(path)):
        _follow(source, imported, files, packages)


def _is_facade(path: Path) -> bool:
    """Say whether a module does nothing but re-export names of others."""
    allowed = (ast.ImportFrom, ast.Expr, ast.Assign)
    return all(isinstance(node, allowed) for node in _parsed(path).body) and any(
        isinstance(node, ast.ImportFrom) for node in _parsed(path).body
    )


@cache
def _data_files() -> dict[str, set[Path]]:
    """Return the data files under each name that code may give them: all of a data set by one."""
    found: dict[str, set[Path]] = {}
    for path in SOURCE.rglob("*"):
        in_data = {"data", "datasets"} & set(path.relative_to(SOURCE).parts[:-1])
        if in_data and path.is_file() and path.suffix not in {".py", ".pyc"}:
            found.setdefault(path.name, set()).add(path)
            if path.parent.name in {"datasets", "measured"}:
                found.setdefault(path.name.split(".")[0], set()).add(path)
    return found


@cache
def _texts(tree: ast.AST) -> set[str]:
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def _named_data(tree: ast.AST) -> set[Path]:
    """Return the files that the code names: by name, a data set or a machine by its stem."""
    return set().union(*(_data_files().get(text, set()) for text in _texts(tree)))


def _topics(tree: ast.AST) -> list[str]:
    """Return the modules of the scoreboard that ``entries`` will import: one a topic, or all."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", ""))
        == "entries"
    ]
    modules = {path.stem for path in (SOURCE / _BY_TOPIC).glob("[!_]*.py")} - {"registry"}
    if not calls:
        return []
    named = modules & {text.replace("-", "_") for text in _texts(tree)}
    whole = not named or any(not call.args and not call.keywords for call in calls)
    return sorted(modules if whole else named)


def inputs_of(code: str) -> tuple[set[Path], set[str]]:
    """Return the first-party files and the installed packages that a page's code uses."""
    files: set[Path] = set()
    packages: set[str] = set()
    tree = ast.parse(code)
    for module, name in _imports(tree):
        _follow(module, name, files, packages)
    for topic in _topics(tree):
        _follow(f"{PACKAGE}.{_BY_TOPIC}.{topic}", None, files, packages)
    data = _named_data(tree)
    for path in files - {SOURCE / "datasets" / "__init__.py"}:  # whose loaders name every data set
        data |= _named_data(_parsed(path))
    return files | data, packages - set(sys.stdlib_module_names) - {PACKAGE}


def _ambient(files: set[Path]) -> list[str]:
    """Return what the environment contributes: the reader's prices and the date of the build."""
    values = []
    for module, variables in _AMBIENT.items():
        for variable in variables if module in files else ():
            value = os.environ.get(variable, "")
            if variable == "SOURCE_DATE_EPOCH" and value:
                value = str(int(value) // 86400)  # prices age by the day
            elif value and Path(value).is_file():
                value = Path(value).read_text(encoding="utf-8", errors="replace")
            values.append(f"{variable}={value}")
    return values


def fingerprint(files: set[Path], packages: set[str]) -> str:
    """Hash the contents of ``files``, the versions of ``packages`` and the environment."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for path in sorted(files):
        digest.update(path.relative_to(SOURCE).as_posix().encode() + path.read_bytes())
    for package in sorted(packages):
        for distribution in distributions().get(package, []):
            digest.update(f"{distribution}={metadata.version(distribution)}".encode())
    digest.update("".join(_ambient(files)).encode())
    return digest.hexdigest()[:16]


def with_key(page: str, key: str, *, where: str) -> str:
    """Return the page with ``key`` in its kernelspec, where the execution cache looks.

    Raises ``BookError`` if there is no place for it: the page would never be executed again.
    """
    front = _FRONT_MATTER.match(page)
    head = front.group() if front else ""
    marked, count = _KERNEL_LINE.subn(rf"\g<1>\g<2> ({key})", head)
    if count != 1:
        raise BookError(
            f"{where}: the front matter of a page with code cells must name its kernel once, as "
            f"'kernelspec: {{display_name: Python 3, language: python, name: python3}}'; "
            f"found {count} times"
        )
    return marked + page.removeprefix(head)


def on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Mark a page with what it depends on."""
    try:
        code = Page(source[0], f"{docname}.md").code
    except PageError as error:
        raise BookError(str(error)) from error
    if not code.strip():
        return
    try:
        files, packages = inputs_of(code)
    except SyntaxError:
        return  # the page itself will fail with a better message when it is executed
    for path in files:
        app.env.note_dependency(str(path))
    if _ambient(files):
        _ambient_pages(app.env).add(docname)
    source[0] = with_key(source[0], fingerprint(files, packages), where=docname)


def _ambient_pages(env: BuildEnvironment) -> set[str]:
    pages: set[str] = env.__dict__.setdefault("napkin_ambient_pages", set())
    return pages


def on_get_outdated(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Read pages that use prices again when the reader's prices or the date have changed."""
    now = repr(_ambient({PRICE_LOOKUP}))
    before = env.__dict__.get("napkin_ambient", now)
    env.__dict__["napkin_ambient"] = now
    return sorted(_ambient_pages(env)) if before != now else []


def on_purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a page that is read again, or gone."""
    _ambient_pages(env).discard(docname)


def on_merge(
    app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
) -> None:
    """Take over what another process has read."""
    _ambient_pages(env).update(_ambient_pages(other) & set(docnames))
