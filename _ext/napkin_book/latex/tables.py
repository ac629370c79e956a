"""Columns that fit the page: widths from what stands in them, numbers to the right.

Sphinx leaves the widths to a package that knows neither alignment nor long tables. Here a column is
as wide as its longest cell where all of them fit. Where they do not, columns of short cells keep
their width, the others share the rest by how much text they hold, and the table is set smaller.
"""

import re

from docutils import nodes
from sphinx import addnodes

#: Characters that fit the width of the page, in a table as it comes and in one set smaller.
ROOM, ROOM_SMALL = 84, 96
#: From this many rows on, a table may break over pages.
LONG = 14
#: A column of cells up to this length is not broken into lines, unless nothing else helps.
SHORT = 16
#: Characters that the space between two columns takes.
GAP = 2


def _length(cell: nodes.entry) -> int:
    """Return how wide a cell is on one line, in characters: those of code are wider."""
    code = sum(len(node.astext()) for node in cell.findall(nodes.literal))
    return round(len(cell.astext()) + 0.15 * code)


def _longest_part(cell: nodes.entry) -> int:
    """Return the length of the longest part of a cell that cannot be broken."""
    return max(len(part) for part in re.split(r"[\s/-]", cell.astext().replace("\xa0", "_")))


def widths(lengths: list[list[int]], parts: list[list[int]], room: int) -> list[int]:
    """Return the columns' widths in characters, which together with the gaps are ``room``.

    ``lengths`` holds the rows of the table, each the lengths of its cells, and ``parts`` in the
    same way the longest part of each that cannot be broken.
    """
    floors = [max(column) + 1 for column in zip(*parts, strict=True)]
    columns = list(zip(*lengths, strict=True))
    natural = [max(1, *column) for column in columns]
    room -= GAP * (len(columns) - 1)
    fixed = {i for i, width in enumerate(natural) if width <= SHORT}
    if len(fixed) == len(natural) or sum(natural[i] for i in fixed) > 0.75 * room:
        fixed = set()
    left = room - sum(natural[i] for i in fixed)
    weight = {
        i: (sum(column) * natural[i]) ** 0.5 for i, column in enumerate(columns) if i not in fixed
    }
    whole = sum(weight.values())
    spans = [
        natural[i] if i in fixed else max(floors[i], int(left * weight[i] / whole))
        for i in range(len(columns))
    ]
    while sum(spans) > room:  # a floor has taken more than its share: the widest gives way
        widest = max(range(len(spans)), key=lambda i: spans[i] - floors[i])
        if spans[widest] <= floors[widest]:
            break
        spans[widest] -= 1
    return spans


def columns_of(
    lengths: list[list[int]], parts: list[list[int]], right: list[bool]
) -> tuple[str, bool]:
    """Return the columns in LaTeX's terms, and whether the table is to be set smaller."""
    gaps = GAP * (len(right) - 1)
    if sum(map(max, zip(*lengths, strict=True))) + gaps <= ROOM:
        return "".join("r" if is_right else "l" for is_right in right), False
    spec = ""
    for span, is_right in zip(widths(lengths, parts, ROOM_SMALL), right, strict=True):
        share = (span + gaps / len(right)) / ROOM_SMALL
        side = r"\raggedleft" if is_right else r"\raggedright"
        spec += rf">{{{side}\arraybackslash}}p{{\dimexpr{share:.4f}\linewidth-2\tabcolsep\relax}}"
    return spec, True


def _lay_out(table: nodes.table) -> None:
    rows = [list(row.findall(nodes.entry)) for row in table.findall(nodes.row)]
    if not rows or len({len(row) for row in rows}) > 1:
        return  # cells that span columns: Sphinx's own way
    columns = list(zip(*rows, strict=True))
    right = [all("text-right" in cell["classes"] for cell in column) for column in columns]
    lengths = [[_length(cell) for cell in row] for row in rows]
    parts = [[_longest_part(cell) for cell in row] for row in rows]
    spec, smaller = columns_of(lengths, parts, right)
    long = r"\booklong" if len(rows) >= LONG else ""
    if long:
        table["classes"].append("longtable")
    place = table.parent.index(table)
    end = nodes.raw("", r"\endgroup", format="latex")
    size = "small" if smaller else "normal"
    start = nodes.raw("", rf"\begingroup\booktable{size}{long}", format="latex")
    table.parent.insert(place + 1, end)
    table.parent[place:place] = [start, addnodes.tabular_col_spec(spec=spec)]


def lay_out_tables(book: nodes.document) -> None:
    """Lay out every table of ``book``."""
    for table in list(book.findall(nodes.table)):
        _lay_out(table)
