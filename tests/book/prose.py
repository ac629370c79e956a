"""Find numbers with a unit that somebody typed into the text of a page."""

import re
from dataclasses import dataclass

from napkin_book.source.page import Fence, Page

_UNITS = (
    r"%|percent\b|×|x\b(?!\w)|°|"
    r"(?:n|µ|u|m)?s\b|seconds?\b|min(?:utes?)?\b|h(?:ours?)?\b|days?\b|weeks?\b|months?\b|years?\b|"
    r"[kKMGTPE]i?B(?:/s)?\b|B\b|bytes?\b|bits?\b|[kMG]bit(?:/s)?\b|"
    r"[KMGTPE]?FLOPS?(?:/s)?\b|[KMGTPE]?FLOPs\b|[TP]?OPS\b|"
    r"QPS\b|qps\b|rps\b|requests?\b|queries\b|calls?/s|tokens?\b|"
    r"dollars?\b|USD\b|cents?\b|€|"
    r"k?W\b|[kMG]?Wh\b|[MG]Hz\b|k?g\b|t(?:CO2e?)?\b|tonnes?\b|"
    r"vectors?\b|dimensions?\b|dims?\b|servers?\b|cores?\b|GPUs?\b|replicas?\b|shards?\b|nodes?\b"
)
_DIGITS = r"\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?"
_NUMBER = rf"(?<![\w.#/-]){_DIGITS}"
_LITERAL = re.compile(
    rf"[$€£]\s?{_DIGITS}[kMBT]?|{_NUMBER}[kMBT]?[\s-]?(?:{_UNITS})|{_NUMBER}[kM]\b"
)
_MASKS = [
    re.compile(r"^\$\$.*?^\$\$[^\n]*", re.DOTALL | re.MULTILINE),
    re.compile(r"\{(?!cite)[\w:.-]+\}`[^`]*`"),  # roles: computed values, terms, references
    re.compile(r"(?<!`)`(?!`)[^`\n]+`"),
    re.compile(r"(?<![\\\w$])\$(?![\s\d]*\s)(?!\s)[^$\n]+?(?<!\s)\$(?!\d)"),
    re.compile(r"\]\([^)\s]*\)"),
    re.compile(r"^:[\w-]+:.*$", re.MULTILINE),  # options of directives
    re.compile(r"<https?://[^>]+>"),
]
_SENTENCE_END = re.compile(r"(?<=[.!?:])[\"')]*\s+(?=[^\sa-z])|\n\s*\n|\n(?=[-*#|]|\d+\. )")


@dataclass(frozen=True)
class Literal:
    """A number typed into the text: where, and what."""

    line: int
    text: str


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _options_text(cell: Fence) -> list[str]:
    """Return the captions and alternative texts that a cell's options hold."""
    notebook = cell.settings.get("mystnb", {})
    texts = [notebook.get("figure", {}).get("caption"), notebook.get("image", {}).get("alt")]
    return [text for text in texts if text]


def _without_literals(page: Page) -> str:
    """Return the text with empty lines for the front matter and for what is no markup."""
    inside = {n for f in page.fences if f.is_literal for n in range(f.line, f.end + 1)}
    inside |= set(range(page.front_lines + 1))
    return "\n".join("" if n in inside else line for n, line in enumerate(page.lines, start=1))


def literals(text: str) -> list[Literal]:
    """Return the numbers with a unit that stand in prose without a citation beside them."""
    page = Page(text)
    body = _without_literals(page)
    for mask in _MASKS:
        body = mask.sub(_blank, body)
    found = list(_in_sentences(body, first_line=1))
    if description := page.front.get("description"):
        line = next(n for n, row in enumerate(page.lines, 1) if row.startswith("description:"))
        found += [Literal(line, hit.text) for hit in _in_sentences(description, 1)]
    for cell in page.cells:
        for words in _options_text(cell):
            found += [Literal(cell.line, hit.text) for hit in _in_sentences(words, 1)]
    return found


def _in_sentences(body: str, first_line: int) -> list[Literal]:
    found, start = [], 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(body)), len(body)]:
        sentence = body[start:end]
        if "{cite" not in sentence:
            for match in _LITERAL.finditer(sentence):
                line = first_line + body[: start + match.start()].count("\n")
                found.append(Literal(line, match.group().strip()))
        start = end
    return found
