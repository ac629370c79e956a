"""Where the translator takes Python from: a function of a file, a method, or an expression.

A method that a figure names, and an expression that stands on a page, become functions whose
source is made here; Python runs the very functions that are translated.
"""

import ast
import dataclasses
import importlib
import inspect
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from textwrap import dedent
from types import FunctionType
from typing import Any

#: What an expression on a page may call, beside ``min``, ``max`` and ``abs``.
_IN_EXPRESSIONS = {name: getattr(math, name) for name in ("sqrt", "log", "exp", "ceil", "floor")}
_MADE = "__napkin_source__"


class TranslationError(ValueError):
    """Something that is outside the subset; the message begins with file and line."""


@dataclass(frozen=True, slots=True)
class Source:
    """The definition of a function, and where it stands."""

    tree: ast.FunctionDef
    file: str
    line: int

    def refuse(self, node: ast.AST, why: str) -> TranslationError:
        """Return the refusal of a part of the function."""
        return TranslationError(f"{self.file}:{self.line + getattr(node, 'lineno', 1) - 1}: {why}")


def source_of(function: Callable[..., Any]) -> Source:
    """Return the source of a function; raises ``TranslationError``."""
    if not isinstance(function, FunctionType):
        raise TranslationError(f"{function!r} is no function of Python")
    made: Source | None = function.__dict__.get(_MADE)
    if made:
        return made
    lines, first = inspect.getsourcelines(function)
    file = inspect.getsourcefile(function) or "?"
    tree = ast.parse(dedent("".join(lines))).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise TranslationError(f"{file}:{first}: only functions are translated")
    return Source(tree, file, first)


def made(
    name: str,
    text: str,
    kinds: Mapping[str, str],
    names: Mapping[str, Any],
    *,
    module: str,
    where: tuple[str, int],
    result: str = "float",
) -> FunctionType:
    """Return a function that returns the value of an expression; raises ``TranslationError``.

    ``kinds`` are its arguments with their types, ``names`` what the expression may use beside them.
    """
    file, line = where
    arguments = ", ".join(f"{argument}: {kind}" for argument, kind in kinds.items())
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise TranslationError(f"{file}:{line}: {text!r} is no expression: {error.msg}") from error
    tree = ast.parse(f"def made({arguments}) -> {result}: return 0").body[0]
    assert isinstance(tree, ast.FunctionDef) and isinstance(tree.body[0], ast.Return)
    tree.body[0].value = body
    scope = dict(names)
    exec(compile(ast.fix_missing_locations(ast.Module([tree], [])), file, "exec"), scope)
    function = scope["made"]
    assert isinstance(function, FunctionType)
    function.__module__, function.__qualname__ = module, name
    function.__dict__[_MADE] = Source(tree, file, line)
    return function


def expression(
    name: str, text: str, kinds: Mapping[str, str], *, where: tuple[str, int]
) -> FunctionType:
    """Return an expression on a page as a function of the names that stand in it."""
    found = re.findall(r"(?<![\w.])[A-Za-z_]\w*", text)
    used = {word: kinds[word] for word in dict.fromkeys(found) if word in kinds}
    return made(name, text, used, _IN_EXPRESSIONS, module="value", where=where)


def of_fields(owner: type, name: str) -> FunctionType:
    """Return a method of a dataclass as a function of the fields, then of its own arguments.

    Raises ``LookupError`` if there is none, or if both have an argument of one name.
    """
    member = inspect.getattr_static(owner, name, None)
    plain = member.fget if isinstance(member, property) else member
    if not (dataclasses.is_dataclass(owner) and isinstance(plain, FunctionType)):
        raise LookupError(f"{owner.__qualname__}.{name} is no method of a dataclass")
    fields = {field.name: _said(field.type) for field in dataclasses.fields(owner)}
    own = list(inspect.signature(plain).parameters.values())[1:]
    if double := sorted(fields.keys() & {argument.name for argument in own}):
        raise LookupError(f"{owner.__qualname__} and its {name} share {', '.join(double)}")
    kinds = fields | {argument.name: _said(argument.annotation) for argument in own}
    made_of = ", ".join(f"{field}={field}" for field in fields)
    text = f"{owner.__name__}({made_of}).{name}"
    if plain is member:
        text += f"({', '.join(f'{argument.name}={argument.name}' for argument in own)})"
    where = (inspect.getsourcefile(owner) or "?", inspect.getsourcelines(plain)[1])
    if strange := [a for a, kind in kinds.items() if kind not in ("int", "float", "bool")]:
        why = f"{', '.join(strange)} of {owner.__qualname__}.{name} must be float, int or bool"
        raise TranslationError(f"{where[0]}:{where[1]}: {why}")
    title = f"{owner.__qualname__}.{name}.of_fields"
    names = {owner.__name__: owner}
    return made(title, text, kinds, names, module=owner.__module__, where=where)


def _said(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def named(path: str) -> FunctionType:
    """Return the function of ``napkinmath`` that a dotted path names; else ``LookupError``.

    The path of a method or a property of a dataclass (``package.Class.method``) names it as a
    function of the fields and of its arguments.
    """
    parts = (path if path.startswith("napkinmath.") else f"napkinmath.{path}").split(".")
    for length in (len(parts) - 1, len(parts) - 2):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
            for part in parts[length:-1]:
                found = getattr(found, part)
            function = getattr(found, parts[-1])
        except (ImportError, AttributeError, ValueError):
            continue
        if isinstance(found, type):
            return of_fields(found, parts[-1])
        if isinstance(function, FunctionType):
            return function
        raise LookupError(f"{path} is no function")
    raise LookupError(f"there is no {path} in napkinmath")
