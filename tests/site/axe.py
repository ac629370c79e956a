"""axe, the checker of accessibility, on a page of a browser."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

_SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
_ALIKE = """
const seen = {};
document.querySelectorAll(".highlight span[class]").forEach((token) => {
  seen[token.className] = (seen[token.className] || 0) + 1;
  if (seen[token.className] > 2) token.replaceWith(token.textContent);
});
"""
# What is said of a control must hold what is seen of it: axe knows the rule, but as an experiment.
_RUN = """tags => axe.run(document, {
  runOnly: tags, resultTypes: ["violations"],
  rules: tags.includes("wcag21a") ? { "label-content-name-mismatch": { enabled: true } } : {},
})"""


class Axe:
    """What axe has to say of a page, at a width and in light or dark."""

    standards = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate(_SCRIPT)

    def keep_two_of_each_colour_of_code(self) -> None:
        """A chapter has thousands of tokens in a dozen colours: most of axe's time."""
        self.page.evaluate(_ALIKE)

    def violations(self, width: int, colours: str, rules: object = standards) -> list[str]:
        page = self.page
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]
        page.wait_for_function("c => document.documentElement.dataset.theme === c", arg=colours)
        page.wait_for_timeout(350)  # the theme looks what scrolls
        found = page.evaluate(_RUN, list(rules))
        return [
            f"{colours} {width} {rule['id']}: {node['target']} {node['failureSummary'][:200]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
