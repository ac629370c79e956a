"""What a page says of the prices that it uses: how old they are, and whose."""

from collections.abc import Sequence
from dataclasses import dataclass

from napkinmath.prices import STALE_AFTER_DAYS, Price, own_prices
from napkinmath.tables import Table, table
from napkinmath.units import usd

#: Units as a table's cell says them.
_PER = {
    "million-tokens": "million tokens",
    "million-requests": "million requests",
    "million-events": "million events",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One line of Markdown that a cell can end on; nothing is shown if it is empty."""

    text: str

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text.replace("$", "\\$")  # two dollar signs would make a formula


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
        return f"[over {STALE_AFTER_DAYS} days old]{{.stale}}"
    return ""


def per(price: Price) -> str:
    """Write a price with its unit, as in ``$0.09 per GB``."""
    return f"{usd(price.usd)} per {_PER.get(price.per, price.per)}"


def price_note(price: Price) -> Note:
    """Return what a page says of one price: the amount, who asks it, when it was read, its badge.

    >>> from napkinmath.prices import price
    >>> print(price_note(price("nat-gateway-processed", provider="gcp")))
    $0.045 per GiB, gcp, read in 2026-08
    """
    where = "" if price.region == "global" else f" {price.region}"
    term = "" if price.term == "on_demand" else f", {price.term.replace('_', ' ')}"
    when = f"read {'in' if price.month_only else 'on'} {read_on(price)}"
    text = f"{per(price)}, {price.provider}{where}{term}, {when}"
    return Note(f"{text} {badge(price)}".rstrip())


def price_table(prices: Sequence[Price]) -> Table:
    """Lay out ``prices`` for a page: what, from whom, how much, when read, how far checked.

    Region and term stand with the seller where they are not the usual ones. Raises ``ValueError``
    if there is no price to show.
    """
    if not prices:
        raise ValueError("prices must hold at least one price, got none")
    return table(
        {
            "item": [row.item for row in prices],
            "seller": [_seller(row) for row in prices],
            "price": [per(row) for row in prices],
            "read": [f"{read_on(row)} {badge(row)}".rstrip() for row in prices],
            "mark": [row.mark for row in prices],
            "source": [_source(row) for row in prices],
        }
    )


def own_prices_note() -> Note:
    """Say that the reader's own prices are in use, and what they replace; else be empty."""
    own = own_prices()
    if not own:
        return Note("")
    parts = []
    for row, shipped in own:
        name = f"{row.item} of {_seller(row)}"
        was = f"in place of {per(shipped)}" if shipped else "which replaces no price of the book"
        parts.append(f"{name}: {per(row)} {was}")
    return Note(
        "[your prices]{.own-price} This page uses prices of your own. " + "; ".join(parts) + "."
    )


def _seller(price: Price) -> str:
    more = [] if price.region == "global" else [price.region]
    more += [] if price.term == "on_demand" else [price.term.replace("_", " ")]
    return price.provider + (f" ({', '.join(more)})" if more else "")


def _source(price: Price) -> str:
    return f"[{price.source}]({price.url})" if price.url.startswith("http") else price.source
