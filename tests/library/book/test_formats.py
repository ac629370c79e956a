import math

import numpy as np
import pytest

from napkinmath.book.formats import written


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.8934, "", "0.893"),
        (12_345.6, "", "12,346"),
        (0.8934, "%", "89.3%"),
        (0.8934, "% 2", "89%"),
        (0.0123, "s", "12.3 ms"),
        (3.35e12, "B/s 2", "3.4 TB/s"),
        (80 * 2**30, "iB", "80 GiB"),
        (1e6, "/s", "1 M/s"),
        (16_667, "tokens/s", "16.7 k tokens/s"),
        (81_600, "$", "$81.6k"),
        (81_600, "$ 2", "$82k"),
        (0, "$ 2", "$0"),
        (0.8934, ".2f", "0.89"),
        (12_345.6, ",.0f", "12,346"),
        (12, "d", "12"),
        (12_345, ",", "12,345"),
        (1, "engineer|engineers", "1 engineer"),
        (1200, "query|queries", "1,200 queries"),
        (True, "yes|no ?", "yes"),
        (np.float64(0.5), "%", "50%"),
        (np.bool_(False), "build|buy ?", "buy"),
        ("HNSW", "text", "HNSW"),
        (math.inf, "s", "never"),
        (math.inf, "", "∞"),
        (math.nan, "%", "–"),
    ],
)
def test_a_value_is_written(value: object, form: str, text: str) -> None:
    assert written(value, form) == text


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match="format_ must be one that .* lists, got '%%'"):
        written(1.0, "%%")
    with pytest.raises(ValueError, match="value must be a number for the format '%', got 'a'"):
        written("a", "%")
    with pytest.raises(ValueError, match="truth value"):
        written(True, "")
