"""The figure itself, for which matplotlib is loaded: in its own module, so that nothing else is."""

import io
import os
from typing import Any, Literal

import matplotlib
from cycler import cycler
from matplotlib.figure import Figure

from napkinmath.book._svg_text import for_pages, prepare
from napkinmath.book.plotting import COLORS, INK, LINES

#: Size of the text in a figure that is drawn at the width of the page.
_SIZE_PT = 11

STYLE: Any = {
    "axes.prop_cycle": cycler(color=COLORS) + cycler(linestyle=LINES),
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": "medium",
    "axes.titlecolor": INK,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "font.size": _SIZE_PT,
    "hatch.color": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 4.5,
    "patch.edgecolor": INK,
    "svg.hashsalt": "napkinmath",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


class Chart(Figure):
    """A figure that shows itself in the formats that ``NAPKINMATH_FIGURES`` names.

    That is PNG unless it says otherwise, since a notebook that came from elsewhere shows no SVG
    until it is run. The book says ``svg,pdf,png``; its SVG has ink that follows dark mode, and
    text in the font of the page. PDF and PNG keep the font in which the figure was laid out.
    """

    def _repr_svg_(self) -> str | None:
        if not _wanted("svg"):
            return None
        return for_pages(self._saved("svg").decode().replace(INK, "currentColor"), _SIZE_PT)

    def _repr_pdf_(self) -> bytes | None:
        return self._saved("pdf") if _wanted("pdf") else None

    def _repr_png_(self) -> tuple[bytes, dict[str, int]] | None:
        if not _wanted("png"):
            return None
        width, height = (round(96 * inches) for inches in self.get_size_inches())
        return self._saved("png"), {"width": width, "height": height}

    def _saved(self, kind: Literal["svg", "pdf", "png"]) -> bytes:
        undated: Any = {
            "svg": {"metadata": {"Date": None, "Creator": None}},
            "pdf": {"metadata": {"CreationDate": None}},
            "png": {"metadata": {"Software": None}, "dpi": 192, "facecolor": "white"},
        }
        buffer = io.BytesIO()
        prepare(self)
        with matplotlib.rc_context({"svg.fonttype": "none"}):
            self.savefig(buffer, format=kind, **undated[kind])
        return buffer.getvalue()


def styled(*, width_in: float, height_in: float) -> Chart:
    """Return an empty figure in the book's style."""
    matplotlib.rcParams.update(STYLE)
    return Chart(figsize=(width_in, height_in))


def _wanted(kind: str) -> bool:
    return kind in os.environ.get("NAPKINMATH_FIGURES", "png").split(",")
