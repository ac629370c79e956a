"""Write the notebooks of a site in the run that writes its pages, into its folder ``notebooks``.

A second run of Sphinx would start, load all that was read, and number it, for nothing.
"""

from pathlib import Path

from sphinx.application import Sphinx

from napkin_book.build import compat, every_edition
from napkin_book.notebooks.builder import NotebookBuilder

FOLDER = "notebooks"


def on_build_finished(app: Sphinx, error: Exception | None) -> None:
    """Write the notebooks that are missing or stale."""
    if error or app.builder.name != "html":
        return
    with compat.another_builder(app, NotebookBuilder.name, Path(app.outdir) / FOLDER) as builder:
        stale = every_edition.stale(app, Path(builder.outdir))
        builder.write_documents({*builder.get_outdated_docs(), *stale})
        builder.finish()
        every_edition.remember(app, Path(builder.outdir))
