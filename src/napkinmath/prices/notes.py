"""What a page says of the prices that it uses: how old they are, and whose."""

import difflib
import re
from collections.abc import Sequence

from napkinmath.book.tables import Prose, Table, table
from napkinmath.prices._lookup import own_prices, stale_prices
from napkinmath.prices._rows import Price, shipped
from napkinmath.prices.history import PriceVerdict
from napkinmath.units import show, usd

#: Units as a table's cell says them.
_PER = {
    "million-tokens": "million tokens",
    "million-requests": "million requests",
    "million-events": "million events",
}
_KINDS = ("input", "cached-input", "output")
_TOKENS = re.compile(r"(?P<model>.+?)-(?P<kind>cached-input|input|output)-tokens")
#: A longer list of the reader's own prices is counted, not named.
_LISTED = 6


def read_on(price: Price) -> str:
    """Say when a price was read: an ISO day, or the month where the source names no day.

    >>> from napkinmath.prices import price
    >>> read_on(price("cross-az-transfer", provider="gcp"))
    '2026-08'
    """
    return price.read_on.isoformat()[: 7 if price.month_only else 10]


def badge(price: Price) -> str:
    """Return the badge that a price has earned, as Markdown: its reader's own, old, or none."""
    if price.own:
        return "[your price]{.own-price}"
    if price.stale:
        return "[over a year old]{.stale}"
    return ""


def per(price: Price) -> str:
    """Write a price with its unit, as in ``$0.09 per GB``."""
    return f"{usd(price.usd)} per {_PER.get(price.per, price.per)}"


def price_note(price: Price) -> Prose:
    """Return what a page says of one price: the amount, who asks it, when it was read, its badge.

    >>> from napkinmath.prices import price
    >>> print(price_note(price("nat-gateway-processed", provider="gcp")))
    $0.045 per GiB, gcp, read in 2026-08
    """
    where = "" if price.region == "global" else f" {price.region}"
    term = "" if price.term == "on_demand" else f", {price.term.replace('_', ' ')}"
    when = f"read {'in' if price.month_only else 'on'} {read_on(price)}"
    text = f"{per(price)}, {price.provider}{where}{term}, {when}"
    return _prose(f"{text} {badge(price)}".rstrip())


def price_table(prices: Sequence[Price]) -> Table:
    """Lay out ``prices`` for a page: what, from whom, how much, when read and how far checked.

    Region and term stand with the seller where they are not the usual ones; the day links to where
    the price was read, and its age counts to the day of the build. Raises ``ValueError`` if there
    is no price to show.
    """
    if not prices:
        raise ValueError("prices must hold at least one price, got none")
    return table(
        {
            "item, seller": [f"{row.item}, {_seller(row)}" for row in prices],
            "price": [per(row) for row in prices],
            "read": [_reading(row) for row in prices],
        }
    )


def token_table(prices: Sequence[Price]) -> Table:
    """Lay out prices of tokens, a model a row: read, read from a cache, written; and when read.

    The amounts are for a million tokens. Of a model's readings the oldest is dated. Raises
    ``ValueError`` if there is no price, or if one is not of tokens.
    """
    models: dict[str, dict[str, Price]] = {}
    for row in prices:
        named = _TOKENS.fullmatch(row.item)
        if row.per != "million-tokens" or not named:
            raise ValueError(f"prices must be of tokens, got {row.item!r} per {row.per!r}")
        models.setdefault(f"{named['model']}, {_seller(row)}", {})[named["kind"]] = row
    if not models:
        raise ValueError("prices must hold at least one price, got none")
    oldest = [min(kinds.values(), key=lambda row: row.read_on) for kinds in models.values()]
    return table(
        {
            "model, seller": list(models),
            "USD: in, cached, out": [  # two dollar signs in a cell would make a formula
                ", ".join(
                    usd(kinds[kind].usd).removeprefix("$") if kind in kinds else "–"
                    for kind in _KINDS
                )
                for kinds in models.values()
            ],
            "read": [_reading(row) for row in oldest],
        }
    )


