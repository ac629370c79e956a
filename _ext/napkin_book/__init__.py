"""What makes the book of its pages: one Sphinx extension, whose parts lie by edition.

Here alone stands in which order the parts are set up.
"""

from sphinx.application import Sphinx

from napkin_book.build import broken_pages, chapter_numbers, every_edition, progress
from napkin_book.epub import builder as epub_builder
from napkin_book.figures import diagram
from napkin_book.html import (
    accessible,
    assets,
    head,
    inline_svg,
    mathml,
    notebook_link,
    site_index,
    site_search,
    tag_pages,
    unique_ids,
)
from napkin_book.interactive import explore, run_cells
from napkin_book.latex import book as latex_book
from napkin_book.notebooks import builder as notebook_builder
from napkin_book.source import inputs, own_prices, price_lines

#: To be raised when what a page is kept as between two builds changes its shape or its module.
_ENV_VERSION = 1

_PARTS = (
    inputs,
    own_prices,
    price_lines,
    broken_pages,
    progress,
    tag_pages,
    mathml,
    inline_svg,
    diagram,
    explore,
    head,
    site_index,
    unique_ids,
    epub_builder,
    chapter_numbers,
    every_edition,
    accessible,
    assets,
    latex_book,
    notebook_builder,
    notebook_link,
    run_cells,
    site_search,
)


def setup(app: Sphinx) -> dict[str, bool | int]:
    """Set up every part, in this order."""
    for part in _PARTS:
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": _ENV_VERSION}
