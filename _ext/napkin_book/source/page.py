"""The one parser of a page's source: its front matter, its title, its fences, its code cells.

Whoever needs one of these takes it from here, so that all agree on what a cell is. A fence is a
directive or a block of code between lines of three or more backticks, tildes or colons. It is
literal (nothing in it is markup), or it nests: other fences may stand in it, shorter ones if they
are of the same character. A fence that never closes, and a directive that is in neither list, are
errors with file and line, as is a code cell inside of another fence, which nobody would execute.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

#: Directives whose text is no markup, or that have no text.
LITERAL = frozenset(
    [
        "bibliography",
        "check",
        "code-block",
        "code-cell",
        "diagram",
        "explore",
        "image",
        "inputs",
        "literalinclude",
        "math",
        "model",
        "raw",
        "tags",
        "toctree",
    ]
)
#: Directives whose text is markup.
NESTING = frozenset(
    [
        "admonition",
        "attention",
        "basis",
        "brief",
        "card",
        "caution",
        "danger",
        "div",
        "dropdown",
        "epigraph",
        "error",
        "exercise",
        "exercise-end",
        "exercise-start",
        "figure",
        "glossary",
        "grid",
        "grid-item",
        "grid-item-card",
        "hint",
        "important",
        "list-table",
        "margin",
        "note",
        "only",
        "seealso",
        "sidebar",
        "solution",
        "solution-end",
        "solution-start",
        "tab-item",
        "tab-set",
        "table",
        "takeaway",
        "tip",
        "topic",
        "warning",
    ]
)
_LINE = re.compile(r"^(?P<indent> *)(?P<mark>`{3,}|~{3,}|:{3,})(?P<info>.*)$")
_DIRECTIVE = re.compile(r"\{(?P<name>[\w:.-]+)\}\s*(?P<argument>.*)$")
_OPTION = re.compile(r"\s*:[\w-]+:")


class PageError(ValueError):
    """A page that cannot be parsed; the message begins with file and line."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced part of a page, without the fences around it; lines are counted from one."""

    name: str  # of the directive, "" for a block of code
    argument: str
    line: int  # of the opening fence
    end: int  # of the closing fence
    options: str  # as YAML
    body: str  # what follows the options
    body_line: int
    depth: int  # in how many other fences it stands

    @property
    def settings(self) -> dict[str, Any]:
        """The options, read."""
        loaded = yaml.safe_load(self.options) if self.options.strip() else {}
        return loaded if isinstance(loaded, dict) else {}

    @property
    def is_literal(self) -> bool:
        """Whether the text between the fences is no markup."""
        return not self.name or self.name in LITERAL


