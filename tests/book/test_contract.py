"""Every converted page keeps the contract, and the list of the others only shrinks."""

import contextlib
import io

import pytest
from contract import (
    chapters,
    converted,
    faults,
    is_deeper,
    is_topic,
    not_converted,
    open_cells,
    words,
)
from pages import ROOT, Page

#: How many pages were not converted when the contract was written down as tests.
AT_FIRST = 18


def test_a_page_keeps_the_contract() -> None:
    wrong = [fault for page in chapters() if converted(page) for fault in faults(page)]
    assert not wrong, "\n".join(wrong)


def test_the_list_of_pages_not_converted_only_shrinks() -> None:
    left = not_converted()
    assert len(set(left)) == len(left) <= AT_FIRST
    for name in left:
        assert (ROOT / name).is_file(), f"{name} is gone: take it off not_converted.txt"
    kept = [page.name for page in chapters() if not converted(page) and not faults(page)]
    assert not kept, f"keeps the contract, so take it off not_converted.txt: {kept}"


def test_words_are_counted_as_a_reader_sees_them() -> None:
    assert words("A page with {calc}`bill_usd * 2 :: $ 2` and $x = 1$ more.") == 7
    assert words("| **98%** | [a link](https://example.org) |") == 3


@pytest.mark.slow
def test_the_open_cells_of_a_converted_page_run_alone_in_their_order(page: Page) -> None:
    if not converted(page) or not (is_topic(page) or is_deeper(page)):
        return
    names: dict = {"__name__": "__main__"}
    for cell in open_cells(page):
        with contextlib.redirect_stdout(io.StringIO()):
            try:
                exec(compile(cell.body, f"{page.name}:{cell.line}", "exec"), names)
            except Exception as error:
                pytest.fail(f"{page.name}:{cell.line}: does not run on open cells: {error!r}")
