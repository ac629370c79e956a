"""Sentences are tested in a real kernel, as a notebook would run them."""

import nbformat
import pytest
from nbclient import NotebookClient

from napkinmath.book._markdown import DOLLAR
from napkinmath.book.sentences import Sentence

SAY = 'from napkinmath.book import say\nsay("It costs {{price * 2 :: $}}.", was=["$4"])'


def test_places_and_published_texts_are_counted() -> None:
    with pytest.raises(ValueError, match="was must hold 2 texts, one a place, got 1"):
        Sentence("{{a}} and {{b}}", ("1",))


def test_what_is_not_there_yet_is_as_published_and_an_error_is_told() -> None:
    sentence = Sentence("{{a :: %}} of {{1 / b}}", ("5%", "2"))
    assert sentence.filled({}) == "5% of 2"
    assert sentence.filled({"a": 0.05, "b": 0.5}) == "5% of 2"
    told = "<mark>6%</mark> (page: 5%) of <mark>?</mark> (ZeroDivisionError in `1 / b`; page: 2)"
    assert sentence.filled({"a": 0.06, "b": 0}) == told


@pytest.mark.slow
def test_a_sentence_above_its_cell_follows_it() -> None:
    def run(price: str) -> str:
        cells = [nbformat.v4.new_code_cell(code) for code in (SAY, f"price = {price}")]
        notebook = nbformat.v4.new_notebook(cells=cells)
        NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
        (output,) = notebook.cells[0].outputs
        return output.data["text/markdown"]

    assert run("2.0").replace(DOLLAR, "$") == "It costs $4."
    assert run("2.5").replace(DOLLAR, "$") == "It costs <mark>$5</mark> (page: $4)."
