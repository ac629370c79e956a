"""The pages that a quick check leaves out are those that nothing has touched."""

import pytest
import selected_pages
from selected_pages import drawn, is_selected, source_of, touched

PAGE = "chapters/06-vector-search/hybrid-search.md"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOOK_CHECK_ALL", raising=False)
    monkeypatch.setattr(selected_pages, "drawn", lambda page, seed: False)


def selected(monkeypatch: pytest.MonkeyPatch, *names: str) -> bool:
    monkeypatch.setattr(selected_pages, "changed", lambda: frozenset(names))
    return is_selected(PAGE)


def test_a_page_is_selected_by_itself_by_its_inputs_and_by_what_all_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not selected(monkeypatch)
    assert not selected(monkeypatch, "chapters/05-real-time-ml/index.md", "CHANGELOG.md")
    assert not selected(monkeypatch, "src/napkinmath/finops/spot.py")
    assert selected(monkeypatch, PAGE)
    assert selected(monkeypatch, "src/napkinmath/retrieval/bm25.py")
    assert selected(monkeypatch, "src/napkinmath/datasets/debian20k.npz")
    assert selected(monkeypatch, "locks/book.txt")


def test_all_are_selected_where_nothing_is_known_and_where_all_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selected_pages, "changed", lambda: None)
    assert is_selected(PAGE)
    monkeypatch.setattr(selected_pages, "changed", frozenset)
    monkeypatch.setenv("BOOK_CHECK_ALL", "1")
    assert is_selected(PAGE)


def test_each_commit_draws_about_a_tenth_and_another_one() -> None:
    pages = [f"page-{n}" for n in range(1000)]
    first, second = ({page for page in pages if drawn(page, seed)} for seed in ("a", "b"))
    assert 60 < len(first) < 140 and 60 < len(second) < 140 and first != second


def test_a_notebook_has_a_source() -> None:
    assert source_of("home") == "index.md"
    assert source_of("hybrid-search") == PAGE
    assert source_of("05-real-time-ml") == "chapters/05-real-time-ml/index.md"
    assert source_of("your-bill") == "notebooks/your-bill.ipynb"
    lab = selected_pages.ROOT / "notebooks/exact-neighbors-on-a-cluster.ipynb"
    assert touched(lab, frozenset({"src/napkinmath/vector_search/exact.py"}))
    assert not touched(lab, frozenset({"src/napkinmath/finops/spot.py"}))
    with pytest.raises(LookupError, match="no page has the notebook"):
        source_of("nothing")
