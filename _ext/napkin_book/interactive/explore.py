"""Figures that a reader can change: ``{explore}`` draws one and hands its model to the page.

    ```{explore}
    :name: fig-log
    :alt: What the figure shows, at its first settings.
    :caption: What to see.

    sliders:
      log_bytes: {label: bytes logged, range: [100, 100000], log: true, value: mcm-bytes, unit: B}
    given: {usd_per_byte: mcm-price}
    outputs:
      log_usd: {model: logging.log_usd, unit: $}
    chart: {x: log_bytes, y: [0, 10], label: dollars an hour, lines: {log_usd: log}}
    sentence: "A record of {log_bytes} costs {log_usd}."
    ```

A value is a number or the name of one that a cell has glued; a grid is a glued ``{"axes": {name:
points}, "values": nested lists, "log": [names]}``. An output's arguments are sliders, given values
and outputs above it, by their names (``with: {argument: name}`` renames). ``words: [no, yes]``
shows a bool. In a chart ``dots`` names what is marked at the reader's setting, ``backdrop:
{slider: [values]}`` draws grey lines at other settings, ``marks`` is a glued list of
(x, y, filled), ``rules`` one of (x, text) and ``ticks`` one of x. ``predict`` asks for a guess
before the curve is shown.

The build draws the figure, its table and its sentence, so that every edition has them. The site's
page gets sliders too, and the model in JavaScript (``scalar_js``), which ``explore.js`` runs.
"""

import ast
import hashlib
import html
import inspect
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from napkin_book.build import compat
from napkin_book.interactive import scalar_js
from napkin_book.source.inputs import inputs_of
from napkinmath.units import show, usd

_ROWS, _POINTS = 5, 61
_PLACE = re.compile(r"\{(\w+)\}")
_KEYS = {
    "figure": {"sliders", "given", "outputs", "chart", "sentence"},
    "slider": {"label", "range", "log", "whole", "step", "value", "unit", "digits"},
    "output": {"model", "grid", "with", "unit", "digits", "words"},
    "chart": {
        "x",
        "y",
        "label",
        "lines",
        "log",
        "dots",
        "backdrop",
        "marks",
        "rules",
        "ticks",
        "height",
    },
}


