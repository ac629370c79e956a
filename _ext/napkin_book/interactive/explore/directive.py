"""The directive ``explore``, and what of it which edition shows."""

import ast
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from napkin_book.build import compat
from napkin_book.figures.drawing import drawn
from napkin_book.interactive.explore.draw import draw
from napkin_book.interactive.explore.page import controls, guess, page_spec, said, value_table
from napkin_book.interactive.explore.spec import read
from napkin_book.source.inputs import inputs_of


def files_of(models: list[Callable[..., Any]]) -> list[Path]:
    """Return the files that the figure's models come from, and those that these call."""
    modules = [it.__module__ for it in models if it.__module__.startswith("napkinmath")]
    files, _ = inputs_of("\n".join(f"import {module}" for module in modules))
    return sorted(files)


class Explore(SphinxDirective):
    """The ``explore`` directive."""

    has_content = True
    option_spec = {
        "alt": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "name": directives.unchanged_required,
        "predict": directives.unchanged,
    }

    def _glued(self, key: str) -> Any:
        return ast.literal_eval(compat.glued(self.state.document, key))

    def run(self) -> list[nodes.Node]:
        """Draw the figure and return it with its controls, its sentence and its table."""
        for option in ("name", "alt", "caption"):
            if option not in self.options:
                raise self.error(f"an explore figure needs the option {option}")
        body, name = "\n".join(self.content), self.options["name"]
        folder = Path(self.env.srcdir) / "_build" / "jupyter_execute" / "explore"
        try:
            spec = read(body, self._glued, (self.get_source_info()[0], self.content_offset))

            def make() -> tuple[Any, dict[str, Any]]:
                figure, places = draw(spec)
                script = page_spec(spec, name, places)
                digest = hashlib.sha256(f"{script}{body}".encode()).hexdigest()
                return figure, {"stem": f"explore-{digest[:16]}", "places": places}

            what = f"{body}{spec.chart}{page_spec(spec, name, {})}"
            about = drawn(folder, what, make)
            script = page_spec(spec, name, about["places"])
        except (ValueError, LookupError, TypeError, yaml.YAMLError) as error:
            raise self.error(f"the figure {name}: {error}") from error
        for path in files_of(spec.models):
            self.env.note_dependency(str(path))
        shown = nodes.figure()
        shown += nodes.image(
            uri=f"/_build/jupyter_execute/explore/{about['stem']}.*", alt=self.options["alt"]
        )
        caption = self.options["caption"]
        parsed, messages = self.parse_inline(caption)
        shown += nodes.caption(caption, "", *parsed, *messages)
        self.set_source_info(shown)
        self.add_name(shown)
        question = self.options.get("predict", "")
        parts = [shown, explore_controls(html=controls(spec, name), script=script)]
        if question:
            parts.insert(0, explore_controls(html=guess(name, question), script=""))
        return [nodes.container("", *parts, said(spec), value_table(spec), classes=["explore"])]


class explore_controls(nodes.General, nodes.Element):  # type: ignore[misc]  # noqa: N801
    """What only the site shows: sliders, and the script that they run."""


class Controls(SphinxPostTransform):
    """Write the controls into the site's pages, and leave them out of every other edition."""

    def run(self, **kwargs: object) -> None:
        """Go through the controls of one page."""
        for node in list(self.document.findall(explore_controls)):
            if self.app.builder.name == "html":
                script = f"<script>{node['script']}</script>" if node["script"] else ""
                text = node["html"] + script
                node.replace_self(nodes.raw("", text, format="html"))
                self.document["napkin_explore"] = True
            else:
                node.parent.remove(node)


def on_page_context(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    """Load the script on pages that have such a figure."""
    if isinstance(doctree, nodes.document) and doctree.get("napkin_explore"):
        app.add_js_file("explore.js", loading_method="defer")
