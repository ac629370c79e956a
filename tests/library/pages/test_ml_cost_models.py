from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.pages.ml_cost_models import (
    _METERS,
    RankingService,
    logging_usd,
    meter_prices,
    serving_usd,
    tariff,
)

SERVICE = RankingService(
    requests_per_s=1000,
    peak_over_mean=2.0,
    gpu_requests_per_s=250,
    staging_share=0.25,
    front_ends=10,
    feature_nodes=4,
    candidates=100,
    feature_bytes=400.0,
    cross_zone_share=0.5,
    log_bytes=10_000.0,
    logged_share=1.0,
    scans_per_logged_byte=2.0,
    log_stored_share=0.2,
    log_retention_s=730 * 3600.0,
    response_bytes=2000.0,
    nat_bytes_per_s=1e6,
    stored_bytes=60e12,
    snapshot_bytes=1e12,
)
ONES = dict.fromkeys(_METERS, 1.0)


def test_each_meter_counts_what_the_service_does() -> None:
    bill = SERVICE.bill(ONES, months=1.0)
    month_s = 730 * 3600.0
    requests = 1000 * month_s
    expected = {
        "serving GPUs": 8 * 730,
        "staging GPUs": 2 * 730,
        "front ends": 10 * 730,
        "feature nodes": 4 * 730,
        "cross-zone reads": 2 * requests * 100 * 400 * 0.5,
        "NAT gateways": 3 * 730 + 1e6 * month_s,
        "internet egress": requests * 2000 - 100e9,
        "log lines written": requests * 10_000,
        "log lines kept": requests * 10_000 * 0.2,
        "log queries": requests * 10_000 * 2,
        "object storage": 60e12,
        "snapshots": 1e12,
    }
    assert {line.name for line in bill.lines} == set(expected)
    for name, usd in expected.items():
        assert bill.line_usd(name) == pytest.approx(usd), name


def test_a_managed_store_is_charged_at_one_end() -> None:
    own = SERVICE.bill(ONES).line_usd("cross-zone reads")
    assert replace(SERVICE, billed_ends=1).bill(ONES).line_usd("cross-zone reads") == own / 2


@given(st.floats(min_value=0.1, max_value=24))
def test_a_bill_grows_with_its_months(months: float) -> None:
    usd = tariff(meter_prices(on="2026-10-31"))
    assert SERVICE.bill(usd, months=months).total_usd == pytest.approx(
        months * SERVICE.bill(usd, months=1).total_usd
    )


def test_a_tariff_is_in_base_units() -> None:
    prices = meter_prices(on="2026-10-31")
    usd = tariff(prices)
    assert set(usd) == set(_METERS)
    assert usd["log-ingestion"] == prices["log-ingestion"].usd / 1e9
    assert usd["l4"] == prices["l4"].usd


def test_a_bill_refuses_a_tariff_with_a_gap_and_no_time() -> None:
    with pytest.raises(LookupError, match="it lacks l4"):
        SERVICE.bill({meter: 1.0 for meter in _METERS if meter != "l4"})
    with pytest.raises(ValueError, match="months must be"):
        SERVICE.bill(ONES, months=0)
    with pytest.raises(LookupError, match="provider"):
        meter_prices(provider="nobody")


@pytest.mark.parametrize(
    ("name", "bad"),
    [(name, -1) for name in RankingService.__dataclass_fields__]
    + [
        ("requests_per_s", 0),
        ("peak_over_mean", 0.9),
        ("cross_zone_share", 1.1),
        ("front_ends", 1.5),
    ],
)
def test_a_service_refuses(name: str, bad: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be"):
        replace(SERVICE, **{name: bad})


def test_the_two_lines_of_a_reader_are_those_of_the_bill() -> None:
    usd = tariff(meter_prices())
    bill = SERVICE.bill(usd, months=3)
    served = serving_usd(1000.0, 2.0, 250.0, usd["l4"], 3.0)
    logged = logging_usd(1000.0, 10_000.0, usd["log-ingestion"], 1.0, 3.0)
    assert served == pytest.approx(bill.line_usd("serving GPUs"))
    assert logged == pytest.approx(bill.line_usd("log lines written"))


@given(st.floats(1, 1e6), st.floats(0, 1e6), st.floats(0, 1))
def test_writing_costs_in_proportion_to_what_is_written(
    requests_per_s: float, log_bytes: float, price_ratio: float
) -> None:
    one = logging_usd(requests_per_s, log_bytes, 5e-10, price_ratio, 1.0)
    assert logging_usd(2 * requests_per_s, log_bytes, 5e-10, price_ratio, 3.0) == pytest.approx(
        6 * one
    )


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_the_two_lines_refuse_what_is_out_of_range(bad: float) -> None:
    good = [1000.0, 10_000.0, 5e-10, 1.0, 3.0]
    for place, name in enumerate(("requests_per_s", "log_bytes", "usd_per_byte", "price_ratio")):
        with pytest.raises(ValueError, match=name):
            logging_usd(*good[:place], bad, *good[place + 1 :])
    good = [1000.0, 2.0, 250.0, 0.8, 3.0]
    names = ("requests_per_s", "peak_over_mean", "gpu_requests_per_s", "usd_per_hour", "months")
    for place, name in enumerate(names):
        with pytest.raises(ValueError, match=name):
            serving_usd(*good[:place], bad, *good[place + 1 :])
