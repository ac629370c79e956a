"""Tables that a narrow screen shows row by row: each value behind the head of its column.

The EPUB and the site share the marks; by which width a table is read that way each says itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_HEAD = re.compile(r"<th\b([^>]*)>(.*?)</th>", re.DOTALL)
_CELL = re.compile(r"<td\b([^>]*)>(.*?)</td>", re.DOTALL)
#: A number and what it counts, in the cells of the site: both stay on one line.
_UNIT = re.compile(
    r"(?<=[\d.])[ ](?=(?:[kMGTPEµmn]?i?(?:B|FLOP|FLOPS|s|W|Wh|J|Hz|USD)"
    r"|min|h|hours?|days?|weeks?|months?|years?|%|×|tokens?|queries|requests?|req"
    r"|million|billion|GPUs?|[kM])(?:/[\w-]+)*(?![\w-]))"
)


@dataclass(slots=True)
class Column:
    """What a column of a table wants: in letters, its widest cell, and its longest part."""

    head: str
    is_number: bool
    widest: int
    part: int


def marked(body: str, name: Callable[[list[Column]], str], *, keep_units: bool = False) -> str:
    """Return a page's body, each cell of its tables with its column's head.

    ``name`` is the class that a table of such columns gets. A head without words is no head. With
    ``keep_units`` no line breaks between a number and its unit.
    """
    return _TABLE.sub(lambda match: _marked(match.group(), name, keep_units), body)


def _marked(table: str, name: Callable[[list[Column]], str], keep_units: bool) -> str:
    columns = [
        Column(_words(words), "text-right" in given, len(_words(words)), _longest(_words(words)))
        for given, words in _HEAD.findall(table)
    ]
    rows = []
    for row in re.split(r"(?=<tr\b)", table):
        place = -1

        def cell(match: re.Match[str]) -> str:
            nonlocal place
            place += 1
            given, markup = match.groups()
            if keep_units and "text-right" not in given:  # numbers stay on one line as they are
                markup = _UNIT.sub("\xa0", markup)
            words = _words(markup)
            head = ""
            if place < len(columns):
                column = columns[place]
                head = column.head
                column.widest = max(column.widest, len(words))
                column.part = max(column.part, len(words) if column.is_number else _longest(words))
            label = f' data-label="{escape(head)}:"' if head and words else ""
            return f"<td{label}{given}>{markup}</td>"

        rows.append(_CELL.sub(cell, row))
    table = re.sub(r"<th\b([^>]*)>(?:\s|<p>|</p>)*</th>", r"<td\1></td>", "".join(rows))
    named = name(columns)
    return re.sub(r'<table class="', f'<table class="{named} ', table, count=1) if named else table


def _words(markup: str) -> str:
    return re.sub(r"[ \n\t]+", " ", unescape(re.sub(r"<[^>]+>", "", markup))).strip()


def _longest(words: str) -> int:
    return max((len(word) for word in re.split(r"[ /-]+", words)), default=0)
