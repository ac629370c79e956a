"""Figures are numbered from what was noted of each page, as Sphinx numbers them from the pages."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.util.docutils import docutils_namespace, patch_docutils

from napkin_book.build import chapter_numbers

SPHINX = TocTreeCollector.assign_figure_numbers
FIGURES = """
```{{figure}} x.png
:name: fig-{0}-1

One
```

## Section

```{{figure}} x.png
:name: fig-{0}-2

Two
```

```{{figure}} x.png
:name: fig-{0}-bare
```

```{{table}} Rows
:name: tab-{0}

| a |
| - |
| 1 |
```

```{{math}}
:label: eq-{0}
x
```

```{{code-block}} python
:caption: Code
:name: code-{0}

x
```
"""


def page(name: str, *listed: str) -> str:
    contents = "\n".join(["```{toctree}", *listed, "```"]) if listed else ""
    return f"# {name}\n{FIGURES.format(name)}\n{contents}\n{FIGURES.format(name + '-after')}"


def test_figures_get_the_numbers_that_sphinx_would_give(tmp_path: Path) -> None:
    for name, text in {
        "index": page("home", "chapters/02-b/index", "chapters/reference/glossary", "more"),
        "chapters/02-b/index": page("module", "one", "two"),
        "chapters/02-b/one": page("one"),
        "chapters/02-b/two": page("two"),
        "chapters/reference/glossary": page("glossary"),
        "more": page("more"),
    }.items():
        path = tmp_path / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        (path.parent / "x.png").write_bytes(b"")
    (tmp_path / "conf.py").write_text("")
    settings = {"extensions": ["myst_parser"], "numfig": True, "numfig_secnum_depth": 2}
    with patch_docutils(tmp_path), docutils_namespace():
        app = Sphinx(
            *(tmp_path, tmp_path, tmp_path / "out", tmp_path / "trees", "dummy"),
            {**settings, "math_numfig": True},
            status=None,
        )
        app.connect("doctree-read", chapter_numbers.on_doctree_read)
        app.build()
        env = app.env
        chapter_numbers.assign_sections(env)
        changed = chapter_numbers.assign_figures(env)
        ours = env.toc_fignumbers
        for name, number in chapter_numbers.modules(env).items():
            env.toc_secnumbers[name] = {"": (number,)}
        SPHINX(TocTreeCollector(), env)
    assert ours == env.toc_fignumbers
    assert ours["chapters/02-b/two"]["figure"]["fig-two-after-1"] == (2, 2, 3)
    assert ours["chapters/02-b/index"]["table"]["tab-module-after"] == (2, 2)
    assert ours["more"]["figure"]["fig-more-1"] != ours["index"]["figure"]["fig-home-1"]
    assert "fig-one-bare" not in str(ours) and set(changed) <= set(ours)
    chapter_numbers.on_purge(app, env, "chapters/02-b/two")
    chapter_numbers.assign_figures(env)
    assert "chapters/02-b/two" not in env.toc_fignumbers
