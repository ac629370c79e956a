"""The pages of the book, as the tests of the text see them."""

import tomllib
from pathlib import Path

from napkin_book.source import page as source

ROOT = Path(__file__).parents[2]


class Page(source.Page):
    """One page of the book: where it is, and its source, parsed as the build parses it."""

    @property
    def name(self) -> str:
        return self.where

    @property
    def path(self) -> Path:
        return ROOT / self.where


def read_page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())


def all_pages() -> list[Page]:
    return [read_page(p) for p in [ROOT / "index.md", *sorted((ROOT / "chapters").rglob("*.md"))]]


def catalogue() -> dict[str, dict]:
    """Return the catalogue's entries by the path of their page."""
    loaded = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text("utf-8"))
    modules = {f"chapters/{entry['id']}/index.md": entry for entry in loaded["module"]}
    topics = {f"chapters/{entry['module']}/{entry['id']}.md": entry for entry in loaded["topic"]}
    return modules | topics
