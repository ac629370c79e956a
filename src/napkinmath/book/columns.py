"""A column of a table: values with the format in which all of them are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from napkinmath import require
from napkinmath.book.formats import written


@dataclass(frozen=True, slots=True)
class Column:
    """``values`` written by ``form`` (see ``formats``), each divided by ``per`` first.

    ``per`` is the unit of the column in base units, so that its name can stand in the head: a
    column of milliseconds has ``per=1e-3``. None is written as a dash, text as it is.
    Raises ``ValueError`` if ``per`` is not above zero.

    >>> Column([0.0199, None, "does not fit"], ".1f", per=1e-3).texts
    ('19.9', '–', 'does not fit')
    """

    values: Sequence[Any]
    form: str = ""
    per: float = 1.0

    def __post_init__(self) -> None:
        require.positive("per", self.per)

    @property
    def texts(self) -> tuple[str, ...]:
        """The values as the table shows them."""
        return tuple(self._text(value) for value in self.values)

    def _text(self, value: Any) -> str:
        if value is None:
            return "–"
        if isinstance(value, str):
            return value
        return written(value / self.per if self.per != 1.0 else value, self.form)
