import re

import numpy as np
import pytest

from napkinmath.book import plotting
from napkinmath.book.prose import glue
from napkinmath.book.tables import bullets, table


def test_table_aligns_numbers_and_escapes_bars() -> None:
    shown = table(
        {"what": ["a|b", "c"], "share": ["5 %", "–"], "n": [1, None], "ok": [True, False]}
    )._repr_markdown_()
    assert shown.splitlines() == [
        "| what | share | n | ok |",
        "|:---|---:|---:|:---|",
        "| a\\|b | 5 % | 1 | yes |",
        "| c | – | – | no |",
    ]


def test_table_refuses_nothing_and_unequal_columns() -> None:
    with pytest.raises(ValueError, match="at least one column"):
        table({})
    with pytest.raises(ValueError, match="one length, got {'a': 1, 'b': 2}"):
        table({"a": [1], "b": [1, 2]})


def test_bullets_refuse_an_empty_list() -> None:
    assert bullets(["a *b*"])._repr_markdown_() == "- a *b*"
    with pytest.raises(ValueError, match="at least one line"):
        bullets([])


def test_chart_is_reproducible_and_takes_the_ink_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def drawn() -> str:
        figure, axes = plotting.chart()
        (line,) = axes.plot([1, 2], [3, 4])
        for at in ("right", "left", "above", "below"):
            plotting.label(axes, 2, 4, at, color=line.get_color(), at=at)
        return figure._repr_svg_()

    first = drawn()
    assert first == drawn()
    assert "currentColor" in first
    assert plotting.INK not in first
    assert not re.search(r"<dc:date>", first)
    figure, _ = plotting.chart(columns=2, sharey=True)
    monkeypatch.delenv("NAPKINMATH_FIGURES", raising=False)
    assert figure._repr_pdf_() is None
    monkeypatch.setenv("NAPKINMATH_FIGURES", "svg,pdf")
    assert figure._repr_pdf_().startswith(b"%PDF")


def test_a_chart_shows_itself_as_png_outside_the_book(monkeypatch: pytest.MonkeyPatch) -> None:
    figure, _ = plotting.chart(height_in=2.0)
    monkeypatch.setenv("NAPKINMATH_FIGURES", "svg,pdf")
    assert figure._repr_png_() is None
    monkeypatch.delenv("NAPKINMATH_FIGURES")
    picture, size = figure._repr_png_()
    assert picture.startswith(b"\x89PNG") and size == {"width": 528, "height": 192}
    assert figure._repr_svg_() is None and figure._repr_pdf_() is None


def test_chart_and_label_refuse() -> None:
    with pytest.raises(ValueError, match="height_in must be"):
        plotting.chart(height_in=0)
    with pytest.raises(ValueError, match="columns must be"):
        plotting.chart(columns=0)
    _, axes = plotting.chart()
    with pytest.raises(ValueError, match="at must be one of"):
        plotting.label(axes, 0, 0, "x", at="inside")


def test_glue_hands_over_a_plain_value(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[dict, dict]] = []
    monkeypatch.setattr(
        "IPython.display.display", lambda data, raw, metadata: shown.append((data, metadata))
    )
    glue("p99", np.float64(1.5))
    glue("text", "5 ms")
    key = "application/papermill.record/text/plain"
    assert [data[key] for data, _ in shown] == ["1.5", "'5 ms'"]
    assert shown[0][1]["scrapbook"]["name"] == "p99"
    with pytest.raises(ValueError, match="name must not be empty"):
        glue("", 1)
