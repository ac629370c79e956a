"""Tables and computed sentences that a notebook shows, as Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from napkinmath.book._markdown import for_display
from napkinmath.units import show


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be displayed: ``headers`` and ``rows`` of text, numbers aligned right."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]

    def _repr_markdown_(self) -> str:
        def line(cells: Sequence[str]) -> str:
            return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

        rule = "|" + "|".join("---:" if right else ":---" for right in self.numeric) + "|"
        lines = [line(self.headers), rule, *(line(row) for row in self.rows)]
        return for_display("\n".join(lines))


@dataclass(frozen=True, slots=True)
class Prose:
    """Computed sentences that a cell can end on: ``markdown`` is shown as text of the page."""

    markdown: str

    def __str__(self) -> str:
        return self.markdown.replace("\\$", "$")

    def _repr_markdown_(self) -> str:
        return for_display(self.markdown)


def bullets(lines: Sequence[str]) -> Prose:
    """Show ``lines`` of Markdown as a list. Raises ``ValueError`` if there are none.

    >>> print(bullets(["one", "two"])._repr_markdown_())
    - one
    - two
    """
    if not lines:
        raise ValueError("lines must hold at least one line, got none")
    return Prose("\n".join(f"- {line}" for line in lines))


def table(columns: Mapping[str, Sequence[object]], *, digits: int = 3) -> Table:
    """Lay out ``columns`` (header to values, all of one length) as a table.

    Text is shown as given, so format quantities with ``units.show`` or ``units.usd`` first; bare
    numbers are written with ``digits`` significant digits and, like text that starts with a digit
    or a currency sign, aligned right. Raises ``ValueError`` on no columns or unequal lengths.

    >>> print(table({"index": ["flat", "HNSW"], "recall": [1.0, 0.9762]})._repr_markdown_())
    | index | recall |
    |:---|---:|
    | flat | 1 |
    | HNSW | 0.976 |
    """
    if not columns:
        raise ValueError("columns must hold at least one column, got none")
    lengths = {header: len(values) for header, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns must have one length, got {lengths}")
    texts = {
        header: [_text(value, digits) for value in values] for header, values in columns.items()
    }
    return Table(
        headers=tuple(texts),
        rows=tuple(zip(*texts.values(), strict=True)),
        numeric=tuple(all(_looks_numeric(cell) for cell in cells) for cells in texts.values()),
    )


def _text(value: object, digits: int) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "–"
    return show(float(value), "", digits)  # type: ignore[arg-type]


def _looks_numeric(cell: str) -> bool:
    return cell == "–" or cell.lstrip("-−±+~$€<>≤≥≈ ")[:1].isdigit()
