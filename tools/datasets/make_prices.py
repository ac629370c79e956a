"""Read token prices anew, from the catalogue ``genai-prices`` on PyPI, into ``prices.csv``.

    make prices                                             its newest release
    make prices CATALOGUE=genai-prices==0.2.3               a certain one
    make prices ACCEPT="gpt-5-input-tokens o3-input-tokens" rows that were held back

Which models, and what the catalogue calls them, stands in ``data/token_prices.csv``; models out of
service are left out there, since a catalogue keeps their prices. Nothing of the package is run: its
table is read as text. Every old row stays byte for byte. There is a new row where

- the catalogue dates a change: the price from that day, and the price until the day before;
- its present price differs from the newest row, or that row is over 90 days older.

The catalogue names no day for its present prices: they are dated by its newest change of any price,
which is a day on which it was kept. Of a price in tiers the first is taken, of one that depends on
the hour the one outside peak hours. Batch prices are read where the book has one already. A price
that is not above zero, or that moves to more than five times the one before it or to less than a
fifth, is held back with all new rows of its item, and listed for a human. So is, for good, one that
contradicts a row of the same day.
"""

import argparse
import ast
import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from napkinmath.prices._rows import Price, parse

DATA = Path(__file__).parents[2] / "src" / "napkinmath" / "prices" / "data"
PRICES, MODELS = DATA / "prices.csv", DATA / "token_prices.csv"
URL = "https://github.com/pydantic/genai-prices"
KINDS = {"input_mtok": "input", "output_mtok": "output", "cache_read_mtok": "cached-input"}
REREAD_AFTER_DAYS = 90
#: A price that moves further than this between two readings is looked at by a human.
MOST_TIMES = 5

#: From a day, or from the beginning, a price; oldest first.
Timeline = list[tuple[date | None, Decimal]]
#: By provider, model, kind and term.
Timelines = dict[tuple[str, str, str, str], Timeline]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a release of the catalogue says: its prices over time, and the day it was kept until."""

    release: str
    day: date
    timelines: Timelines
    by_hour: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A row that may be added, ``before`` being the price that was known for the time before."""

    key: tuple[str, str, str, str]
    usd: Decimal
    read_on: date
    source: str
    before: Decimal | None
    clash: bool = False

    @property
    def cells(self) -> list[str]:
        """The cells of its row."""
        usd = f"{self.usd.normalize():f}"
        return [*self.key, usd, "million-tokens", self.source, URL, "compiled", str(self.read_on)]

    @property
    def doubt(self) -> str:
        """Why a human should look at it first, or nothing."""
        if self.clash:
            return "another price stands for that day"
        if not self.usd.is_finite() or self.usd <= 0:
            return "not above zero"
        if self.before and not 1 / Decimal(MOST_TIMES) <= self.usd / self.before <= MOST_TIMES:
            return f"more than a factor of {MOST_TIMES} from the reading before"
        return ""


