"""Markdown outside the book says the same without the marks of its builder."""

import pytest

from napkinmath.book._markdown import DOLLAR, for_display, plain
from napkinmath.book.tables import table


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        ("{cite:p}`dean2013tail`", "[dean2013tail]"),
        ("{cite:t}`a2013b, c2014d`", "[a2013b] [c2014d]"),
        ("{term}`fan-out`", "fan-out"),
        ("{doc}`the page </chapters/x>`", "the page"),
        ("{math}`x^2` and $y$", "$x^2$ and $y$"),
        ("[over a year old]{.stale}", "over a year old"),
        ("[words](https://example.org/)", "[words](https://example.org/)"),
        ("from $3 to \\$5", f"from {DOLLAR}3 to {DOLLAR}5"),
        ("`code` and {braces}", "`code` and {braces}"),
    ],
)
def test_marks_become_words(marked: str, wanted: str) -> None:
    assert plain(marked) == wanted
    assert plain(wanted.replace(DOLLAR, "")) == wanted.replace(DOLLAR, "")


def test_a_table_is_plain_outside_the_book(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = table({"source": ["{cite:p}`dean2013tail`"], "price": ["$3"]})
    monkeypatch.setenv("NAPKINMATH_MARKDOWN", "myst")
    assert "{cite:p}`dean2013tail` | $3" in shown._repr_markdown_()
    assert for_display("$3") == "$3"
    monkeypatch.delenv("NAPKINMATH_MARKDOWN")
    assert f"[dean2013tail] | {DOLLAR}3" in shown._repr_markdown_()