@dataclass(frozen=True)
class Page:
    """A page's source, parsed."""

    text: str
    where: str = "a page"

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the page."""
        return self.text.split("\n")

    @cached_property
    def front_lines(self) -> int:
        """How many lines the front matter takes, its marks included."""
        if self.lines[0].rstrip() != "---":
            return 0
        for number, line in enumerate(self.lines[1:], start=2):
            if line.rstrip() == "---":
                return number
        raise self._error(1, "the front matter has no end")

    @cached_property
    def front(self) -> dict[str, Any]:
        """The front matter, read."""
        loaded = yaml.safe_load("\n".join(self.lines[1 : max(self.front_lines - 1, 1)]))
        return loaded if isinstance(loaded, dict) else {}

    @cached_property
    def title_line(self) -> int:
        """The line of the title, or 0."""
        for number, line in enumerate(self.lines, start=1):  # mostly it stands before any fence
            if number > self.front_lines and _LINE.match(line):
                break
            if number > self.front_lines and line.startswith("# "):
                return number
        inside = {n for fence in self.fences for n in range(fence.line, fence.end + 1)}
        for number, line in enumerate(self.lines, start=1):
            if line.startswith("# ") and number > self.front_lines and number not in inside:
                return number
        return 0

    @property
    def title(self) -> str:
        """The title, or nothing."""
        return self.lines[self.title_line - 1][2:].strip() if self.title_line else ""

    @property
    def tags(self) -> list[str]:
        """What the page is tagged with."""
        blocks = [f for f in self.fences if f.name == "tags"]
        words = ",".join(f"{block.argument},{block.body}" for block in blocks)
        return [tag.strip() for tag in words.split(",") if tag.strip()]

    @property
    def cells(self) -> list[Fence]:
        """The code cells."""
        return [fence for fence in self.fences if fence.name == "code-cell"]

    @property
    def code(self) -> str:
        """The code of all cells, one after the other."""
        return "\n".join(cell.body for cell in self.cells)

    @cached_property
    def fences(self) -> list[Fence]:
        """All fences, in the order in which they open."""
        found: list[Fence] = []
        opened: list[tuple[str, str, str, int]] = []  # mark, name, argument, line
        for number, line in enumerate(self.lines, start=1):
            match = _LINE.match(line) if number > self.front_lines else None
            if not match or (match["mark"][0] == "`" and "`" in match["info"]):
                continue
            mark, info = match["mark"], match["info"].strip()
            if opened and not info and _closes(mark, opened[-1][0]):
                found.append(self._fence(*opened.pop(), number, len(opened)))
            elif not opened or opened[-1][1] in NESTING:
                opened.append((mark, *self._named(info, mark, number), number))
                self._check_nesting(opened)
        if opened:
            _, name, _, line_of = opened[-1]
            raise self._error(line_of, f"the fence of {_said(name)} never closes")
        return sorted(found, key=lambda fence: fence.line)

    def _named(self, info: str, mark: str, line: int) -> tuple[str, str]:
        """Return the name of a directive, "" for a block of code, and what follows it."""
        directive = _DIRECTIVE.match(info)
        if directive is None:
            if mark[0] == ":" or "{" in info:
                raise self._error(line, f"{mark}{info} opens a fence that names no directive")
            return "", info
        if directive["name"] not in LITERAL | NESTING:
            known = "source/page.py lists the directives of the book"
            raise self._error(line, f"{_said(directive['name'])} is unknown; {known}")
        return directive["name"], directive["argument"].strip()

    def _check_nesting(self, opened: list[tuple[str, str, str, int]]) -> None:
        mark, name, _, line = opened[-1]
        for outer, outer_name, _, outer_line in opened[:-1]:
            if mark[0] == outer[0] and len(mark) >= len(outer):
                why = f"{_said(name)} needs a shorter fence than {_said(outer_name)} around it"
                raise self._error(line, f"{why}, which opens in line {outer_line}")
            if name == "code-cell":
                raise self._error(line, f"a code cell inside of {_said(outer_name)} never runs")

    def _fence(self, mark: str, name: str, argument: str, line: int, end: int, depth: int) -> Fence:
        body = self.lines[line : end - 1]
        head = _option_lines(body) if name else 0
        if head < 0:
            raise self._error(line, f"the options of {_said(name)} have no end")
        marked = [row for row in body[:head] if row.strip() != "---"]
        options = "\n".join(re.sub(r"^\s*:(?=[\w-]+:)", "", row) for row in marked)
        text = "\n".join(body[head:]).strip("\n")
        return Fence(name, argument, line, end, options, text, line + 1 + head, depth)

    def _error(self, line: int, why: str) -> PageError:
        return PageError(f"{self.where}:{line}: {why}")

    def tagged(self, tag: str, wanted: Callable[[Fence], bool]) -> str:
        """Return the page's text with ``tag`` on each code cell that is ``wanted``."""
        lines = list(self.lines)
        for cell in reversed([cell for cell in self.cells if wanted(cell)]):
            for number in range(cell.line, cell.body_line - 1):
                if re.match(r":?tags:\s*\[", lines[number]):
                    lines[number] = lines[number].replace("[", f"[{tag}, ", 1)
                    break
            else:
                if "tags" in cell.settings:
                    raise self._error(cell.line, "write the tags of a cell as [one, two]")
                in_yaml = lines[cell.line].rstrip() == "---"
                lines.insert(
                    cell.line + in_yaml, f"tags: [{tag}]" if in_yaml else f":tags: [{tag}]"
                )
        return "\n".join(lines)


def _closes(mark: str, opening: str) -> bool:
    return mark[0] == opening[0] and len(mark) >= len(opening)


def _said(name: str) -> str:
    return f"{{{name}}}" if name else "a block of code"


def _option_lines(body: list[str]) -> int:
    """Return how many lines at the start of a directive are options; -1 if they have no end."""
    if body and re.fullmatch(r"\s*---\s*", body[0]):
        ends = [place for place, row in enumerate(body[1:], start=2) if row.strip() == "---"]
        return ends[0] if ends else -1
    blank = next((place for place, row in enumerate(body) if row.strip()), len(body))
    count = next(
        (place for place, row in enumerate(body[blank:]) if not _OPTION.match(row)),
        len(body) - blank,
    )
    return blank + count if count else 0
