"""The cover: a napkin with the book's first sum on it, drawn while the book is built."""

import io
import textwrap

#: What the drawing shows, for those who cannot see it.
DESCRIPTION = (
    "A curve drawn by hand on a napkin: the share of late answers climbs steeply with the number "
    "of servers that an answer waits for."
)
_PAPER, _PEN, _TITLE, _ORANGE = "#f6f1e7", "#26313f", "#1b2430", "#c97104"


def png(title: str, author: str) -> bytes:
    """Return the cover as a PNG of 1600 by 2400 pixels, the same bytes for the same words."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"font.family": "DejaVu Serif"}):
        figure = Figure(figsize=(8, 12), facecolor=_PAPER)
        FigureCanvasAgg(figure)
        for row, words in enumerate(textwrap.wrap(title, 11)):
            figure.text(
                0.09, 0.87 - 0.08 * row, words, fontsize=56, weight="bold", color=_TITLE
            )  # fmt: skip
        figure.text(0.09, 0.07, author, fontsize=22, color=_TITLE)
        with matplotlib.rc_context({"path.sketch": (1.6, 90, 3)}):
            axes = figure.add_axes((0.13, 0.17, 0.74, 0.36))
            axes.set_facecolor("none")
            axes.spines[["top", "right"]].set_visible(False)
            axes.spines[["left", "bottom"]].set(color=_PEN, linewidth=2.5)
            servers = range(301)
            axes.plot(servers, [1 - 0.99**n for n in servers], color=_ORANGE, linewidth=6)
            axes.plot([0, 69, 69], [0.5, 0.5, 0], color=_PEN, linewidth=2, linestyle="--")
            axes.set(xlim=(0, 305), ylim=(0, 1.02), xticks=[], yticks=[])
        axes.text(
            150,
            0.46,
            "$1 - 0.99^{\\,n}$",
            fontsize=40,
            color=_PEN,
            rotation=4,
            math_fontfamily="stix",
        )
        axes.text(76, 0.03, "n = 69?", fontsize=24, color=_PEN, style="italic", rotation=2)
        buffer = io.BytesIO()
        figure.savefig(buffer, dpi=200, format="png", metadata={"Software": None})
    return buffer.getvalue()
