"""On each page that is a notebook too, a link below the title to take it along.

The role ``{notebook-file}`` links to another file that lies beside the notebooks on the site; in
other formats it is text.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from napkin_book.notebooks.builder import slug_of


class NotebookFile(SphinxRole):
    """Words, and in angle brackets the name of a file among the notebooks."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the words, and remember the file."""
        words, _, name = self.text.partition("<")
        node = nodes.inline("", words.strip(), classes=["notebook-file"])
        node["file"] = name.strip(" >")
        return [node], []


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add the link to a page of the site."""
    if app.builder.name != "html":
        return
    folder = "../" * docname.count("/") + "notebooks/"
    for node in list(doctree.findall(nodes.inline)):
        if "notebook-file" in node["classes"]:
            link = nodes.reference("", "", *node.children, refuri=folder + node["file"])
            node.replace_self(link)
    slug = slug_of(app.env, docname)
    title = next(iter(doctree.findall(nodes.title)), None)
    if slug and title is not None:
        title.parent.insert(title.parent.index(title) + 1, _take_along(app, docname, folder + slug))


def _take_along(app: Sphinx, docname: str, address: str) -> nodes.raw:
    help_page = app.builder.get_relative_uri(docname, "chapters/reference/run-it")
    link = (
        f'<p class="take-along"><a href="{address}.ipynb" download>Download this page as a '
        f'notebook</a>, or see how to <a href="{help_page}">run it yourself</a></p>'
    )
    return nodes.raw("", link, format="html")
