"""``{inputs}``: the inputs of a page, each with its range, its kind and its reason.

    ```{inputs}
    peak_per_s: {label: peak load, unit: /s, range: [1, 1000], kind: assumed, why: "..."}
    price_usd: {label: price of a GPU-hour, unit: $, range: [1, 20], kind: given, why: "..."}
    ```

The value of an input stands once, where a cell assigns a plain number to its name; this table reads
it there. ``kind`` is ``given`` (by the situation), ``measured`` or ``assumed``. ``try: 90`` names
another value with which a test recomputes the page; left out, it is an end of the range.
"""

import ast
from dataclasses import dataclass
from typing import Any

import yaml

from napkin_book.source.page import Fence, Page, PageError
from napkinmath.book.formats import written

KINDS = ("given", "measured", "assumed")
_NEEDED = {"label", "unit", "range", "kind", "why"}


@dataclass(frozen=True, slots=True)
class Input:
    """An input of a page; ``line`` is where a cell assigns it."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    kind: str
    why: str
    value: Any
    other: Any  # a value with which the page is recomputed by a test
    line: int


def inputs(page: Page) -> list[Input]:
    """Return the inputs that a page declares; raises ``PageError`` on one that is not right."""
    return [
        _input(page, fence, name, given)
        for fence in page.fences
        if fence.name == "inputs"
        for name, given in (_loaded(page, fence)).items()
    ]


def _loaded(page: Page, fence: Fence) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(fence.body)
    except yaml.YAMLError as error:
        raise PageError(f"{page.where}:{fence.line}: {{inputs}} is no YAML: {error}") from error
    if not isinstance(loaded, dict):
        raise PageError(f"{page.where}:{fence.line}: {{inputs}} must map names to their fields")
    return loaded


def _input(page: Page, fence: Fence, name: str, given: Any) -> Input:
    where = f"{page.where}:{fence.line}: input {name}"
    if not isinstance(given, dict) or (set(given) - {"try"}) != _NEEDED:
        raise PageError(f"{where} needs the fields {', '.join(sorted(_NEEDED))}, got {given!r}")
    if given["kind"] not in KINDS:
        raise PageError(f"{where}: kind must be one of {', '.join(KINDS)}, got {given['kind']!r}")
    line, value = _assigned(page, name, where)
    low, high = given["range"]
    if not low <= value <= high:
        raise PageError(f"{where}: its value {value!r} is not within {low} to {high}")
    other = given.get("try", high if value != high else low)
    return Input(
        name, str(given["label"]), str(given["unit"] or ""), low, high,
        given["kind"], str(given["why"]), value, other, line,
    )  # fmt: skip


def _assigned(page: Page, name: str, where: str) -> tuple[int, Any]:
    """Return the line and the number that the one cell gives to ``name``."""
    found = []
    for cell in page.cells:
        try:
            tree = ast.parse(cell.body)
        except SyntaxError:
            continue
        found += [
            (cell.body_line + node.lineno - 1, node.value)
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and target.id == name
        ]
    if len(found) != 1:
        raise PageError(f"{where} must be assigned in one cell, found {len(found)}")
    line, value = found[0]
    try:
        number = ast.literal_eval(value)
    except ValueError as error:
        raise PageError(f"{where} must be a plain number in line {line}") from error
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise PageError(f"{where} must be a plain number in line {line}, got {number!r}")
    return line, number


def with_value(page: Page, name: str, value: float) -> str:
    """Return the page's source with another value for one of its inputs."""
    (one,) = [given for given in inputs(page) if given.name == name]
    lines = list(page.lines)
    head, _, tail = lines[one.line - 1].partition("=")
    comment = tail[tail.index("#") :] if "#" in tail else ""
    lines[one.line - 1] = f"{head}= {value!r}  {comment}".rstrip()
    return "\n".join(lines)


def expanded(text: str, where: str) -> str:
    """Return a page's source with its inputs as a folded table."""
    page = Page(text, where)
    lines = list(page.lines)
    for fence in reversed([fence for fence in page.fences if fence.name == "inputs"]):
        rows = [_row(_input(page, fence, *item)) for item in _loaded(page, fence).items()]
        table = ["| Input | Value | Range | Kind | Why |", "|:---|---:|:---|:---|:---|", *rows]
        box = [":::{dropdown} Inputs of this page", ":class-container: inputs", "", *table, ":::"]
        lines[fence.line - 1 : fence.end] = box
    return "\n".join(lines)


def _row(one: Input) -> str:
    form = {"$": "$", "%": "%"}.get(one.unit, one.unit)
    value = f"{{calc}}`{one.name} :: {form}`" if form else f"{{calc}}`{one.name}`"
    ends = " to ".join(written(end, form) for end in (one.low, one.high))
    return f"| {one.label} (`{one.name}`) | {value} | {ends} | {one.kind} | {one.why} |"
