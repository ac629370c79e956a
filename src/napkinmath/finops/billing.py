"""Bills: metered usage, tiered prices, and the lines of a bill.

A provider charges what it meters: bytes stored, bytes moved, bytes written to a log. A ``Line`` is
one meter, a ``Bill`` a list of them, and ``tiered_usd`` a tiered price. Providers that write GB
often mean 2**30 bytes; the caller says which.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a price list: every unit up to ``up_to`` in all costs ``usd``.

    ``up_to`` counts from zero, so that the tiers of a list ascend; the last may be ``math.inf``.

    Raises ``ValueError`` if ``up_to`` is not above 0 or ``usd`` is negative.
    """

    up_to: float
    usd: float

    def __post_init__(self) -> None:
        if self.up_to != math.inf:
            require.positive("up_to", self.up_to)
        require.non_negative("usd", self.usd)


def tiered_usd(quantity: float, tiers: Sequence[Tier]) -> float:
    """Return the tiered price of ``quantity`` units, each unit at the price of its own tier.

    It is not the price of the last tier reached: then the first unit beyond a tier would lower the
    whole bill. Raises ``ValueError`` on no tiers, on tiers that do not ascend, and on a
    quantity beyond the last of them.
    Source: [aws2024s3faq]

    >>> storage = [Tier(50 * 1024, 0.023), Tier(500 * 1024, 0.022), Tier(math.inf, 0.021)]
    >>> round(tiered_usd(52_900, storage), 2)
    1215.0
    """
    require.non_negative("quantity", quantity)
    if not tiers:
        raise ValueError("tiers must hold at least one tier, got none")
    charged, start = 0.0, 0.0
    for tier in tiers:
        if not isinstance(tier, Tier):
            raise ValueError(f"tiers must hold nothing but Tier, got {tier!r}")
        if tier.up_to <= start:
            raise ValueError(f"tiers must ascend, got up_to {tier.up_to!r} after {start!r}")
        charged += max(0.0, min(quantity, tier.up_to) - start) * tier.usd
        start = tier.up_to
    if quantity > start:
        raise ValueError(f"quantity must not pass the last tier, {start!r}, got {quantity!r}")
    return charged


def mean_stored_bytes(stored: Sequence[tuple[float, float]], *, month_s: float) -> float:
    """Return the mean bytes stored over a billing month, as storage is metered in byte-hours.

    ``stored`` lists (bytes, seconds that they were stored); ``month_s`` is the length of the month.
    Two versions of an object are two entries: both are stored and billed.
    Raises ``ValueError`` if bytes were stored for longer than the month.
    Source: [aws2024s3faq]

    >>> day_s = 86_400.0
    >>> march = [(100 * 2**30, 15 * day_s), (100 * 2**40, 16 * day_s)]
    >>> round(mean_stored_bytes(march, month_s=31 * day_s) / 2**30)
    52900
    """
    require.positive("month_s", month_s)
    byte_seconds = 0.0
    for stored_bytes, stored_s in stored:
        require.non_negative("stored_bytes", stored_bytes)
        require.non_negative("stored_s", stored_s)
        if stored_s > month_s:
            raise ValueError(f"stored_s must not pass month_s, {month_s!r}, got {stored_s!r}")
        byte_seconds += stored_bytes * stored_s
    return byte_seconds / month_s


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill: what was metered (``name``), of which ``kind``, and what it cost."""

    name: str
    kind: str
    usd: float

    def __post_init__(self) -> None:
        for argument in ("name", "kind"):
            if not getattr(self, argument):
                raise ValueError(f"{argument} must not be empty, got ''")
        require.non_negative("usd", self.usd)


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill: the lines of one period.

    Raises ``ValueError`` on no lines or on two lines of one name.

    >>> bill = Bill((Line("GPUs", "compute", 48.0), Line("log lines", "logging", 152.0)))
    >>> bill.total_usd, bill.share("log lines"), bill.largest().name
    (200.0, 0.76, 'log lines')
    """

    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError("lines must hold at least one line, got none")
        for line in self.lines:
            if not isinstance(line, Line):
                raise ValueError(f"lines must hold nothing but Line, got {line!r}")
        names = [line.name for line in self.lines]
        if len(set(names)) < len(names):
            raise ValueError(f"lines must have names of their own, got {names!r}")

    @property
    def total_usd(self) -> float:
        """The sum of all lines."""
        return math.fsum(line.usd for line in self.lines)

    def line_usd(self, name: str) -> float:
        """Return what the line of this name costs. Raises ``LookupError`` if there is none."""
        for line in self.lines:
            if line.name == name:
                return line.usd
        known = ", ".join(repr(line.name) for line in self.lines)
        raise LookupError(f"name must be one of {known}, got {name!r}")

    def share(self, name: str) -> float:
        """Return the share of the total that the line of this name takes.

        Raises ``LookupError`` if there is no such line, and ``ValueError`` on a bill of nothing.
        """
        line_usd = self.line_usd(name)
        if self.total_usd == 0:
            raise ValueError(f"lines must cost something to have shares, got {name!r} of 0 in all")
        return line_usd / self.total_usd

    def kind_usd(self, kind: str) -> float:
        """Return what all lines of a kind cost together. Raises ``LookupError`` if none is."""
        found = [line.usd for line in self.lines if line.kind == kind]
        if not found:
            known = ", ".join(sorted({repr(line.kind) for line in self.lines}))
            raise LookupError(f"kind must be one of {known}, got {kind!r}")
        return math.fsum(found)

    def descending(self) -> tuple[Line, ...]:
        """Return the lines, most expensive first."""
        return tuple(sorted(self.lines, key=lambda line: -line.usd))

    def largest(self) -> Line:
        """Return the most expensive line."""
        return self.descending()[0]
