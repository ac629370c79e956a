"""What pages need to speak: tables, values in sentences, figures, and arithmetic that failed."""

from napkinmath.book.claims import ClaimError, check
from napkinmath.book.failed_arithmetic import (
    LLAMA_3_INTERRUPTIONS,
    Discrepancy,
    a100_bytes_per_s,
    active_parameters,
    critical_batch,
    discrepancies,
    doris_hundred_million_bytes,
    faulty_gpu_share,
    int4_weights_bytes,
    int8_room_bytes,
    kv_cache_multiple,
    qdrant_million_bytes,
    tokens_per_parameter,
    trainium_int8,
    two_azure_cards,
    utilisation_of_the_rate,
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
    WIDTH_IN,
    chart,
    label,
)
from napkinmath.book.prose import (
    glue,
)
from napkinmath.book.sentences import say
from napkinmath.book.tables import (
    Prose,
    Table,
    bullets,
    table,
)

__all__ = [
    "ClaimError",
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
    "WIDTH_IN",
    "a100_bytes_per_s",
    "active_parameters",
    "bullets",
    "chart",
    "critical_batch",
    "discrepancies",
    "doris_hundred_million_bytes",
    "faulty_gpu_share",
    "glue",
    "int4_weights_bytes",
    "int8_room_bytes",
    "kv_cache_multiple",
    "label",
    "qdrant_million_bytes",
    "table",
    "tokens_per_parameter",
    "trainium_int8",
    "two_azure_cards",
    "utilisation_of_the_rate",
]