def _known(what: str, given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ValueError(f"a {what} is a mapping, not {given!r}")
    if unknown := set(given) - _KEYS[what]:
        raise ValueError(
            f"a {what} has no {', '.join(sorted(unknown))}; known: {', '.join(sorted(_KEYS[what]))}"
        )
    return given


@dataclass(frozen=True, slots=True)
class Grid:
    """Values at the points of a grid; linear between them, or in the logarithm of an axis."""

    axes: dict[str, list[float]]
    values: list[Any]
    log: tuple[str, ...] = ()

    def __call__(self, *point: float) -> float:
        """Return the value at ``point``; raises ``ValueError`` outside of the grid."""
        table: Any = self.values
        return float(self._at(list(self.axes.items()), table, point))

    def _at(self, axes: list[tuple[str, list[float]]], table: Any, point: tuple[float, ...]) -> Any:
        if not axes:
            return table
        (name, axis), value = axes[0], point[0]
        if not axis[0] <= value <= axis[-1]:
            raise ValueError(f"outside the grid: {name} = {value}")
        i = next(i for i in range(len(axis) - 1) if value <= axis[i + 1])
        a, b = axis[i], axis[i + 1]
        t = math.log(value / a) / math.log(b / a) if name in self.log else (value - a) / (b - a)
        first = self._at(axes[1:], table[i], point[1:])
        return (
            first if t == 0 else first + t * (self._at(axes[1:], table[i + 1], point[1:]) - first)
        )

    def js(self) -> str:
        """Return the same function in JavaScript."""
        logs = [int(name in self.log) for name in self.axes]
        parts = [list(self.axes.values()), _rounded(self.values), logs]
        return f"$.grid({','.join(json.dumps(p, separators=(',', ':')) for p in parts)})"


def _rounded(values: Any) -> Any:
    return [_rounded(v) for v in values] if isinstance(values, list) else float(f"{values:.5g}")


@dataclass(frozen=True, slots=True)
class Output:
    """A computed value: its function here and in the page, and where its arguments come from."""

    call: Callable[..., Any]
    js: str
    arguments: list[str]


@dataclass(slots=True)
class Spec:
    """What a figure shows, checked: values, sliders, outputs, chart and sentence."""

    sliders: dict[str, dict[str, Any]]
    given: dict[str, float]
    outputs: dict[str, Output]
    shown: dict[str, dict[str, Any]]
    chart: dict[str, Any]
    sentence: str
    models: list[Callable[..., Any]] = field(default_factory=list)

    @property
    def start(self) -> dict[str, float]:
        """The first settings of the sliders."""
        return {name: slider["value"] for name, slider in self.sliders.items()}

    def solve(self, **settings: float) -> dict[str, float]:
        """Return all values at some settings; a refusal of a model gives NaN."""
        values = {**self.given, **self.start, **settings}
        for name, output in self.outputs.items():
            try:
                values[name] = output.call(*(values[a] for a in output.arguments))
            except (ValueError, ArithmeticError):
                values[name] = math.nan
        return values

    def text(self, values: Mapping[str, float], name: str) -> str:
        """Return the value ``name`` as a reader sees it."""
        shown, value = self.shown[name], values[name]
        if shown["words"]:
            return "–" if value != value else str(shown["words"][int(value)])
        if not math.isfinite(value):
            return "–" if value != value else "∞" if value > 0 else "−∞"
        return usd(value) if shown["unit"] == "$" else show(value, shown["unit"], shown["digits"])

    def points(self) -> list[float]:
        """Return where the curve is computed."""
        slider = self.sliders[self.chart["x"]]
        grid_points = {
            x
            for output in self.outputs.values()
            if isinstance(output.call, Grid)
            for x in output.call.axes.get(self.chart["x"], [])
            if slider["low"] <= x <= slider["high"]
        }
        return sorted(grid_points) if grid_points else _spread(slider, _POINTS)

    def rows(self) -> list[float]:
        """Return the settings of the first axis that the table shows."""
        slider = self.sliders[self.chart["x"]]
        return [round(x) if slider["whole"] else float(f"{x:.2g}") for x in _spread(slider, _ROWS)]


def _whole(slider: dict[str, Any], count: int) -> list[float]:
    low, high = slider["low"], slider["high"]
    if high - low < count:
        return list(range(low, high + 1))
    return sorted({round(x) for x in _spread({**slider, "whole": False}, count)})


def _spread(slider: dict[str, Any], count: int) -> list[float]:
    low, high = slider["low"], slider["high"]
    if slider["whole"]:
        return _whole(slider, count)
    parts = [i / (count - 1) for i in range(count)]
    if slider["log"]:
        return [low * (high / low) ** part for part in parts[:-1]] + [high]
    return [low + (high - low) * part for part in parts[:-1]] + [high]


def _by_name(model: Callable[..., Any], names: list[str]) -> Callable[..., Any]:
    """Return ``model`` called by position, since it may want its arguments by name."""
    return lambda *values: model(**dict(zip(names, values, strict=True)))


def read(body: str, glued: Callable[[str], Any]) -> Spec:
    """Return what the text of a directive says; raises ``ValueError`` or ``LookupError``."""
    figure = _known("figure", yaml.safe_load(body))
    if missing := _KEYS["figure"] - set(figure) - {"given"}:
        raise ValueError(f"an explore figure needs {', '.join(sorted(missing))}")

    def value(given: Any) -> Any:
        return glued(given) if isinstance(given, str) else given

    sliders, shown = {}, {}
    for name, raw in figure["sliders"].items():
        options = _known("slider", raw)
        low, high = (value(bound) for bound in options["range"])
        slider = {
            "label": options["label"], "low": low, "high": high, "value": value(options["value"]),
            "log": bool(options.get("log")), "whole": bool(options.get("whole")),
        }  # fmt: skip
        slider["step"] = options.get("step", 1 if slider["whole"] else (high - low) / 100)
        if not low <= slider["value"] <= high or (slider["log"] and low <= 0):
            raise ValueError(f"slider {name}: {slider['value']} is not within {low} to {high}")
        sliders[name] = slider
        shown[name] = options
    constants = {name: value(raw) for name, raw in (figure.get("given") or {}).items()}
    known = set(sliders) | set(constants)
    whole = {name for name, slider in sliders.items() if slider["whole"]}
    outputs: dict[str, Output] = {}
    models = []
    for name, raw in figure["outputs"].items():
        options = _known("output", raw)
        if "grid" in options:
            grid = value(options["grid"])
            call: Any = Grid(grid["axes"], grid["values"], tuple(grid.get("log", ())))
            arguments, js, kinds = list(call.axes), call.js(), {}
        else:
            call = scalar_js.find(options["model"])
            arguments, js = scalar_js.parameters(call), scalar_js.js_name(call)
            kinds = {n: p.annotation for n, p in inspect.signature(call).parameters.items()}
            models.append(call)
            call = _by_name(call, arguments)
        named = options.get("with", {})
        if strange := set(named) - set(arguments):
            raise ValueError(f"output {name}: no argument {', '.join(sorted(strange))}")
        taken = [named.get(argument, argument) for argument in arguments]
        for argument, source in zip(arguments, taken, strict=True):
            if source not in known:
                raise ValueError(
                    f"output {name}: {argument} is neither a slider, a given value nor an output "
                    f"above it; there are {', '.join(sorted(known))}"
                )
            if kinds.get(argument) in (int, "int") and source in set(sliders) - whole:
                raise ValueError(f"output {name}: {argument} is int, so its slider must be whole")
        outputs[name] = Output(call, js, taken)
        known.add(name)
        shown[name] = options
    labels = {
        name: {
            "unit": str(options.get("unit", "")),
            "digits": options.get("digits", 2),
            "words": options.get("words"),
        }
        for name, options in shown.items()
    }
    chart: dict[str, Any] = {"log": "", "dots": [], "backdrop": {}, "height": 3.0}
    chart |= _known("chart", figure["chart"])
    if chart["x"] not in sliders:
        raise ValueError(f"no slider {chart['x']}; there are {', '.join(sorted(sliders))}")
    chart["backdrop"] = {name: value(raw) for name, raw in chart["backdrop"].items()}
    if strange := set(chart["backdrop"]) - set(sliders):
        raise ValueError(f"no slider {', '.join(strange)}; there are {', '.join(sorted(sliders))}")
    chart["y"] = [value(bound) for bound in chart["y"]]
    chart["dots"] = chart["dots"] or list(chart["lines"])[:1]
    for name in [*chart["lines"], *chart["dots"], *_PLACE.findall(figure["sentence"])]:
        if name not in labels:
            raise ValueError(f"{name} is no slider and no output")
    for extra in ("marks", "rules", "ticks"):
        chart[extra] = value(chart.get(extra, []))
    return Spec(sliders, constants, outputs, labels, chart, figure["sentence"].strip(), models)


def draw(spec: Spec) -> tuple[Any, dict[str, Any]]:
    """Return the figure, and how its axes turn values into places of the SVG."""
    from matplotlib.ticker import FuncFormatter, NullLocator

    from napkinmath.book.plotting import COLORS, GREY, INK, LINES, chart, label

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
    if what["ticks"]:
        axes.set_xticks(what["ticks"])
    xs = spec.points()
    for name, values in what["backdrop"].items():
        for other in values:
            ys = [spec.solve(**{what["x"]: x, name: other})[next(iter(what["lines"]))] for x in xs]
            axes.plot(xs, ys, "-", color=GREY, lw=0.8, zorder=1, gid=f"ex-other-{other}")
            if other == spec.start[name]:
                continue  # the reader's own line lies on it, with a label of its own
            text = f"{name} = {spec.text({name: other}, name)}"
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


def _tick(value: float, shown: dict[str, Any]) -> str:
    return usd(value) if shown["unit"] == "$" else show(value, shown["unit"], shown["digits"])


def page_spec(spec: Spec, name: str, places: dict[str, Any]) -> str:
    """Return the JavaScript of one figure: its models, and what explore.js needs to know."""
    said = _PLACE.findall(spec.sentence)
    told = {
        "id": name,
        "start": spec.start,
        "given": spec.given,
        "sliders": [
            {
                "name": key,
                "low": s["low"],
                "high": s["high"],
                "log": int(s["log"]),
                "whole": int(s["whole"]),
            }
            for key, s in spec.sliders.items()
        ],
        "shown": {
            key: {k: v for k, v in s.items() if v is not None} for key, s in spec.shown.items()
        },
        "said": said,
        "rows": spec.rows(),
        "chart": {
            **places,
            "points": [float(f"{x:.6g}") for x in spec.points()],
            "lines": list(spec.chart["lines"]),
            "dots": spec.chart["dots"],
        },
    }
    outputs = ",".join(
        f"{{name:{json.dumps(key)},args:{json.dumps(o.arguments)},f:{o.js}}}"
        for key, o in spec.outputs.items()
    )
    plain = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
    models = scalar_js.translate(dict.fromkeys(spec.models))
    code = f"{models}var spec={plain};spec.outputs=[{outputs}];return spec;"
    return (
        "(window.explores=window.explores||[]).push(function($){"
        + code.replace("</", "<\\/")
        + "});"
    )


def controls(spec: Spec, name: str, question: str) -> str:
    """Return the sliders as HTML, hidden until the script wakes them."""

    def row(key: str, text: str, low: float, high: float, step: float, at: float) -> str:
        return (
            f'<div class="explore-slider"><label for="{key}">{html.escape(text)} <output></output>'
            f'</label><input type="range" id="{key}" name="{key}" min="{low:g}" max="{high:g}" '
            f'step="{step:g}" value="{at:g}"></div>'
        )

    parts = []
    if question:
        low, high = spec.chart["y"]
        parts.append(
            '<form class="explore-guess" hidden>'
            + row(f"{name}-guess", question, low, high, (high - low) / 50, low)
            + '<button type="submit">Show the curve</button></form>'
        )
    rows = [
        row(f"{name}-{key}", s["label"], 0, 100, 1, 50)
        if s["log"]
        else row(f"{name}-{key}", s["label"], s["low"], s["high"], s["step"], s["value"])
        for key, s in spec.sliders.items()
    ]
    parts.append(
        f'<form class="explore-sliders" hidden aria-label="Settings of the figure">{"".join(rows)}'
        f'<p><button type="reset">Reset</button> <a href="#{name}">Link to these settings</a></p>'
        "</form>"
    )
    return "".join(parts)


def value_table(spec: Spec) -> nodes.table:
    """Return the table of values at the first settings."""
    lines = spec.chart["lines"]
    head = [spec.sliders[spec.chart["x"]]["label"], *lines.values()]
    body = []
    for x in spec.rows():
        values = spec.solve(**{spec.chart["x"]: x})
        body.append([spec.text(values, spec.chart["x"]), *(spec.text(values, n) for n in lines)])
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]

    def row(cells: list[str]) -> nodes.row:
        entries = [
            nodes.entry("", nodes.paragraph(text=cell), classes=["text-right"]) for cell in cells
        ]
        return nodes.row("", *entries)

    group += [nodes.thead("", row(head)), nodes.tbody("", *(row(cells) for cells in body))]
    return nodes.table("", group, classes=["explore-table", "align-default"])


