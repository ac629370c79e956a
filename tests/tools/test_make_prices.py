import shutil
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import make_prices as make
from napkinmath.prices._rows import COLUMNS, parse

HEADER = ",".join(COLUMNS) + "\n"
MODELS = [{"model": "m", "provider": "us", "catalogue_provider": "p", "catalogue_model": "m"}]
DATED = """[
    ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('10'))),
    ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2026, 6, 10)),
                     prices=ModelPrice(input_mtok=Decimal('4'), output_mtok=Decimal('9'))),
    ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2030, 1, 1)),
                     prices=ModelPrice(input_mtok=Decimal('5'))),
]"""
FLAT = "ModelPrice(input_mtok=Decimal('2'))"
TIERS = """ModelPrice(
    input_mtok=TieredPrices(base=Decimal('2'), tiers=[Tier(start=9, price=Decimal('4'))]))"""
HOURS = """[
    ConditionalPrice(constraint=None, prices=ModelPrice(input_mtok=Decimal('2'))),
    ConditionalPrice(
        constraint=TimeOfDateConstraint(start_time=datetime.time(1, 0, tzinfo=datetime.UTC)),
        prices=ModelPrice(input_mtok=Decimal('3'))),
]"""
BATCH = """, price_variants=[PriceVariant(when={'processing': 'batch'},
    prices=ModelPrice(input_mtok=Decimal('1')),
    constraint=StartDateConstraint(start_date=datetime.date(2026, 10, 14)))]"""


def _wheel(folder: Path, prices: str, more: str = "") -> Path:
    path = folder / "genai_prices-9.9.9-py3-none-any.whl"
    other = f"ModelInfo(id='other', prices={DATED})"  # it dates the catalogue
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "genai_prices/data.py",
            "import x\nproviders: list[Provider] = [Provider(id='p', models=["
            f"ModelInfo(id='m', match=ClauseOr(or_=[ClauseEquals(equals='m')]), prices={prices}"
            f"{more}), {other}])]\n",
        )
    return path


def _new(folder: Path, prices: str, more: str = "", book: str = "") -> list[make.Reading]:
    catalogue = make.read_wheel(_wheel(folder, prices, more), date(2026, 11, 1))
    return make.readings(catalogue, MODELS, parse(HEADER + book, "book"))


def _row(usd: str, day: str, kind: str = "input", term: str = "on_demand") -> str:
    return f"m-{kind}-tokens,us,global,{term},{usd},million-tokens,a,https://a,compiled,{day}\n"


def _short(found: list[make.Reading]) -> list[tuple[str, str, str]]:
    return [(row.key[0][2:-7], f"{row.usd:f}", str(row.read_on)) for row in found]


def test_the_catalogue_s_history_becomes_dated_rows(tmp_path: Path) -> None:
    found = _new(tmp_path, DATED)
    assert _short(found) == [
        ("input", "10", "2026-06-09"),
        ("input", "4", "2026-06-10"),
        ("output", "9", "2026-06-10"),
    ]
    first, second, _ = found
    assert first.source == "genai-prices 9.9.9, in force until this day"
    assert second.source == "genai-prices 9.9.9, in force from this day"
    assert (first.before, second.before) == (None, Decimal(10))


def test_announced_prices_are_no_readings(tmp_path: Path) -> None:
    assert all(row.usd != 5 for row in _new(tmp_path, DATED))
    with pytest.raises(ValueError, match="no dated price up to 2020-01-01"):
        make.read_wheel(_wheel(tmp_path, FLAT), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("book", "found"),
    [
        ("", [("input", "2", "2026-06-10")]),  # the newest change of any price dates the catalogue
        (_row("2", "2026-05-01"), []),
        (_row("2", "2026-03-01"), [("input", "2", "2026-06-10")]),  # read again
        (_row("3", "2026-05-01"), [("input", "2", "2026-06-10")]),
        (_row("3", "2026-06-10"), []),  # what the book read later stands
        (_row("3", "2026-07"), []),
    ],
)
def test_a_present_price_is_added_if_new_moved_or_old(
    book: str, found: list, tmp_path: Path
) -> None:
    assert _short(_new(tmp_path, FLAT, book=book)) == found


def test_tiers_hours_and_batch(tmp_path: Path) -> None:
    (tiers,) = _new(tmp_path, TIERS)
    assert tiers.usd == 2
    (hours,) = _new(tmp_path, HOURS)
    assert (hours.usd, hours.source) == (2, "genai-prices 9.9.9, as listed, outside peak hours")
    assert [row.key[3] for row in _new(tmp_path, FLAT, BATCH)] == ["on_demand"]
    known = _row("0.9", "2026-01-01", term="batch")
    (_, batch) = _new(tmp_path, FLAT, BATCH, book=known)
    assert (batch.key[3], batch.usd, batch.read_on) == ("batch", 1, date(2026, 10, 14))


