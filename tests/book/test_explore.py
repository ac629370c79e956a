"""The figures that recompute: what a directive says, what it refuses, and the page's arithmetic."""

import gzip
import json
import random
import re
from typing import Any

import pytest
import quickjs
from scalar_vectors import SCRIPT

from napkin_book.interactive import scalar_js
from napkin_book.interactive.explore.directive import files_of
from napkin_book.interactive.explore.draw import _in_words, draw
from napkin_book.interactive.explore.grid import Grid
from napkin_book.interactive.explore.page import controls, guess, page_spec, said, value_table
from napkin_book.interactive.explore.spec import read
from napkinmath.units import show, usd

GRID = {
    "axes": {"dimension": [8, 16, 100], "ef": [10, 40, 160]},
    "values": [[0.9, 0.95, 1.0], [0.7, 0.8, 0.9], [0.2, 0.5, 0.8]],
    "log": ["dimension"],
}
GLUED = {"grid": GRID, "tries": 4, "marks": [(10, 0.5, True)], "rules": [(20, "here")]}
BODY = """
sliders:
  dimension: {label: dimension, range: [8, 100], log: true, value: 16}
  ef: {label: kept, range: [10, 160], value: 40}
outputs:
  recall: {grid: grid, unit: "%"}
chart: {x: dimension, y: [0, 1], label: recall, lines: {recall: yours}, backdrop: {ef: [10]},
  marks: marks, rules: rules}
sentence: "At {dimension} it is {recall}."
"""
MODEL = """
sliders:
  load: {label: load, range: [0.05, 1], value: 0.5, unit: "%"}
  attempts: {label: attempts, range: [1, 8], value: tries, whole: true}
given: {stall: 3}
outputs:
  safe: {model: queueing.safe_utilization, unit: "%"}
  back_s: {model: queueing.backlog_drain_s, with: {utilization: load, outage_s: stall}, unit: s}
  fine: {model: queueing.recovers, with: {utilization: load, threshold: safe}, words: ["no", "yes"]}
chart: {x: load, y: [0, 10], label: seconds, lines: {back_s: back}}
sentence: "{attempts} attempts, {safe}: {back_s}, {fine}"
"""
VALUES = """
sliders:
  load: {label: load, range: [0.05, 1], value: 0.5, unit: "%"}
  servers: {label: servers, range: [1, 8], value: tries, whole: true}
given: {usd: 3.5, limit: 2}
outputs:
  busy: {value: load * servers}
  spare: {value: "max(servers - ceil(busy), 0)"}
  rest: {value: "servers % limit + servers // limit"}
  month_usd: {value: "usd * servers * (1 if busy < limit else sqrt(busy) + log(servers))", unit: $}
  full: {value: busy >= limit, words: ["no", "yes"]}
  each: {value: "month_usd / spare", unit: $}
  over: {value: "(load - 0.5) ** 0.5"}
chart: {x: load, y: [0, 10], label: dollars, lines: {month_usd: bill}}
sentence: "{servers}: {busy}, {spare}, {rest}, {month_usd}, {full}, {each}, {over}"
"""


def glued(key: str) -> Any:
    if key not in GLUED:
        raise LookupError(f"no cell has glued {key!r}")
    return GLUED[key]


def test_a_figure_is_drawn_with_its_sentence_its_table_and_its_controls() -> None:
    spec = read(BODY, glued)
    assert said(spec).astext() == "At 16 it is 80 %."
    assert spec.points() == [8, 16, 100]
    table = value_table(spec).astext()
    assert "100" in table and "95 %" in table
    figure, places = draw(spec)
    svg = figure._repr_svg_()
    for name in ("ex-line-0", "ex-label-0", "ex-dot-0"):
        assert f'id="{name}"' in svg
    # The places that the page computes are those of the drawing.
    path = re.search(r'id="ex-line-0">\s*<path d="M ([\d.]+) ([\d.]+)', svg)
    assert float(path[1]) == pytest.approx(places["x"]["from"], abs=0.01)
    y = places["y"]
    assert float(path[2]) == pytest.approx(y["from"] + 0.95 * (y["to"] - y["from"]), abs=0.01)
    form = controls(spec, "fig-x")
    assert form.count('type="range"') == form.count('class="explore-field"') == 2
    assert form.count("<label for=") == form.count('role="alert"') == 2
    assert form.count(" hidden") == 1
    asked = guess("fig-x", "Your <guess>")
    assert asked.count('type="range"') == asked.count(" hidden") == 1
    assert "Your &lt;guess&gt;" in asked and 'value="50"' in asked


