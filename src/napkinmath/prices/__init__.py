"""The price book: what things cost, where, since when, and who read it."""

from napkinmath.prices._lookup import (
    load_prices,
    own_prices,
    price,
    prices,
    stale_prices,
)
from napkinmath.prices._rows import (
    MARKS,
    STALE_AFTER_DAYS,
    Price,
    as_of,
)
from napkinmath.prices.history import (
    ObservedPrices,
    PriceVerdict,
    Reversal,
    flips,
    history,
    observed,
)
from napkinmath.prices.notes import (
    badge,
    flip_note,
    own_prices_note,
    per,
    price_note,
    price_table,
    read_on,
    stale_prices_note,
    token_table,
)

__all__ = [
    "MARKS",
    "ObservedPrices",
    "Price",
    "PriceVerdict",
    "Reversal",
    "STALE_AFTER_DAYS",
    "as_of",
    "badge",
    "flip_note",
    "flips",
    "history",
    "load_prices",
    "observed",
    "own_prices",
    "own_prices_note",
    "per",
    "price",
    "price_note",
    "price_table",
    "prices",
    "read_on",
    "stale_prices",
    "stale_prices_note",
    "token_table",
]
