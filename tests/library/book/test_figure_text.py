"""Text of figures: as text, relative in size, held at the right side; and axes of time."""

import re

import matplotlib
import pytest

from napkinmath.book import plotting
from napkinmath.book._svg_text import _PlainLogFormatter


@pytest.fixture
def svg(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("NAPKINMATH_FIGURES", "svg")
    figure, axes = plotting.chart()
    axes.plot([1, 1e6], [1, 2])
    axes.set(xscale="log", xlabel="requests & more", ylabel="time, s")
    plotting.label(axes, 10, 1.5, "two\nlines", at="above")
    plotting.label(axes, 10, 1.5, "to the\nleft side", at="left", color=plotting.BLUE)
    axes.text(1000, 1.2, "small", fontsize=8.8, fontweight="bold")
    return str(figure._repr_svg_())


def test_words_are_text_in_the_font_of_the_page(svg: str) -> None:
    root = svg[svg.index("<svg") :].split(">")[0]
    assert 'font-size="11"' in root and 'font-family="sans-serif"' in root
    assert svg.count("font-family") == 1
    assert re.search(r'<text [^>]*text-anchor="middle"[^>]*>requests &amp; more</text>', svg)
    assert re.search(r'<text [^>]*transform="rotate\(-90 [^>]*>time, s</text>', svg)
    assert re.search(r'<text [^>]*font-size="0.80em" font-weight="700"[^>]*>small</text>', svg)
    assert "DejaVu" not in svg and "tspan" not in svg and "<!--" not in svg


def test_lines_of_a_label_share_their_side(svg: str) -> None:
    def places(words: list[str], anchor: str) -> set[str]:
        found = [
            re.search(rf'<text x="([\d.]+)"[^>]*"{anchor}"[^>]*>{w}</text>', svg) for w in words
        ]
        return {match[1] for match in found if match}

    assert len(places(["two", "lines"], "middle")) == 1
    assert len(places(["to the", "left side"], "end")) == 1


def test_ticks_of_a_logarithmic_axis_are_plain(svg: str) -> None:
    for words in ("1", "1,000", "10⁵"):
        assert f">{words}</text>" in svg
    formatter = _PlainLogFormatter()
    formatter.create_dummy_axis()
    assert [formatter(x) for x in (1e-4, 0.001, 1e6, 1e12)] == ["10⁻⁴", "0.001", "10⁶", "10¹²"]


def test_other_formats_keep_the_font_of_the_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAPKINMATH_FIGURES", "pdf")
    figure, axes = plotting.chart()
    axes.set(xlabel="words")
    assert b"DejaVuSans" in (figure._repr_pdf_() or b"")
    assert matplotlib.rcParams["svg.fonttype"] == "path"


def _ticks(low: float, high: float, scale: str = "log") -> list[str]:
    figure, axes = plotting.chart()
    axes.set(xscale=scale, xlim=(low, high))
    plotting.time_axis(axes)
    figure.draw_without_rendering()
    assert axes.get_xlim() == (low, high)
    return [text.get_text() for text in axes.get_xticklabels() if text.get_text()]


def test_an_axis_of_time_ticks_where_people_think() -> None:
    assert _ticks(1, 1e6) == ["1 s", "10 s", "1 min", "10 min", "1 h", "1 day", "1 week"]
    assert _ticks(60, 604_800) == ["1 min", "10 min", "1 h", "1 day", "1 week"]
    assert _ticks(1e-6, 1) == ["1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s"]
    assert _ticks(1e-6, 6e5) == ["1 µs", "1 ms", "1 s", "1 min", "1 h", "1 day"]
    assert _ticks(1, 60) == ["1 s", "2 s", "5 s", "10 s", "30 s", "1 min"]
    assert _ticks(0, 3 * 86_400, "linear") == [
        "0",
        "12 h",
        "1 day",
        "36 h",
        "2 days",
        "60 h",
        "3 days",
    ]
    assert _ticks(0, 0.009, "linear")[:3] == ["0", "2 ms", "4 ms"]
    assert _ticks(0, 86_400 * 365, "linear")[-1] == "52 weeks"
    assert _ticks(-3600, 3600, "linear")[0] == "−1 h"


def test_an_axis_of_time_is_one_of_two() -> None:
    figure, axes = plotting.chart()
    axes.set(yscale="log", ylim=(60, 3600))
    plotting.time_axis(axes, "y")
    figure.draw_without_rendering()
    assert "1 h" in [text.get_text() for text in axes.get_yticklabels()]
    assert axes.get_xaxis().get_major_formatter().__class__.__name__ == "ScalarFormatter"
    with pytest.raises(ValueError, match="which must be one of"):
        plotting.time_axis(axes, "z")