def test_a_model_without_an_answer_shows_that_it_has_none() -> None:
    spec = read(MODEL, glued)
    assert said(spec).astext() == "4 attempts, 25 %: never, no"
    values = spec.solve(load=0.2)
    assert spec.text(values, "back_s") == "12 s" and spec.text(values, "fine") == "yes"
    assert spec.text(spec.solve(attempts=0), "safe") == "–"


@pytest.mark.parametrize("body", [BODY, MODEL, VALUES])
def test_the_page_computes_and_writes_what_the_build_does(body: str) -> None:
    spec = read(body, glued)
    _, places = draw(spec)
    context = quickjs.Context()
    context.eval(SCRIPT.read_text("utf-8"))
    context.eval("var window=globalThis,$=globalThis.$explore;")
    context.eval(page_spec(spec, "fig-x", places))
    context.eval("var spec=window.explores[0]($)")
    rng = random.Random(1)
    for _ in range(300):
        settings = {
            name: rng.randint(s["low"], s["high"])
            if s["whole"]
            else rng.uniform(s["low"], s["high"])
            for name, s in spec.sliders.items()
        }
        ours = spec.solve(**settings)
        names = [*spec.sliders, *spec.outputs]
        shown = json.loads(
            context.eval(
                f"var v=$.solve(spec,{json.dumps(settings)});"
                f"JSON.stringify({json.dumps(names)}.map(function(n){{return $.text(spec,v,n)}}))"
            )
        )
        assert shown == [spec.text(ours, name) for name in names]


def test_numbers_are_written_as_the_library_writes_them() -> None:
    context = quickjs.Context()
    context.eval(SCRIPT.read_text("utf-8"))
    rng = random.Random(2)
    units = ["", "%", "s", "B", "B/s", "/s", "tokens/s", "W", "FLOP", "requests", "$"]
    for _ in range(6000):
        unit, digits = rng.choice(units), rng.randint(1, 4)
        value = rng.choice([-1, 1]) * 10 ** rng.uniform(-9, 15) if rng.random() < 0.98 else 0.0
        ours = usd(value) if unit == "$" else show(value, unit, digits)
        call = f"JSON.stringify(globalThis.$explore.show({value!r},{json.dumps(unit)},{digits}))"
        assert json.loads(context.eval(call)) == ours, (value, unit, digits)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("chart: {x: dimension", "chart: {x: width", "no slider width; there are dimension, ef"),
        ("At {dimension}", "At {width}", "width is no slider and no output"),
        ("lines: {recall", "lines: {recal", "recal is no slider and no output"),
        ("backdrop: {ef", "backdrop: {f", "no slider f"),
        ("value: 16", "value: 7", "slider dimension: 7 is not within 8 to 100"),
        ("value: 40", "value: nothing", "no cell has glued 'nothing'"),
        ("range: [10, 160], ", "range: [10, 160], colour: red, ", "a slider has no colour"),
        ("grid: grid", "model: queueing.safe_utilization", "attempts is neither a slider"),
        ("grid: grid", "model: queueing.no_such", "there is no queueing.no_such"),
        (
            "grid: grid",
            "model: queueing.retry_equilibrium",
            r"retries.py:\d+: the field attempt_load of RetryEquilibrium must be float",
        ),
        ("grid: grid", "grid: grid, with: {width: ef}", "no argument width"),
        ("grid: grid", "value: dimension / widht", r"the figure:6: widht is no number"),
        ("grid: grid", "value: dimension +", r"the figure:6: 'dimension \+' is no expression"),
        ("grid: grid", "value: dimension.real", "the figure:6: a number has no real"),
        ("grid: grid", "value: open(ef)", "the figure:6: open is not translated"),
        ("grid: grid", "value: sqrt", "the figure:6: sqrt is no number"),
        ("grid: grid", "grid: grid, value: ef", "it has one of model, grid and value"),
        ("grid: grid", "value: ef, with: {width: ef}", "no argument width"),
        ("sentence:", "phrase:", "a figure has no phrase"),
        ("sliders:\n  dimension: {", "sliders:\n  dimension: {}\n  x: {", "'range'"),
    ],
)
def test_what_is_wrong_is_refused(before: str, after: str, words: str) -> None:
    assert before in BODY
    with pytest.raises((ValueError, LookupError), match=words):
        read(BODY.replace(before, after), glued)


