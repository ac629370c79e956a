"""A cloud bill to practise on: SYNTHETIC, nobody was billed it, and what is wrong with it is known.

``sample_bill.parquet`` holds three months of charges in the columns of FOCUS 1.2; beside it lie how
busy each GPU was and what was predicted. ``sample_bill.npz`` holds daily sums that need numpy only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from napkinmath.datasets import _planted as planted
from napkinmath.datasets._stored import FOLDER

_TABLES = ("sample_bill", "sample_bill_gpus", "sample_bill_predictions")


@dataclass(frozen=True, slots=True)
class BillFiles:
    """Where the three Parquet files lie: charges, GPUs by day, predictions by product and day."""

    charges: Path
    gpus: Path
    predictions: Path


def sample_bill_files() -> BillFiles:
    """Return the paths of the sample bill's Parquet files, for an engine that reads them.

    Raises ``FileNotFoundError`` where the package was installed without its data.

    >>> sample_bill_files().charges.name
    'sample_bill.parquet'
    """
    paths = [FOLDER / f"{name}.parquet" for name in _TABLES]
    for path in paths:
        if not path.is_file():
            raise FileNotFoundError(f"the sample bill must lie at {path}, and does not")
    return BillFiles(*paths)


@dataclass(frozen=True, slots=True)
class DailyBill:
    """Daily cost by tag: ``days`` (d,), ``tags`` (t,), ``billed_usd`` and ``effective_usd`` (t, d).

    ``tags`` are values of the tag ``team`` as they are spelled in the bill, ``""`` for charges that
    have none: these include the commitments, the refund and the credit.
    """

    days: npt.NDArray[np.datetime64]
    tags: tuple[str, ...]
    billed_usd: npt.NDArray[np.float64]
    effective_usd: npt.NDArray[np.float64]


def sample_bill_daily() -> DailyBill:
    """Return the sample bill summed by day and by tag, to the cent; it needs numpy and no engine.

    >>> bill = sample_bill_daily()
    >>> bill.billed_usd.shape == (len(bill.tags), len(bill.days)), str(bill.days[0])
    (True, '2026-08-01')
    """
    with np.load(FOLDER / "sample_bill.npz", allow_pickle=False) as stored:
        first = np.datetime64(str(stored["first_day"]), "D")
        billed, effective = stored["billed_cents"] / 100.0, stored["effective_cents"] / 100.0
        tags = tuple(stored["tags"].tolist())
    return DailyBill(first + np.arange(billed.shape[1]), tags, billed, effective)


@dataclass(frozen=True, slots=True)
class Truth:
    """What was put into the sample bill on purpose.

    ``teams`` maps each spelling of a tag to its team; ``owners`` each resource that has no tag, at
    least for a while, to the team that runs it; ``idle_since`` each idle GPU to its first idle day.
    The runaway log has a first and a last day and bytes a day on top. Traffic between zones starts
    at ``transfer_first_bytes`` a day and grows by ``transfer_growth`` each day.
    """

    teams: Mapping[str, str]
    owners: Mapping[str, str]
    reorganized_on: date
    idle_since: Mapping[str, date]
    runaway: str
    runaway_days: tuple[date, date]
    runaway_bytes: float
    transfer_first_bytes: float
    transfer_growth: float
    commitment: str
    migrated_on: date
    contract_from: date
    contract_discount: float
    committed_discount: float
    refund_usd: float
    credit_usd: float


def sample_bill_truth() -> Truth:
    """Return what was planted in the sample bill, to grade what you find.

    >>> truth = sample_bill_truth()
    >>> truth.teams["srch"], sorted(truth.idle_since)[0], truth.owners["gpu-a100-serve-0"]
    ('search', 'gpu-a100-dev-1', 'assistant')
    """
    with np.load(FOLDER / "sample_bill.npz", allow_pickle=False) as stored:
        owners = dict(zip(stored["untagged"].tolist(), stored["owners"].tolist(), strict=True))
    return Truth(
        teams={said: team for team, all_ in planted.SPELLINGS.items() for said, _ in all_},
        owners=owners,
        reorganized_on=planted.REORGANIZED,
        idle_since=dict(planted.IDLE),
        runaway="logs-ranking",
        runaway_days=(planted.LOGS_FROM, planted.LOGS_TO),
        runaway_bytes=planted.LOGS_GB * 1e9,
        transfer_first_bytes=planted.TRANSFER_FIRST_GB * 1e9,
        transfer_growth=planted.TRANSFER_GROWTH,
        commitment="commitment-l4",
        migrated_on=planted.MIGRATED,
        contract_from=planted.CONTRACT_FROM,
        contract_discount=planted.CONTRACT_DISCOUNT,
        committed_discount=planted.COMMITTED_DISCOUNT,
        refund_usd=planted.REFUND_USD,
        credit_usd=planted.CREDIT_USD,
    )
