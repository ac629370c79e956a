"""``{model}`` shows the source of a public function, method or class, without its docstring.

    ```{model} queueing.MMc.wait_s
    ```

It takes the place of lines that were counted by hand, and is read from the library's source.
"""

import ast
import importlib
import inspect
import textwrap
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective


def found(path: str) -> Any:
    """Return what ``package.name`` or ``package.Class.method`` is in ``napkinmath``.

    Raises ``LookupError`` if there is no such public name.
    """
    package, _, names = path.removeprefix("napkinmath.").partition(".")
    try:
        it: Any = importlib.import_module(f"napkinmath.{package}")
        for name in names.split("."):
            it = inspect.getattr_static(it, name) if inspect.isclass(it) else getattr(it, name)
    except (ImportError, AttributeError) as error:
        raise LookupError(f"there is no {path} in napkinmath") from error
    it = it.fget if isinstance(it, property) else getattr(it, "__func__", it)
    if not (inspect.isfunction(it) or inspect.isclass(it)):
        raise LookupError(f"{path} is neither a function nor a class")
    return it


def shown(it: Any) -> str:
    """Return the source of a function or a class, its docstrings left out."""
    source = textwrap.dedent(inspect.getsource(it))
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            said = node.body[0]
            for number in range(said.lineno, (said.end_lineno or said.lineno) + 1):
                lines[number - 1] = "\0"
            after = said.end_lineno or said.lineno
            if after < len(lines) and not lines[after].strip():
                lines[after] = "\0"
    return "\n".join(line for line in lines if line != "\0").strip("\n")


class Model(SphinxDirective):
    """The directive."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the source as a block of code."""
        try:
            it = found(self.arguments[0])
        except LookupError as error:
            raise self.error(str(error)) from error
        self.env.note_dependency(inspect.getsourcefile(it) or "")
        text = shown(it)
        block = nodes.literal_block(text, text, language="python", classes=["model"])
        self.set_source_info(block)
        return [block]
