"""Hand a computed value to the sentence that quotes it."""

from typing import Any


def glue(name: str, value: Any) -> None:
    """Store ``value`` under ``name`` for the page's text, which shows it by ``{glue:text}``.

    Text comes from ``units.show`` or ``units.usd``; a bare number may be formatted in the sentence.
    It does what ``myst_nb.glue`` does, without importing a notebook stack into every kernel.
    Raises ``ValueError`` if ``name`` is empty.
    """
    from IPython.display import display

    if not name:
        raise ValueError("name must not be empty, got ''")
    plain = value.item() if hasattr(value, "item") else value
    display(  # type: ignore[no-untyped-call]
        {"application/papermill.record/text/plain": repr(plain)},
        raw=True,
        metadata={"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
    )
