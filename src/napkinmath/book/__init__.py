"""What pages need to speak: tables, values in sentences, figures, and arithmetic that failed."""

from napkinmath.book.claims import ClaimError, check
from napkinmath.book.columns import Column
from napkinmath.book.failed_arithmetic import (
    LLAMA_3_INTERRUPTIONS,
    Discrepancy,
    discrepancies,
    tokens_per_parameter,
)
from napkinmath.book.formats import written
from napkinmath.book.plotting import (
    BLUE,
    COLORS,
    GREEN,
    GREY,
    INK,
    LINES,
    ORANGE,
    PURPLE,
    chart,
    label,
    time_axis,
)
from napkinmath.book.prose import calc, glue
from napkinmath.book.sentences import say
from napkinmath.book.tables import (
    Prose,
    Table,
    bullets,
    table,
)

__all__ = [
    "Column",
    "ClaimError",
    "calc",
    "check",
    "written",
    "say",
    "BLUE",
    "COLORS",
    "Discrepancy",
    "GREEN",
    "GREY",
    "INK",
    "LINES",
    "LLAMA_3_INTERRUPTIONS",
    "ORANGE",
    "PURPLE",
    "Prose",
    "Table",
    "bullets",
    "chart",
    "discrepancies",
    "glue",
    "label",
    "table",
    "time_axis",
    "tokens_per_parameter",
]
