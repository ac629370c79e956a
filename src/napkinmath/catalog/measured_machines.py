"""What one machine was measured to do, kept in a small file that a page can compute from.

The lab ``notebooks/measure-your-machine.ipynb`` writes such files. Those in ``data/measured`` come
with the book; a reader's own is read from wherever it lies.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import numpy as np

from napkinmath import require
from napkinmath.catalog._facts import not_found

_HEADER = ("name", "hardware", "system", "software", "measured_on", "run_s")
_COLUMNS = ["quantity", "median", "least", "most", "runs"]
_UNITS = ("_bytes_per_s", "_flops_per_s", "_per_s", "_s", "_bytes")


@dataclass(frozen=True, slots=True)
class Spread:
    """Repeated measurements of one quantity, in the unit that the quantity's name says."""

    median: float
    least: float
    most: float
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine and what it was measured to do.

    ``results`` holds a ``Spread`` for each quantity, whose name ends in its base unit
    (``"memory_bytes_per_s"``, ``"loopback_s"``). ``run_s`` is what all measurements took together.
    Raises ``ValueError`` on an empty description, a quantity without a unit, or no results.
    """

    name: str
    hardware: str
    system: str
    software: str
    measured_on: date
    run_s: float
    results: Mapping[str, Spread]

    def __post_init__(self) -> None:
        for field in ("name", "hardware", "system", "software"):
            text = getattr(self, field)
            if not text or len(text.splitlines()) != 1:
                raise ValueError(f"{field} must be one line of text, got {text!r}")
        require.positive("run_s", self.run_s)
        if not self.results:
            raise ValueError("results must hold at least one quantity, got none")
        for quantity in self.results:
            if not quantity.endswith(_UNITS):
                allowed = ", ".join(_UNITS)
                raise ValueError(f"a quantity must end in one of {allowed}, got {quantity!r}")
        object.__setattr__(self, "results", MappingProxyType(dict(self.results)))

    def median(self, quantity: str) -> float:
        """Return the middle of a quantity's runs; ``LookupError`` names the quantities there are.

        >>> 1e9 < machine("two-core-vm").median("memory_bytes_per_s") < 1e12
        True
        """
        if quantity not in self.results:
            known = ", ".join(self.results)
            raise LookupError(f"{quantity!r} of {self.name!r} was not measured; it has {known}")
        return self.results[quantity].median

    def to_csv(self) -> str:
        """Return the text of the file that ``read_machine`` reads."""
        text = io.StringIO()
        for field in _HEADER:
            value = getattr(self, field)
            text.write(f"# {field}: {value:.3g}\n" if field == "run_s" else f"# {field}: {value}\n")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for quantity, spread in self.results.items():
            numbers = (f"{x:.4g}" for x in (spread.median, spread.least, spread.most))
            writer.writerow([quantity, *numbers, spread.runs])
        return text.getvalue()


def spread(values: Sequence[float]) -> Spread:
    """Return the median, least and most of repeated measurements, all above 0.

    Raises ``ValueError`` if there is none, or one is not a finite number above 0.

    >>> spread([0.3, 0.1, 0.2])
    Spread(median=0.2, least=0.1, most=0.3, runs=3)
    """
    measured = require.finite_array("values", values, ndim=1)
    require.positive("values", float(measured.min()))
    return Spread(
        float(np.median(measured)), float(measured.min()), float(measured.max()), len(measured)
    )


def machine(name: str) -> Machine:
    """Return a machine that comes with the book; ``LookupError`` names those there are.

    >>> machine("two-core-vm").results["loopback_s"].runs > 100
    True
    """
    folder = files("napkinmath.catalog") / "data" / "measured"
    known = {path.name.removesuffix(".csv"): path for path in folder.iterdir()}
    if name not in known:
        raise not_found("machine", name, sorted(known))
    return _parsed(known[name].read_text("utf-8"), name)


def read_machine(path: str | Path) -> Machine:
    """Return the machine of a file that the lab wrote.

    Raises ``ValueError`` that names the file and the line if it is not of that form, and
    ``FileNotFoundError`` if it is not there.
    """
    return _parsed(Path(path).read_text("utf-8"), str(path))


def _parsed(text: str, where: str) -> Machine:
    lines = text.splitlines()
    header = dict(line[1:].split(":", 1) for line in lines if line[:1] == "#" and ":" in line)
    told = {key.strip(): value.strip() for key, value in header.items()}
    if missing := [field for field in _HEADER if field not in told]:
        raise ValueError(f"{where}: the header lacks {', '.join(missing)}")
    rows = csv.reader(line for line in lines if line[:1] != "#")
    if next(rows, None) != _COLUMNS:
        raise ValueError(f"{where}: the columns must be {','.join(_COLUMNS)}")
    results = {}
    for row in rows:
        try:
            quantity, median, least, most, runs = row
            results[quantity] = Spread(float(median), float(least), float(most), int(runs))
        except ValueError:
            raise ValueError(f"{where}: not a measurement: {','.join(row)!r}") from None
        for value in (least, median, most):
            require.positive(quantity, float(value))
    return Machine(
        name=told["name"],
        hardware=told["hardware"],
        system=told["system"],
        software=told["software"],
        measured_on=date.fromisoformat(told["measured_on"]),
        run_s=float(told["run_s"]),
        results=results,
    )
