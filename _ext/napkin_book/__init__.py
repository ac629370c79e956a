"""What makes the book of its pages: one Sphinx extension, whose parts lie by edition.

Here alone stands in which order the parts work. Sphinx calls the handlers of an event by priority,
and those of equal priority in the order in which they were connected. What Sphinx and the other
extensions connect stands at 500, before us since conf.py lists us last; what the theme connects
stands at 500 too, but after us, since it is loaded when the pages are written.
"""

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from napkin_book.build import chapter_numbers, compat, every_edition, folded_cells, progress
from napkin_book.epub import builder as epub_builder
from napkin_book.epub import flatten
from napkin_book.figures import diagram
from napkin_book.html import (
    accessible,
    assets,
    cards,
    head,
    inline_svg,
    mathml,
    notebook_link,
    site_index,
    site_search,
    tag_pages,
)
from napkin_book.interactive import run_cells
from napkin_book.interactive.explore import directive as explore
from napkin_book.latex import book as latex_book
from napkin_book.latex import links as latex_links
from napkin_book.latex import writer as latex_writer
from napkin_book.notebooks import builder as notebook_builder
from napkin_book.notebooks import with_site
from napkin_book.source import boxes, forms, inputs, model, own_prices, price_lines

#: Before sphinx-tags writes its pages anew; with all others; after the theme, and after Sphinx has
#: looked whether it knows all settings of LaTeX (at 800).
_FIRST, _WITH_ALL, _LAST = 400, 500, 900

_HANDLERS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("config-inited", _WITH_ALL, run_cells.on_config_inited),
    ("config-inited", _LAST, latex_book.on_config_inited),
    ("builder-inited", _FIRST, tag_pages.remember),
    ("builder-inited", _WITH_ALL, own_prices.on_builder_inited),
    ("builder-inited", _WITH_ALL, tag_pages.rewrite),
    ("builder-inited", _WITH_ALL, run_cells.on_builder_inited),
    ("env-get-outdated", _WITH_ALL, inputs.on_get_outdated),
    ("env-before-read-docs", _WITH_ALL, progress.on_before_read_docs),
    ("env-purge-doc", _WITH_ALL, inputs.on_purge),
    ("env-purge-doc", _WITH_ALL, chapter_numbers.on_purge),
    ("source-read", _WITH_ALL, forms.on_source_read),  # what follows looks at the cells
    ("source-read", _WITH_ALL, inputs.on_source_read),
    ("source-read", _WITH_ALL, price_lines.on_source_read),  # adds a cell that is no input
    ("env-updated", _FIRST, compat.restore_formatted),  # before the bibliography is formatted
    ("env-updated", _WITH_ALL, compat.keep_formatted),
    ("source-read", _LAST, cards.on_source_read),  # a directive that no other part knows
    ("doctree-read", _WITH_ALL, price_lines.on_doctree_read),
    ("doctree-read", _WITH_ALL, accessible.on_doctree_read),
    ("doctree-read", _WITH_ALL, chapter_numbers.on_doctree_read),
    ("doctree-read", _WITH_ALL, progress.on_doctree_read),
    ("env-merge-info", _WITH_ALL, inputs.on_merge),
    ("env-merge-info", _WITH_ALL, chapter_numbers.on_merge),
    ("env-get-updated", _WITH_ALL, progress.on_get_updated),
    ("env-get-updated", _WITH_ALL, every_edition.on_get_updated),  # once Sphinx has numbered all
    ("doctree-resolved", _WITH_ALL, notebook_link.on_doctree_resolved),
    ("doctree-resolved", _WITH_ALL, run_cells.on_doctree_resolved),
    ("html-page-context", _WITH_ALL, explore.on_page_context),
    ("html-page-context", _WITH_ALL, head.on_page_context),
    ("html-page-context", _WITH_ALL, run_cells.on_page_context),
    ("html-page-context", _LAST, folded_cells.on_page_context),
    ("html-page-context", _LAST, cards.on_page_context),
    ("html-page-context", _LAST, accessible.on_page_context),
    ("html-page-context", _LAST, assets.on_page_context),  # drops what nobody has asked for
    ("build-finished", _WITH_ALL, every_edition.drop_gone),  # before the search reads the site
    ("build-finished", _WITH_ALL, site_search.start),
    ("build-finished", _WITH_ALL, with_site.on_build_finished),
    ("build-finished", _WITH_ALL, site_index.on_build_finished),
    ("build-finished", _WITH_ALL, run_cells.on_build_finished),
    ("build-finished", _LAST, assets.on_build_finished),  # the theme writes colors of code
    ("build-finished", _LAST, site_search.finish),
    ("build-finished", _LAST, every_edition.on_build_finished),  # only if all went well
)

#: What is done to a page that is being written. MyST-NB chooses among formats of outputs before 10,
#: Sphinx resolves references at 10, sphinx-exercise numbers and titles what it owns up to 22.
_TRANSFORMS: tuple[tuple[int, type[SphinxPostTransform]], ...] = (
    (5, explore.Controls),
    (20, inline_svg.InlineFigures),
    (190, folded_cells.FoldedCells),  # before MyST-NB wraps what it folds
    (300, flatten.FlattenPage),
)


def _version() -> int:
    """Return a number that changes with the source of the extension.

    Sphinx reads all pages again when it does, and so no edition shows what older code has made.
    """
    folder = Path(__file__).parent
    return zlib.crc32(b"".join(path.read_bytes() for path in sorted(folder.rglob("*.py"))))


def setup(app: Sphinx) -> dict[str, bool | int]:
    """Register every part, and connect the handlers in their order."""
    app.add_html_math_renderer("mathml", (mathml.visit_inline, None), (mathml.visit_display, None))
    app.add_directive("basis", boxes.Basis)
    app.add_directive("brief", boxes.Brief)
    app.add_directive("diagram", diagram.Diagram)
    app.add_directive("explore", explore.Explore)
    app.add_directive("model", model.Model)
    app.add_directive("takeaway", boxes.Takeaway)
    app.add_directive("unrounded", cards.Unrounded)
    app.add_node(explore.explore_controls)
    app.add_role("notebook-file", notebook_link.NotebookFile())
    app.add_config_value("run_cells_archive", "", "html")
    app.add_config_value("run_cells_sets", [], "")  # found in the library, not set
    app.add_js_file("search.js", loading_method="defer")
    app.add_js_file("cards.js", loading_method="defer")
    app.add_builder(epub_builder.BookBuilder, override=True)
    app.add_builder(latex_book.BookBuilder, override=True)
    app.add_builder(notebook_builder.NotebookBuilder)
    app.add_node(latex_links.link_note, latex=(latex_links.visit_link_note, None))
    latex_writer.write_exercise(app)
    compat.number_by(chapter_numbers.assign_sections, chapter_numbers.assign_figures)
    compat.find_plugins_once()
    compat.format_entries_once()
    for priority, transform in _TRANSFORMS:
        transform.default_priority = priority
        app.add_post_transform(transform)
    for event, priority, handler in _HANDLERS:
        app.connect(event, handler, priority)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": _version()}
