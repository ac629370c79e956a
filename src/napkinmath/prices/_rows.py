"""The rows of a price file: what one holds, and how a file of them is read.

Everything that goes wrong in a file is told by file, line and column, and then nothing is loaded.
"""

import csv
import io
import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

Key = tuple[str, str, str, str]
COLUMNS = ["item", "provider", "region", "term", "usd", "per", "source", "url", "mark", "read_on"]
_NEEDED = ("item", "provider", "usd", "per")
#: A price read longer ago than this is shown with a badge.
STALE_AFTER_DAYS = 365
MARKS = {
    "official": "read at the seller, or in the seller's own price file",
    "official-copy": "read in a dated copy of the seller's page or price file",
    "compiled": "read in a maintained collection that reads the seller's pages or interface",
    "secondary": "read as quoted by a third party",
    "own": "from the reader's own file",
}
#: What one unit of ``per`` holds. Sellers say GB; whether they bill 1e9 bytes or 2**30 is theirs.
_BYTES = {"GB": 1e9, "GiB": 2.0**30}
_BYTE_MONTHS = {"GB-month": 1e9, "GiB-month": 2.0**30}
_REQUESTS = {"request": 1.0, "thousand-requests": 1e3, "million-requests": 1e6}


@dataclass(frozen=True, slots=True)
class Price:
    """One observed price: ``usd`` dollars ``per`` unit of ``item``, as read on ``read_on``.

    ``term`` is how it was bought (``on_demand``, ``spot``, ``capacity_block`` ...) and ``mark`` how
    far it was checked (see ``MARKS``). ``month_only`` says that the source names no day, so that
    ``read_on`` is the first of the month. ``own`` marks a row of the reader's own file.
    """

    item: str
    provider: str
    region: str
    term: str
    usd: float
    per: str
    source: str
    url: str
    mark: str
    read_on: date
    month_only: bool = False
    own: bool = False

    @property
    def usd_per_hour(self) -> float:
        """Dollars per hour; raises ``ValueError`` if the price is per something else."""
        return self.usd / self._size("usd_per_hour", {"hour": 1.0})

    @property
    def usd_per_byte(self) -> float:
        """Dollars per byte, a GB being 1e9; raises ``ValueError`` for a price per another unit."""
        return self.usd / self._size("usd_per_byte", _BYTES)

    @property
    def usd_per_byte_month(self) -> float:
        """Dollars per byte kept for a month, a GB being 1e9; raises ``ValueError`` otherwise."""
        return self.usd / self._size("usd_per_byte_month", _BYTE_MONTHS)

    @property
    def usd_per_token(self) -> float:
        """Dollars per token; raises ``ValueError`` if the price is per something else."""
        return self.usd / self._size("usd_per_token", {"million-tokens": 1e6})

    @property
    def usd_per_request(self) -> float:
        """Dollars per request; raises ``ValueError`` if the price is per something else."""
        return self.usd / self._size("usd_per_request", _REQUESTS)

    @property
    def age_days(self) -> int:
        """Days from the reading to the date of the build (see ``as_of``), at least 0."""
        return max(0, (as_of() - self.read_on).days)

    @property
    def stale(self) -> bool:
        """Whether the price was read more than ``STALE_AFTER_DAYS`` days before the build."""
        return self.age_days > STALE_AFTER_DAYS

    @property
    def key(self) -> Key:
        """What the price is a price of: item, provider, region and term."""
        return (self.item, self.provider, self.region, self.term)

    def _size(self, name: str, sizes: dict[str, float]) -> float:
        if self.per not in sizes:
            raise ValueError(
                f"{name} needs a price per {' or '.join(sizes)}, "
                f"but {self.item!r} of {self.provider!r} is per {self.per!r}"
            )
        return sizes[self.per]


