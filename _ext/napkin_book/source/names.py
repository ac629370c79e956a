"""Which names a cell defines, and which an expression uses."""

import ast
import builtins
import symtable


def defined(code: str) -> set[str]:
    """Return the names that ``code`` assigns or imports at its top level."""
    table = symtable.symtable(code, "<cell>", "exec")
    return {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }


def imported(code: str) -> set[str]:
    """Return the names that ``code`` imports, and does nothing else to."""
    table = symtable.symtable(code, "<cell>", "exec")
    assigned = {
        name.id
        for node in ast.walk(ast.parse(code))
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    return {s.get_name() for s in table.get_symbols() if s.is_imported()} - assigned


def used(expression: str) -> set[str]:
    """Return the names whose values ``expression`` needs; raises ``SyntaxError``."""
    nodes = list(ast.walk(ast.parse(expression, mode="eval")))
    bound = {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    loaded = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return loaded - bound - set(dir(builtins))
