"""What the text of an ``explore`` directive says: read, checked, and computed."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from napkin_book.interactive import scalar_js, scalar_source
from napkin_book.interactive.explore.grid import Grid
from napkinmath.units import show, usd

_ROWS, _POINTS = 5, 61
PLACE = re.compile(r"\{(\w+)\}")
_KEYS = {
    "figure": {"sliders", "given", "outputs", "chart", "sentence"},
    "slider": {"label", "range", "log", "whole", "step", "value", "unit", "digits"},
    "output": {"model", "grid", "value", "with", "unit", "digits", "words"},
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
                found = output.call(*(values[a] for a in output.arguments))
                values[name] = math.nan if isinstance(found, complex) else found
            except (ValueError, ArithmeticError):
                values[name] = math.nan
        return values

    def text(self, values: Mapping[str, float], name: str) -> str:
        """Return the value ``name`` as a reader sees it."""
        shown, value = self.shown[name], values[name]
        if shown["words"]:
            return "–" if value != value else str(shown["words"][int(value)])
        if not math.isfinite(value):
            endless = "never" if shown["unit"] == "s" else "∞"
            return "–" if value != value else endless if value > 0 else "−∞"
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


def _from_grid(grid: dict[str, Any]) -> Output:
    call = Grid(grid["axes"], grid["values"], tuple(grid.get("log", ())))
    return Output(call, call.js(), list(call.axes))


def _connected(
    name: str, output: Output, kinds: dict[str, str], known: dict[str, str], named: dict[str, str]
) -> Output:
    """Return the output with what is known as its arguments, under the names of ``with``."""
    if strange := set(named) - set(kinds):
        raise ValueError(f"output {name}: no argument {', '.join(sorted(strange))}")
    for argument, kind in kinds.items():
        source = named.get(argument, argument)
        if source not in known:
            raise ValueError(
                f"output {name}: {argument} is neither a slider, a given value nor an output "
                f"above it; there are {', '.join(sorted(known))}"
            )
        if kind == "int" and known[source] == "float":
            raise ValueError(
                f"output {name}: {argument} is int, so its slider must be whole, "
                f"and {source} is float"
            )
    return replace(output, arguments=[named.get(argument, argument) for argument in kinds])


def read(
    body: str, glued: Callable[[str], Any], where: tuple[str, int] = ("the figure", 0)
) -> Spec:
    """Return what the text of a directive says; raises ``ValueError`` or ``LookupError``.

    ``where`` is the file, and the line before the first one of the text.
    """
    figure = _known("figure", yaml.safe_load(body))
    if missing := _KEYS["figure"] - set(figure) - {"given"}:
        raise ValueError(f"an explore figure needs {', '.join(sorted(missing))}")

    def _place(output: str) -> tuple[str, int]:
        rows = body.splitlines()
        found = (n for n, row in enumerate(rows, 1) if re.match(rf"\s+{output}\s*:", row))
        return where[0], where[1] + next(found, 1)

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
    known = {name: "int" if slider["whole"] else "float" for name, slider in sliders.items()}
    known |= {name: type(constant).__name__ for name, constant in constants.items()}
    outputs: dict[str, Output] = {}
    models: list[Callable[..., Any]] = []
    for name, raw in figure["outputs"].items():
        options = _known("output", raw)
        if len({"model", "grid", "value"} & set(options)) != 1:
            raise ValueError(f"output {name}: it has one of model, grid and value")
        if "grid" in options:
            outputs[name], kind = _from_grid(value(options["grid"])), "float"
            kinds = dict.fromkeys(outputs[name].arguments, "float")
        else:
            if "value" in options:
                made = scalar_source.expression(name, options["value"], known, where=_place(name))
                call = scalar_js.with_result(made)
            else:
                call = scalar_js.find(options["model"])
            kinds, kind = scalar_js.parameters(call), scalar_js.result(call)
            outputs[name] = Output(
                _by_name(call, list(kinds)), scalar_js.js_name(call), list(kinds)
            )
            models.append(call)
        outputs[name] = _connected(name, outputs[name], kinds, known, options.get("with", {}))
        known[name] = kind
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
    for name in [*chart["lines"], *chart["dots"], *PLACE.findall(figure["sentence"])]:
        if name not in labels:
            raise ValueError(f"{name} is no slider and no output")
    for extra in ("marks", "rules", "ticks"):
        chart[extra] = value(chart.get(extra, []))
    return Spec(sliders, constants, outputs, labels, chart, figure["sentence"].strip(), models)
