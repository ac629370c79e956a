"""Claims of the text that are checked where they are made.

A sentence of a page is guarded by expressions over the page's own values. While the book is built
(``NAPKINMATH_CLAIMS=raise``) a claim that does not hold is an error. In a reader's notebook, and
with prices of the reader's own, it is an answer: the text says which claim no longer holds, and
with which values, and the notebook goes on.
"""

import ast
import os
from collections.abc import Mapping
from typing import Any

from napkinmath.book.sentences import with_values
from napkinmath.book.tables import Prose


class ClaimError(AssertionError):
    """A claim of the text that its page's values do not bear out."""


def check(claim: str, *expressions: str, names: Mapping[str, Any], where: str = "") -> Prose | None:
    """Check that every one of ``expressions`` is true of the values in ``names``.

    Returns None if all are; else what no longer holds, as text to be shown. ``claim`` may hold
    values, ``{{expression :: format}}``. With ``NAPKINMATH_CLAIMS=raise`` in the environment it
    raises ``ClaimError`` instead, with ``where`` (file and line), the claim and the values that
    broke it. Raises ``ValueError`` if there is no expression, and whatever an expression raises.

    >>> check("A pair costs less than $5.", "price_usd * 2 < 5", names={"price_usd": 2.0})
    >>> print(check("A pair costs less than $5.", "price_usd * 2 < 5", names={"price_usd": 3.0}))
    **No longer true here:** A pair costs less than $5. (`price_usd * 2 < 5`, but 6 < 5 is false)
    """
    if not expressions:
        raise ValueError(f"expressions must hold at least one, got none for the claim {claim!r}")
    broken = [text for text in expressions if not _value(text, names)]
    if not broken:
        return None
    told = [f"`{text}`{_because(text, names)}" for text in broken]
    claim = with_values(claim, names)
    if os.environ.get("NAPKINMATH_CLAIMS") == "raise":
        at = f"{where}: " if where else ""
        raise ClaimError(f"{at}no longer true: {claim}\n  " + "\n  ".join(told))
    return Prose(f"**No longer true here:** {claim} ({'; '.join(told)})")


def _value(expression: str, names: Mapping[str, Any]) -> Any:
    return eval(expression, {**names})  # the page's own code, not a reader's text


def _because(expression: str, names: Mapping[str, Any]) -> str:
    """Return what the sides of the comparisons of ``expression`` are that are false."""
    found = _parts(ast.parse(expression, mode="eval").body)
    false = [part for part in found if not _value(ast.unparse(part), names)]
    told = [f"{_sides(part, names)} is false" for part in false if isinstance(part, ast.Compare)]
    return f", but {' and '.join(told)}" if told else ""


def _parts(node: ast.expr) -> list[ast.expr]:
    """Return what is joined by ``and`` in an expression."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [part for value in node.values for part in _parts(value)]
    return [node]


_SIGNS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip


def _sides(node: ast.Compare, names: Mapping[str, Any]) -> str:
    first = _shown(_value(ast.unparse(node.left), names))
    rest = (
        f"{_SIGNS[type(op)]} {_shown(_value(ast.unparse(side), names))}"
        for op, side in zip(node.ops, node.comparators, strict=True)
    )
    return " ".join([first, *rest])


def _shown(value: Any) -> str:
    value = value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value
    text = f"{value:.4g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
