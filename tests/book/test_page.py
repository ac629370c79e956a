"""The parser of a page's source: what it finds, and what it refuses with file and line."""

import pytest

from napkin_book.source.page import Page, PageError

TEXT = """---
kernelspec: {display_name: Python 3}
description: "What it answers."
---
(label)=
# A Title

```{tags} one, two
three
```

```{code-cell} ipython3
---
tags: [hide-input]
mystnb: {figure: {caption: "So it is."}}
---
# no title
a = 1
```

````{exercise} The name
:label: ex-one

What is it?

```python
:x: is no option here
```

:::{dropdown} Answer
It is.
:::
````

```{code-cell} ipython3

:tags: [remove-cell]

b = {":c:": a}
```

````{code-cell}
c = '''
```
'''
````

  ~~~{math}
  x
  ~~~

`````{note}
Written with ```three``` ticks:
```one``` of them.
`````
"""


def test_front_matter_title_tags_and_cells_are_found() -> None:
    page = Page(TEXT, "chapters/x.md")
    assert page.front == {
        "kernelspec": {"display_name": "Python 3"},
        "description": "What it answers.",
    }
    assert (page.front_lines, page.title_line, page.title) == (4, 6, "A Title")
    assert page.tags == ["one", "two", "three"]
    first, second, third = page.cells
    assert (first.line, first.end, first.body_line) == (12, 19, 17)
    assert first.settings == {
        "tags": ["hide-input"],
        "mystnb": {"figure": {"caption": "So it is."}},
    }
    assert first.body == "# no title\na = 1" and first.argument == "ipython3"
    assert second.settings == {"tags": ["remove-cell"]} and second.body == 'b = {":c:": a}'
    assert third.settings == {} and third.body == "c = '''\n```\n'''"
    assert page.code == "\n".join(cell.body for cell in page.cells)


def test_fences_nest() -> None:
    found = [(fence.name, fence.depth, fence.is_literal) for fence in Page(TEXT).fences]
    assert found == [
        ("tags", 0, True),
        ("code-cell", 0, True),
        ("exercise", 0, False),
        ("", 1, True),
        ("dropdown", 1, False),
        ("code-cell", 0, True),
        ("code-cell", 0, True),
        ("math", 0, True),
        ("note", 0, False),
    ]
    exercise, code = Page(TEXT).fences[2:4]
    assert exercise.settings == {"label": "ex-one"} and exercise.argument == "The name"
    assert code.options == "" and code.body == ":x: is no option here"


def test_a_page_without_anything_has_nothing() -> None:
    page = Page("Text.\n")
    assert (page.front, page.title, page.tags, page.fences, page.code) == ({}, "", [], [], "")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\na: 1\n", 1, "the front matter has no end"),
        ("x\n```{code-cell}\na\n", 2, r"the fence of \{code-cell\} never closes"),
        ("```python\na\n", 1, "the fence of a block of code never closes"),
        ("````{code-cell}\na\n```\n", 1, r"\{code-cell\} never closes"),
        ("x\n\n:::\ny\n:::\n", 3, "::: opens a fence that names no directive"),
        ("```{code-cel} ipython3\na\n```\n", 1, r"\{code-cel\} is unknown; source/page.py lists"),
        ("```{code-cell ipython3\na\n```\n", 1, "names no directive"),
        ("```{code-cell}\n---\ntags: [x]\na\n```\n", 1, r"options of \{code-cell\} have no end"),
        (
            ":::{note}\n```{code-cell}\na\n```\n:::\n",
            2,
            r"a code cell inside of \{note\} never runs",
        ),
        (
            "```{note}\n```{tip}\na\n```\n```\n",
            2,
            r"\{tip\} needs a shorter fence than \{note\} around it, which opens in line 1",
        ),
    ],
)
def test_what_cannot_be_parsed_is_refused_with_file_and_line(
    text: str, line: int, words: str
) -> None:
    page = Page(text, "chapters/x.md")
    with pytest.raises(PageError, match=rf"^chapters/x.md:{line}: .*{words}"):
        _ = page.front_lines, page.fences


def test_a_tag_is_added_to_the_cells_that_are_wanted() -> None:
    tagged = Page(TEXT).tagged("new", lambda cell: "a" in cell.body)
    cells = Page(tagged).cells
    assert [cell.settings.get("tags") for cell in cells] == [
        ["new", "hide-input"],
        ["new", "remove-cell"],
        None,
    ]
    assert [cell.body for cell in cells] == [cell.body for cell in Page(TEXT).cells]
    listed = "```{code-cell}\n---\ntags:\n- x\n---\na = 1\n```\n"
    with pytest.raises(PageError, match=r"^p:1: write the tags of a cell as \[one, two\]"):
        Page(listed, "p").tagged("new", lambda cell: True)
