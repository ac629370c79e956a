import math
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath import prices as price_book
from napkinmath.prices import _lookup
from napkinmath.prices._lookup import load_prices, own_prices, price, prices, stale_prices
from napkinmath.prices._rows import COLUMNS, MARKS, as_of, parse, shipped

NAT = {"item": "nat-gateway-processed", "provider": "aws", "region": "us-east-1"}
HEADER = ",".join(COLUMNS)
ROW = "nat-gateway-processed,aws,us-east-1,on_demand,0.01,GB,contract,-,own,2026-03-01"


@pytest.fixture(autouse=True)
def only_shipped_prices(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NAPKINMATH_PRICES", raising=False)
    monkeypatch.setenv(
        "SOURCE_DATE_EPOCH", str(int(datetime(2026, 11, 24, tzinfo=UTC).timestamp()))
    )
    yield
    load_prices(None)


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "mine.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(
    "row", shipped(), ids=lambda row: "/".join(map(str, (*row.key, row.read_on)))
)
def test_every_shipped_price_is_sourced_dated_and_above_zero(row: price_book.Price) -> None:
    assert row.usd > 0
    assert row.source and row.url.startswith("https://")
    assert row.mark in set(MARKS) - {"own"}
    assert date(2017, 1, 1) <= row.read_on <= date.today()
    for name in (row.item, row.provider, row.region, row.per):
        assert " " not in name
    assert row.item == row.item.lower() and row.provider == row.provider.lower()
    assert not row.own


def test_a_price_keeps_its_unit_through_its_history() -> None:
    units: dict[tuple[str, ...], set[str]] = {}
    for row in shipped():
        units.setdefault(row.key, set()).add(row.per)
    assert {key: per for key, per in units.items() if len(per) > 1} == {}


def test_the_newest_row_by_the_day_asked_for() -> None:
    rows = [row for row in prices(NAT["item"]) if row.provider == "aws"]
    assert len(rows) >= 2
    assert price(**NAT) == rows[-1]
    assert price(**NAT, on=rows[-1].read_on) == rows[-1]
    assert price(**NAT, on="2026-01-01") == rows[0]
    assert price(**NAT, on=datetime(2026, 1, 1, 12)) == rows[0]


@given(st.dates(min_value=date(2024, 7, 1), max_value=date(2027, 1, 1)))
def test_no_price_comes_from_after_the_day_asked_for(day: date) -> None:
    found = price(**NAT, on=day)
    assert found.read_on <= day
    assert all(
        not found.read_on < row.read_on <= day
        for row in prices(NAT["item"])
        if row.key == found.key
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"item": "nat-gatway"}, "no price with item 'nat-gatway'; there is 'nat-gateway'"),
        ({"item": "unobtainium"}, "prices\\(\\) lists all"),
        ({"provider": "ibm"}, "no price with provider 'ibm'; there is 'aws', 'gcp'"),
        ({"region": "mars"}, "no price with region 'mars'; there is 'us-east-1'"),
        ({"term": "reserved"}, "no price with term 'reserved'; there is 'on_demand'"),
        ({"on": "2020-01-01"}, "had been read by 2020-01-01: the first was read on 20"),
    ],
)
def test_refuses_what_is_not_there_and_says_what_is(changed: dict, message: str) -> None:
    with pytest.raises(LookupError, match=message):
        price(**(NAT | changed))


@pytest.mark.parametrize("on", ["yesterday", "2026-02-30", 20260101])
def test_refuses_what_is_no_day(on: object) -> None:
    with pytest.raises(ValueError, match="on must be a date such as"):
        price(**NAT, on=on)  # type: ignore[arg-type]


