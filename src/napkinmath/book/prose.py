"""Hand a computed value to the sentence that quotes it."""

from collections.abc import Mapping
from typing import Any

from napkinmath.book.formats import written

_PREFIX = "application/papermill.record/"


def glue(name: str, value: Any) -> None:
    """Store ``value`` under ``name`` for the page's text, which shows it by ``{glue:text}``.

    Text comes from ``units.show`` or ``units.usd``; a bare number may be formatted in the sentence.
    It does what ``myst_nb.glue`` does, without importing a notebook stack into every kernel.
    Raises ``ValueError`` if ``name`` is empty.
    """
    if not name:
        raise ValueError("name must not be empty, got ''")
    _store(name, {"text/plain": repr(_plain(value))})


def calc(
    key: str, expression: str, format_: str, names: Mapping[str, Any], *, where: str = ""
) -> None:
    """Store under ``key`` what ``expression`` is, as ``format_`` writes it, and unrounded.

    ``names`` are the values that the page's cells have computed. Raises ``ValueError`` with
    ``where`` (file and line) and the expression if it fails, or cannot be written like that.
    """
    try:
        value = eval(expression, {**names})  # the page's own text
        text = written(value, format_)
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        raise ValueError(f"{where}: {{calc}}`{expression} :: {format_}`: {told}") from error
    _store(key, {"text/plain": repr(text), "text/x-unrounded": str(_plain(value))})


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _store(name: str, data: Mapping[str, str]) -> None:
    from IPython.display import display

    display(  # type: ignore[no-untyped-call]
        {f"{_PREFIX}{kind}": text for kind, text in data.items()},
        raw=True,
        metadata={"scrapbook": {"name": name, "mime_prefix": _PREFIX}},
    )
