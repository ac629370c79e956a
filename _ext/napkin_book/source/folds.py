"""Cells that are folded, each with a label of its own: ``:fold: nine changes, three runs each``.

A page shows the few cells that a reader would paste into their own work; the others are one click
away, under "Code: nine changes, three runs each".
"""

import yaml

from napkin_book.source.page import Page, PageError


def expanded(text: str, where: str) -> str:
    """Return a page's source with the options that MyST-NB needs to fold its cells."""
    page = Page(text, where)
    lines = list(page.lines)
    for cell in reversed(page.cells):
        if "fold" not in cell.settings:
            continue
        settings = dict(cell.settings)
        label = settings.pop("fold")
        if not isinstance(label, str) or not label.strip():
            raise PageError(f"{where}:{cell.line}: fold must be the label of the cell")
        tags = [tag for tag in settings.get("tags", []) if tag != "hide-input"]
        settings["tags"] = [*tags, "hide-input"]
        prompt = f"Code: {label.strip()}"
        given = dict(settings.get("mystnb", {}))
        settings["mystnb"] = given | {"code_prompt_show": prompt, "code_prompt_hide": prompt}
        options = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, width=10_000)
        lines[cell.line : cell.body_line - 1] = ["---", *options.rstrip().split("\n"), "---"]
    return "\n".join(lines)