def test_a_value_is_computed_from_what_stands_above_it() -> None:
    spec = read(VALUES, glued)
    text = said(spec).astext()
    assert text == "4: 2, 2, 2, $39.21, yes, $19.60, 0", text
    assert spec.solve(load=0.1)["over"] != spec.solve(load=0.1)["over"]  # a root of less than none
    assert spec.outputs["full"].arguments == ["busy", "limit"]


def test_a_refusal_names_the_page_and_the_line() -> None:
    with pytest.raises(ValueError, match=r"^chapters/x.md:46: gamma is not translated"):
        read(BODY.replace("grid: grid", "value: gamma(ef)"), glued, ("chapters/x.md", 40))


def test_an_int_needs_a_whole_slider() -> None:
    body = MODEL.replace("queueing.safe_utilization", "queueing.servers_for_peak")
    with pytest.raises(ValueError, match="mean_per_s is neither"):
        read(body, glued)
    body = MODEL.replace(
        "safe: {model: queueing.safe_utilization", "safe: {model: queueing.retry_amplification"
    )
    body = body.replace("whole: true", "whole: false").replace("given: {", "given: {layers: 2, ")
    with pytest.raises(ValueError, match="attempts is int, so its slider must be whole"):
        read(body, glued)


def test_a_grid_meets_its_points_and_refuses_what_lies_outside() -> None:
    grid = Grid(GRID["axes"], GRID["values"], ("dimension",))
    for i, dimension in enumerate(GRID["axes"]["dimension"]):
        for j, ef in enumerate(GRID["axes"]["ef"]):
            assert grid(dimension, ef) == pytest.approx(GRID["values"][i][j])
    assert grid(16, 25) == pytest.approx(0.75)
    assert grid((8 * 16) ** 0.5, 10) == pytest.approx(0.8)
    with pytest.raises(ValueError, match="outside the grid: ef = 9"):
        grid(16, 9)


def test_the_script_is_small_and_classic() -> None:
    text = SCRIPT.read_bytes()
    models = [scalar_js.find(f"queueing.{n}") for n in ("safe_utilization", "backlog_drain_s")]
    made = scalar_js.translate(models).encode()
    assert len(gzip.compress(text + made, 9)) < 6000
    assert not re.search(rb"^\s*(import|export)\b", text, re.M)


def test_a_page_depends_on_every_module_that_its_models_call() -> None:
    from napkinmath import queueing

    names = {path.name for path in files_of([queueing.backlog_drain_s])}
    assert {"retries.py", "require.py"} <= names
    assert files_of([]) == []


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1,024", "", 1024),
        ("45,000 requests/day", "requests/day", 45_000),
        ("45k", "requests/day", 45_000),
        ("12.5 %", "%", 0.125),
        ("12.5", "%", 0.125),
        ("$1.2M", "$", 1.2e6),
        ("$3B", "$", 3e9),
        ("2 h", "s", 7200),
        ("3 days", "s", 259_200),
        ("250 ms", "s", 0.25),
        ("1e-3", "s", 0.001),
        (".5", "", 0.5),
        ("-3", "", -3),
        ("1.5 GB", "B", 1.5e9),
        ("1,5", "", None),
        ("12,34", "", None),
        ("", "", None),
        ("ten", "", None),
        ("3 parsecs", "s", None),
        ("5 %", "s", None),
    ],
)
def test_a_field_reads_what_people_type(text: str, unit: str, value: float | None) -> None:
    context = quickjs.Context()
    context.eval(SCRIPT.read_text("utf-8"))
    found = context.eval(f"globalThis.$explore.read({json.dumps(text)},{json.dumps(unit)})")
    assert (found != found) if value is None else found == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("unit", ["", "%", "$", "s", "B", "B/s", "tokens/s"])
@pytest.mark.parametrize("value", [0.015625, 1, 1024, 45_000, 123_456.75, 98_304])
def test_a_field_reads_again_what_it_says(unit: str, value: float) -> None:
    context = quickjs.Context()
    context.eval(SCRIPT.read_text("utf-8"))
    call = f"$.read($.exact({value},{json.dumps(unit)}),{json.dumps(unit)})"
    assert context.eval(f"var $=globalThis.$explore;{call}") == pytest.approx(value, rel=1e-8)


def test_names_of_sliders_are_said_as_words() -> None:
    assert [_in_words(name) for name in ("attempts", "value_bytes", "deadline_s", "mean_rate")] == [
        "attempts", "value", "deadline", "mean rate",
    ]  # fmt: skip
