"""One page of the EPUB: well-formed XHTML that a small reader without scripts can show."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from napkin_book.build.small_tables import Column, marked
from napkin_book.epub.templates import filled

XHTML = "{http://www.w3.org/1999/xhtml}"
_PRE = re.compile(r"(<pre>)(?:<span></span>)?(.*?)\n?(</pre>)", re.DOTALL)
#: Words of code that the style sheet does not set apart; their marks would double a page's size.
_PLAIN = re.compile(r'<span class="(?!(?:k|kn|kc|ow|c1|sd)")[\w ]+">([^<]*)</span>')
_MATH = re.compile(
    r"<math\b([^>]*)>((?:(?!</math>).)*?)"
    r'<annotation encoding="application/x-tex">((?:(?!</math>).)*?)</annotation>'
    r"</semantics></math>",
    re.DOTALL,
)
_DISPLAY = re.compile(r'<div class="math"([^>]*)>(.*?)</div>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a page contributes to the book's contents and to its manifest."""

    title: str
    sections: tuple[tuple[str, str], ...]  # (id, heading), of the second level
    properties: str


def page(body: str, *, title: str, lang: str, depth: int) -> str:
    """Return the whole text of a page that lies ``depth`` folders below the style sheet."""
    body = roles(described_formulas(small_tables(wrapped_code(body))))
    return filled("page.xhtml", body=body, title=title, lang=lang, up="../" * depth)


def wrapped_code(body: str) -> str:
    """Make each line of code a block; a long one is broken, and what follows stands deeper."""

    def lines(match: re.Match[str]) -> str:
        rows = _PLAIN.sub(r"\1", match.group(2)).split("\n")
        return (
            match.group(1)
            + "".join(f"<code{_indent(row)}>{row}\n</code>" for row in rows)
            + "</pre>"
        )

    return _PRE.sub(lines, body)


def _indent(row: str) -> str:
    """Return the class of a line that is set in: what is broken off stands deeper than it."""
    words = re.sub(r"<[^>]+>", "", row)
    level = min((len(words) - len(words.lstrip())) // 4, 3)
    return f' class="in{level}"' if level else ""


def small_tables(body: str) -> str:
    """Let tables be read row by row where their columns do not fit beside each other."""
    return marked(body, _name_of)


def _name_of(columns: list[Column]) -> str:
    """Return the class of a table by the width that it needs: long texts may be broken."""
    needed = sum(min(column.widest, 28) for column in columns) + 2 * len(columns)
    return "wide" if needed > 85 else "medium" if needed > 42 and len(columns) > 2 else ""


def described_formulas(body: str) -> str:
    """Say a formula in TeX as its alternative text, in place of a note that old readers print."""

    def described(match: re.Match[str]) -> str:
        attributes, formula, tex = match.groups()
        tex_words = " ".join(tex.split()).replace('"', "&quot;")
        return f'<math alttext="{tex_words}"{attributes}>{formula}</semantics></math>'

    return _DISPLAY.sub(_sized, _MATH.sub(described, body))


def _sized(match: re.Match[str]) -> str:
    """Mark a formula that is too long for a phone: it cannot be broken, only made smaller."""
    letters = len("".join(re.sub(r"<[^>]+>", "", match.group(2)).split()))
    name = "math longer" if letters > 44 else "math long" if letters > 30 else "math"
    return f'<div class="{name}"{match.group(1)}>{match.group(2)}</div>'


def roles(body: str) -> str:
    """Give the sources a role that a list may hold: ARIA has given up the one for them."""
    return body.replace('role="doc-biblioentry"', 'role="listitem"')


def outline(text: str) -> Outline:
    """Read a page back; raises ``ElementTree.ParseError`` if it is not well-formed."""
    root = ElementTree.fromstring(text.encode())
    sections = []
    for section in root.iter(f"{XHTML}section"):
        heading = section.find(f"{XHTML}h2")
        if heading is not None and "id" in section.attrib:
            sections.append((section.attrib["id"], " ".join("".join(heading.itertext()).split())))
    tags = {element.tag.rsplit("}", 1)[-1] for element in root.iter()}
    properties = " ".join(name for name, tag in [("mathml", "math"), ("svg", "svg")] if tag in tags)
    return Outline(root.findtext(f".//{XHTML}title") or "", tuple(sections), properties)
