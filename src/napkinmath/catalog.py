"""Facts with a source and a date: accelerators, models, links and prices, by their identifiers."""

from napkinmath.hardware import Accelerator, accelerator, accelerators
from napkinmath.links import Link, link, links
from napkinmath.models import Model, model, models
from napkinmath.prices import Price, load_prices, price, prices

# One assignment, so that the build sees a module which does nothing but hand on names: a page
# that asks for an accelerator is not built again when a price changes.
__all__ = [
    "Accelerator",
    "Link",
    "Model",
    "Price",
    "accelerator",
    "accelerators",
    "link",
    "links",
    "load_prices",
    "model",
    "models",
    "price",
    "prices",
]
