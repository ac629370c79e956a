import math
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.prices._lookup import load_prices, price, prices
from napkinmath.prices.history import (
    ObservedPrices,
    PriceVerdict,
    Reversal,
    flips,
    history,
    observed,
)
from napkinmath.prices.notes import flip_note

HOUR = price("nat-gateway", provider="aws", region="us-east-1")


@pytest.fixture(autouse=True)
def the_day_of_the_build(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NAPKINMATH_PRICES", raising=False)
    monkeypatch.setenv(
        "SOURCE_DATE_EPOCH", str(int(datetime(2026, 11, 24, tzinfo=UTC).timestamp()))
    )
    yield
    load_prices(None)


def _seen(low: float, newest: float, high: float) -> ObservedPrices:
    rows = [
        replace(HOUR, usd=usd, provider=who, region="global", read_on=date(2026, month, 1))
        for usd, who, month in [(low, "cheap", 2), (newest, "new", 9), (high, "dear", 5)]
    ]
    return ObservedPrices(low=rows[0], newest=rows[1], high=rows[2], readings=3)


def _below(limit: float):
    return lambda usd: "rent" if usd < limit else "own"


def test_the_history_of_a_price_is_all_its_readings_the_oldest_first() -> None:
    rows = history("h100-sxm", provider="aws", region="us-east-1")
    assert len(rows) >= 2
    assert [row.read_on for row in rows] == sorted(row.read_on for row in rows)
    assert {row.key for row in rows} == {("h100-sxm", "aws", "us-east-1", "on_demand")}
    assert rows[-1] == price("h100-sxm", provider="aws", region="us-east-1")
    with pytest.raises(LookupError, match="no price with provider 'ibm'"):
        history("h100-sxm", provider="ibm")


def test_the_reader_s_row_stands_in_place_of_the_history(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("item,provider,region,usd,per\nh100-sxm,aws,us-east-1,1,hour\n", "utf-8")
    load_prices(path)
    (row,) = history("h100-sxm", provider="aws", region="us-east-1")
    assert (row.own, row.usd) == (True, 1)
    seen = observed("h100-sxm")
    assert seen.low == row == observed("h100-sxm", provider="aws", region="us-east-1").high
    assert flip_note(flips(_below(2), seen)).markdown.startswith("Within the observed range, \\$1 ")


def test_what_was_observed_brackets_every_reading() -> None:
    rows = [row for row in prices("h100-sxm") if row.term == "on_demand"]
    seen = observed("h100-sxm")
    assert seen.readings == len(rows)
    assert seen.low.usd == min(row.usd for row in rows) < max(row.usd for row in rows)
    assert seen.high.usd == max(row.usd for row in rows)
    assert seen.newest.read_on == max(row.read_on for row in rows)
    assert observed("h100-sxm", term=None).readings == len(prices("h100-sxm"))
    assert observed("h100-sxm", provider="aws").low.provider == "aws"
    recent = observed("h100-sxm", within_days=90)
    assert recent.readings < seen.readings and recent.high.usd < seen.high.usd


def test_equal_prices_and_equal_days_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    lines = ["a,2,2026-01-01", "b,2,2026-02-01", "c,3,2026-03-01", "d,4,2026-03-01"]
    rows = [f"thing,{line.split(',')[0]},{line.split(',')[1]},hour,{line[-10:]}" for line in lines]
    path.write_text("\n".join(["item,provider,usd,per,read_on", *rows]) + "\n", "utf-8")
    load_prices(path)
    seen = observed("thing")
    assert (seen.low.provider, seen.newest.provider, seen.high.provider) == ("b", "c", "d")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"item": "h100-sxn"}, "no price with item 'h100-sxn'"),
        ({"provider": "ibm"}, "no reading of 'h100-sxm' with provider 'ibm', term 'on_demand'"),
        ({"region": "mars", "term": None}, "with region 'mars'$"),
        ({"provider": "gcp", "within_days": 1}, "in the last 1 days"),
    ],
)
def test_nothing_observed_is_said(asked: dict, message: str) -> None:
    with pytest.raises(LookupError, match=message):
        observed(**({"item": "h100-sxm"} | asked))


def test_units_are_not_mixed_and_days_are_counted() -> None:
    with pytest.raises(ValueError, match=r"must share one unit, got \['GB', 'GiB'\]"):
        observed("nat-gateway-processed")
    assert observed("nat-gateway-processed", provider="gcp").readings == 1
    with pytest.raises(ValueError, match="within_days must be a whole number"):
        observed("h100-sxm", within_days=0)


