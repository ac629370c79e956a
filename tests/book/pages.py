"""The pages of the book, as the tests of the text see them."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,})(?P<head>.*)$")


@dataclass(frozen=True)
class Page:
    """One source page: where it is, its front matter and its text."""

    path: Path
    front: dict
    text: str

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def title(self) -> str:
        return re.search(r"^# (.+)$", self.text, re.MULTILINE).group(1)

    @property
    def tags(self) -> list[str]:
        block = re.search(r"^```\{tags\}(.*?)```", self.text, re.MULTILINE | re.DOTALL)
        return [tag.strip() for tag in block.group(1).split(",")] if block else []

    def cells(self) -> list[tuple[int, str, str]]:
        """Return (line number, options, code) for every code cell."""
        found, lines, start = [], self.text.splitlines(), None
        for number, line in enumerate(lines, start=1):
            if start is None and re.match(r"```\{code-cell\}", line):
                start = number
            elif start is not None and line.rstrip() == "```":
                found.append((start, *_split_options(lines[start : number - 1])))
                start = None
        return found


def _split_options(body: list[str]) -> tuple[str, str]:
    if body and body[0].strip() == "---":
        end = body.index("---", 1)
        return "\n".join(body[1:end]), "\n".join(body[end + 1 :]).strip("\n")
    options = [line for line in body if re.match(r":\w+:", line)]
    return "\n".join(options), "\n".join(body[len(options) :]).strip("\n")


def read_page(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    match = _FRONT_MATTER.match(text)
    return Page(path, yaml.safe_load(match.group(1)) if match else {}, text)


def all_pages() -> list[Page]:
    return [read_page(p) for p in [ROOT / "index.md", *sorted((ROOT / "chapters").rglob("*.md"))]]


def catalogue() -> dict[str, dict]:
    """Return the catalogue's entries by the path of their page."""
    loaded = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text("utf-8"))
    modules = {f"chapters/{entry['id']}/index.md": entry for entry in loaded["module"]}
    topics = {f"chapters/{entry['module']}/{entry['id']}.md": entry for entry in loaded["topic"]}
    return modules | topics
