"""Text of a figure as text: in the font of the page that shows it, and in a third of the bytes.

The figure is laid out in matplotlib's own font, which is wider than what pages are set in, so what
fits there fits here. Sizes are relative to the figure's, so that a page may set them for its width.
"""

import math
import re
from html import unescape
from typing import Any

from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.ticker import LogFormatterSciNotation

_GROUP = re.compile(r'<g id="lines-(?P<at>[a-z]+)-\d+">(?P<body>.*?)</g>', re.DOTALL)
_TEXT = re.compile(r"<text (?P<given>[^>]*)>(?P<words>[^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_MOVED = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)")
_TURNED = re.compile(r"rotate\((-?[\d.]+)")
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_KEPT = ("font-weight", "font-style", "opacity", "fill")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class _PlainLogFormatter(LogFormatterSciNotation):
    """Ticks of a logarithmic axis as plain text: 0.1, 1,000 and 10⁶."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return what a tick says; nothing where matplotlib would say nothing."""
        if not super().__call__(x, pos):
            return ""
        if 1e-3 <= abs(x) < 1e5:
            return f"{x:,.10g}"
        mantissa, _, power = f"{x:.0e}".partition("e")
        raised = "10" + str(int(power)).translate(_RAISED)
        return raised if mantissa == "1" else f"{mantissa}×{raised}"


def prepare(figure: Any) -> None:
    """Let a figure's text be written as text: no formulas on axes, lines that know their side."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            for formatter in (axis.get_major_formatter(), axis.get_minor_formatter()):
                if type(formatter) is LogFormatterSciNotation:
                    formatter.__class__ = _PlainLogFormatter
    for number, text in enumerate(figure.findobj(Text)):
        if "\n" in text.get_text() and not text.get_gid():
            side = text._multialignment or text.get_horizontalalignment()
            text.set_gid(f"lines-{_ANCHORS[side]}-{number}")


def for_pages(svg: str, size_pt: float) -> str:
    """Return the SVG with its text in relative sizes and in the font of what is around it."""
    svg = _COMMENT.sub("", svg)
    svg = _GROUP.sub(lambda m: _TEXT.sub(lambda t: _text(t, size_pt, m["at"]), m["body"]), svg)
    svg = _TEXT.sub(lambda text: _text(text, size_pt), svg)
    return svg.replace("<svg ", f'<svg font-family="sans-serif" font-size="{size_pt:g}" ', 1)


def _text(match: re.Match[str], size_pt: float, anchor: str = "") -> str:
    given = dict(_ATTRIBUTE.findall(match["given"]))
    if "style" not in given:  # it is written already, or its parts have styles of their own
        return match.group()
    style = dict(part.split(": ", 1) for part in given["style"].split("; "))
    points = float(style["font-size"].removesuffix("px"))
    turned = _TURNED.search(given.get("transform", ""))
    angle = float(turned[1]) if turned else 0.0
    moved = _MOVED.search(given.get("transform", ""))
    if moved:
        x, y = _anchored(match["words"], points, anchor, angle, float(moved[1]), float(moved[2]))
    else:
        x, y, anchor = float(given["x"]), float(given["y"]), style.get("text-anchor", "")
    said = {"x": f"{x:.2f}", "y": f"{y:.2f}"}
    if anchor not in ("", "start"):
        said["text-anchor"] = anchor
    if round(points / size_pt, 2) != 1:
        said["font-size"] = f"{points / size_pt:.2f}em"
    if angle:
        said["transform"] = f"rotate({angle:g} {x:.2f} {y:.2f})"
    said |= {name: style[name] for name in _KEPT if name in style}
    attributes = " ".join(f'{name}="{value}"' for name, value in said.items())
    return f"<text {attributes}>{match['words']}</text>"


def _anchored(
    words: str, points: float, anchor: str, angle: float, x: float, y: float
) -> tuple[float, float]:
    """Return the point at which a line is held, given where it would start."""
    font = FontProperties(size=points)
    width, _, _ = text_to_path.get_text_width_height_descent(unescape(words), font, False)
    along = {"middle": width / 2, "end": width}.get(anchor, 0.0)
    turn = math.radians(angle)
    return x + along * math.cos(turn), y + along * math.sin(turn)
