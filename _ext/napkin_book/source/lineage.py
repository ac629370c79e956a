"""What a computed value rests on: the declared inputs of its page, and the prices it was given.

Found by reading the cells, not by running them: a name rests on the names that stand in the
statements which assign it, or change it in place, and on theirs in turn. So a value may rest on
fewer inputs than are listed, never on more.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from napkin_book.source.names import used
from napkin_book.source.page import Page
from napkinmath.prices import price, read_on


@dataclass(frozen=True, slots=True)
class Lineage:
    """Of each name of a page, on which other names it rests, and which prices it asks for."""

    names: dict[str, set[str]] = field(default_factory=dict)
    prices: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> "Lineage":
        """Return the lineage of all names of a page's cells."""
        found = cls()
        for cell in page.cells:
            try:
                statements = ast.parse(cell.body).body
            except SyntaxError:
                continue
            for statement in statements:
                found._add(statement)
        return found

    def _add(self, statement: ast.stmt) -> None:
        nodes = list(ast.walk(statement))
        read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        asked = [text for n in nodes if isinstance(n, ast.Call) for text in _price_of(n)]
        for target in _changed(nodes):
            self.names.setdefault(target, set()).update(read - {target})
            self.prices.setdefault(target, []).extend(asked)

    def behind(self, expression: str) -> set[str]:
        """Return all names that an expression rests on, at any remove."""
        reached: set[str] = set()
        ahead = list(used(expression))
        while ahead:
            name = ahead.pop()
            if name not in reached:
                reached.add(name)
                ahead += self.names.get(name, ())
        return reached

    def prices_behind(self, names: Iterable[str]) -> list[str]:
        """Return which prices stand behind the names, each with its seller and day, once."""
        asked = [text for name in sorted(names) for text in self.prices.get(name, ())]
        return list(dict.fromkeys(asked))


def _changed(nodes: list[ast.AST]) -> set[str]:
    """Return the names that a statement assigns, defines, or changes in place."""
    found = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    found |= {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    for node in nodes:
        is_stored = isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(
            node.ctx, ast.Store
        )
        called = node.value if isinstance(node, ast.Expr) else None
        if isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute):
            node, is_stored = called.func, True
        while is_stored and isinstance(node, (ast.Attribute, ast.Subscript)):
            node = node.value
        if is_stored and isinstance(node, ast.Name):
            found.add(node.id)
    return found


def _price_of(call: ast.Call) -> list[str]:
    """Return what a call of ``price`` asks for, with the day of its answer."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name != "price":
        return []
    try:
        given = [ast.literal_eval(it) for it in call.args]
        named = {str(it.arg): ast.literal_eval(it.value) for it in call.keywords}
        row = price(*given, **named)
    except (ValueError, TypeError, LookupError):  # its arguments are computed
        return []
    return [f"{row.item}, {row.provider}, as of {read_on(row)}"]