def test_units_convert_or_refuse() -> None:
    hour = price("nat-gateway", provider="aws", region="us-east-1")
    assert hour.usd_per_hour == 0.045
    assert math.isclose(price(**NAT).usd_per_byte * 1e12, 45)
    per_gib = price("nat-gateway-processed", provider="gcp")
    assert math.isclose(per_gib.usd_per_byte * 2**40, 0.045 * 1024)
    kept = price("object-storage-standard", provider="aws", region="us-east-1")
    assert math.isclose(kept.usd_per_byte_month * 1e9, 0.023)
    reads = price("key-value-reads", provider="aws", region="us-east-1")
    assert math.isclose(reads.usd_per_request, 1.25e-7)
    for name in ["usd_per_byte", "usd_per_byte_month", "usd_per_token", "usd_per_request"]:
        with pytest.raises(
            ValueError, match=f"{name} needs a price per .*but 'nat-gateway' of 'aws'"
        ):
            getattr(hour, name)
    with pytest.raises(ValueError, match="usd_per_hour needs a price per hour"):
        _ = reads.usd_per_hour


def test_age_is_measured_at_the_date_of_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    row = price(**NAT)
    day = int(
        datetime(row.read_on.year, row.read_on.month, row.read_on.day, tzinfo=UTC).timestamp()
    )
    for days, stale in [(365, False), (366, True)]:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(day + days * 86400))
        assert (row.age_days, row.stale) == (days, stale)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(day - 86400))
    assert row.age_days == 0
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert as_of() == max(row.read_on for row in shipped())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(ValueError, match="SOURCE_DATE_EPOCH must be whole seconds"):
        as_of()


def test_old_prices_that_were_asked_for_are_remembered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = {row.key for row in stale_prices()}
    old = price("nat-gateway", provider="aws", region="us-east-1")
    price(**NAT, on="2024-12-31")  # the page says which day it asks for
    assert {row.key for row in stale_prices()} == before
    epoch = int(datetime(2028, 1, 1, tzinfo=UTC).timestamp())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
    assert old in stale_prices()
    assert [row.key for row in stale_prices()] == sorted(row.key for row in stale_prices())
    load_prices(
        _file(tmp_path, HEADER, ROW.replace(NAT["item"], "nat-gateway").replace("GB", "hour"))
    )
    assert price("nat-gateway", provider="aws", region="us-east-1").own
    assert old.key not in {row.key for row in stale_prices()}


def test_a_month_without_a_day_is_the_first_and_says_so() -> None:
    (row,) = parse(
        f"{HEADER}\n{ROW.replace('2026-03-01', '2026-03').replace('own', 'official')}", "x"
    )
    assert (row.read_on, row.month_only) == (date(2026, 3, 1), True)


def test_a_reader_s_file_wins_for_every_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _file(tmp_path, HEADER, ROW, ROW.replace("aws", "mycloud"))
    shipped_price = price(**NAT)
    (own, replaced), (new, nothing) = _use(path, monkeypatch)
    assert (own.usd, own.own, own.mark, replaced) == (0.01, True, "own", shipped_price)
    assert (new.provider, nothing) == ("mycloud", None)
    for on in [None, "2024-01-01", "2026-06-01"]:
        assert price(**NAT, on=on) == own
    assert price("nat-gateway", provider="aws", region="us-east-1").own is False
    monkeypatch.delenv("NAPKINMATH_PRICES")
    assert price(**NAT) == shipped_price
    assert own_prices() == []


def _use(path: Path, monkeypatch: pytest.MonkeyPatch) -> list:
    monkeypatch.setenv("NAPKINMATH_PRICES", str(path))
    return own_prices()


