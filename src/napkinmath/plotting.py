"""Figures in the book's one style: direct labels, units on axes, ink that follows dark mode.

Series colours keep a contrast of 3:1 or more on white and on near-black, are apart for colour-blind
readers, and come with a line style of their own for greyscale print.
"""

import io
import os
from typing import Any, Literal

import matplotlib
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from napkinmath import require

#: Text, axes and rules. Written as ``currentColor`` in SVG, so that a page can turn it light.
INK = "#010203"
BLUE, ORANGE, GREEN, PURPLE, GREY = "#2b7bba", "#d2600f", "#1a9070", "#9a62c0", "#7f7f7f"
COLORS = (BLUE, ORANGE, GREEN, PURPLE, GREY)
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
WIDTH_IN = 5.5

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
    "font.size": 10,
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
    until it is run. The book says ``svg,pdf,png``; its SVG has ink that follows dark mode.
    """

    def _repr_svg_(self) -> str | None:
        return self._saved("svg").decode().replace(INK, "currentColor") if _wanted("svg") else None

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
        self.savefig(buffer, format=kind, **undated[kind])
        return buffer.getvalue()


def _wanted(kind: str) -> bool:
    return kind in os.environ.get("NAPKINMATH_FIGURES", "png").split(",")


def chart(*, height_in: float = 3.0, columns: int = 1, **shared: Any) -> tuple[Chart, Any]:
    """Return an empty ``(figure, axes)`` at the width of the page, in the book's style.

    ``columns`` side by side give an array of axes; ``shared`` goes on to ``Figure.subplots``
    (``sharey=True``, say). Raises ``ValueError`` on a height that is not positive.
    """
    require.positive("height_in", height_in)
    require.count("columns", columns)
    matplotlib.rcParams.update(STYLE)
    figure = Chart(figsize=(WIDTH_IN, height_in))
    return figure, figure.subplots(1, columns, **shared)


def label(
    axes: Axes, x: float, y: float, text: str, *, color: str = INK, at: str = "right"
) -> None:
    """Write ``text`` beside the point (x, y) in place of a legend entry.

    ``at`` is where the text stands seen from the point: right, left, above or below.
    """
    places = {
        "right": ((5, 0), "left", "center"),
        "left": ((-5, 0), "right", "center"),
        "above": ((0, 5), "center", "bottom"),
        "below": ((0, -5), "center", "top"),
    }
    require.one_of("at", at, places)
    offset, horizontal, vertical = places[at]
    axes.annotate(
        text,
        (x, y),
        xytext=offset,
        textcoords="offset points",
        ha=horizontal,
        va=vertical,
        color=color,
        annotation_clip=False,
    )