def fetch(package: str, folder: Path) -> Path:
    """Have pip download the ``package``, and nothing that it needs; return its wheel.

    If pip cannot, the script ends and says what to do.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary"]
    try:
        subprocess.run([*command, ":all:", "--dest", str(folder), package], check=True)
    except subprocess.CalledProcessError as error:
        raise SystemExit(
            f"{package} could not be downloaded, and no price was changed. Without a network, "
            "make prices CATALOGUE=path/to/the.whl reads a wheel that is there already."
        ) from error
    (wheel,) = folder.glob("*.whl")
    return wheel


def read_wheel(wheel: Path, today: date) -> Catalogue:
    """Read the table in a release. Raises ``ValueError`` if it is not written as it used to be."""
    with zipfile.ZipFile(wheel) as archive:
        tree = ast.parse(archive.read("genai_prices/data.py"))
    tables = [node.value for node in tree.body if isinstance(node, ast.AnnAssign) and node.value]
    if len(tables) != 1:
        raise ValueError(f"{wheel.name}: data.py must hold one table, found {len(tables)}")
    timelines: Timelines = {}
    by_hour = set[tuple[str, str]]()
    for provider in _value(tables[0]):
        for model in provider["models"]:
            name = (provider["id"], model["id"])
            listed = model["prices"] if isinstance(model["prices"], list) else [model]
            batch = [v for v in model.get("price_variants") or [] if v["when"] == _BATCH]
            for term, entries in (("on_demand", listed), ("batch", batch)):
                for (kind, line), hours in _timelines(entries):
                    timelines[(*name, kind, term)] = line
                    by_hour |= {name} if hours else set()
    days = [day for line in timelines.values() for day, _ in line if day and day <= today]
    if not days:
        raise ValueError(f"{wheel.name}: data.py holds no dated price up to {today}")
    release = "-".join(wheel.name.split("-")[:2]).replace("genai_prices-", "genai-prices ")
    return Catalogue(release, max(days), timelines, frozenset(by_hour))


_BATCH = {"processing": "batch"}


def _timelines(entries: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, Timeline], bool]]:
    """Yield each kind of price with its changes, and whether it also depends on the hour."""
    dated = [(e.get("constraint"), e["prices"]) for e in entries]
    hours = any(c and c["is"] == "TimeOfDateConstraint" for c, _ in dated)
    kept = [
        (c["start_date"] if c else None, prices)
        for c, prices in dated
        if not c or c["is"] == "StartDateConstraint"
    ]
    kept.sort(key=lambda entry: entry[0] or date.min)
    for field, kind in KINDS.items():
        line: Timeline = []
        for day, prices in kept:
            usd = prices.get(field)
            if usd is not None and (not line or line[-1][1] != usd):
                line.append((day, usd))
        if line:
            yield (kind, line), hours


def _value(node: ast.expr) -> Any:
    """Read a literal of the table: calls become mappings, tiers their first price."""
    match node:
        case ast.Constant():
            return node.value
        case ast.List() | ast.Tuple():
            return [_value(item) for item in node.elts]
        case ast.Dict():
            return {_value(k): _value(v) for k, v in zip(node.keys, node.values, strict=True) if k}
        case ast.Attribute():
            return node.attr
        case ast.Call():
            name = (
                node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            )
            fields = {str(word.arg): _value(word.value) for word in node.keywords}
            if name == "Decimal":
                return Decimal(str(_value(node.args[0])))
            if name == "date":
                return date(*[_value(part) for part in node.args])
            return fields["base"] if name == "TieredPrices" else {"is": name} | fields
    raise ValueError(f"data.py, line {node.lineno}: not a literal: {ast.unparse(node)[:60]}")


def readings(
    catalogue: Catalogue, models: Iterable[Mapping[str, str]], book: Iterable[Price]
) -> list[Reading]:
    """Return the rows that the ``book`` lacks, of the ``models`` that it follows.

    Raises ``ValueError`` if the catalogue no longer knows one of them.
    """
    known: dict[tuple[str, ...], list[Price]] = {}
    for row in book:
        known.setdefault(row.key, []).append(row)
    found: list[Reading] = []
    for model in models:
        name = (model["catalogue_provider"], model["catalogue_model"])
        if not any((*name, kind, "on_demand") in catalogue.timelines for kind in KINDS.values()):
            raise ValueError(f"{catalogue.release} has no price of {name}; see {MODELS.name}")
        for kind in KINDS.values():
            for term in ("on_demand", "batch"):
                key = (f"{model['model']}-{kind}-tokens", model["provider"], "global", term)
                line = catalogue.timelines.get((*name, kind, term), [])
                if term == "on_demand" or key in known:
                    when = ", outside peak hours" if name in catalogue.by_hour else ""
                    found += _lacking(key, line, catalogue, when, known.get(key, []))
    return found


def _lacking(
    key: tuple[str, str, str, str],
    line: Timeline,
    catalogue: Catalogue,
    when: str,
    rows: list[Price],
) -> Iterator[Reading]:
    """Yield what ``rows``, the readings of one price by date, lack of the catalogue's ``line``."""
    source = f"{catalogue.release}, {{}}{when}"
    past = [(day, usd) for day, usd in line if not day or day <= catalogue.day]
    have = {row.read_on: Decimal(str(row.usd)) for row in rows}
    for number, (day, usd) in enumerate(past):
        until = past[number + 1][0] if number + 1 < len(past) else None
        said = "from" if day else "until"
        day = day or (until - timedelta(days=1) if until else None)
        if day and have.get(day, usd) != usd:
            yield Reading(key, usd, day, source.format("in force"), have[day], clash=True)
        elif day and day not in have:
            yield Reading(key, usd, day, source.format(f"in force {said} this day"), _at(have, day))
            have[day] = usd
    if past and (newest := max(have, default=date.min)) < catalogue.day:
        usd, known = past[-1][1], have.get(newest)
        if usd != known or (catalogue.day - newest).days > REREAD_AFTER_DAYS:
            yield Reading(key, usd, catalogue.day, source.format("as listed"), known)


