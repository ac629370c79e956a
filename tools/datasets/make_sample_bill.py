"""Make the sample bill: SYNTHETIC cost and usage data of a company that does not exist.

    python tools/datasets/make_sample_bill.py          compare with the files in the repository
    python tools/datasets/make_sample_bill.py --write  replace them

``sample_bill_plan`` says what is in it, and what is wrong with it on purpose. The columns are those
of FOCUS 1.2. It needs duckdb, and no network.
"""

import argparse
import csv
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from napkinmath.datasets._planted import FIRST
from remake import DATA_SETS
from sample_bill_plan import DAYS, Maker
from sample_bill_rows import COLUMNS, TYPES

FOLDER = DATA_SETS
TABLES = ("sample_bill", "sample_bill_gpus", "sample_bill_predictions")


def tables(made: Maker) -> dict[str, tuple[dict[str, str], list[tuple[Any, ...]]]]:
    """Return the columns, with their types in SQL, and the rows of each table, in order."""
    rows: list[tuple[Any, ...]] = sorted(made.ledger.rows, key=_order)
    gpus = [(name, day, f"{mean:.3f}", f"{top:.2f}") for name, day, mean, top in made.gpus]
    return {
        "sample_bill": (dict(zip(COLUMNS, TYPES, strict=True)), rows),
        "sample_bill_gpus": (
            {"ResourceId": "VARCHAR", "Day": "DATE", "MeanBusy": "FLOAT", "TopBusy": "FLOAT"},
            sorted(gpus),
        ),
        "sample_bill_predictions": (
            {"Product": "VARCHAR", "Day": "DATE", "Predictions": "BIGINT"},
            sorted(made.predictions),
        ),
    }


def _order(row: tuple[Any, ...]) -> tuple[str, ...]:
    keys = ["SubAccountId", "SkuId", "ResourceId", "ChargePeriodStart", "CommitmentDiscountStatus"]
    keys += ["ChargeCategory", "ChargeDescription"]
    return tuple(str(row[COLUMNS.index(key)] or "") for key in keys)


def daily(made: Maker) -> dict[str, npt.NDArray[Any]]:
    """Return the daily costs by tag as it is spelled, and who owns what has no tag."""
    tagged = sorted({made.ledger.tag(row) for row in made.ledger.rows})
    cents = {
        name: np.zeros((len(tagged), DAYS), dtype=np.int64) for name in ("billed", "effective")
    }
    exact = {name: np.zeros((len(tagged), DAYS)) for name in cents}
    for row in made.ledger.rows:
        where = tagged.index(made.ledger.tag(row)), made.ledger.day(row)
        exact["billed"][where] += float(row[COLUMNS.index("BilledCost")])
        exact["effective"][where] += float(row[COLUMNS.index("EffectiveCost")])
    owners = sorted(made.ledger.untagged.items())
    return {
        "tags": np.array(tagged),
        **{f"{name}_cents": np.rint(usd * 100).astype(np.int64) for name, usd in exact.items()},
        "first_day": np.array(FIRST.isoformat()),
        "untagged": np.array([name for name, _ in owners]),
        "owners": np.array([owner for _, owner in owners]),
    }


def write_parquet(name: str, made: Maker, folder: Path) -> None:
    """Write one table as Parquet, through a CSV file and duckdb with one thread."""
    import duckdb

    columns, rows = tables(made)[name]
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as engine:
        text = Path(scratch) / "rows.csv"
        with text.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        engine.execute("set threads = 1; set TimeZone = 'UTC'")
        engine.execute(f"create table t ({', '.join(f'{c} {t}' for c, t in columns.items())})")
        engine.execute(f"copy t from '{text}' (header false, nullstr '')")
        engine.execute(
            f"copy t to '{folder / name}.parquet' (format parquet, compression zstd,"
            " compression_level 19, row_group_size 200000)"
        )


def same(made: Maker, folder: Path, scratch: Path) -> bool:
    """Say whether the files in ``folder`` hold exactly the rows and arrays that were made."""
    import duckdb

    for name in TABLES:
        write_parquet(name, made, scratch)
        stored, new = (f"from '{where / name}.parquet'" for where in (folder, scratch))
        for one, other in ((stored, new), (new, stored)):
            if duckdb.execute(f"{one} except all {other}").fetchall():
                return False
    arrays = daily(made)
    with np.load(folder / "sample_bill.npz", allow_pickle=False) as stored_arrays:
        return set(stored_arrays) == set(arrays) and all(
            np.array_equal(stored_arrays[name], arrays[name]) for name in arrays
        )


def main() -> None:
    """Compare the repository's files with new ones, or replace them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true", help="replace the files")
    arguments = parser.parse_args()
    made = Maker().all()
    if arguments.write:
        for name in TABLES:
            write_parquet(name, made, FOLDER)
        arrays: dict[str, Any] = dict(daily(made))
        np.savez_compressed(FOLDER / "sample_bill.npz", **arrays)
    with tempfile.TemporaryDirectory() as scratch:
        equal = same(made, FOLDER, Path(scratch))
    raise SystemExit(0 if equal else "the sample bill differs from what was made")


if __name__ == "__main__":
    main()