def test_loading_lays_a_file_over_the_build_s_and_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(_file(tmp_path, HEADER, ROW), monkeypatch)
    other = tmp_path / "other.csv"
    other.write_text("item,provider,region,usd,per\nnat-gateway-processed,aws,us-east-1,0,GB\n")
    (loaded,) = price_book.load_prices(other)
    assert loaded == price(**NAT)
    assert (loaded.usd, loaded.term, loaded.read_on) == (0, "on_demand", date(2026, 11, 24))
    load_prices(None)
    assert price(**NAT).usd == 0.01


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["item,provider,usd"], "line 1: the column 'per' is missing"),
        ([HEADER + ",note"], "line 1: the column 'note' is unknown or there twice"),
        ([HEADER + ",usd"], "line 1: the column 'usd' is unknown or there twice"),
        ([], "line 1: the column 'item' is missing"),
        (["item;provider;usd;per"], "line 1: columns must be separated by commas, got semicolons"),
        (["item\tprovider\tusd\tper"], "line 1: columns must be .* by commas, got tabs"),
        (["\ufeffitem,provider,usd"], "line 1: the column 'per' is missing"),
        ([HEADER, ROW.replace("0.01", '"0,01"')], "line 2, column 'usd': .* such as 1250.5, got"),
        ([HEADER, ROW.replace("0.01", "0,01")], "line 2: 11 cells under 10 columns"),
        ([HEADER, ROW, "", ROW + ",x"], "line 4: 11 cells under 10 columns"),
        ([HEADER, ROW, ROW], "line 3, column 'read_on': must be new for this price"),
        ([HEADER, ROW.replace("0.01", "-1")], "line 2, column 'usd': must be a number of dollars"),
        ([HEADER, ROW.replace("0.01", "$1")], "line 2, column 'usd': .* got '\\$1'"),
        ([HEADER, ROW.replace("0.01", "inf")], "line 2, column 'usd'"),
        ([HEADER, ROW.replace("0.01", "")], "line 2, column 'usd': must be filled in"),
        (
            [HEADER, ROW.replace("2026-03-01", "1.3.2026")],
            "line 2, column 'read_on': must be a day",
        ),
        ([HEADER, ROW.replace("2026-03-01", "2026-13-01")], "line 2, column 'read_on'"),
        ([HEADER, ROW.replace("GB", "GiB")], "line 2, column 'per': must be 'GB', the unit of"),
        ([HEADER, '"nat'], "line 2: not a line of CSV"),
    ],
)
def test_a_malformed_file_is_refused_by_line_and_column(
    lines: list[str], message: str, tmp_path: Path
) -> None:
    before = prices()
    with pytest.raises(ValueError, match=f"mine.csv, {message}"):
        load_prices(_file(tmp_path, *lines))
    assert prices() == before


def test_a_file_from_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_bytes(f"\ufeff{HEADER}\r\n{ROW}\r\n,,,,,,,,,\r\n".encode())
    (row,) = load_prices(path)
    assert (row.usd, row.read_on) == (0.01, date(2026, 3, 1))


def test_the_sample_file_of_the_price_book_replaces_prices_of_the_book() -> None:
    sample = Path(__file__).parents[3] / "chapters" / "reference" / "my-prices.csv"
    assert len(load_prices(sample)) == 3
    assert all(replaced is not None for _, replaced in own_prices())


def test_a_relative_file_counts_from_where_the_library_was_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _file(tmp_path, HEADER, ROW)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(_lookup, "_STARTED_IN", tmp_path)
    monkeypatch.chdir(elsewhere)
    assert len(_use(Path("mine.csv"), monkeypatch)) == 1
    with pytest.raises(ValueError) as refusal:
        _use(Path("gone.csv"), monkeypatch)
    assert str(refusal.value) == (
        f"{tmp_path / 'gone.csv'}: cannot be read as a file of prices that NAPKINMATH_PRICES names "
        f"(the current folder is {elsewhere}): No such file or directory"
    )


def test_the_folder_is_that_at_the_first_import(tmp_path: Path) -> None:
    _file(tmp_path, HEADER, ROW)
    code = "import os; from napkinmath.prices import own_prices, price\n"
    code += "os.chdir('/'); print(len(own_prices()))"
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "NAPKINMATH_PRICES": "mine.csv"},
        capture_output=True,
        text=True,
    )
    assert (found.stdout, found.stderr) == ("1\n", "")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="gone.csv: cannot be read as a file of prices"):
        load_prices(tmp_path / "gone.csv")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="binary.csv: cannot be read"):
        load_prices(tmp_path / "binary.csv")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.replace(",own,", ",memory,"), "line 2, column 'mark': must be one of"),
        (ROW.replace("0.01", "0").replace(",own,", ",official,"), "column 'usd': .*above 0"),
        (
            ROW.replace("contract", "").replace(",own,", ",official,"),
            "column 'source': must be filled",
        ),
    ],
)
def test_the_book_s_own_rows_are_held_to_more(row: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(f"{HEADER}\n{row}\n", "prices.csv")
