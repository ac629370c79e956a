"""Figures in the book's one style: direct labels, units on axes, ink that follows dark mode.

Series colors keep a contrast of 3:1 or more on white and on near-black, are apart for readers with
protanopia, deuteranopia and tritanopia, differ in lightness in grayscale print, and come with a
line style of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napkinmath import require

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from napkinmath.book._chart import Chart

#: Text, axes and rules. Written as ``currentColor`` in SVG, so that a page can turn it light.
INK = "#010203"
BLUE, ORANGE, GREEN, PURPLE, GREY = "#3b7ccc", "#c97104", "#44a664", "#ab259d", "#756d6b"
COLORS = (BLUE, ORANGE, GREEN, PURPLE, GREY)
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
_WIDTH_IN = 5.5


def chart(*, height_in: float = 3.0, columns: int = 1, **shared: Any) -> tuple[Chart, Any]:
    """Return an empty ``(figure, axes)`` at the width of the page, in the book's style.

    ``columns`` side by side give an array of axes; ``shared`` goes on to ``Figure.subplots``
    (``sharey=True``, say). Raises ``ValueError`` on a height that is not positive.
    """
    require.positive("height_in", height_in)
    require.count("columns", columns)
    from napkinmath.book._chart import styled

    figure = styled(width_in=_WIDTH_IN, height_in=height_in)
    return figure, figure.subplots(1, columns, **shared)


def label(
    axes: Axes, x: float, y: float, text: str, *, color: str = INK, at: str = "right"
) -> None:
    """Write ``text`` beside the point (x, y) instead of a legend entry.

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


def time_axis(axes: Axes, which: str = "x") -> None:
    """Let an axis of seconds tick at 1 s, 1 min, 1 h, 1 day and 1 week, and name them so.

    ``which`` is ``"x"`` or ``"y"``. The scale of the axis is set before, its limits whenever. Its
    label then needs no unit. Raises ``ValueError`` on any other axis.
    """
    require.one_of("which", which, ("x", "y"))
    from napkinmath.book._time_axis import tick_times

    tick_times(axes.xaxis if which == "x" else axes.yaxis)