def said(spec: Spec) -> nodes.paragraph:
    """Return the sentence with its values at the first settings."""
    shown = nodes.paragraph(classes=["explore-said"])
    values = spec.solve()
    ends = [(0, 0), *(m.span() for m in _PLACE.finditer(spec.sentence)), (len(spec.sentence),) * 2]
    for (_, end), (start, stop) in pairwise(ends):
        shown += nodes.Text(spec.sentence[end:start])
        if name := spec.sentence[start + 1 : stop - 1]:
            shown += nodes.inline("", spec.text(values, name), classes=["explore-value"])
    return shown


def files_of(models: list[Callable[..., Any]]) -> list[Path]:
    """Return the files that the figure's models come from, and those that these call."""
    files, _ = inputs_of("\n".join(f"import {model.__module__}" for model in models))
    return sorted(files)


class Explore(SphinxDirective):
    """The ``explore`` directive."""

    has_content = True
    option_spec = {
        "alt": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "name": directives.unchanged_required,
        "predict": directives.unchanged,
    }

    def _glued(self, key: str) -> Any:
        return ast.literal_eval(compat.glued(self.state.document, key))

    def run(self) -> list[nodes.Node]:
        """Draw the figure and return it with its controls, its sentence and its table."""
        for option in ("name", "alt", "caption"):
            if option not in self.options:
                raise self.error(f"an explore figure needs the option {option}")
        body, name = "\n".join(self.content), self.options["name"]
        try:
            spec = read(body, self._glued)
            figure, places = draw(spec)
            script = page_spec(spec, name, places)
        except (ValueError, LookupError, TypeError, yaml.YAMLError) as error:
            raise self.error(f"the figure {name}: {error}") from error
        for path in files_of(spec.models):
            self.env.note_dependency(str(path))
        stem = "explore-" + hashlib.sha256(f"{script}{body}".encode()).hexdigest()[:16]
        folder = Path(self.env.srcdir) / "_build" / "jupyter_execute" / "explore"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{stem}.svg").write_text(figure._repr_svg_() or "", encoding="utf-8")
        (folder / f"{stem}.pdf").write_bytes(figure._saved("pdf"))
        figure.savefig(folder / f"{stem}@2x.png", dpi=120, facecolor="white")  # for notebooks
        shown = nodes.figure()
        shown += nodes.image(
            uri=f"/_build/jupyter_execute/explore/{stem}.*", alt=self.options["alt"]
        )
        caption = self.options["caption"]
        parsed, messages = self.parse_inline(caption)
        shown += nodes.caption(caption, "", *parsed, *messages)
        self.set_source_info(shown)
        self.add_name(shown)
        question = self.options.get("predict", "")
        form = explore_controls(html=controls(spec, name, question), script=script)
        return [
            nodes.container("", shown, form, said(spec), value_table(spec), classes=["explore"])
        ]


class explore_controls(nodes.General, nodes.Element):  # type: ignore[misc]  # noqa: N801
    """What only the site shows: sliders, and the script that they run."""


class Controls(SphinxPostTransform):
    """Write the controls into the site's pages, and leave them out of every other edition."""

    def run(self, **kwargs: object) -> None:
        """Go through the controls of one page."""
        for node in list(self.document.findall(explore_controls)):
            if self.app.builder.name == "html":
                text = f"{node['html']}<script>{node['script']}</script>"
                node.replace_self(nodes.raw("", text, format="html"))
                self.document["napkin_explore"] = True
            else:
                node.parent.remove(node)


def on_page_context(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    """Load the script on pages that have such a figure."""
    if isinstance(doctree, nodes.document) and doctree.get("napkin_explore"):
        app.add_js_file("explore.js", loading_method="defer")
