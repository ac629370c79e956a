"""The pages of tags, on paper: one index "by tag" with the pages of the book."""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.latex import LaTeXBuilder
from sphinx.util.texescape import escape

from napkin_book.build.chapter_numbers import chapters
from napkin_book.html.tag_pages import tagged_pages

_LINK = re.compile(r"(?:\.\./)*_tags/([a-z0-9-]+)\.html")


def link_tags(page: nodes.document) -> None:
    """Let the tags of a page lead to the index by tag."""
    for node in page.findall(nodes.reference):
        if match := _LINK.fullmatch(node.get("refuri", "")):
            node["refuri"], node["internal"] = f"%_tags/{match[1]}", True


def index_by_tag(builder: LaTeXBuilder) -> addnodes.start_of_file:
    """Return the chapter that lists the pages of each tag, with their page numbers."""
    numbers = chapters(builder.env)
    by_tag: dict[str, list[str]] = {}
    for page in tagged_pages(builder.app):
        if page.docname not in builder.docnames:
            continue
        number = ".".join(map(str, numbers.get(page.docname, ())))
        title = re.sub(r"^Module 0?(\d+): ", "", page.title)
        if number == "":  # the page of a module
            number = str(int(page.docname.split("/")[1][:2]))
        entry = rf"\booktagentry{{{number}}}{{{escape(title)}}}{{{page.docname}::doc}}"
        for tag in page.tags:
            by_tag.setdefault(tag, []).append(entry)
    lines = [r"\begin{booktagindex}"]
    for tag in sorted(by_tag):
        count = len(by_tag[tag])
        noun = "page" if count == 1 else "pages"
        lines += [rf"\booktag{{{tag}}}{{{count} {noun}}}", *by_tag[tag]]
    lines.append(r"\end{booktagindex}")
    title = nodes.title("", "The Book by Tag")
    section = nodes.section("", title, ids=["by-tag"], docname="_tags/tagsindex")
    section["kind"], section["number"] = "back", ""
    section += nodes.raw("", "\n".join(lines), format="latex")
    return addnodes.start_of_file("", section, docname="_tags/tagsindex")
