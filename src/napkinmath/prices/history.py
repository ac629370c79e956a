"""The observed range of a price, and the prices at which a decision is reversed.

One price gives one recommendation. The price book holds many observations of the same item, by day
and by provider, so a page can ask what the recommendation would have been at the lowest and at the
highest of them, and at which price it is reversed.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from napkinmath import require
from napkinmath._numerics import bisect
from napkinmath.prices._lookup import price, prices
from napkinmath.prices._rows import Price

#: More verdicts than this along one price is no decision.
_MOST_TURNS = 8


@dataclass(frozen=True, slots=True)
class ObservedPrices:
    """The lowest, the newest and the highest observation of a price, out of ``readings``."""

    low: Price
    newest: Price
    high: Price
    readings: int


@dataclass(frozen=True, slots=True)
class Reversal:
    """A reversal of a decision, from ``before`` to ``after``, as the price rises to ``usd``."""

    usd: float
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PriceVerdict:
    """A decision along the observed prices: its verdict at the newest, and its reversals.

    ``reversals`` come by rising price; those outside the observed range are there if ``flips``
    searched for them.
    """

    observed: ObservedPrices
    verdict: str
    reversals: tuple[Reversal, ...]

    @property
    def within_range(self) -> tuple[Reversal, ...]:
        """The reversals between the lowest and the highest observation."""
        low, high = self.observed.low.usd, self.observed.high.usd
        return tuple(turn for turn in self.reversals if low < turn.usd <= high)

    @property
    def usd(self) -> float | None:
        """The price of the first reversal within the observed range, or ``None``."""
        return self.within_range[0].usd if self.within_range else None


def history(
    item: str, *, provider: str, region: str = "global", term: str = "on_demand"
) -> tuple[Price, ...]:
    """Return every observation of one price, the oldest first.

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
) -> ObservedPrices:
    """Return the lowest, the newest and the highest observation of ``item``.

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
    return ObservedPrices(low=low, newest=newest, high=high, readings=len(rows))


def flips(
    choose: Callable[[float], str], seen: ObservedPrices, *, reach: float = 1.0
) -> PriceVerdict:
    """Return the verdict of a decision at the newest price, and the prices that reverse it.

    ``choose`` maps a price in dollars to a verdict. The price of a reversal is found by bisection.
    ``reach`` widens the search: from the lowest reading divided by it to the highest times it. The
    decision must be monotone: as the price rises, a verdict that has been left does not come back.
    Of that only the ends and the newest price are tried. Raises ``ValueError`` if they contradict
    it, if ``choose`` returns no text, or if ``reach`` is below 1.

    >>> flip = flips(lambda usd: "rent" if usd < 3.10 else "own", observed("h100-sxm"))
    >>> round(flip.usd, 2), flip.within_range[0].before, flip.within_range[0].after
    (3.1, 'rent', 'own')
    """
    if require.positive("reach", reach) < 1:
        raise ValueError(f"reach must be 1 or more, got {reach!r}")
    start, end = seen.low.usd / reach, seen.high.usd * reach
    verdict, last = _verdict(choose, seen.newest.usd), _verdict(choose, end)
    turns: list[Reversal] = []
    while (now := _verdict(choose, start)) != last:
        if len(turns) == _MOST_TURNS or now in {turn.before for turn in turns}:
            raise _not_monotone(turns, now)
        start = _first_other(choose, now, start, end)
        turns.append(Reversal(start, now, _verdict(choose, start)))
    after = [turn.after for turn in turns if turn.usd <= seen.newest.usd]
    if verdict != (after[-1] if after else turns[0].before if turns else last):
        raise _not_monotone(turns, verdict)
    return PriceVerdict(observed=seen, verdict=verdict, reversals=tuple(turns))


def _first_other(choose: Callable[[float], str], now: str, low: float, high: float) -> float:
    """Return the least price at which the verdict is no longer ``now``, which it is at ``low``."""
    return math.nextafter(bisect(lambda usd: _verdict(choose, usd) == now, low, high), high)


def _verdict(choose: Callable[[float], str], usd: float) -> str:
    verdict = choose(usd)
    if not isinstance(verdict, str) or not verdict:
        raise ValueError(f"choose must return a verdict as text, got {verdict!r} at {usd}")
    return verdict


def _not_monotone(turns: list[Reversal], verdict: str) -> ValueError:
    path = [turn.before for turn in turns] + [turn.after for turn in turns[-1:]]
    return ValueError(
        f"choose must not come back to a verdict as the price rises, got {verdict!r} beside {path}"
    )
