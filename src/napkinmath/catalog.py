"""Facts with a source and a date: accelerators, models, links and prices, by their identifiers."""

from napkinmath.hardware import Accelerator, accelerator, accelerators
from napkinmath.links import Link, link, links
from napkinmath.models import Model, model, models
from napkinmath.prices import Price, load_prices, price, prices

__all__ = ["Accelerator", "Link", "Model", "Price"]
__all__ += ["accelerator", "accelerators", "link", "links", "load_prices", "model", "models"]
__all__ += ["price", "prices"]
