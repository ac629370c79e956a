"""How a computed value is written in a sentence: the part of ``{calc}`` behind the two colons.

========================  ==========================================  =====================
format                    what it writes                              of 0.8934 or 12345.6
========================  ==========================================  =====================
nothing                   a bare number, three significant digits     0.893, 12,346
``% 2``, ``s``, ``B/s``   a quantity of a base unit, and digits       89%, 12.3 kB/s
``$``, ``$ 2``            an amount of money, and digits              $12.3k, $12k
``.2f``, ``,.0f``, ``d``  what Python's ``format`` makes of it        0.89, 12,346
``engineer|engineers``    a count and its noun                        1 engineer
``yes|no ?``              a word for true and one for false           yes
``text``                  the text that the value is                  HNSW
========================  ==========================================  =====================
"""

import math
import re
from typing import Any

from napkinmath.units import show, usd

_PYTHON = re.compile(r"[+,]?[,.]?\d*[defg]|,")
_UNIT = re.compile(r"(?P<unit>\$|%|[^\W\d][\w/ ]*?|/\w+|iB)(?:\s+(?P<digits>\d))?")


def written(value: Any, format_: str = "") -> str:
    """Return ``value`` as a sentence shows it, by a format of this module's table.

    Raises ``ValueError`` on a format that is none of these, and where the value is no number.

    >>> written(0.8934, "% 2"), written(1, "engineer|engineers"), written(12_345.6, "$")
    ('89%', '1 engineer', '$12.3k')
    >>> written(0.8934, ".2f"), written("HNSW", "text"), written(True, "yes|no ?")
    ('0.89', 'HNSW', 'yes')
    """
    value = value.item() if hasattr(value, "item") else value
    form = format_.strip()
    if form == "text":
        return str(value)
    if form.endswith("?") and form.count("|") == 1:
        yes, no = (word.strip() for word in form[:-1].split("|"))
        return yes if value else no
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(
            f"value must be a number for the format {form!r}, got {value!r}; "
            "text has the format 'text', a truth value 'yes|no ?'"
        )
    if not math.isfinite(value):
        return "never" if form.startswith("s") and value > 0 else "∞" if value > 0 else "–"
    if "|" in form:
        one, many = (word.strip() for word in form.split("|", 1))
        return f"{show(value, '')} {one if value == 1 else many}"
    if _PYTHON.fullmatch(form):
        return format(value, form)
    if form == "":
        return show(value, "")
    unit = _UNIT.fullmatch(form)
    if not unit:
        raise ValueError(f"format_ must be one that napkinmath.book.formats lists, got {form!r}")
    digits = int(unit["digits"] or 3)
    return (
        _money(value, unit["digits"])
        if unit["unit"] == "$"
        else _quantity(value, unit["unit"], digits)
    )


def _money(value: float, digits: str | None) -> str:
    if digits is None or value == 0:
        return usd(value)
    return usd(round(value, int(digits) - 1 - math.floor(math.log10(abs(value)))))


def _quantity(value: float, unit: str, digits: int) -> str:
    return show(value, unit, digits).replace(" %", "%")
