"""Facts with a source and a date: accelerators, models, links and prices, by their identifiers."""

from napkinmath.prices import Price, load_prices, price, prices

__all__ = ["Price", "load_prices", "price", "prices"]