@given(
    st.floats(min_value=0.01, max_value=100),
    st.floats(min_value=1.0, max_value=10),
    st.floats(min_value=1.0, max_value=10),
    st.floats(min_value=0.001, max_value=1e5),
)
def test_a_turn_is_found_where_the_rule_has_it(
    low: float, up: float, more: float, limit: float
) -> None:
    seen = _seen(low, low * up, low * up * more)
    flip = flips(_below(limit), seen)
    assert flip.verdict == ("rent" if seen.newest.usd < limit else "own")
    if low < limit <= seen.high.usd:
        assert flip.usd is not None and math.isclose(flip.usd, limit, rel_tol=1e-9)
        assert (flip.within_range[0].before, flip.within_range[0].after) == ("rent", "own")
    else:
        assert flip.reversals == () and flip.usd is None


def test_a_decision_may_turn_twice_and_outside_the_range() -> None:
    def choose(usd: float) -> str:
        return "all" if usd < 1 else "half" if usd < 3 else "none"

    flip = flips(choose, _seen(0.5, 2, 4))
    assert [(round(turn.usd, 9), turn.before, turn.after) for turn in flip.reversals] == [
        (1, "all", "half"),
        (3, "half", "none"),
    ]
    assert flip.within_range == flip.reversals
    wide = flips(choose, _seen(1.5, 2, 2.5), reach=2)
    assert wide.within_range == () and wide.usd is None and len(wide.reversals) == 2
    text = str(flip_note(wide))
    assert "does not turn: *half* throughout." in text
    assert "It would turn below it, at $1, from all to half." in text
    assert text.endswith("It would turn above it, at $3, from half to none.")


def test_a_verdict_that_comes_back_is_refused() -> None:
    seen = _seen(1, 2, 4)
    with pytest.raises(ValueError, match="must not come back to a verdict"):
        flips(lambda usd: "own" if 1.5 < usd < 3 else "rent", seen)
    with pytest.raises(ValueError, match="must not come back to a verdict"):
        flips(lambda usd: "own" if usd < 1.2 or 2.5 < usd < 3 else "rent", _seen(1, 2.7, 4))
    with pytest.raises(ValueError, match="must not come back to a verdict"):
        flips(lambda usd: str(int(usd)), _seen(1, 20, 40))


@pytest.mark.parametrize("verdict", [None, "", 1, True])
def test_a_verdict_is_text(verdict: object) -> None:
    with pytest.raises(ValueError, match="choose must return a verdict as text"):
        flips(lambda usd: verdict, _seen(1, 2, 3))  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize("reach", [0.5, 0, -1, math.inf, math.nan])
def test_the_reach_widens(reach: float) -> None:
    with pytest.raises(ValueError, match="reach must be"):
        flips(_below(2), _seen(1, 2, 3), reach=reach)


def test_the_note_names_range_sellers_days_and_turn() -> None:
    note = flip_note(flips(_below(3.1), _seen(2.49, 6, 6.88)), subject="the verdict")
    assert str(note) == (
        "Within the observed range, $2.49 to $6.88 per hour (cheap 2026-02-01, dear 2026-05-01), "
        "the verdict turns from *rent* to *own* at $3.10. "
        "At the newest, $6 (new 2026-09-01), it is *own*."
    )
    assert "\\$2.49" in note.markdown
    assert str(flip_note(flips(_below(9), _seen(2.49, 6, 6.88)))).endswith(
        "the choice does not turn: *rent* throughout."
    )


def test_the_note_of_a_price_that_was_never_seen_to_move() -> None:
    still = _seen(2, 2, 2)
    assert str(flip_note(flips(_below(1), still))) == (
        "All 3 readings say $2 per hour, the newest new 2026-09-01: there the choice is *own*."
    )
    once = ObservedPrices(low=HOUR, newest=HOUR, high=HOUR, readings=1)
    text = str(
        flip_note(
            PriceVerdict(observed=once, verdict="own", reversals=(Reversal(0.01, "rent", "own"),))
        )
    )
    assert "was read once, $0.045 per hour" in text and "It would turn below it, at $0.01" in text
    with pytest.raises(ValueError, match="subject must not be empty"):
        flip_note(flips(_below(1), still), subject="")
