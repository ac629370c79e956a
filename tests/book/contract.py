"""What a page in the second form must hold: the limits of its contract, as one list of faults.

``faults`` is empty for a page that keeps the contract. ``not_converted.txt`` names the pages that
do not yet; it may only shrink.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pages import Page, all_pages, catalogue
from style import WORDS

from napkin_book.source import calc, declared
from napkin_book.source.page import Fence, PageError

NOT_CONVERTED = Path(__file__).with_name("not_converted.txt")
FIRST_SCREEN, BRIEF_ROWS, BRIEF_WORDS = 150, 5, 190
PROSE, PROSE_AND_TABLES = (1_500, 2_300), 3_200
CELLS, CELL_LINES, HEADING_WORDS = 8, 12, 10
TABLES, TABLE_COLUMNS, FIGURES, EXERCISES, REFERENCES = 6, 5, (3, 5), (3, 5), (4, 6)
#: By hand, your numbers, and at most five sections stand before "Choosing".
SECTIONS_BEFORE_CHOOSING = 7
NEEDED = ("Choosing", "In production", "Exercises", "References")

_ROLE = re.compile(r"\{[\w:.+-]+\}`([^`]*)`")
_WORD = re.compile(r"[\w$%][\w$%.,/'’-]*")
#: Whose text is not the running prose: what is folded, boxed, drawn or code.
_NOT_PROSE = {
    "basis", "brief", "check", "code-cell", "diagram", "exercise", "exercise-start", "explore",
    "inputs", "literalinclude", "math", "model", "solution", "solution-start", "tags", "toctree",
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A heading of the second level and the lines below it, numbered from one."""

    title: str
    line: int
    end: int


def converted(page: Page) -> bool:
    """Say whether the contract holds for a page."""
    return page.name not in not_converted()


def not_converted() -> list[str]:
    return NOT_CONVERTED.read_text("utf-8").split()


def chapters() -> list[Page]:
    """Return the topics and their deeper pages."""
    return [page for page in all_pages() if is_topic(page) or is_deeper(page)]


def is_topic(page: Page) -> bool:
    return page.name in catalogue() and page.path.name != "index.md"


def is_deeper(page: Page) -> bool:
    return page.path.stem.endswith("-deeper") and "/reference/" not in page.name


def sections(page: Page) -> list[Section]:
    """Return the sections of a page in their order."""
    inside = {n for fence in page.fences for n in range(fence.line, fence.end + 1)}
    starts = [
        (number, row[3:].strip())
        for number, row in enumerate(page.lines, start=1)
        if row.startswith("## ") and number not in inside
    ]
    ends = [number for number, _ in starts[1:]] + [len(page.lines) + 1]
    return [Section(title, line, end) for (line, title), end in zip(starts, ends, strict=True)]


def words(text: str) -> int:
    """Count words; a role is what it shows, a formula one word."""
    plain = re.sub(r"\$[^$\n]+\$", "x", _ROLE.sub("x", text))
    plain = re.sub(r"\]\([^)]*\)|\{[^}\s]*\}|[*_`#|\[\]()]|^\s*:\w+:.*$", " ", plain, flags=re.M)
    return len(_WORD.findall(plain))


def prose(page: Page, first: int, last: int, *, without: set[str] = _NOT_PROSE) -> str:
    """Return the lines from ``first`` to ``last`` that are running text, tables left in."""
    hidden = {
        number
        for fence in page.fences
        if fence.name in without or not fence.name
        for number in range(fence.line, fence.end + 1)
    }
    return "\n".join(
        row
        for number, row in enumerate(page.lines[first - 1 : last], start=first)
        if number not in hidden and not row.startswith((":::", "```", "(")) and row[:1] != "#"
    )


def is_open(cell: Fence) -> bool:
    """Say whether a cell shows its code."""
    tags = set(cell.settings.get("tags", []))
    hidden = {"hide-input", "hide-cell", "remove-cell", "remove-input"}
    return "fold" not in cell.settings and not tags & hidden


def open_cells(page: Page) -> list[Fence]:
    return [cell for cell in page.cells if is_open(cell)]


def faults(page: Page) -> list[str]:
    """Return what a page does against the contract, each with its line."""
    found = [*_of_every_page(page), *_of_words(page)]
    return found if is_deeper(page) else found + list(_of_a_main_page(page))


def _of_every_page(page: Page) -> Iterator[str]:
    if not page.front.get("keywords"):
        yield f"{page.name}: no keywords in the front matter"
    shown = open_cells(page)
    if len(shown) > CELLS:
        yield f"{page.name}: {len(shown)} open cells, at most {CELLS}"
    for cell in shown:
        if (count := len(cell.body.splitlines())) > CELL_LINES:
            yield f"{page.name}:{cell.line}: an open cell of {count} lines, at most {CELL_LINES}"
    for section in sections(page):
        if words(section.title) > HEADING_WORDS:
            yield f"{page.name}:{section.line}: a heading of over {HEADING_WORDS} words"
    for number, row in enumerate(page.lines, start=1):
        if re.match(r"#+ .*\{(?:calc|glue)", row):
            yield f"{page.name}:{number}: a computed value in a heading"
    yield from _of_forms(page)
    yield from _of_tables(page)


