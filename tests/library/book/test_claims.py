import numpy as np
import pytest

from napkinmath.book.claims import ClaimError, check

NAMES = {"a": 1.5, "b": 2, "rows": [1, 2, 3], "np": np}


def test_a_claim_that_holds_shows_nothing() -> None:
    assert check("All is well.", "a < b", "len(rows) == 3 and 2 in rows", names=NAMES) is None


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("a > b", "1.5 > 2 is false"),
        ("a < b and b in rows[2:]", "2 in [3] is false"),
        ("1 < a < b - 1", "1 < 1.5 < 1 is false"),
        ("np.float64(a) == b", "1.5 == 2 is false"),
        ("not rows", "`not rows`)"),
    ],
)
def test_a_broken_claim_names_its_values(
    expression: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NAPKINMATH_CLAIMS", raising=False)
    shown = str(check("Two is less.", expression, names=NAMES))
    assert shown.startswith("**No longer true here:** Two is less. (`")
    assert told in shown
    monkeypatch.setenv("NAPKINMATH_CLAIMS", "raise")
    with pytest.raises(ClaimError, match=r"^page.md:7: no longer true: Two is less\.\n") as error:
        check("Two is less.", expression, names=NAMES, where="page.md:7")
    assert told.rstrip(")") in str(error.value)


def test_a_claim_needs_an_expression_and_defined_names() -> None:
    with pytest.raises(ValueError, match="expressions must hold at least one"):
        check("Nothing.", names={})
    with pytest.raises(NameError):
        check("Nothing.", "missing > 1", names={})
