from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from napkinmath.prices import notes as price_notes
from napkinmath.prices._lookup import load_prices, price, prices
from napkinmath.prices.notes import (
    badge,
    own_prices_note,
    per,
    price_note,
    price_table,
    stale_prices_note,
    token_table,
)

ROW = "nat-gateway-processed,aws,us-east-1,0.01,GB"


@pytest.fixture(autouse=True)
def the_day_of_the_build(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NAPKINMATH_PRICES", raising=False)
    monkeypatch.setenv(
        "SOURCE_DATE_EPOCH", str(int(datetime(2026, 11, 24, tzinfo=UTC).timestamp()))
    )
    yield
    load_prices(None)


def _nat():
    return price("nat-gateway-processed", provider="aws", region="us-east-1")


def test_a_note_says_amount_seller_and_day() -> None:
    row = replace(_nat(), read_on=date(2026, 9, 30))
    assert str(price_note(row)) == "$0.045 per GB, aws us-east-1, read on 2026-09-30"
    spot = replace(row, term="spot", region="global", month_only=True)
    assert str(price_note(spot)) == "$0.045 per GB, aws, spot, read in 2026-09"
    assert per(replace(row, per="million-tokens", usd=2.5)) == "$2.50 per million tokens"


def test_badges_follow_age_and_owner() -> None:
    row = replace(_nat(), read_on=date(2025, 11, 24))
    assert badge(row) == ""
    assert badge(replace(row, read_on=date(2025, 11, 23))) == "[over a year old]{.stale}"
    assert badge(replace(row, read_on=date(2020, 1, 1), own=True)) == "[your price]{.own-price}"
    old = replace(row, read_on=date(2020, 1, 1))
    assert str(price_note(old)).endswith("read on 2020-01-01 [over a year old]{.stale}")


def test_a_table_shows_every_price_with_source_and_badge() -> None:
    rows = [_nat(), replace(_nat(), read_on=date(2020, 1, 1), term="spot")]
    shown = price_table(rows)._repr_markdown_()
    assert shown.count("(https://pricing.us-east-1.amazonaws.com/") == 2
    assert "| nat-gateway-processed, aws (us-east-1, spot) |" in shown
    assert "), 6.9 years, official-copy [over a year old]{.stale} |" in shown
    today = replace(rows[0], read_on=date(2026, 11, 24), url="-", own=True, mark="own")
    assert (
        "| 2026-11-24, new, own [your price]{.own-price} |"
        in price_table([today])._repr_markdown_()
    )
    with pytest.raises(ValueError, match="at least one price, got none"):
        price_table([])


def test_the_page_says_whose_prices_it_uses(tmp_path: Path) -> None:
    assert own_prices_note() == ""
    path = tmp_path / "mine.csv"
    path.write_text(f"item,provider,region,usd,per\n{ROW}\nanything,me,home,2,hour\n", "utf-8")
    load_prices(path)
    text = own_prices_note()
    assert "nat-gateway-processed of aws (us-east-1), $0.01 per GB in place of $0.045 per" in text
    assert "anything of me (home), $2 per hour which replaces none" in text
    assert "[your price]{.own-price}" in price_table([_nat()])._repr_markdown_()


def test_of_one_s_own_prices_those_asked_for_are_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = f"{ROW}\nmine-alone,me,home,2,hour\nmine-too,me,home,2,hour\n"
    path.write_text(f"item,provider,region,usd,per\n{rows}", "utf-8")
    load_prices(path)
    price("mine-alone", provider="me", region="home", on="2020-01-01")
    text = own_prices_note(asked=True)
    assert "mine-alone" in text and "mine-too" not in text
    prices("mine-too")
    assert "mine-too" in own_prices_note(asked=True)


def test_many_prices_of_one_s_own_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    lines = [f"thing-{n},me,home,2,hour" for n in range(6)]
    path.write_text("item,provider,region,usd,per\n" + "\n".join([ROW, *lines]) + "\n", "utf-8")
    load_prices(path)
    text = own_prices_note()
    assert "1 in place of the book's, 6 that replace none; among these thing-0, thing-1," in text


def test_a_misspelled_row_is_met_by_what_the_book_has(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = "nat-gatway,aws,us-east-1,1,hour\nnat-gateway,aws,us-east,1,hour\n"
    path.write_text(f"item,provider,region,usd,per\n{rows}", "utf-8")
    load_prices(path)
    text = own_prices_note()
    assert (
        "nat-gatway of aws (us-east-1), $1 per hour which replaces none (the book has nat" in text
    )
    assert "replaces none (the book has it from aws (us-east-1))" in text


def test_the_note_on_old_prices_names_or_counts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    old = [replace(_nat(), read_on=date(2020, month, 1)) for month in range(1, 8)]
    monkeypatch.setattr(price_notes, "stale_prices", lambda: old[:1])
    assert stale_prices_note() == "nat-gateway-processed of aws (us-east-1), read in 2020-01"
    monkeypatch.setattr(price_notes, "stale_prices", lambda: old)
    assert stale_prices_note() == "7 in all, read from 2020-01 to 2020-07"
    monkeypatch.setattr(price_notes, "stale_prices", list)
    assert stale_prices_note() == ""


def test_prices_of_tokens_stand_a_model_a_row() -> None:
    rows = [
        price(f"gpt-5-{kind}-tokens", provider="openai")
        for kind in ("input", "cached-input", "output")
    ]
    batch = price("gpt-5-input-tokens", provider="openai", term="batch")
    old = replace(rows[1], read_on=date(2020, 1, 1))
    shown = token_table([rows[0], old, rows[2], batch])
    assert [row[:2] for row in shown.rows] == [
        ("gpt-5, openai", "1.25, 0.125, 10"),
        ("gpt-5, openai (batch)", "0.625, –, –"),
    ]
    assert shown._repr_markdown_().count("$") == 0
    assert "2020-01" in shown.rows[0][2] and "over a year old" in shown.rows[0][2]
    with pytest.raises(ValueError, match="must be of tokens, got 'nat-gateway-processed' per 'GB'"):
        token_table([_nat()])
    with pytest.raises(ValueError, match="at least one price, got none"):
        token_table([])
