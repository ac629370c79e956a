"""Tag pages that a reader can use: a count, each page's own description, and its module.

sphinx-tags writes ``_tags/*.md`` anew at each build, as bare lists. This extension lets it, then
rewrites those files from the pages' front matter, and puts back the old time stamps where nothing
changed, so that a build without changes reads nothing.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx

from napkin_book.build import compat
from napkin_book.errors import BookError
from napkin_book.source.page import Page as Source


@dataclass(frozen=True, slots=True)
class Page:
    """What a tag page says about a page."""

    docname: str
    title: str
    description: str
    module: str
    tags: tuple[str, ...]
    order: tuple[str, int]


def _position(path: Path) -> tuple[str, int]:
    """Return where a page stands: its folder, then its place in the folder's contents."""
    index = path.parent / "index.md"
    if path == index:
        return (path.parent.name, 0)
    if not index.exists():
        raise BookError(f"{path} carries tags, so its folder needs an index.md that lists it")
    names = re.findall(r"^(?:\./)?([a-z0-9-]+)(?:\.md)?$", index.read_text("utf-8"), re.MULTILINE)
    return (path.parent.name, names.index(path.stem) + 1 if path.stem in names else 999)


def tagged_pages(app: Sphinx) -> list[Page]:
    """Return every page that carries tags, in the order of the book."""
    pages = []
    for path, tags in compat.tagged_files(app):
        source = Source(path.read_text("utf-8"), str(path))
        index = path.parent / "index.md"
        order = _position(path)
        pages.append(
            Page(
                docname=path.relative_to(app.srcdir).with_suffix("").as_posix(),
                title=source.title,
                description=str(source.front.get("description", "")),
                module="" if path == index else Source(index.read_text("utf-8"), str(index)).title,
                tags=tuple(tags),
                order=order,
            )
        )
    return sorted(pages, key=lambda page: page.order)


def _plural(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"


def tag_page(tag: str, pages: list[Page]) -> str:
    """Return the text of the page of one tag."""
    lines = [
        "---",
        "orphan: true",
        f'description: "{_plural(len(pages))} tagged with {tag}, each with what it answers."',
        "---",
        f"(sphx_tag_{tag})=",
        f'# {_plural(len(pages))} tagged with "{tag}"',
        "",
    ]
    for page in pages:
        lines += [
            "::::{div} tagged-page",
            f"{{doc}}`{page.title} </{page.docname}>`",
            "",
            *([f":::{{div}} tagged-module\n{page.module}\n:::", ""] if page.module else []),
            page.description,
            "::::",
            "",
        ]
    return "\n".join([*lines, "{doc}`View all tags </_tags/tagsindex>`", ""])


def overview(by_tag: dict[str, list[Page]]) -> str:
    """Return the text of the page that lists all tags with their counts."""
    rows = [
        f"- {{doc}}`{tag} </_tags/{tag}>` ({_plural(len(by_tag[tag]))})" for tag in sorted(by_tag)
    ]
    head = [
        "---",
        'description: "Every tag of the book, with the number of pages that carry it."',
        "---",
    ]
    return "\n".join([*head, "(tagoverview)=", "# All tags", "", *rows, ""])


def remember(app: Sphinx) -> None:
    """Keep the pages of tags as they are, before sphinx-tags removes them."""
    folder = Path(app.srcdir) / app.config.tags_output_dir
    app.__dict__["napkin_tag_pages"] = {
        path.name: (path.read_text("utf-8"), path.stat().st_mtime_ns)
        for path in folder.glob("*.md")
    }


def rewrite(app: Sphinx) -> None:
    """Write the pages of tags, with their old time stamps where nothing has changed."""
    folder = Path(app.srcdir) / app.config.tags_output_dir
    by_tag: dict[str, list[Page]] = {}
    for page in tagged_pages(app):
        for tag in page.tags:
            by_tag.setdefault(tag, []).append(page)
    texts = {f"{tag}.md": tag_page(tag, pages) for tag, pages in by_tag.items()}
    texts["tagsindex.md"] = overview(by_tag)
    before = app.__dict__["napkin_tag_pages"]
    for name, text in texts.items():
        path = folder / name
        path.write_text(text, "utf-8")
        if name in before and before[name][0] == text:
            os.utime(path, ns=(before[name][1], before[name][1]))