def _of_forms(page: Page) -> Iterator[str]:
    try:
        checks, inputs = calc.checks(page), declared.inputs(page)
        calc.calcs(page)
    except PageError as error:
        yield str(error)
        return
    if not checks:
        yield f"{page.name}: no claim is guarded by {{check}}"
    for one in checks:
        if not one.broken_by:
            yield f"{page.name}:{one.line}: {{check}} without :broken-by:, an input that breaks it"
    if not inputs:
        yield f"{page.name}: the page declares no {{inputs}}"


def _of_tables(page: Page) -> Iterator[str]:
    tables = re.findall(r"\bcaption=", page.code)
    if len(tables) > TABLES:
        yield f"{page.name}: {len(tables)} numbered tables, at most {TABLES}"
    boxed = {n for f in page.fences if f.name in ("brief",) for n in range(f.line, f.end + 1)}
    for number, row in enumerate(page.lines, start=1):
        is_rule = re.match(r"\|[ :|-]+\|\s*$", row) and number not in boxed
        if is_rule and row.count("|") - 1 > TABLE_COLUMNS:
            yield f"{page.name}:{number}: a table of over {TABLE_COLUMNS} columns"


def _of_words(page: Page) -> Iterator[str]:
    literal = {
        number
        for fence in page.fences
        if fence.is_literal and fence.name not in ("explore", "diagram")
        for number in range(fence.line, fence.end + 1)
    }
    for number, row in enumerate(page.lines, start=1):
        if number <= page.front_lines or number in literal or number == page.title_line:
            continue
        text = re.sub(r"`[^`]*`|\]\([^)]*\)|\"[^\"]*\"|“[^”]*”", " ", row)
        for word in WORDS:
            for hit in word.found(text):
                yield f"{page.name}:{number}: say {word.say!r} instead of {hit!r}"


def _of_a_main_page(page: Page) -> Iterator[str]:
    parts = sections(page)
    titles = [part.title for part in parts]
    for needed in NEEDED:
        if not any(title.startswith(needed) for title in titles):
            yield f"{page.name}: no section {needed!r}"
    choosing = next((n for n, t in enumerate(titles) if t.startswith("Choosing")), len(titles))
    if choosing > SECTIONS_BEFORE_CHOOSING:
        most = SECTIONS_BEFORE_CHOOSING
        yield f"{page.name}: {choosing} sections before 'Choosing', at most {most}"
    if parts:
        yield from _of_the_first_screen(page, parts[0].line)
        yield from _of_length(page, parts)
    drawn = sum(fence.name in ("diagram", "explore") for fence in page.fences)
    drawn += sum("figure" in cell.settings.get("mystnb", {}) for cell in page.cells)
    yield from _between(page, "figures and diagrams", drawn, FIGURES)
    names = [fence.name for fence in page.fences]
    exercises = names.count("exercise") + names.count("exercise-start")
    yield from _between(page, "exercises", exercises, EXERCISES)
    if names.count("solution") + names.count("solution-start") != exercises:
        yield f"{page.name}: an exercise without a solution"
    if "explore" not in names:
        yield f"{page.name}: no {{explore}} figure takes the reader's numbers"
    for part in parts:
        if part.title.startswith("References"):
            items = sum(row.startswith("- ") for row in page.lines[part.line - 1 : part.end - 1])
            yield from _between(page, "references", items, REFERENCES)


def _of_the_first_screen(page: Page, first_section: int) -> Iterator[str]:
    start = page.title_line + 1
    head = prose(page, start, first_section - 1)
    if (count := words(head)) > FIRST_SCREEN:
        yield f"{page.name}: {count} words before the first section, at most {FIRST_SCREEN}"
    if "guess" not in head.lower():
        yield f"{page.name}: the first screen asks for no guess"
    if any(start <= cell.line < first_section for cell in open_cells(page)):
        yield f"{page.name}: code on the first screen"
    boxes = {f.name: f for f in page.fences if start <= f.line < first_section}
    for needed in ("brief", "basis"):
        if needed not in boxes:
            yield f"{page.name}: no {{{needed}}} before the first section"
    if brief := boxes.get("brief"):
        rows = [row for row in brief.body.splitlines() if row.lstrip().startswith("|")]
        if len(rows) - 2 > BRIEF_ROWS:
            yield f"{page.name}:{brief.line}: {len(rows) - 2} rows in brief, at most {BRIEF_ROWS}"
        if words(brief.body) > BRIEF_WORDS:
            yield f"{page.name}:{brief.line}: {words(brief.body)} words in brief, about 130"


def _of_length(page: Page, parts: list[Section]) -> Iterator[str]:
    tail = next((part.line for part in parts if part.title.startswith("Exercises")), parts[-1].end)
    text = prose(page, page.title_line + 1, tail - 1)
    tables = "\n".join(row for row in text.splitlines() if row.startswith("|"))
    running = "\n".join(row for row in text.splitlines() if not row.startswith("|"))
    yield from _between(page, "words of running prose", words(running), PROSE)
    if (count := words(running) + words(tables)) > PROSE_AND_TABLES:
        yield f"{page.name}: {count} words with tables, at most {PROSE_AND_TABLES}"


def _between(page: Page, what: str, count: int, limits: tuple[int, int]) -> Iterator[str]:
    low, high = limits
    if not low <= count <= high:
        yield f"{page.name}: {count} {what}, {low} to {high} are asked for"
