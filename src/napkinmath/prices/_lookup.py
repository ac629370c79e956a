"""Prices as somebody read them: what, from whom, where, on which terms, and on which day.

A price is an observation. The file is append-only, so a page can ask for a price as of a date, and
a reader can lay a file of their own over it, for a session (``load_prices``) or for a whole build
(the variable ``NAPKINMATH_PRICES``).
"""

import difflib
import os
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from napkinmath.prices._rows import Key, Price, as_of, parse, shipped


def price(
    item: str,
    *,
    provider: str,
    region: str = "global",
    term: str = "on_demand",
    on: date | str | None = None,
) -> Price:
    """Return the newest price of ``item``, or the newest that had been read by the day ``on``.

    ``on`` is a date or an ISO date such as ``"2026-01-31"``. A row of the reader's own file wins
    over the shipped rows of the same item, provider, region and term for every date. Raises
    ``LookupError`` where there is no such price, saying which there are, and ``ValueError`` if
    ``on`` is no date.

    >>> price("internet-egress-first-10tb", provider="aws", region="us-east-1").usd
    0.09
    >>> price("nat-gateway", provider="aws", region="us-east-1", on="2026-01-01").read_on.year
    2024
    """
    day = _day("on", on)
    rows = _matching(item, provider, region, term)
    known = [row for row in rows if day is None or row.read_on <= day]
    if not known and rows[0].own:
        known = rows[:1]
    if not known:
        raise LookupError(
            f"no price of {item!r} from {provider!r} had been read by {on}: "
            f"the first was read on {rows[0].read_on}"
        )
    if known[-1].own or day is None:
        _ASKED[known[-1].key] = known[-1]
    return known[-1]


def prices(item: str | None = None) -> list[Price]:
    """Return every price, or those of ``item``, the reader's own in place of what they replace.

    They come in the order of item, provider, region, term and date. Raises ``LookupError`` if no
    price has that item.
    """
    rows = list(_book()) if item is None else _of(item)
    _ASKED.update({row.key: row for row in rows if row.own})
    return rows


def load_prices(path: str | os.PathLike[str] | None) -> list[Price]:
    """Lay the rows of a CSV file over the shipped prices, and return them.

    The columns are those of ``prices.csv``; ``item``, ``provider``, ``usd`` and ``per`` are needed,
    ``region`` and ``term`` default as in ``price``, ``read_on`` to the day of the build. The file
    replaces one loaded before; ``None`` takes it away again. Raises ``ValueError`` naming file,
    line and column if anything in it is wrong, and then loads nothing of it.
    """
    rows = _own_rows(Path(path)) if path is not None else ()
    _LOADED[:] = rows
    return list(rows)


def own_prices(*, asked: bool = False) -> list[tuple[Price, Price | None]]:
    """Return the reader's own rows in use, each with the newest shipped row it replaces, if any.

    With ``asked``, only those that have been asked for in this process.
    """
    newest = {row.key: row for row in shipped()}
    rows = [row for row in _own() if not asked or row.key in _ASKED]
    return [(row, newest.get(row.key)) for row in rows]


def stale_prices() -> list[Price]:
    """Return the prices that ``price`` has given out in this process and that are over a year old.

    Those asked for as of a date are left out, and the reader's own. They come by item and seller.
    """
    return sorted(
        (row for row in _ASKED.values() if row.stale and not row.own), key=lambda row: row.key
    )


_VARIABLE = "NAPKINMATH_PRICES"
#: A relative path in the variable counts from here, wherever a page or a lab goes later.
_STARTED_IN = Path.cwd()
_LOADED: list[Price] = []
#: What has been asked for, so that a page can name what is old or own (the extension).
_ASKED: dict[Key, Price] = {}


def _matching(item: str, provider: str, region: str, term: str) -> list[Price]:
    """Return the rows of one price, oldest first; say what exists if there is none."""
    rows = _of(item)
    for name, value in [("provider", provider), ("region", region), ("term", term)]:
        kept = [row for row in rows if getattr(row, name) == value]
        if not kept:
            among = {getattr(row, name) for row in rows}
            raise _unknown(name, value, among, f"those are all that {item!r} has here")
        rows = kept
    return rows


def _of(item: str) -> list[Price]:
    rows = _book()
    found = [row for row in rows if row.item == item]
    if not found:
        raise _unknown("item", item, {row.item for row in rows}, "prices() lists all")
    return found


def _unknown(name: str, value: str, among: set[str], hint: str) -> LookupError:
    near = difflib.get_close_matches(str(value), sorted(among), n=5, cutoff=0.5)
    if len(among) <= 12:
        near = sorted(among)
    options = ", ".join(repr(option) for option in near) or "nothing like it"
    return LookupError(f"no price with {name} {value!r}; there is {options} ({hint})")


def _day(name: str, value: date | str | None) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be a date such as '2026-01-31', got {value!r}") from error


def _book() -> tuple[Price, ...]:
    """Return the shipped rows with the reader's own laid over them."""
    own = _own()
    if not own:
        return shipped()
    replaced = {row.key for row in own}
    kept = [row for row in shipped() if row.key not in replaced]
    return tuple(sorted([*kept, *own], key=lambda row: (*row.key, row.read_on)))


def _own() -> tuple[Price, ...]:
    """Return the rows of the build's own file, and over them those of ``load_prices``."""
    path = os.environ.get(_VARIABLE, "")
    rows = _own_rows(_STARTED_IN / path, variable=_VARIABLE) if path else ()
    loaded = {row.key for row in _LOADED}
    return (*(row for row in rows if row.key not in loaded), *_LOADED)


def _own_rows(path: Path, *, variable: str = "") -> tuple[Price, ...]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        named = f" that {variable} names (the current folder is {Path.cwd()})" if variable else ""
        why = error.strerror if isinstance(error, OSError) else error
        raise ValueError(f"{path}: cannot be read as a file of prices{named}: {why}") from error
    return _parsed(text, str(path), as_of())


@lru_cache(maxsize=8)
def _parsed(text: str, name: str, day: date) -> tuple[Price, ...]:
    return parse(text, name, units={row.key: row.per for row in shipped()})
