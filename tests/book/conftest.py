"""Tests with an argument ``page`` run once for each page of the book."""

import pytest
from pages import all_pages


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page" in metafunc.fixturenames:
        pages = all_pages()
        metafunc.parametrize("page", pages, ids=[page.name for page in pages])