def flip_note(flip: PriceVerdict, *, subject: str = "the choice") -> Prose:
    """Say whether ``subject`` turns within the observed range of a price, and at which price.

    It names both ends of the range with seller and day, the verdict at the newest price, and, if
    they were looked for, the nearest turns outside the range. Raises ``ValueError`` if ``subject``
    is empty.

    >>> from napkinmath.prices import flips, observed
    >>> seen = observed("nat-gateway-processed", provider="gcp")
    >>> print(flip_note(flips(lambda usd: "own" if usd > 0.01 else "buy", seen)))
    The price was read once, $0.045 per GiB (gcp 2026-08), so it shows no range: there the
    choice is *own*.
    """
    if not subject:
        raise ValueError("subject must not be empty, got ''")
    seen, verdict = flip.observed, f"*{flip.verdict}*"
    if seen.readings == 1:
        text = f"The price was read once, {per(seen.newest)} ({_who(seen.newest)}), so it shows "
        text += f"no range: there {subject} is {verdict}."
    elif seen.low.usd == seen.high.usd:
        text = (
            f"All {seen.readings} readings say {per(seen.newest)}, the newest {_who(seen.newest)}: "
        )
        text += f"there {subject} is {verdict}."
    else:
        text = f"Within the observed range, {usd(seen.low.usd)} to {per(seen.high)} "
        text += f"({_who(seen.low)}, {_who(seen.high)}), "
        text += _turns(flip, subject)
    beyond = [turn for turn in flip.reversals if turn not in flip.within_range]
    for turn in beyond:
        side = "below" if turn.usd <= seen.low.usd else "above"
        text += f" It would turn {side} it, at {usd(turn.usd)}, from {turn.before} to {turn.after}."
    return _prose(text)


def own_prices_note(*, asked: bool = False) -> str:
    """Name the reader's own prices and what they replace; with ``asked`` those asked for so far.

    It is empty if there are none.
    """
    own = own_prices(asked=asked)
    parts = []
    for row, old in own:
        was = f"in place of {per(old)}" if old else f"which replaces none{_near(row)}"
        parts.append(f"{row.item} of {_seller(row)}, {per(row)} {was}")
    if len(parts) > _LISTED:
        new = [f"{row.item}{_near(row)}" for row, old in own if not old]
        parts = [f"{len(own) - len(new)} in place of the book's, {len(new)} that replace none"]
        parts += [f"among these {', '.join(new[:_LISTED])}"] if new else []
    return "; ".join(parts)


def _near(price: Price) -> str:
    """Say what a row that replaces nothing may have meant, if the book has something alike."""
    known = {row.item for row in shipped()}
    if price.item in known:
        sellers = sorted({_seller(row) for row in shipped() if row.item == price.item})
        return f" (the book has it from {', '.join(sellers[:_LISTED])})"
    near = difflib.get_close_matches(price.item, sorted(known), n=1, cutoff=0.8)
    return f" (the book has {near[0]})" if near else ""


def stale_prices_note() -> str:
    """Name the old prices that have been asked for so far, with seller and day; else be empty."""
    old = stale_prices()
    names = [f"{row.item} of {_seller(row)}, read in {row.read_on:%Y-%m}" for row in old]
    if len(old) > _LISTED:
        days = sorted(f"{row.read_on:%Y-%m}" for row in old)
        names = [f"{len(old)} in all, read from {days[0]} to {days[-1]}"]
    return "; ".join(names)


def _prose(text: str) -> Prose:
    return Prose(text.replace("$", "\\$"))  # two dollar signs would make a formula


def _seller(price: Price) -> str:
    more = [] if price.region == "global" else [price.region]
    more += [] if price.term == "on_demand" else [price.term.replace("_", " ")]
    return price.provider + (f" ({', '.join(more)})" if more else "")


def _who(price: Price) -> str:
    where = "" if price.region == "global" else f" {price.region}"
    return f"{price.provider}{where} {read_on(price)}"


def _turns(flip: PriceVerdict, subject: str) -> str:
    """Say the turns within the range as the end of a sentence, then the newest verdict."""
    if not flip.within_range:
        return f"{subject} does not turn: *{flip.verdict}* throughout."
    parts = [
        f"from *{turn.before}* to *{turn.after}* at {usd(turn.usd)}" for turn in flip.within_range
    ]
    newest = flip.observed.newest
    return (
        f"{subject} turns {' and '.join(parts)}. "
        f"At the newest, {usd(newest.usd)} ({_who(newest)}), it is *{flip.verdict}*."
    )


def _reading(price: Price) -> str:
    day = read_on(price)
    link = f"[{day}]({price.url})" if price.url.startswith("http") else day
    age = show(price.age_days * 86400.0, "s") if price.age_days else "new"
    return f"{link}, {age}, {price.mark} {badge(price)}".rstrip()
