"""The script makes the stored sample bill, and compares it."""

import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

import make_sample_bill
from napkinmath.datasets.sample_bill import sample_bill_files
from sample_bill_plan import Maker
from sample_bill_rows import COLUMNS, Ledger


def test_the_stored_bill_has_the_columns_that_the_script_writes() -> None:
    described = duckdb.execute(f"describe from '{sample_bill_files().charges}'").fetchall()
    assert [row[0] for row in described] == list(COLUMNS)


def test_the_script_writes_and_compares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def few(maker: Maker) -> Maker:
        maker.bookings()
        maker.products()
        maker.gpus = [("gpu", date(2026, 8, 1), 0.5, 1.0)]
        return maker

    monkeypatch.setattr(Maker, "all", few)
    monkeypatch.setattr(make_sample_bill, "FOLDER", tmp_path)
    monkeypatch.setattr(sys, "argv", ["make_sample_bill", "--write"])
    for code in (0, "the sample bill differs from what was made"):
        with pytest.raises(SystemExit) as stopped:
            make_sample_bill.main()
        assert stopped.value.code == code
        monkeypatch.setattr(sys, "argv", ["make_sample_bill"])
        monkeypatch.setattr(Maker, "all", lambda maker: (maker.products(), few(maker))[1])


def test_the_repository_holds_what_the_script_makes(tmp_path: Path) -> None:
    assert make_sample_bill.same(Maker().all(), make_sample_bill.FOLDER, tmp_path)


def test_nothing_unused_is_no_row() -> None:
    day = date(2026, 8, 1)
    ledger = Ledger(lambda _: 1.0, first=day, contract_from=day, discount=0.1, keep=0.5)
    ledger.unused("l4", day, "commitment", 0.0)
    assert ledger.rows == []
