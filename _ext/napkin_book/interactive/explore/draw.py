"""The drawing of a figure at its first settings, as every edition shows it."""

import re
from typing import Any

from napkin_book.interactive.explore.spec import Spec
from napkinmath.units import show, usd


def draw(spec: Spec) -> tuple[Any, dict[str, Any]]:
    """Return the figure, and how its axes turn values into places of the SVG."""
    from matplotlib.ticker import FuncFormatter, NullLocator

    from napkinmath.book.plotting import COLORS, GREY, INK, LINES, chart, label, time_axis

    what, slider = spec.chart, spec.sliders[spec.chart["x"]]
    figure, axes = chart(height_in=what["height"])
    axes.set(xlim=(slider["low"], slider["high"]), ylim=what["y"])
    log = {"x": slider["log"], "y": "y" in what["log"]}
    for axis in "xy":
        if log[axis]:
            axes.set(**{f"{axis}scale": "log"})
    axes.set(xlabel=slider["label"], ylabel=what["label"])
    for axis, name in (("x", what["x"]), ("y", next(iter(what["lines"])))):
        unit = spec.shown[name]["unit"]
        pair = {"unit": unit, "digits": 2, "words": None}
        formatter = FuncFormatter(lambda v, _, pair=pair: _tick(v, pair))
        getattr(axes, f"{axis}axis").set_major_formatter(formatter)
        if log[axis]:
            getattr(axes, f"{axis}axis").set_minor_locator(NullLocator())
        if log[axis] and unit == "s" and (what["y"][1] if axis == "y" else slider["high"]) >= 60:
            time_axis(axes, axis)
    if what["ticks"]:
        axes.set_xticks(what["ticks"])
    xs = spec.points()
    for name, values in what["backdrop"].items():
        for other in values:
            ys = [spec.solve(**{what["x"]: x, name: other})[next(iter(what["lines"]))] for x in xs]
            axes.plot(xs, ys, "-", color=GREY, lw=0.8, zorder=1, gid=f"ex-other-{other}")
            if other == spec.start[name]:
                continue  # the reader's own line lies on it, with a label of its own
            text = f"{_in_words(name)} = {spec.text({name: other}, name)}"
            axes.text(xs[-1], ys[-1], f" {text}", color=GREY, va="center", gid=f"ex-of-{other}")
    for x, text in what["rules"]:
        axes.axvline(x, color=GREY, ls="--", lw=1)
        axes.text(
            x, what["y"][0], f" {text}", rotation=90, va="bottom", ha="right", color=GREY, size=9
        )
    for x, y, filled in what["marks"]:
        fill = "full" if filled else "none"
        axes.plot(x, y, "o", color=INK, fillstyle=fill, zorder=3, gid=f"ex-mark-{x}-{y}")
    at_points = [spec.solve(**{what["x"]: x}) for x in xs]
    for i, (name, text) in enumerate(what["lines"].items()):
        ys = [float(values[name]) for values in at_points]
        line = {"color": COLORS[i], "linestyle": LINES[i], "linewidth": 2.4}
        axes.plot(xs, ys, gid=f"ex-line-{i}", zorder=4, **line)
        low, high = what["y"]
        last = [(x, y) for x, y in zip(xs, ys, strict=True) if low <= y <= high][-1:]
        for x, y in last:
            before = len(axes.texts)
            label(axes, x, y, text, color=COLORS[i])
            axes.texts[before].set_gid(f"ex-label-{i}")
    here = spec.solve()
    for i, name in enumerate(what["dots"]):
        axes.plot(
            here[what["x"]], here[name], "o", ms=8, gid=f"ex-dot-{i}", zorder=5, clip_on=False,
            color=COLORS[i], markeredgecolor=INK,
        )  # fmt: skip
    figure.draw_without_rendering()
    box, (width, height) = axes.get_position(), 72 * figure.get_size_inches()
    figure.set_layout_engine("none")
    places = {
        "x": {"from": box.x0 * width, "to": box.x1 * width, "low": slider["low"],
              "high": slider["high"], "log": log["x"], "name": what["x"]},
        "y": {"from": (1 - box.y0) * height, "to": (1 - box.y1) * height, "low": what["y"][0],
              "high": what["y"][1], "log": log["y"]},
    }  # fmt: skip
    return figure, places


def _in_words(name: str) -> str:
    """Return the name of a slider as a label says it: without its unit, as words."""
    return re.sub(r"_(?:s|bytes|usd|w|flops)$", "", name).replace("_", " ")


def _tick(value: float, shown: dict[str, Any]) -> str:
    return usd(value) if shown["unit"] == "$" else show(value, shown["unit"], shown["digits"])
