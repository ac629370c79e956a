"""The sample bill keeps the rules of FOCUS 1.2, and holds what its note says it holds."""

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

from napkinmath.datasets import sample_bill
from napkinmath.datasets.sample_bill import (
    sample_bill_daily,
    sample_bill_files,
    sample_bill_truth,
)

#: The columns that FOCUS 1.2 calls mandatory [focus2024spec].
MANDATORY = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ServiceCategory",
    "ServiceName",
]


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    files = sample_bill_files()
    opened = duckdb.connect()
    opened.execute("set threads = 1")
    for name in ("charges", "gpus", "predictions"):
        opened.execute(f"create view {name} as from '{getattr(files, name)}'")
    return opened


def one(engine: duckdb.DuckDBPyConnection, sql: str) -> tuple:
    row = engine.execute(sql).fetchone()
    assert row is not None
    return row


def breaks(engine: duckdb.DuckDBPyConnection, rule: str) -> int:
    """Count the rows that break a rule."""
    return int(one(engine, f"select count(*) from charges where not coalesce({rule}, false)")[0])


def test_it_has_the_mandatory_columns_and_says_that_it_is_synthetic(engine) -> None:
    columns = {row[0] for row in engine.execute("describe charges").fetchall()}
    assert set(MANDATORY) <= columns
    never_null = set(MANDATORY) - {"ChargeClass", "PricingQuantity", "PricingUnit"}
    for column in never_null:
        assert breaks(engine, f"{column} is not null") == 0
    assert breaks(engine, "BillingAccountName like 'SYNTHETIC%'") == 0


@pytest.mark.parametrize(
    "rule",
    [
        "ListUnitPrice is null or ListUnitPrice * PricingQuantity = ListCost",
        "ContractedUnitPrice is null or ContractedUnitPrice * PricingQuantity = ContractedCost",
        "ChargeCategory in ('Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment')",
        "ChargeClass is null or ChargeClass = 'Correction'",
        "ChargeCategory <> 'Purchase' or EffectiveCost = 0",
        "ChargeCategory <> 'Credit' or (EffectiveCost = BilledCost and ListCost = BilledCost)",
        "(CommitmentDiscountId is null) = (CommitmentDiscountCategory is null)",
        "(CommitmentDiscountStatus is not null) = (CommitmentDiscountId is not null"
        " and ChargeCategory = 'Usage')",
        "(ConsumedQuantity is not null) = (ChargeCategory = 'Usage' and ChargeClass is null"
        " and CommitmentDiscountStatus is distinct from 'Unused')",
        "(PricingCategory = 'Committed') = (CommitmentDiscountStatus is not null)"
        " or PricingCategory is null",
        "CommitmentDiscountStatus is null or BilledCost = 0",
        "ChargePeriodStart < ChargePeriodEnd and BillingPeriodStart < BillingPeriodEnd",
        "Tags is null or json_type(Tags) = 'OBJECT'",
    ],
)
def test_it_keeps_the_rules_of_the_specification(engine, rule: str) -> None:
    assert breaks(engine, rule) == 0


def test_a_commitment_paid_monthly_comes_out_even_and_a_year_in_advance_does_not(engine) -> None:
    spent = """select sum(BilledCost) filter (ChargeCategory = 'Purchase'),
        sum(EffectiveCost) filter (ChargeCategory = 'Usage')
        from charges where CommitmentDiscountId = """
    bought, used = one(engine, spent + "'commitment-l4'")
    assert bought == used
    bought, used = one(engine, spent + "'commitment-cache'")
    assert float(used / bought) == pytest.approx(92 / 365)
    billed, effective = one(engine, "select sum(BilledCost), sum(EffectiveCost) from charges")
    assert billed - effective == bought - used


def test_the_troubles_are_in_it(engine) -> None:
    truth = sample_bill_truth()
    assert set(truth.idle_since) == {f"gpu-a100-dev-{n}" for n in (1, 3, 4)}
    for name, since in truth.idle_since.items():
        top = "select max(TopBusy) from gpus where ResourceId = '{}' and Day {} '{}'"
        assert one(engine, top.format(name, ">=", since))[0] < 0.05
        before = one(engine, top.format(name, "<", since))[0]
        assert before is None or before > 0.5
    first, last = truth.runaway_days
    logs = f"""select sum(PricingQuantity) filter (ChargePeriodStart between '{first}' and '{last}')
        / 4, max(PricingQuantity) filter (ChargePeriodStart not between '{first}' and '{last}')
        from charges where ResourceId = '{truth.runaway}' and SkuId = 'log-ingestion'"""
    loud, usual = map(float, one(engine, logs))
    extra_gb = truth.runaway_bytes / 1e9
    assert extra_gb < loud < extra_gb + usual and usual < 130
    gone = one(engine, "select sum(BilledCost) from charges where ChargeClass = 'Correction'")
    assert gone == (-truth.refund_usd,)
    unused = f"""select sum(EffectiveCost) filter (ChargePeriodStart >= '{truth.migrated_on}')
        / sum(EffectiveCost) from charges where CommitmentDiscountStatus = 'Unused'"""
    assert one(engine, unused)[0] > 0.85


def test_every_tag_has_a_team_and_every_resource_without_one_an_owner(engine) -> None:
    truth, said = sample_bill_truth(), "coalesce(Tags->>'team', Tags->>'Team')"
    tags = engine.execute(f"select distinct {said} from charges where Tags is not null").fetchall()
    assert {tag for (tag,) in tags} == set(truth.teams)
    bare = """select distinct ResourceId from charges where Tags is null and ChargeClass is null
        and ChargeCategory = 'Usage' and CommitmentDiscountStatus is distinct from 'Unused'"""
    assert {name for (name,) in engine.execute(bare).fetchall()} == set(truth.owners)
    assert set(truth.owners.values()) <= set(truth.teams.values())


def test_the_daily_sums_are_those_of_the_charges(engine) -> None:
    bill = sample_bill_daily()
    sums = """select ChargePeriodStart::date, coalesce(Tags->>'team', Tags->>'Team', ''),
        sum(BilledCost), sum(EffectiveCost) from charges group by all"""
    for day, tag, billed, effective in engine.execute(sums).fetchall():
        where = bill.tags.index(tag), (day - date(2026, 8, 1)).days
        assert bill.billed_usd[where] == pytest.approx(float(billed), abs=0.005001)
        assert bill.effective_usd[where] == pytest.approx(float(effective), abs=0.005001)
    assert bill.days[-1] == np.datetime64("2026-10-31") and len(bill.days) == 92


def test_missing_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_bill, "FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError, match="the sample bill must lie at"):
        sample_bill_files()