def test_what_a_human_should_see_is_held_back(tmp_path: Path) -> None:
    jump = _new(tmp_path, FLAT, book=_row("0.3", "2026-01-01"))
    assert jump[0].doubt == "more than a factor of 5 from the reading before"
    assert make.sorted_out(jump, set()) == ([], jump)
    assert make.sorted_out(jump, {"m-input-tokens"}) == (jump, [])
    assert _new(tmp_path, FLAT, book=_row("0.4", "2026-01-01"))[0].doubt == ""
    for usd in ("0", "-2"):
        wrong = _new(tmp_path, f"ModelPrice(input_mtok=Decimal('{usd}'))")
        assert wrong[0].doubt == "not above zero"
        assert make.sorted_out(wrong, {"m-input-tokens"}) == ([], wrong)


def test_a_price_in_doubt_holds_back_its_past_too_and_a_clash_itself_alone(tmp_path: Path) -> None:
    far = DATED.replace("Decimal('4')", "Decimal('0.1')")
    added, held = make.sorted_out(_new(tmp_path, far), set())
    assert (_short(added), len(held)) == ([("output", "9", "2026-06-10")], 2)
    found = _new(tmp_path, DATED, book=_row("8", "2026-06-10"))
    added, (clash,) = make.sorted_out(found, {"m-input-tokens"})
    assert (clash.usd, clash.before, clash.doubt) == (4, 8, "another price stands for that day")
    assert ("input", "10", "2026-06-09") in _short(added)


def test_old_rows_stay_byte_for_byte_and_a_second_run_adds_nothing(tmp_path: Path) -> None:
    old = HEADER + _row("9.50", "2026-01") + _row("7", "2026-02-01", kind="output")
    added = _new(tmp_path, DATED, book=old.removeprefix(HEADER))
    new = make.merged(old, added)
    assert set(old.splitlines()) < set(new.splitlines())
    assert [line for line in new.splitlines(True) if line in old] == old.splitlines(True)
    assert new.splitlines(True)[1:] == sorted(new.splitlines(True)[1:], key=make._place)
    assert _new(tmp_path, DATED, book=new.removeprefix(HEADER)) == []
    with pytest.raises(ValueError, match="must end with a newline"):
        make.merged(old.rstrip(), added)


def test_an_unknown_model_and_another_form_are_refused(tmp_path: Path) -> None:
    catalogue = make.read_wheel(_wheel(tmp_path, FLAT), date(2026, 11, 1))
    gone = [MODELS[0] | {"catalogue_model": "gone"}]
    with pytest.raises(ValueError, match="9.9.9 has no price of .*gone.*token_prices.csv"):
        make.readings(catalogue, gone, [])
    with pytest.raises(ValueError, match="line 2: not a literal: 1 \\+ 1"):
        make.read_wheel(_wheel(tmp_path, "1 + 1"), date(2026, 11, 1))
    path = tmp_path / "genai_prices-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("genai_prices/data.py", "providers = []\n")
    with pytest.raises(ValueError, match="must hold one table, found 0"):
        make.read_wheel(path, date(2026, 11, 1))


def test_the_command_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prices, models = tmp_path / "prices.csv", tmp_path / "models.csv"
    prices.write_text(HEADER + _row("90", "2026-01", kind="output"), "utf-8")
    models.write_text("model,provider,catalogue_provider,catalogue_model\nm,us,p,m\n", "utf-8")
    monkeypatch.setattr(make, "MODELS", models)
    wheel = str(_wheel(tmp_path, DATED))
    before = prices.read_bytes()
    make.main(["--catalogue", wheel, "--prices", str(prices), "--dry-run"])
    assert prices.read_bytes() == before
    assert "rows that would be added: 2" in capsys.readouterr().out
    make.main(["--catalogue", wheel, "--prices", str(prices)])
    said = capsys.readouterr().out
    assert "genai-prices 9.9.9, kept until 2026-06-10 or longer\nrows added: 2\n" in said
    assert "held back, for you to look at: 1\n  2026-06-10  m-output-tokens" in said
    assert "90 -> 9 " in said and "more than a factor of 5" in said
    make.main(["--catalogue", wheel, "--prices", str(prices), "--accept", "m-output-tokens"])
    assert "rows added: 1" in capsys.readouterr().out
    make.main(["--catalogue", wheel, "--prices", str(prices)])
    assert capsys.readouterr().out.endswith(
        "rows added: none\nheld back, for you to look at: none\n"
    )


def test_a_release_is_downloaded_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made").mkdir()
    wheel = _wheel(tmp_path / "made", FLAT)
    asked = []

    def run(command: list[str], *, check: bool) -> None:
        asked.append((command[1:], check))
        shutil.copy(wheel, tmp_path)

    monkeypatch.setattr(make.subprocess, "run", run)
    assert make.fetch("genai-prices==9.9.9", tmp_path).name == wheel.name
    ((command, check),) = asked
    assert check and command[-1] == "genai-prices==9.9.9" and "--no-deps" in command


def test_without_a_network_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(command: list[str], *, check: bool) -> None:
        raise make.subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(make.subprocess, "run", run)
    with pytest.raises(SystemExit, match="no price was changed.*CATALOGUE=path/to/the.whl"):
        make.main(["--catalogue", "genai-prices", "--prices", str(tmp_path / "prices.csv")])
