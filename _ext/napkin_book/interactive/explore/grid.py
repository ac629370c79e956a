"""Values that were computed at the points of a grid, here and in the page."""

import json
import math
from dataclasses import dataclass
from typing import Any


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
