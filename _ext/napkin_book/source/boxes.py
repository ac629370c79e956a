"""Boxes and small print of a page: ``{brief}``, ``{takeaway}`` and ``{basis}``.

``{brief}`` holds the answer on the first screen, ``{takeaway}`` what to remember of a section, and
``{basis}`` says in small type what a page's numbers rest on. All are admonitions to every edition.
"""

from docutils import nodes
from docutils.parsers.rst.directives.admonitions import BaseAdmonition
from sphinx.util.docutils import SphinxDirective


class _Box(BaseAdmonition):  # type: ignore[misc]
    """An admonition whose title is its own."""

    node_class = nodes.admonition
    required_arguments = 0
    title, kind = "", ""

    def run(self) -> list[nodes.Node]:
        """Return the admonition."""
        self.arguments = [self.title]
        self.options["class"] = [self.kind]
        return list(super().run())


class Brief(_Box):
    """The answer, its words and settings, and when it is wrong."""

    title, kind = "In brief", "brief"


class Takeaway(_Box):
    """What to remember of a section."""

    title, kind = "Takeaway", "takeaway"


class Basis(SphinxDirective):
    """One paragraph in small type."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the paragraphs, marked as small."""
        self.assert_has_content()
        holder = nodes.container(classes=["basis"])
        self.state.nested_parse(self.content, self.content_offset, holder)
        return [holder]
