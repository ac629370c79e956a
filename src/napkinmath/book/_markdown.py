"""The Markdown that a cell ends on: with the marks of the book's builder there, elsewhere without.

A page may say ``{cite:p}`` and ``[old]{.stale}``, which only the builder understands. It sets
``NAPKINMATH_MARKDOWN=myst``; a plain notebook gets the same text without such marks.
"""

import os
import re

_ROLE = re.compile(r"\{([\w:.+-]+)\}`([^`]*)`")
_TITLED = re.compile(r"(.*?)\s*<[^<>]*>\s*", re.DOTALL)
_CLASSED = re.compile(r"\[([^\[\]]*)\]\{[^{}]*\}")
_CAPTIONED = re.compile(
    r"^:::\{table\} (?P<caption>[^\n]*)\n(?::name: [^\n]*\n)?\n(?P<table>.*?)\n:::$",
    re.DOTALL | re.MULTILINE,
)
_AMOUNT = re.compile(r"\\\$|\$(?=\d)")
#: A dollar sign that no notebook takes for the start of a formula: some look at the source and
#: heed the backslash, some look at what was made of it, where no formula crosses an element.
DOLLAR = r"<span>\$</span>"


def for_display(text: str) -> str:
    """Return ``text`` as it should be shown here: unchanged in the book, plain elsewhere."""
    return text if os.environ.get("NAPKINMATH_MARKDOWN") == "myst" else plain(text)


def captioned(table: str, caption: str, name: str) -> str:
    """Return a table under its caption: a directive in the book, bold text elsewhere."""
    if not caption:
        return table
    label = f":name: {name}\n" if name else ""
    return f":::{{table}} {caption}\n{label}\n{table}\n:::"


def plain(text: str) -> str:
    r"""Return ``text`` as Markdown that any notebook shows.

    A citation becomes its key, another role its words, a formula a formula; classes are dropped,
    and the sign of an amount of dollars is kept from starting a formula.

    >>> print(plain("$3 {cite:p}`dean2013tail`, [old]{.stale}, {term}`tails <tail>`, $x$"))
    <span>\$</span>3 [dean2013tail], old, tails, $x$
    """
    text = _CAPTIONED.sub(r"**\g<caption>**\n\n\g<table>", text)
    return _AMOUNT.sub(lambda _: DOLLAR, _CLASSED.sub(r"\1", _ROLE.sub(_words, text)))


def _words(role: re.Match[str]) -> str:
    name, content = role.groups()
    if name.startswith("cite"):
        return " ".join(f"[{key.strip()}]" for key in content.split(","))
    if name == "math":
        return f"${content}$"
    titled = _TITLED.fullmatch(content)
    return titled.group(1) if titled else content
