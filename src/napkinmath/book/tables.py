"""Tables and computed sentences that a notebook shows, as Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from napkinmath.book._markdown import captioned, for_display
from napkinmath.book.columns import Column
from napkinmath.units import show


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be displayed: ``headers`` and ``rows`` of text, numbers aligned right.

    With a ``caption`` the book numbers it; ``name`` is what references to it say.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    caption: str = ""
    name: str = ""

    def _repr_markdown_(self) -> str:
        def line(cells: Sequence[str]) -> str:
            return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

        rule = "|" + "|".join("---:" if right else ":---" for right in self.numeric) + "|"
        grid = "\n".join([line(self.headers), rule, *(line(row) for row in self.rows)])
        return for_display(captioned(grid, self.caption, self.name))


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


def table(
    columns: Mapping[str, Sequence[object] | Column],
    *,
    digits: int = 3,
    caption: str = "",
    name: str = "",
    bold: int | Sequence[int] = (),
) -> Table:
    """Lay out ``columns`` (header to values, all of one length) as a table.

    A ``Column`` says how its values are written. Of other values text is shown as given, bare
    numbers with ``digits`` significant digits; both are aligned right if they look like numbers.
    ``caption`` stands above the table, which is then numbered; ``name`` is its label. ``bold`` are
    the rows, counted from 0, that decide. Raises ``ValueError`` on no columns, on unequal lengths
    and on a bold row that is not there.

    >>> print(table({"index": ["flat", "HNSW"], "recall": [1.0, 0.9762]})._repr_markdown_())
    | index | recall |
    |:---|---:|
    | flat | 1 |
    | HNSW | 0.976 |
    """
    if not columns:
        raise ValueError("columns must hold at least one column, got none")
    texts = {
        header: values.texts if isinstance(values, Column) else [_text(v, digits) for v in values]
        for header, values in columns.items()
    }
    lengths = {header: len(values) for header, values in texts.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns must have one length, got {lengths}")
    rows = list(zip(*texts.values(), strict=True))
    for place in [bold] if isinstance(bold, int) else bold:
        if not 0 <= place < len(rows):
            raise ValueError(f"bold must be rows from 0 to {len(rows) - 1}, got {place!r}")
        rows[place] = tuple(f"**{cell}**" if cell else cell for cell in rows[place])
    return Table(
        headers=tuple(texts),
        rows=tuple(rows),
        numeric=tuple(all(_looks_numeric(cell) for cell in cells) for cells in texts.values()),
        caption=caption,
        name=name,
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