def as_of() -> date:
    """Return the day at which prices are aged: ``SOURCE_DATE_EPOCH``, never today.

    The build sets it to the date of the last commit. Without it, the day of the newest price that
    ships with the book stands in. Raises ``ValueError`` if the variable is no whole number.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return max(row.read_on for row in shipped())
    if not text.isdigit():
        raise ValueError(f"SOURCE_DATE_EPOCH must be whole seconds since 1970, got {text!r}")
    return datetime.fromtimestamp(int(text), UTC).date()


@cache
def shipped() -> tuple[Price, ...]:
    """Return the rows that ship with the book, ordered by item, provider, region, term and date."""
    text = (files("napkinmath.prices") / "data" / "prices.csv").read_text("utf-8")
    return parse(text, "prices.csv")


def parse(text: str, name: str, *, units: Mapping[Key, str] | None = None) -> tuple[Price, ...]:
    """Read the ``text`` of the file ``name``, the book's own or, given ``units``, a reader's.

    ``units`` is the unit of each shipped price, which a row that replaces one has to keep. Raises
    ``ValueError`` naming file, line and column of the first thing that is wrong.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(_lines(reader, name), (1, []))[1]
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            raise ValueError(f"{name}, line 1: columns must be separated by commas, got {word}")
    for column in COLUMNS if units is None else _NEEDED:
        if column not in header:
            raise ValueError(f"{name}, line 1: the column {column!r} is missing")
    for column in header:
        if column not in COLUMNS or header.count(column) > 1:
            raise ValueError(f"{name}, line 1: the column {column!r} is unknown or there twice")
    rows: list[Price] = []
    seen = set[tuple[Key, date]]()
    for line, cells in _lines(reader, name):
        row = _row(header, cells, f"{name}, line {line}", own=units is not None)
        if (row.key, row.read_on) in seen:
            raise _bad(f"{name}, line {line}", "read_on", str(row.read_on), "new for this price")
        if units is not None and units.get(row.key, row.per) != row.per:
            allowed = f"{units[row.key]!r}, the unit of the price that it replaces"
            raise _bad(f"{name}, line {line}", "per", row.per, allowed)
        seen.add((row.key, row.read_on))
        rows.append(row)
    return tuple(sorted(rows, key=lambda row: (*row.key, row.read_on)))


def _lines(reader: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells), leaving out empty lines."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ValueError(f"{name}, line {line}: not a line of CSV: {error}") from error
        if any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells]


def _row(header: list[str], cells: list[str], where: str, *, own: bool) -> Price:
    if len(cells) != len(header):
        raise ValueError(f"{where}: {len(cells)} cells under {len(header)} columns")
    given = dict(zip(header, cells, strict=True))
    if own:
        assumed = {"region": "global", "term": "on_demand", "source": "your file", "url": "-"}
        assumed |= {"read_on": as_of().isoformat()}
        given = assumed | {name: cell for name, cell in given.items() if cell} | {"mark": "own"}
    for column in COLUMNS:
        if not given.get(column):
            raise _bad(where, column, "", "filled in")
    if given["mark"] not in MARKS:
        raise _bad(where, "mark", given["mark"], "one of " + ", ".join(map(repr, MARKS)))
    return Price(
        item=given["item"],
        provider=given["provider"],
        region=given["region"],
        term=given["term"],
        usd=_usd(given["usd"], where, least="0 or more" if own else "above 0"),
        per=given["per"],
        source=given["source"],
        url=given["url"],
        mark=given["mark"],
        read_on=_read_on(given["read_on"], where),
        month_only=len(given["read_on"]) == len("2026-01"),
        own=own,
    )


def _usd(cell: str, where: str, *, least: str) -> float:
    try:
        usd = float(cell)
    except ValueError:
        usd = math.nan
    if not math.isfinite(usd) or usd < 0 or (usd == 0 and least == "above 0"):
        raise _bad(where, "usd", cell, f"a number of dollars, {least}, such as 1250.5")
    return usd


def _read_on(cell: str, where: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", cell):
            return date.fromisoformat(cell if len(cell) > len("2026-01") else f"{cell}-01")
    except ValueError:
        pass
    raise _bad(where, "read_on", cell, "a day such as 2026-01-31, or a month such as 2026-01")


def _bad(where: str, column: str, value: str, allowed: str) -> ValueError:
    return ValueError(f"{where}, column {column!r}: must be {allowed}, got {value!r}")
