"""Values and claims in the text: the role ``{calc}`` and the directive ``{check}``.

``{calc}`` with ``saved["FP8"] :: % 2`` writes the value of an expression over the page's own names,
in a format of ``napkinmath.book.formats``. ``{check}`` stands under a sentence and holds what must
be true for it, an expression a line::

    ```{check}
    :broken-by: peak_per_s = 90
    saved["batch size"] > saved["FP8"]
    ```

Its claim is the sentence above, unless words follow ``{check}``; ``:broken-by:`` records an input
with which it does not hold, which a test tries. Both may stand above the cells that they need: a
name in them must be assigned in one cell only, so their value does not depend on the place.

Before a page is read, a value becomes ``{glue:text}`` with the class ``calc-N``, and hidden cells
behind the last cell that defines the names compute the values and check the claims.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from napkin_book.source.names import defined, imported, used
from napkin_book.source.page import Fence, Page, PageError

_ROLE = re.compile(r"(?<!`)\{calc\}`(?P<body>[^`\n]+)`")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')*]*\s+(?=[^\sa-z])")


@dataclass(frozen=True, slots=True)
class Calc:
    """One computed value of the text."""

    key: str
    expression: str
    form: str
    line: int
    cell: int  # index of the cell behind which it is computed


@dataclass(frozen=True, slots=True)
class Check:
    """One guarded claim of the text."""

    claim: str
    expressions: tuple[str, ...]
    broken_by: str
    line: int
    cell: int


@dataclass(frozen=True, slots=True)
class Names:
    """In which cells, by index, the names of a page are assigned."""

    page: Page
    cells: dict[str, list[int]]

    @classmethod
    def of(cls, page: Page) -> "Names":
        """Return the names of a page's cells; of those only imported, the first import counts."""
        cells: dict[str, list[int]] = {}
        for index, cell in enumerate(page.cells):
            try:
                names, again = defined(cell.body), imported(cell.body)
            except SyntaxError:
                continue  # the cell fails with a better message when it is executed
            for name in names:
                if not (name in again and name in cells):
                    cells.setdefault(name, []).append(index)
        return cls(page, cells)

    def last_cell(self, expressions: tuple[str, ...], line: int, what: str) -> int:
        """Return the index of the last cell that the expressions need.

        Raises ``PageError`` where a name is assigned nowhere, or in two cells.
        """
        found = [0]
        for expression in expressions:
            try:
                names = used(expression)
            except SyntaxError as error:
                raise PageError(
                    f"{self.page.where}:{line}: {what} {expression!r} is no expression: {error.msg}"
                ) from error
            found += [self._cell_of(name, expression, line, what) for name in sorted(names)]
        if not self.page.cells:
            raise PageError(f"{self.page.where}:{line}: {what} needs a page with code cells")
        return max(found)

    def _cell_of(self, name: str, expression: str, line: int, what: str) -> int:
        at = self.cells.get(name, [])
        where = f"{self.page.where}:{line}: {what} {expression!r}"
        if not at:
            raise PageError(f"{where}: no cell of the page assigns {name}")
        if len(at) > 1:
            lines = " and ".join(str(self.page.cells[index].line) for index in at)
            raise PageError(
                f"{where}: {name} is assigned in the cells of lines {lines}; "
                "give it a name of its own in one of them"
            )
        return at[0]


def calcs(page: Page) -> list[Calc]:
    """Return the computed values of a page in the order of its text; raises ``PageError``."""
    names = Names.of(page)
    found: list[Calc] = []
    for line, text in _prose(page):
        for role in _ROLE.finditer(text):
            expression, _, form = role["body"].rpartition(" :: ")
            if not expression:
                expression, form = role["body"], ""
            cell = names.last_cell((expression.strip(),), line, "{calc}")
            key = f"calc-{len(found) + 1}"
            found.append(Calc(key, expression.strip(), form.strip(), line, cell))
    return found


