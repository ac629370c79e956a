"""Everything of Sphinx, MyST-NB, the theme and other extensions that they do not promise to keep.

Whoever needs one of these takes it from here, and ``tests/book/test_compat.py`` has a test for each
that fails when it moves, before a page looks odd.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pybtex.plugin
import sphinx_tags
from docutils import nodes
from myst_nb.ext.glue.utils import RetrievalError, retrieve_glue_data
from pybtex.style.formatting import BaseStyle
from sphinx._cli.util.colour import disable_colour as without_colors
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.html._assets import _CascadingStyleSheet as StyleSheet
from sphinx.builders.html._assets import _JavaScript as Script
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

__all__ = ["Script", "StyleSheet", "without_colors"]


def style_sheets(builder: StandaloneHTMLBuilder) -> list[StyleSheet]:
    """Return the style sheets that every page of a site asks for, the first in force first."""
    # A build that writes no page has not made the first of these two lists.
    everywhere = getattr(builder, "_orig_css_files", dict.fromkeys(builder._css_files))
    return sorted(everywhere, key=lambda css: css.priority)


def number_by(
    sections: Callable[[BuildEnvironment], list[str]],
    figures: Callable[[BuildEnvironment], list[str]],
) -> None:
    """Let the collector of tables of contents number sections and figures by these functions.

    Each sets the numbers of the environment, and returns the pages on which one has changed.
    """
    TocTreeCollector.assign_section_numbers = lambda self, env: sections(env)  # type: ignore[method-assign]
    TocTreeCollector.assign_figure_numbers = lambda self, env: figures(env)  # type: ignore[method-assign]


def tagged_files(app: Sphinx) -> list[tuple[Path, list[str]]]:
    """Return the files that sphinx-tags has found, each with its tags."""
    _, entries = sphinx_tags.assign_entries(app)
    return [(Path(entry.filepath), list(entry.tags)) for entry in entries if entry.tags]


def executed(env: BuildEnvironment, docname: str) -> Path:
    """Return where MyST-NB has written a page as a notebook, with what its cells have shown."""
    folder: Any = env.mystnb_config.output_folder  # type: ignore[attr-defined]
    return Path(folder) / f"{docname}.ipynb"


def cell_index(node: nodes.Node) -> int | None:
    """Return which cell of its page a node shows, or None if it shows none."""
    if isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
        return int(node["cell_index"])
    return None


def folds_input(node: nodes.Node) -> bool:
    """Say whether a node is a cell whose code MyST-NB folds, with that code as its first part."""
    return (
        cell_index(node) is not None
        and node.get("hide_mode") in ("input", "all")
        and bool(node.children)
        and node.children[0].get("nb_element") == "cell_code_source"
    )


def glued(document: nodes.document, key: str, kind: str = "text/plain") -> str:
    """Return the text of a value that a cell has glued; raises ``LookupError``."""
    try:
        return str(retrieve_glue_data(document, key).data[kind])
    except (RetrievalError, KeyError) as error:
        raise LookupError(f"no cell has glued {key!r}") from error


def citations(env: BuildEnvironment) -> list[Any]:
    """Return what the bibliography holds: objects with ``key``, ``entry``, ``citation_id``, ..."""
    return list(env.get_domain("cite").citations)  # type: ignore[attr-defined]


def solution_of(env: BuildEnvironment, exercise: str) -> str:
    """Return the label of the solution of an exercise, or nothing."""
    registry = env.__dict__["sphinx_exercise_registry"]
    found = (n for n, it in registry.items() if it["node"].get("target_label") == exercise)
    return next(found, "")


def design_part(node: nodes.Node) -> str:
    """Return which part of sphinx-design a node is ("dropdown", "tab-item"), or nothing."""
    return str(node.get("design_component", "")) if isinstance(node, nodes.container) else ""


def find_plugins_once() -> None:
    """Let pybtex find a style once: for every citation it reads the list of installed packages."""
    if not hasattr(pybtex.plugin.find_plugin, "cache_info"):
        pybtex.plugin.find_plugin = functools.cache(pybtex.plugin.find_plugin)


_FORMATTED: dict[tuple[str, str, str], tuple[Any, Any]] = {}


def format_entries_once() -> None:
    """Let pybtex format an entry of the bibliography once, instead of twice in every build."""
    plain = BaseStyle.format_entry
    if hasattr(plain, "__wrapped__"):
        return

    @functools.wraps(plain)
    def format_entry(self: Any, label: str, entry: Any, bib_data: Any = None) -> Any:
        key = (type(self).__module__, label, entry.key)
        if key not in _FORMATTED or _FORMATTED[key][0] != entry:
            _FORMATTED[key] = (entry, plain(self, label, entry, bib_data))
        return _FORMATTED[key][1]

    BaseStyle.format_entry = format_entry


def restore_formatted(app: Sphinx, env: BuildEnvironment) -> None:
    """Take over what an earlier build has formatted."""
    _FORMATTED.update(env.__dict__.get("napkin_formatted", {}))


def keep_formatted(app: Sphinx, env: BuildEnvironment) -> None:
    """Keep what has been formatted for the next build."""
    shown = {id(it.formatted_entry) for it in citations(env)}
    kept = {key: it for key, it in _FORMATTED.items() if id(it[1]) in shown}
    env.__dict__["napkin_formatted"] = kept


def handlers_of(builder_format: str, app: Sphinx) -> dict[str, Any]:
    """Return what extensions have registered to write their nodes in a format."""
    return app.registry.translation_handlers.setdefault(builder_format, {})


@contextlib.contextmanager
def another_builder(app: Sphinx, name: str, folder: Path) -> Iterator[Builder]:
    """Let another builder write into ``folder``, in the run of one that has written its pages."""
    first, own_tags, env = app.builder, set(app.tags), app.env
    folder.mkdir(parents=True, exist_ok=True)
    builder = app.create_builder(name)
    builder.outdir = type(builder.outdir)(folder)
    builder.parallel_ok = first.parallel_ok
    app.builder, env._builder_cls = builder, type(builder)  # which the transforms ask
    try:
        builder.init()
        yield builder
    finally:
        app.builder, env._builder_cls = first, type(first)
        for tag in set(app.tags) - own_tags:
            app.tags.remove(tag)
