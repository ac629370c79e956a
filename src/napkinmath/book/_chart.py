"""The figure itself, for which matplotlib is loaded: in its own module, so that nothing else is."""

import io
import os
from typing import Any, Literal

import matplotlib
from cycler import cycler
from matplotlib.figure import Figure

from napkinmath.book.plotting import COLORS, INK, LINES

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


def styled(*, width_in: float, height_in: float) -> Chart:
    """Return an empty figure in the book's style."""
    matplotlib.rcParams.update(STYLE)
    return Chart(figsize=(width_in, height_in))


def _wanted(kind: str) -> bool:
    return kind in os.environ.get("NAPKINMATH_FIGURES", "png").split(",")
