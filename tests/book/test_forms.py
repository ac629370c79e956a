"""The forms of a page's source: values, claims, inputs, folds, models."""

import pytest
import yaml

from napkin_book.source import calc, declared, folds, forms, model
from napkin_book.source.page import Page, PageError

HEAD = "---\nkernelspec: {display_name: Python 3}\n---\n(x)=\n# Title\n\n"
CELLS = (
    "```{code-cell} ipython3\nrate_per_s = 90.0  # as measured\nprice_usd = 4\n```\n\n"
    "```{code-cell} ipython3\n:tags: [hide-input]\ncost_usd = rate_per_s * price_usd\n```\n"
)


def page(text: str) -> str:
    return HEAD + text + "\n\n" + CELLS


def test_a_value_above_its_cells_is_computed_behind_the_last_that_it_needs() -> None:
    written = forms.written_out(
        page("It is {calc}`cost_usd :: $`, or {calc}`price_usd + 1`."), "p.md"
    )
    assert "It is [{glue:text}`calc-1`]{.calc .calc-1}, or [{glue:text}`calc-2`]" in written
    first, second = Page(written).cells[1], Page(written).cells[3]
    assert "_calc('calc-2', 'price_usd + 1', '', globals(), where='p.md:7')" in first.body
    assert "_calc('calc-1', 'cost_usd', '$', globals(), where='p.md:7')" in second.body
    assert first.settings == second.settings == {"tags": ["remove-cell"]}


def test_a_value_is_found_in_captions_and_not_in_code() -> None:
    cell = '```{code-cell} ipython3\n:caption: "of {calc}`price_usd`"\nx = "{calc}`no`"\n```'
    literal = "``{calc}`a` `` is how it is written.\n\n```{math}\n{calc}`b`\n```\n\n"
    found = calc.calcs(Page(page(literal + cell)))
    assert [value.expression for value in found] == ["price_usd"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "{calc}`missing + 1`",
            "p.md:7: {calc} 'missing + 1': no cell of the page assigns m",
        ),
        ("{calc}`cost_usd +`", "p.md:7: {calc} 'cost_usd +' is no expression"),
        ("```{check}\ncost_usd > 1\n```", "p.md:7: {check} stands under no sentence"),
        ("Said.\n\n```{check}\n\n```", "p.md:9: {check} holds no expression"),
        ("Said.\n\n```{check}\nnothing > 1\n```", "p.md:9: {check} 'nothing > 1': no cell"),
        ("```{nonsense}\n```", "{nonsense} is unknown"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(text: str, told: str) -> None:
    with pytest.raises(PageError) as error:
        forms.written_out(page(text), "p.md")
    assert told in str(error.value)


def test_a_name_of_two_cells_is_refused_and_an_import_in_two_is_not() -> None:
    twice = "\n```{code-cell} ipython3\nprice_usd = 5\n```\n"
    with pytest.raises(PageError, match="price_usd is assigned in the cells of lines 9 and 19"):
        forms.written_out(page("{calc}`price_usd`") + twice, "p.md")
    again = "\n```{code-cell} ipython3\nimport math\n```\n" * 2
    assert "_calc" in forms.written_out(page("{calc}`math.pi`") + again, "p.md")


def test_a_claim_is_the_sentence_above_unless_words_say_it() -> None:
    text = (
        "First. It costs {calc}`cost_usd :: $`.\n\n```{check}\n:broken-by: price_usd = 0\n"
        "cost_usd > 9\n```\n\n"
        "More.\n\n```{check} Prices are small.\nprice_usd < 9\ncost_usd < 999\n```"
    )
    one, two = calc.checks(Page(page(text)))
    assert (one.claim, one.broken_by, one.cell) == (
        "It costs {{cost_usd :: $}}.",
        "price_usd = 0",
        1,
    )
    assert (two.claim, two.expressions) == (
        "Prices are small.",
        ("price_usd < 9", "cost_usd < 999"),
    )
    written = forms.written_out(page(text), "p.md")
    assert "{check}" not in written
    assert "_check('Prices are small.', 'price_usd < 9', 'cost_usd < 999', names=glo" in written


INPUTS = """```{inputs}
rate_per_s: {label: load, unit: /s, range: [1, 100], kind: measured, why: seen, try: 50}
price_usd: {label: price, unit: $, range: [1, 20], kind: given, why: asked}
```"""


def test_inputs_take_their_values_from_the_cells() -> None:
    rate, price = declared.inputs(Page(page(INPUTS)))
    assert (rate.value, rate.other, rate.low, rate.high) == (90.0, 50, 1, 100)
    assert (price.value, price.other) == (4, 20)
    written = forms.written_out(page(INPUTS), "p.md")
    assert (
        "| load (`rate_per_s`) | [{glue:text}`calc-1`]{.calc .calc-1} | 1/s to 100/s | mea"
        in written
    )
    changed = declared.with_value(Page(page(INPUTS)), "rate_per_s", 50)
    assert "rate_per_s = 50  # as measured" in changed and "= 90" not in changed


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("kind: given", "kind: known", "kind must be one of given, measured, assumed, got 'known'"),
        ("why: asked", "because: asked", "needs the fields kind, label, range, unit, why"),
        ("[1, 20]", "[5, 20]", "its value 4 is not within 5 to 20"),
        ("price_usd:", "cost_usd:", "input cost_usd must be a plain number in line"),
        ("price_usd:", "nothing:", "input nothing must be assigned in one cell, found 0"),
        ("{label: price", "[{label: price", "is no YAML"),
    ],
)
def test_inputs_that_are_not_right_are_refused(was: str, now: str, told: str) -> None:
    with pytest.raises(PageError, match=told):
        declared.inputs(Page(page(INPUTS.replace(was, now))))


def test_a_fold_has_a_label() -> None:
    cell = "```{code-cell} ipython3\n:fold: nine changes\n:tags: [measured]\nx = 1\n```\n"
    (folded,) = Page(folds.expanded(HEAD + cell, "p.md")).cells
    assert folded.body == "x = 1"
    assert folded.settings["tags"] == ["measured", "hide-input"]
    assert folded.settings["mystnb"]["code_prompt_show"] == "Code: nine changes"
    assert yaml.safe_load(folded.options) == folded.settings
    with pytest.raises(PageError, match="p.md:7: fold must be the label of the cell"):
        folds.expanded(HEAD + cell.replace(" nine changes", ""), "p.md")


def test_a_model_is_shown_without_its_docstring() -> None:
    shown = model.shown(model.found("queueing.littles_law"))
    assert shown.startswith("def littles_law(") and '"""' not in shown and "return" in shown
    method = model.shown(model.found("serving.KVCache.batch_bytes"))
    assert method.startswith("def batch_bytes(self") and len(method.splitlines()) == 2
    for bad in ("queueing.nothing", "nothing.at_all", "units.SOURCE", "book.INK"):
        with pytest.raises(LookupError, match=bad):
            model.found(bad)
