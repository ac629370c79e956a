"""Put the pages together as a book: preface, a part for each module, appendices, end matter.

Sphinx would nest the topics in the page of their module, at the place of its table of contents.
Here the page of a module opens its part and its topics follow as chapters. The numbers are those of
``chapter_numbers``, written out, so that the PDF cannot count otherwise than the site.
"""

import os
import re
import time
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.latex import LaTeXBuilder
from sphinx.config import Config
from sphinx.util.docutils import new_document

from napkin_book.build.chapter_numbers import END_MATTER, chapters, modules
from napkin_book.latex.links import note_links
from napkin_book.latex.solutions import gather_solutions
from napkin_book.latex.tables import lay_out_tables
from napkin_book.latex.tags import index_by_tag, link_tags
from napkin_book.latex.writer import BookWriter

STYLE = Path(__file__).parent / "book.sty"


class BookBuilder(LaTeXBuilder):
    """The LaTeX builder, with this book's own order of pages."""

    # Not by app.set_translator: with one set, the theme leaves the site's tables unwrapped.
    default_translator_class = BookWriter  # type: ignore[assignment]

    def assemble_doctree(
        self, indexfile: str, toctree_only: bool, appendices: list[str]
    ) -> nodes.document:
        """Return the whole book as one document, its references resolved."""
        numbers = chapters(self.env)
        self.docnames: set[str] = set()
        book = new_document("book")
        body = nodes.section(ids=["book"])
        body += nodes.title("", self.config.project)
        book += body
        body += self._page(indexfile, "front", "", "Preface")
        for page, number in modules(self.env).items():
            title = self.env.titles[page].astext()
            body += self._page(
                page, "part", f"Module {number:02}", re.sub(r"^Module \d+: ", "", title)
            )
            for topic in self.env.toctree_includes.get(page, []):
                body += self._page(topic, "chapter", ".".join(map(str, numbers[topic])))
        for page in [name for name, number in numbers.items() if len(number) == 1]:
            body += self._page(page, "appendix", str(numbers[page][0]))
        for page in END_MATTER:
            if page in self.env.found_docs and not page.startswith("_tags/"):
                if page.endswith("/references"):
                    body += index_by_tag(self)
                body += self._page(page, "back", "")
        self.env.resolve_references(book, indexfile, self)
        lay_out_tables(book)
        return book

    def _page(self, name: str, kind: str, number: str, title: str = "") -> addnodes.start_of_file:
        """Return one page as a chapter of its ``kind``, without its table of contents."""
        self.docnames.add(name)
        page = self.env.get_doctree(name)
        for contents in list(page.findall(addnodes.toctree)):
            contents.parent.remove(contents)
        for section in page.findall(nodes.section):
            section["docname"] = name
        first = next(iter(page.findall(nodes.section)))
        first["kind"], first["number"] = kind, number
        first["description"] = self.env.metadata[name].get("description", "")
        if title:
            first[first.first_child_matching_class(nodes.title)] = nodes.title("", title)
        link_tags(page)
        gather_solutions(page, first)
        note_links(page, first)
        file: addnodes.start_of_file = addnodes.start_of_file(docname=name)
        file += page.children
        return file


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Set what the document's head needs, from the project's own facts."""
    day = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))
    config.latex_documents = [
        (config.root_doc, "napkin-math.tex", config.project, config.author, "manual")
    ]
    config.latex_additional_files = [str(STYLE.relative_to(app.confdir))]
    elements: dict[str, Any] = {
        "papersize": "",
        "pointsize": "10pt",
        "classoptions": ",twoside,openright",
        "babel": r"\usepackage[english]{babel}",
        "polyglossia": "",
        "fontpkg": r"\usepackage{unicode-math}",
        "fncychap": "",
        "geometry": "",
        "figure_align": "H",
        "fvset": r"\fvset{fontsize=\small}",
        "preamble": r"\usepackage{book}",
        "date": time.strftime("%B %Y", day).replace(" 0", " "),
        "maketitle": r"\bookcover",
        "tableofcontents": r"\bookcontents",
        "printindex": r"\bookindex",
        "extraclassoptions": "",
    }
    config.latex_elements = elements | config.latex_elements
