"""What the cards of a page say of its computed numbers."""

import pytest

from napkin_book.html import cards
from napkin_book.source.lineage import Lineage
from napkin_book.source.page import Page

HEAD = "---\nkernelspec: {display_name: Python 3}\n---\n# Title\n\n"
PAGE = (
    HEAD
    + """It costs {calc}`bill_usd :: $`, or {calc}`bill_usd / gb :: $`, for {calc}`gb`.

```{code-cell} ipython3
gb = 1000.0
hours = 730
unused = 3
```

```{code-cell} ipython3
from napkinmath.prices import price
gateway = price("nat-gateway-processed", provider="gcp")
def monthly(volume):
    return volume * gateway.usd * hours / 730
bill_usd = monthly(gb)
```

```{inputs}
gb: {label: traffic, unit: B, range: [1, 10000], kind: given, why: so}
hours: {label: hours of a month, unit: "", range: [1, 744], kind: assumed, why: so}
unused: {label: nothing, unit: "", range: [1, 4], kind: assumed, why: so}
```
"""
)


def test_a_number_says_its_expression_its_value_its_inputs_and_the_day_of_its_price() -> None:
    said = cards.numbers(PAGE, "p.md", {"calc-1": "45.0000001"})
    assert said["inputs"][:2] == [
        ["traffic", "1 kB", "given"],
        ["hours of a month", "730", "assumed"],
    ]
    assert said["prices"] == ["nat-gateway-processed, gcp, as of 2026-08"]
    assert said["numbers"] == {
        "calc-1": ["bill_usd", "45.0000001", [0, 1], [0]],
        "calc-2": ["bill_usd / gb", "", [0, 1], [0]],
        "calc-3": ["gb", "", [0], []],
        # the table of inputs shows values too
        "calc-4": ["gb", "", [0], []],
        "calc-5": ["hours", "", [1], []],
        "calc-6": ["unused", "", [2], []],
    }


@pytest.mark.parametrize(
    ("code", "behind"),
    [
        ("b = a + 1", {"a"}),
        ("b = [x for x in a]", {"a", "x"}),
        ("b = []\nfor c in a:\n    b.append(c)", {"a", "c"}),
        ("b = {}\nb['k'] = a", {"a"}),
        ("b = {}\nb['k'].v = a", {"a"}),
        ("b = []\nb.extend(a)", {"a"}),
        ("b = 1\nb += a", {"a"}),
        ("def f():\n    return a\nb = f()", {"a", "f"}),
        ("a = 1\nb = 2", set()),
    ],
)
def test_a_name_rests_on_what_assigns_or_changes_it(code: str, behind: set[str]) -> None:
    page = Page(f"{HEAD}```{{code-cell}} ipython3\n{code}\n```\n")
    assert Lineage.of(page).behind("b") - {"b"} == behind


def test_a_price_with_computed_arguments_is_left_out_and_others_have_their_day() -> None:
    code = (
        "from napkinmath import prices\n"
        'old = prices.price("nat-gateway", provider="aws", region="us-east-1", on="2026-01-01")\n'
        "all_of = [price(name, provider='aws') for name in names]\n"
        "wrong = price('no such thing', provider='aws')\n"
    )
    lineage = Lineage.of(Page(f"{HEAD}```{{code-cell}} ipython3\n{code}```\n"))
    (text,) = lineage.prices_behind(["old", "all_of", "wrong"])
    assert text.startswith("nat-gateway, aws, as of 2024-")


def test_unrounded_values_are_asked_for_once_and_kept_short() -> None:
    source = ["a [{glue:text}`calc-2`]{.calc .calc-2} {glue:text}`calc-1` {glue:text}`calc-2`"]
    cards.on_source_read(None, "p", source)  # type: ignore[arg-type]
    assert source[0].endswith("```{unrounded}\ncalc-2\ncalc-1\n```\n")
    plain = ["no value"]
    cards.on_source_read(None, "p", plain)  # type: ignore[arg-type]
    assert plain == ["no value"]
    assert cards._short("0.1234567890123") == "0.123456789"
    assert cards._short("12345678901234") == "12345678901234"
    assert cards._short("HNSW") == "HNSW"
