"""What runs a page's cells in the reader's browser; the worker of ``run_cells`` imports it there.

A session has one namespace for all cells of a page. matplotlib does not run in the page, so a chart
is drawn on a stand-in that takes every call; whatever else such a cell computes is real.
"""

import ast
import contextlib
import functools
import io
import linecache
import pprint
import sys
import traceback
import types
from collections.abc import Iterator
from typing import Any

#: Packages of the book that no browser has, and that a cell may ask for.
ABSENT = ("matplotlib", "faiss", "duckdb", "IPython")
NO_FIGURE = (
    "A figure cannot be drawn in the page, which has no matplotlib; the one above is as it was "
    "built. Everything else in this cell did run."
)
NO_PACKAGE = "This cell needs {name}, which does not run in a browser: take the page as a notebook."
LONGEST_TEXT = 20_000
#: A WebAssembly library with one function, ``backtrace``, that returns 0. One build of numpy asks
#: for it, to find out who calls, before it reuses a large temporary array.
_BACKTRACE = bytes.fromhex(
    "0061736d01000000"  # magic number, version
    "000f0864796c696e6b2e30010400000000"  # section "dylink.0": needs no memory and no table
    "0107016002" + "7f7f017f"  # type (i32, i32) -> i32
    "03020100"  # one function of it
    "070d01096261636b74726163650000"  # exported as "backtrace"
    "0a0601040041000b"  # returns 0
)


class NoFigure:
    """Stands for whatever a plotting library would give: any call and any part is one more."""

    def __init__(self, parts: int = 2) -> None:
        self.parts = parts  # a figure and its axes, or two axes

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return NoFigure(1 if name == "plot" else 2)  # one line

    def __call__(self, *_: object, **__: object) -> "NoFigure":
        """Stand for a result as well."""
        return self

    def __getitem__(self, _: object) -> "NoFigure":
        return self

    def __iter__(self) -> Iterator["NoFigure"]:
        return iter([NoFigure() for _ in range(self.parts)])


class _NoPlotting(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return NoFigure()


class Session:
    """The cells of one page, which share their names."""

    def __init__(self) -> None:
        self.module = types.ModuleType("page")
        self.module.__dict__["display"] = self._display
        self.parts: list[tuple[str, str]] = []

    def run(self, code: str, name: str) -> dict[str, Any]:
        """Run one cell, called ``name`` in errors; return what it shows as (kind, text) parts.

        ``error`` is the last line of the traceback and where in the cell it comes from, or "";
        ``absent`` is the package that the cell wanted in vain, or "".
        """
        self.parts, printed = [], _Capped()
        file = f"<{name}>"
        linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
        found = {"error": "", "traceback": "", "absent": ""}
        with (
            _registered(self.module),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            try:
                self._execute(code, file)
            except ModuleNotFoundError as error:
                top = (error.name or "").partition(".")[0]
                found |= {"absent": top} if top in ABSENT else _told(error, file)
            except BaseException as error:  # what a reader writes may raise anything
                found |= _told(error, file)
        if found["absent"]:
            found["error"] = NO_PACKAGE.format(name=found["absent"])
        text = [("text", printed.getvalue())] if printed.getvalue() else []
        return found | {"parts": [*text, *self.parts]}

    def _execute(self, code: str, file: str) -> None:
        tree = ast.parse(code, file)
        last: ast.expr | None = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = tree.body.pop().value  # type: ignore[attr-defined]
        names = self.module.__dict__
        exec(compile(tree, file, "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last), file, "eval"), names)
            if value is not None and not code.rstrip().endswith(";"):
                self._display(value)

    def _display(self, *values: object) -> None:
        self.parts += [_shown(value) for value in values]


class _Capped(io.StringIO):
    """Keeps the start of what is printed; a loop that prints for ever must not fill the memory."""

    def write(self, text: str) -> int:
        room = LONGEST_TEXT - self.tell()
        if room >= 0:
            super().write(text[:room] + ("\n..." if len(text) > room else ""))
        return len(text)


@contextlib.contextmanager
def _registered(module: types.ModuleType) -> Iterator[None]:
    """Let ``dataclasses`` and others find the module in which a cell defines something."""
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        del sys.modules[module.__name__]


def _shown(value: object) -> tuple[str, str]:
    """Return a value in the richest form that the page can show, with the name of the form."""
    if isinstance(value, NoFigure):
        return "note", NO_FIGURE
    for kind in ("markdown", "svg"):
        made = getattr(value, f"_repr_{kind}_", lambda: None)()
        if isinstance(made, str):
            return kind, made
    text = repr(value) if isinstance(value, str) else pprint.pformat(value, sort_dicts=False)
    return "text", text[:LONGEST_TEXT]


def _told(error: BaseException, file: str) -> dict[str, str]:
    """Return an error's last line with its line in the cell, and the traceback from there on."""
    frames = traceback.extract_tb(error.__traceback__)
    skip = next((i for i, frame in enumerate(frames) if frame.filename == file), len(frames))
    told = traceback.TracebackException.from_exception(error)
    told.stack = traceback.StackSummary.from_list(list(told.stack)[skip:])
    lines = [frame.lineno for frame in frames if frame.filename == file]
    if isinstance(error, SyntaxError) and error.filename == file:
        lines = [error.lineno]
    where = f"line {lines[-1]}: " if lines else ""
    last = list(told.format_exception_only())[-1].strip()  # may itself be of several lines
    return {"error": where + " ".join(last.split()), "traceback": "".join(told.format())}


def _with_native_index(count: Any) -> Any:
    """Let ``numpy.bincount`` take what numpy's own generators give: here an index has 32 bits."""
    import numpy as np

    @functools.wraps(count)
    def bincount(x: Any, *others: Any, **named: Any) -> Any:
        found = np.asarray(x)
        fits = found.dtype == np.int64 and (not found.size or found.max() < 2**31)
        return count(found.astype(np.intp) if fits else x, *others, **named)

    return bincount


def prepare(today: str) -> Session:
    """Make a session in a browser, where some libraries are missing.

    ``today`` is the day on which the site was built, in seconds of the epoch, or "".
    """
    import ctypes
    import os
    from pathlib import Path

    import numpy as np

    if today:
        os.environ["SOURCE_DATE_EPOCH"] = today
    library = Path("/tmp/backtrace.so")
    library.write_bytes(_BACKTRACE)
    ctypes.CDLL(str(library), ctypes.RTLD_GLOBAL)
    np.bincount = _with_native_index(np.bincount)
    sys.modules["napkinmath.book.plotting"] = _NoPlotting("napkinmath.book.plotting")
    return Session()