def checks(page: Page) -> list[Check]:
    """Return the guarded claims of a page; raises ``PageError``."""
    names = Names.of(page)
    found: list[Check] = []
    for fence in page.fences:
        if fence.name == "check":
            texts = tuple(row.strip() for row in fence.body.splitlines() if row.strip())
            if not texts:
                raise PageError(f"{page.where}:{fence.line}: {{check}} holds no expression")
            cell = names.last_cell(texts, fence.line, "{check}")
            claim = fence.argument or _sentence_above(page, fence)
            broken_by = str(fence.settings.get("broken-by", ""))
            found.append(Check(claim, texts, broken_by, fence.line, cell))
    return found


def _prose(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the lines of a page that are text, with their numbers: captions of figures too."""
    literal = {
        number
        for fence in page.fences
        if fence.is_literal
        for number in range(_first_literal_line(fence), fence.end + 1)
    }
    for number, text in enumerate(page.lines, start=1):
        if number > page.front_lines and number not in literal:
            yield number, text


def _first_literal_line(fence: Fence) -> int:
    return fence.body_line if fence.name == "code-cell" else fence.line


def _sentence_above(page: Page, fence: Fence) -> str:
    """Return the last sentence of the paragraph above, as a reader of the source sees it."""
    end = fence.line - 1
    while end and not page.lines[end - 1].strip():
        end -= 1
    start = end
    while start and page.lines[start - 1].strip():
        start -= 1
    rows = [row.strip() for row in page.lines[start:end]]
    paragraph = " ".join(rows)
    if not rows or any(row.startswith(("```", ":::", "#")) for row in rows):
        raise PageError(
            f"{page.where}:{fence.line}: {{check}} stands under no sentence; "
            "put it below one, or write the claim behind {check}"
        )
    plain = _ROLE.sub(lambda role: f"{{{{{role['body']}}}}}", paragraph)
    return _SENTENCE.split(plain)[-1].strip()


def expanded(text: str, where: str) -> str:
    """Return a page's source with its values and claims computed by hidden cells."""
    page = Page(text, where)
    values, claims = calcs(page), checks(page)
    if not values and not claims:
        return text
    lines = list(page.lines)
    keys = iter(values)
    for number, _ in _prose(page):
        lines[number - 1] = _ROLE.sub(
            lambda _: f"[{{glue:text}}`{(calc := next(keys)).key}`]{{.calc .{calc.key}}}",
            lines[number - 1],
        )
    gone = [fence for fence in page.fences if fence.name == "check"]
    for fence in gone:
        for number in range(fence.line, fence.end + 1):
            lines[number - 1] = ""
    for index in range(len(page.cells) - 1, -1, -1):
        behind = _hidden(
            [calc for calc in values if calc.cell == index],
            [claim for claim in claims if claim.cell == index],
            where,
        )
        lines[page.cells[index].end : page.cells[index].end] = behind
    return "\n".join(lines)


def _hidden(values: list[Calc], claims: list[Check], where: str) -> list[str]:
    """Return hidden cells that compute ``values``, and check ``claims``."""
    cells: list[str] = []

    def at(line: int) -> str:
        return f"{where}:{line}"

    if values:
        body = [
            f"_calc({v.key!r}, {v.expression!r}, {v.form!r}, globals(), where={at(v.line)!r})"
            for v in values
        ]
        cells += _cell("from napkinmath.book import calc as _calc", body, "remove-cell")
    for claim in claims:
        texts = ", ".join(map(repr, claim.expressions))
        call = (
            f"_check({claim.claim!r}, {texts}, names=globals(), where={f'{where}:{claim.line}'!r})"
        )
        cells += _cell("from napkinmath.book import check as _check", [call], "remove-input")
    return cells


def _cell(first: str, body: list[str], tag: str) -> list[str]:
    return ["", "```{code-cell} ipython3", f":tags: [{tag}]", first, *body, "```"]