def _at(have: Mapping[date, Decimal], day: date) -> Decimal | None:
    """Return the price known for ``day`` from the readings up to it."""
    past = [known for known in have if known <= day]
    return have[max(past)] if past else None


def sorted_out(found: list[Reading], accepted: set[str]) -> tuple[list[Reading], list[Reading]]:
    """Return what to add and what to hold back: with one row in doubt, all of its price."""
    doubtful = {
        row.key
        for row in found
        if row.doubt and not row.clash and (row.key[0] not in accepted or not row.usd > 0)
    }
    added = [row for row in found if row.key not in doubtful and not row.clash]
    return added, [row for row in found if row.key in doubtful or row.clash]


def merged(text: str, added: Iterable[Reading]) -> str:
    """Return the file with the ``added`` rows in their places, the old ones as they were.

    Raises ``ValueError`` if the last line has no end.
    """
    if not text.endswith("\n"):
        raise ValueError("the last line of the price file must end with a newline")
    head, *lines = text.splitlines(keepends=True)
    for row in added:
        line = _line(row.cells)
        after = [n for n, old in enumerate(lines) if _place(old) > _place(line)]
        lines.insert(after[0] if after else len(lines), line)
    return head + "".join(lines)


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _place(line: str) -> tuple[str, ...]:
    (cells,) = csv.reader([line])
    return (*cells[:4], cells[-1])


def report(rows: list[Reading], title: str) -> str:
    """Lay out what changed as lines of text, or say that nothing did."""
    if not rows:
        return f"{title}: none"
    lines = [f"{title}: {len(rows)}"]
    for row in rows:
        before = "first" if row.before is None else f"{row.before.normalize():f}"
        item = row.key[0] + ("" if row.key[3] == "on_demand" else f" ({row.key[3]})")
        note = f"  {row.doubt}" if row.doubt else ""
        lines.append(
            f"  {row.read_on}  {item:42} {before:>7} -> {row.usd.normalize():<7f}"
            f" {row.source.partition(', ')[2]}{note}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Fetch the catalogue, add what is new, say what was added and what was held back."""
    as_written = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    options.add_argument("--catalogue", default="genai-prices", help="package, or a wheel's path")
    options.add_argument("--accept", default="", help="items to add although in doubt")
    options.add_argument("--dry-run", action="store_true", help="write nothing")
    options.add_argument("--prices", type=Path, default=PRICES, help=argparse.SUPPRESS)
    given = options.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        named = given.catalogue.endswith(".whl")
        wheel = Path(given.catalogue) if named else fetch(given.catalogue, Path(folder))
        catalogue = read_wheel(wheel, date.today())
    text = given.prices.read_bytes().decode()
    with MODELS.open(encoding="utf-8", newline="") as file:
        models = list(csv.DictReader(file))
    found = readings(catalogue, models, parse(text, given.prices.name))
    added, held = sorted_out(found, set(given.accept.split()))
    new = merged(text, added)
    parse(new, given.prices.name)  # refuses what the book would refuse
    print(f"{catalogue.release}, kept until {catalogue.day} or longer")
    print(report(added, "rows that would be added" if given.dry_run else "rows added"))
    print(report(held, "held back, for you to look at"))
    if added and not given.dry_run:
        part = given.prices.with_suffix(".part")
        part.write_bytes(new.encode())
        part.replace(given.prices)


if __name__ == "__main__":
    main()
