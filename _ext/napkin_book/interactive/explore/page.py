"""What stands around the drawing: the sentence, the table, the sliders, and the page's script."""

import html
import json
from itertools import pairwise
from typing import Any

from docutils import nodes

from napkin_book.interactive import scalar_js
from napkin_book.interactive.explore.spec import PLACE, Spec


def page_spec(spec: Spec, name: str, places: dict[str, Any]) -> str:
    """Return the JavaScript of one figure: its models, and what explore.js needs to know."""
    said = PLACE.findall(spec.sentence)
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
    ends = [(0, 0), *(m.span() for m in PLACE.finditer(spec.sentence)), (len(spec.sentence),) * 2]
    for (_, end), (start, stop) in pairwise(ends):
        shown += nodes.Text(spec.sentence[end:start])
        if name := spec.sentence[start + 1 : stop - 1]:
            shown += nodes.inline("", spec.text(values, name), classes=["explore-value"])
    return shown
