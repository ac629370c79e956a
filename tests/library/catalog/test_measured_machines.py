"""Files of measured machines: what is written is read again, and other files are refused."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import napkinmath
from napkinmath.catalog.measured_machines import Machine, Spread, machine, read_machine, spread

SHIPPED = sorted((Path(napkinmath.__file__).parent / "catalog/data/measured").glob("*.csv"))
LAPTOP = Machine(
    name="laptop",
    hardware="a processor, 8 cores",
    system="Linux x86_64",
    software="Python 3.11, numpy 2",
    measured_on=date(2026, 1, 31),
    run_s=12.5,
    results={"memory_bytes_per_s": Spread(2e10, 1e10, 3e10, 7)},
)
POSITIVE = st.floats(1e-9, 1e15)


@given(st.lists(POSITIVE, min_size=1))
def test_a_spread_holds_its_median(values: list[float]) -> None:
    found = spread(values)
    assert found.least <= found.median <= found.most
    assert (found.least, found.most, found.runs) == (min(values), max(values), len(values))


@pytest.mark.parametrize("values", [[], [0.0], [1.0, -1.0], [float("nan")], [float("inf")], "ab"])
def test_a_spread_of_no_measurements_is_refused(values: object) -> None:
    with pytest.raises(ValueError, match="values"):
        spread(values)  # type: ignore[arg-type]


@given(median=POSITIVE, runs=st.integers(1, 10**6))
def test_a_machine_is_read_as_it_was_written(
    median: float, runs: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    measured = {"loopback_s": Spread(median, median / 2, median * 2, runs)}
    path = tmp_path_factory.mktemp("measured") / "measured-laptop.csv"
    path.write_text(replace(LAPTOP, results=measured).to_csv(), "utf-8")
    again = read_machine(path)
    assert replace(again, results=LAPTOP.results) == LAPTOP
    assert again.median("loopback_s") == pytest.approx(median, rel=1e-3)
    assert again.results["loopback_s"].runs == runs


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "name must be one line"),
        ({"hardware": "two\nlines"}, "hardware must be one line"),
        ({"run_s": 0.0}, "run_s must be"),
        ({"results": {}}, "at least one quantity"),
        ({"results": {"speed": Spread(1, 1, 1, 1)}}, "'speed'"),
    ],
)
def test_a_machine_without_a_description_is_refused(change: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(LAPTOP, **change)


def test_what_was_not_measured_is_named() -> None:
    with pytest.raises(LookupError, match=r"'gpu_s' of 'laptop'.*memory_bytes_per_s"):
        LAPTOP.median("gpu_s")
    with pytest.raises(LookupError, match="two-core-vm"):
        machine("two-core-vn")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("# system: Linux x86_64\n", "", "lacks system"),
        ("quantity,", "thing,", "columns must be"),
        (",7\n", "\n", "not a measurement"),
        ("2e+10", "fast", "not a measurement"),
        ("1e+10", "-1", "memory_bytes_per_s must be"),
        ("2026-01-31", "yesterday", "isoformat"),
    ],
)
def test_a_file_of_another_form_is_refused(old: str, new: str, words: str, tmp_path: Path) -> None:
    text = LAPTOP.to_csv()
    assert old in text
    path = tmp_path / "x.csv"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ValueError, match=words):
        read_machine(path)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_machine_bears_the_name_of_its_file_and_of_no_host(path: Path) -> None:
    found = machine(path.stem)
    assert found.name == path.stem and found == read_machine(path)
    assert "/" not in found.hardware and len(found.hardware) > 10
