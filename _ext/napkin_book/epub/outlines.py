"""Text of a figure as outlines, for readers that set pictures in a font of their own, or in none.

The site shows a figure's text in the font of its page. What an e-reader makes of such text nobody
can know, so the EPUB draws it, in the font in which the figure was laid out, each letter once.
"""

import math
import re
from html import unescape

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

_ROOT = re.compile(r'<svg [^>]*?font-size="([\d.]+)"')
_TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_TURNED = re.compile(r"rotate\((-?[\d.]+)")
#: Units of a letter's outline.
_UNITS = text_to_path.FONT_SCALE


def outlined(svg: str) -> str:
    """Return an SVG of ``napkinmath.book`` with its text drawn; other SVG stays as it is."""
    root = _ROOT.search(svg)
    if root is None:
        return svg
    size, letters = float(root[1]), dict[str, str]()
    svg = _TEXT.sub(lambda match: _drawn(match[1], unescape(match[2]), size, letters), svg)
    shapes = "".join(f'<path id="letter-{name}" d="{d}"/>' for name, d in letters.items())
    return svg.replace("<defs>", f"<defs>{shapes}", 1)


def _drawn(attributes: str, words: str, size: float, letters: dict[str, str]) -> str:
    given = dict(_ATTRIBUTE.findall(attributes))
    size *= float(given.get("font-size", "1em").removesuffix("em"))
    font = FontProperties(
        size=size, weight=given.get("font-weight", "normal"), style=given.get("font-style")
    )
    width, _, _ = text_to_path.get_text_width_height_descent(words, font, False)
    back = {"middle": width / 2, "end": width}.get(given.get("text-anchor", ""), 0.0)
    turned = _TURNED.search(given.get("transform", ""))
    angle = float(turned[1]) if turned else 0.0
    turn = math.radians(angle)
    x = float(given["x"]) - back * math.cos(turn)
    y = float(given["y"]) - back * math.sin(turn)
    face = get_font(findfont(font))
    face.set_size(_UNITS, text_to_path.DPI)
    placed, shapes, _ = text_to_path.get_glyphs_with_font(face, words)
    uses = []
    for glyph, along, up, _ in placed:
        name = re.sub(r"\W", "-", glyph)
        if glyph in shapes:
            letters.setdefault(name, _path(*shapes[glyph]))
        uses.append(f'<use xlink:href="#letter-{name}" x="{along:.0f}" y="{up:.0f}"/>')
    scale = size / _UNITS
    look = "".join(f' {name}="{given[name]}"' for name in ("fill", "opacity") if name in given)
    place = f"translate({x:.2f} {y:.2f}) rotate({angle:g}) scale({scale:.5f} {-scale:.5f})"
    return f'<g{look} transform="{place}">{"".join(uses)}</g>'


def _path(vertices: object, codes: object) -> str:
    """Return a letter's outline, as curves of TrueType are: lines and parabolas."""
    points, kinds, parts, place = list(vertices), list(codes), [], 0  # type: ignore[call-overload]
    marks = {1: ("M", 1), 2: ("L", 1), 3: ("Q", 2), 4: ("C", 3)}
    while place < len(kinds):
        if kinds[place] == 79:
            parts.append("z")
            place += 1
            continue
        mark, count = marks[kinds[place]]
        pairs = (f"{x:.0f} {y:.0f}" for x, y in points[place : place + count])
        parts.append(mark + " ".join(pairs))
        place += count
    return "".join(parts)
