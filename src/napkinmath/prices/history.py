"""How far a price has been seen to move, and whether a decision would move with it.

One price makes one verdict. The price book holds many readings of the same thing, by day and by
seller, so a page can ask what the verdict would have been at the lowest and at the highest of them,
and at which price it turns.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from napkinmath import require
from napkinmath._numerics import bisect
from napkinmath.prices._lookup import Price, price, prices

#: More verdicts than this along one price is no decision.
_MOST_TURNS = 8


@dataclass(frozen=True, slots=True)
class Observed:
    """The lowest, the newest and the highest reading of a price, out of ``readings``."""

    low: Price
    newest: Price
    high: Price
    readings: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision turns from ``before`` to ``after`` as the price rises through ``usd``."""

    usd: float
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Flip:
    """What a decision says along the observed prices: at the newest, and where it turns.

    ``turns`` come by rising price; those outside ``seen`` are there if they were looked for.
    """

    seen: Observed
    verdict: str
    turns: tuple[Turn, ...]

    @property
    def within(self) -> tuple[Turn, ...]:
        """The turns between the lowest and the highest reading."""
        low, high = self.seen.low.usd, self.seen.high.usd
        return tuple(turn for turn in self.turns if low < turn.usd <= high)

    @property
    def usd(self) -> float | None:
        """The price of the first turn within the observed range, or ``None`` if none is there."""
        return self.within[0].usd if self.within else None


def history(
    item: str, *, provider: str, region: str = "global", term: str = "on_demand"
) -> tuple[Price, ...]:
    """Return every reading of one price, the oldest first.

    A row of the reader's own file stands in place of all shipped readings of its price. Raises
    ``LookupError`` where there is no such price, saying which there are.

    >>> [row.usd for row in history("gpt-4-input-tokens", provider="openai")][0]
    30.0
    """
    key = price(item, provider=provider, region=region, term=term).key
    return tuple(row for row in prices(item) if row.key == key)


def observed(
    item: str,
    *,
    provider: str | None = None,
    region: str | None = None,
    term: str | None = "on_demand",
    within_days: int | None = None,
) -> Observed:
    """Return the lowest, the newest and the highest reading of ``item``.

    ``None`` asks over all sellers, regions or terms. ``within_days`` leaves out readings that were
    older than that on the day of the build. Of equal prices the newest reading is named, and of
    equal days the cheapest. Raises ``LookupError`` if nothing is left, and ``ValueError`` if the
    sellers count in different units or an argument is out of range.

    >>> seen = observed("h100-sxm")
    >>> seen.low.usd <= seen.newest.usd < seen.high.usd, seen.high.provider
    (True, 'aws')
    """
    if within_days is not None:
        require.count("within_days", within_days)
    asked = {"provider": provider, "region": region, "term": term}
    rows = prices(item)
    for name, value in asked.items():
        rows = [row for row in rows if value is None or getattr(row, name) == value]
    rows = [row for row in rows if within_days is None or row.age_days <= within_days]
    if not rows:
        given = ", ".join(f"{name} {value!r}" for name, value in asked.items() if value)
        days = "" if within_days is None else f" in the last {within_days} days"
        raise LookupError(f"no reading of {item!r} with {given or 'anything'}{days}")
    units = {row.per for row in rows}
    if len(units) > 1:
        raise ValueError(f"readings of {item!r} must share one unit, got {sorted(units)}")
    rows.sort(key=lambda row: row.read_on, reverse=True)
    newest = min(rows, key=lambda row: (-row.read_on.toordinal(), row.usd))
    low, high = min(rows, key=lambda row: row.usd), max(rows, key=lambda row: row.usd)
    return Observed(low=low, newest=newest, high=high, readings=len(rows))


def flips(choose: Callable[[float], str], seen: Observed, *, reach: float = 1.0) -> Flip:
    """Apply ``choose``, from a price in dollars to a verdict, along the observed prices.

    Where a verdict changes, the price is found by bisection. ``reach`` widens the search: from the
    lowest reading divided by it to the highest times it. The decision must be monotone: as the
    price rises, a verdict that has been left does not come back. Of that only the ends and the
    newest price are tried. Raises ``ValueError`` if they contradict it, if ``choose`` returns no
    text, or if ``reach`` is below 1.

    >>> flip = flips(lambda usd: "rent" if usd < 3.10 else "own", observed("h100-sxm"))
    >>> round(flip.usd, 2), flip.within[0].before, flip.within[0].after
    (3.1, 'rent', 'own')
    """
    if require.positive("reach", reach) < 1:
        raise ValueError(f"reach must be 1 or more, got {reach!r}")
    start, end = seen.low.usd / reach, seen.high.usd * reach
    verdict, last = _verdict(choose, seen.newest.usd), _verdict(choose, end)
    turns: list[Turn] = []
    while (now := _verdict(choose, start)) != last:
        if len(turns) == _MOST_TURNS or now in {turn.before for turn in turns}:
            raise _not_monotone(turns, now)
        start = _first_other(choose, now, start, end)
        turns.append(Turn(start, now, _verdict(choose, start)))
    after = [turn.after for turn in turns if turn.usd <= seen.newest.usd]
    if verdict != (after[-1] if after else turns[0].before if turns else last):
        raise _not_monotone(turns, verdict)
    return Flip(seen=seen, verdict=verdict, turns=tuple(turns))


def _first_other(choose: Callable[[float], str], now: str, low: float, high: float) -> float:
    """Return the least price at which the verdict is no longer ``now``, which it is at ``low``."""
    return math.nextafter(bisect(lambda usd: _verdict(choose, usd) == now, low, high), high)


def _verdict(choose: Callable[[float], str], usd: float) -> str:
    verdict = choose(usd)
    if not isinstance(verdict, str) or not verdict:
        raise ValueError(f"choose must return a verdict as text, got {verdict!r} at {usd}")
    return verdict


def _not_monotone(turns: list[Turn], verdict: str) -> ValueError:
    path = [turn.before for turn in turns] + [turn.after for turn in turns[-1:]]
    return ValueError(
        f"choose must not come back to a verdict as the price rises, got {verdict!r} beside {path}"
    )
