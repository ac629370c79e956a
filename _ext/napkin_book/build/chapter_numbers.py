"""Number the chapters as the modules do: the first topic of module 05 is 5.1 in every edition.

Sphinx numbers what stands in a numbered table of contents from one on, so that a module would
change its number whenever one before it is added. Here the number of a module is that of its
folder, a topic counts within its module, and the pages of reference are lettered. Figures, tables,
equations and exercises follow their page: figure 5.1.3 is the third of chapter 5.1. A page of a
module shows no number of its own, since its title has it.
"""

import re
from collections import Counter
from string import ascii_uppercase

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

Number = tuple[int | str, ...]
#: What is counted and its id; or "toctree", and the pages that it lists.
Counted = tuple[str, str | tuple[str, ...]]
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


def assign_sections(env: BuildEnvironment) -> list[str]:
    """Give each chapter its number, and return the pages whose number has changed."""
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


# Sphinx numbers figures by going through the doctrees of all pages, in every build. Here each page
# is gone through once, when it is read, and its figures are remembered.


def _is_numbered(env: BuildEnvironment, node: nodes.Element) -> str:
    """Return what a node counts as ("figure", "exercise"), or nothing."""
    for domain in env.domains.sorted():
        kind = domain.get_enumerable_node_type(node)
        if domain.name == "std" and not env.domains.standard_domain.get_numfig_title(node):
            continue  # what has no caption has no number
        if kind:
            return kind
    return ""


def figures_in(env: BuildEnvironment, document: nodes.Element) -> list[Counted]:
    """Return what a page counts, in order, each with its id; and the pages listed among it."""
    found: list[Counted] = []
    for node in document.findall(nodes.Element):
        if isinstance(node, addnodes.toctree):
            found.append(("toctree", tuple(node["includefiles"])))
        elif isinstance(node, (nodes.section, nodes.document)) or not node.get("ids"):
            continue
        elif kind := _is_numbered(env, node):
            found.append((kind, node["ids"][0]))
    return found


def assign_figures(env: BuildEnvironment) -> list[str]:
    """Number figures and their like by page, those of a module's page under its number.

    Pages without a number go on counting from each other, in the order of the book.
    """
    before, env.toc_fignumbers = env.toc_fignumbers, {}
    numbers = chapters(env) | {page: (number,) for page, number in modules(env).items()}
    counts: Counter[tuple[str, Number]] = Counter()
    seen: set[str] = set()

    def walk(page: str, inherited: Number) -> None:
        if page in seen:
            return
        seen.add(page)
        number = numbers.get(page, inherited)[: env.config.numfig_secnum_depth]
        for kind, what in _figures(env).get(page, []):
            if kind == "toctree":
                for listed in what:
                    walk(listed, number)
                continue
            counts[kind, number] += 1
            place = (*number, counts[kind, number])
            env.toc_fignumbers.setdefault(page, {}).setdefault(kind, {})[str(what)] = place  # type: ignore[assignment]

    walk(env.config.root_doc, ())
    now = env.toc_fignumbers
    return [page for page in now if now[page] != before.get(page)]


def _figures(env: BuildEnvironment) -> dict[str, list[Counted]]:
    return env.__dict__.setdefault("napkin_figures", {})  # type: ignore[no-any-return]


def on_doctree_read(app: Sphinx, document: nodes.document) -> None:
    """Remember what a page counts."""
    _figures(app.env)[app.env.current_document.docname] = figures_in(app.env, document)


def on_purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a page that is read again, or gone."""
    _figures(env).pop(docname, None)


def on_merge(
    app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
) -> None:
    """Take over what another process has read."""
    _figures(env).update({name: it for name, it in _figures(other).items() if name in docnames})
