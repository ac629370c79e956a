"""Tests with an argument ``html`` run once for each page of the site as it was built."""

import pytest
from site_pages import SITE, pages


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "html" in metafunc.fixturenames:
        assert pages(), "no site in _build/html: run make html first"
        metafunc.parametrize("html", pages(), ids=lambda path: path.relative_to(SITE).as_posix())
