import pytest

from napkinmath.pages.model_efficiency_economics import RUNS, TASKS
from napkinmath.prices._lookup import price


def test_every_run_is_a_run_of_the_whole_set() -> None:
    assert len(RUNS) == 21
    for run in RUNS.values():
        assert 0 < run.first < run.passed < TASKS
        assert run.accuracy == run.passed / TASKS
        assert run.input_tokens > 2_000_000 and run.output_tokens > 300_000
    assert [run.passed for run in RUNS.values()] == sorted(
        (run.passed for run in RUNS.values()), reverse=True
    )


def test_a_bill_is_tokens_times_prices() -> None:
    run = RUNS["DeepSeek V3.2 chat"]
    assert run.bill_usd(0.28, 0.42) == pytest.approx(run.printed_usd, abs=1e-4)
    assert run.bill_usd(1.0, 0.0) == run.input_tokens / 1e6
    with pytest.raises(ValueError, match="input_usd must be"):
        run.bill_usd(-1.0, 0.0)
    with pytest.raises(ValueError, match="output_usd must be"):
        run.bill_usd(1.0, "1")  # type: ignore[arg-type]


def test_prices_come_from_the_book() -> None:
    for run in RUNS.values():
        ends = [
            price(f"{run.item}-{kind}-tokens", provider=run.provider)
            for kind in ("input", "output")
        ]
        assert all(row.per == "million-tokens" for row in ends)
        assert run.usd == pytest.approx(run.bill_usd(ends[0].usd, ends[1].usd))
        assert run.task_usd == pytest.approx(run.usd / TASKS)


def test_no_bill_is_far_from_what_was_paid_then() -> None:
    same = [run for run in RUNS.values() if run.item in ("gpt-5", "o3", "o3-pro", "grok-4")]
    for run in same:
        assert 0.99 < run.usd / run.printed_usd < 1.10
