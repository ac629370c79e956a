"""Give the bodies of exercises and solutions ids of their own; sphinx-exercise repeats one."""

from docutils import nodes
from sphinx.application import Sphinx

_REPEATED = {"exercise-content", "solution-content"}


def rename(doctree: nodes.document) -> None:
    """Name each such body after the exercise or solution that holds it."""
    for body in doctree.findall(nodes.section):
        if set(body["ids"]) & _REPEATED and body.parent["ids"]:
            body["ids"] = [f"{body.parent['ids'][0]}-content"]


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to a page when it has been read."""
    app.connect("doctree-read", lambda app, doctree: rename(doctree))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
