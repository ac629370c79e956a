"""Number the chapters as the modules do: the first topic of module 05 is 5.1 in every edition.

Sphinx numbers what stands in a numbered table of contents from one on, so that a module would
change its number whenever one before it is added. Here the number of a module is that of its
folder, a topic counts within its module, and the pages of reference are lettered. Figures, tables,
equations and exercises follow their page: figure 5.1.3 is the third of chapter 5.1. A page of a
module shows no number of its own, since its title has it.
"""

import re
from string import ascii_uppercase

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

Number = tuple[int | str, ...]
#: Pages of reference that are the end matter of a book, and carry no letter.
END_MATTER = ("chapters/reference/glossary", "chapters/reference/references", "_tags/tagsindex")
_MODULE = re.compile(r"chapters/(\d\d)-[a-z0-9-]+/index")


def modules(env: BuildEnvironment) -> dict[str, int]:
    """Return the pages of the modules, in order, with the number of each."""
    found = {name: int(match[1]) for name in env.found_docs if (match := _MODULE.fullmatch(name))}
    return dict(sorted(found.items()))


def chapters(env: BuildEnvironment) -> dict[str, Number]:
    """Return the topics and the lettered pages of reference, with the number of each."""
    numbers: dict[str, Number] = {}
    for page, module in modules(env).items():
        for place, topic in enumerate(env.toctree_includes.get(page, []), 1):
            numbers[topic] = (module, place)
    reference = [
        page
        for page in env.toctree_includes.get(env.config.root_doc, [])
        if page.startswith("chapters/reference/") and page not in END_MATTER
    ]
    return numbers | {page: (ascii_uppercase[i],) for i, page in enumerate(reference)}


def _assign_sections(self: TocTreeCollector, env: BuildEnvironment) -> list[str]:
    """Give each chapter its number, and return the pages whose number has changed."""
    from docutils import nodes

    before, env.toc_secnumbers = env.toc_secnumbers, {}
    numbers = chapters(env)
    for page in env.tocs:
        number = numbers.get(page)
        env.titles[page]["secnumber"] = number
        for link in env.tocs[page].findall(nodes.reference):
            shown = number if link["anchorname"] == "" else None
            link["secnumber"] = shown
            if number:  # an empty number, or Sphinx gives the chapter's to all its sections
                env.toc_secnumbers.setdefault(page, {})[link["anchorname"]] = shown or ()  # type: ignore[assignment]
    now = env.toc_secnumbers
    return [page for page in now.keys() | before.keys() if now.get(page) != before.get(page)]


def _assign_figures(self: TocTreeCollector, env: BuildEnvironment) -> list[str]:
    """Let figures and their like count by page, those of a module under its number."""
    shown = env.toc_secnumbers
    env.toc_secnumbers = shown | {page: {"": (number,)} for page, number in modules(env).items()}
    try:
        return _SPHINX_FIGURES(self, env)
    finally:
        env.toc_secnumbers = shown


_SPHINX_FIGURES = TocTreeCollector.assign_figure_numbers


def setup(app: Sphinx) -> dict[str, bool]:
    """Replace where Sphinx's collector takes the numbers from, for which it has no setting."""
    TocTreeCollector.assign_section_numbers = _assign_sections  # type: ignore[method-assign]
    TocTreeCollector.assign_figure_numbers = _assign_figures  # type: ignore[method-assign]
    return {"parallel_read_safe": True, "parallel_write_safe": True}
