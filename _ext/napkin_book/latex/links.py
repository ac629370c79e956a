"""Say on paper where a link leads: a footnote in the text, a numbered list for those in tables.

The tables of sources hold hundreds of links to few places, which as footnotes would fill pages.
"""

from docutils import nodes
from sphinx.util.docutils import SphinxTranslator


class link_note(nodes.Inline, nodes.Element):  # type: ignore[misc]  # noqa: N801
    """A footnote that holds nothing but an address."""


def visit_link_note(self: SphinxTranslator, node: nodes.Element) -> None:
    """Write the footnote."""
    self.body.append(rf"\footnote{{\sphinxnolinkurl{{{self.encode_uri(node['uri'])}}}}}")
    raise nodes.SkipNode


def _inside(node: nodes.Node, kind: type[nodes.Element]) -> bool:
    while node is not None:
        if isinstance(node, kind):
            return True
        node = node.parent
    return False


def note_links(page: nodes.document, chapter: nodes.section) -> None:
    """Note the links of ``page``, those of its tables at the end of ``chapter``."""
    listed: dict[str, int] = {}
    noted: set[str] = set()
    for link in list(page.findall(nodes.reference)):
        uri = link.get("refuri", "")
        if not uri.startswith(("http:", "https:")) or link.astext() == uri:
            continue
        after = link.parent.index(link) + 1
        if _inside(link, nodes.table):
            number = listed.setdefault(uri, len(listed) + 1)
            link.parent.insert(after, nodes.superscript("", str(number)))
        elif uri not in noted and not (_inside(link, nodes.caption) or _inside(link, nodes.title)):
            noted.add(uri)
            link.parent.insert(after, link_note(uri=uri))
    if not listed:
        return
    section = nodes.section("", nodes.title("", "Where the links of the tables lead"))
    section["ids"], section["docname"] = ["links-of-tables"], chapter["docname"]
    links = nodes.enumerated_list(enumtype="arabic", classes=["book-links"])
    for uri in listed:
        link = nodes.reference("", uri, refuri=uri)
        links += nodes.list_item("", nodes.paragraph("", "", link))
    section += nodes.raw("", r"\begingroup\booklinks", format="latex")
    section += links
    section += nodes.raw("", r"\endgroup", format="latex")
    chapter += section
