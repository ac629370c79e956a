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
                "label": s["label"],
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


def guess(name: str, question: str) -> str:
    """Return the question as HTML, with a slider over the height of the figure, in its middle."""
    key, words = f"{name}-guess", html.escape(question)
    return (
        '<form class="explore-guess" hidden><div class="explore-slider">'
        f'<label for="{key}">{words}</label><output for="{key}"></output>'
        f'<input type="range" id="{key}" name="{key}" min="0" max="100" step="1" value="50"></div>'
        '<button type="submit">Show the curve</button></form>'
    )


def controls(spec: Spec, name: str) -> str:
    """Return the sliders as HTML, each with a field for exact values, until the script wakes them.

    Sliders of a logarithmic range go from 0 to 100.
    """

    def row(key: str, text: str, low: float, high: float, step: float, at: float) -> str:
        words = html.escape(text)
        return (
            f'<div class="explore-slider"><label for="{key}-value">{words}</label>'
            f'<input type="text" class="explore-field" id="{key}-value" inputmode="decimal" '
            f'autocomplete="off" spellcheck="false" aria-describedby="{key}-told">'
            f'<input type="range" id="{key}" name="{key}" aria-label="{words}" min="{low:g}" '
            f'max="{high:g}" step="{step:g}" value="{at:g}">'
            f'<p class="explore-told" id="{key}-told" role="alert"></p></div>'
        )

    rows = [
        row(f"{name}-{key}", s["label"], 0, 100, 1, 50)
        if s["log"]
        else row(f"{name}-{key}", s["label"], s["low"], s["high"], s["step"], s["value"])
        for key, s in spec.sliders.items()
    ]
    return (
        f'<form class="explore-sliders" hidden aria-label="Settings of the figure">{"".join(rows)}'
        f'<p><button type="reset">Reset</button> <a href="#{name}">Link to these settings</a></p>'
        "</form>"
    )


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
