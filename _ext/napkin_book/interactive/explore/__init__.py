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
and outputs above it, by their names (``with: {argument: name}`` renames). A model may be a method
or a property of a dataclass (``package.Class.method``): its arguments are the fields, then its own.
An output may also be a ``value``, an expression of such names (``value: "max(a, b) / c"``) with
arithmetic, comparisons, ``x if c else y``, min, max, abs, sqrt, log, exp, ceil and floor.
``words: [no, yes]`` shows a bool.

In a chart ``dots`` names what is marked at the reader's setting, ``backdrop: {slider: [values]}``
draws grey lines at other settings, ``marks`` is a glued list of (x, y, filled), ``rules`` one of
(x, text) and ``ticks`` one of x. ``predict`` asks for a guess before the curve is shown.

The build draws the figure, its table and its sentence, so that every edition has them. The site's
page gets sliders too, and the model in JavaScript (``scalar_js``), which ``explore.js`` runs.
"""
