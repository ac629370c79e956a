"""Load on each page what that page uses, once, and after its words.

Sphinx, the theme and the extensions each add style sheets and scripts to every page: 922 kB
compressed and 27 requests. Here they become one style sheet without the icon font (the icons in
use are drawn in ``_static/icons.css``), and the scripts that the page has a use for, deferred. Code
keeps only the elements that colour it: a chapter loses four of ten, which a phone need not lay out.
"""

import os
import re
import zlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from napkin_book.build import compat

SHEET = "_static/site.css"
_THEME_SHEETS = ("_static/styles/theme.css", "_static/styles/pydata-sphinx-theme.css")
_RULE = re.compile(r"[^{}]*\{[^{}]*\}")
_ICON_FONT = re.compile(r"@font-face|\.fa-[\w-]+:{0,2}[,{]|\.fa[srb]?[\s,:)]|--fa-(?:font|family)-")
_KEPT_ICON = re.compile(r"(?:theme-switch|toctree-toggle|summary|back-to-top|bd-search)")

# Scripts that only some pages have a use for: what to look for in the page's body.
_USED_BY = {
    "clipboard.min.js": re.compile(r'class="[^"]*\bhighlight\b'),
    "copybutton.js": re.compile(r'class="[^"]*\bhighlight\b'),
    "togglebutton.js": re.compile(r'class="[^"]*\b(?:toggle|dropdown)\b'),
    "cards.js": re.compile(r'id="card-data"|class="bibtex-citation|href="#(?:equation-|fig-|tab-)'),
    "design-tabs.js": re.compile(r'class="[^"]*\bsd-tab-set\b'),
}
# Sphinx's own scripts serve its search page (and mark what was searched for); no other page.
_SEARCH_ONLY = {"doctools.js", "sphinx_highlight.js"}
_SETTINGS = "documentation_options.js"


#: Families of classes, of Bootstrap and of sphinx-design, that no page of the book uses: three of
#: eight bytes of the sheet. A test of the site fails when a page begins to use one.
_FAMILIES = """
    ablog accordion alert align-baseline align-bottom align-content align-items align-middle
    align-self align-top bg- border- breadcrumb btn-check btn-close btn-danger btn-dark btn-group
    btn-info btn-lg btn-light btn-link btn-outline btn-primary btn-secondary btn-success btn-toolbar
    btn-warning carousel col- column-gap d- dataframe figure flex- float- focus-ring form-check
    form-control- form-floating form-label form-range form-select form-switch form-text fs- fw- g-
    gap- gx- gy- h- hstack icon-link img- input-group justify- lh- link- list-group m- mb- me- ms-
    mt- mx- my- nav-pills nav-tabs nav-underline navbar-dark navbar-expand navbar-light navbar-text
    nbinput nboutput object-fit offcanvas offset- opacity- order- overflow- p- pagination pb- pe-
    placeholder popover position- progress ps- pt- px- py- ratio rounded row-cols row-gap sd-align
    sd-avatar sd-badge sd-bg sd-border sd-btn sd-cards sd-carousel sd-col- sd-d- sd-fade sd-flex
    sd-fs sd-g- sd-gx- sd-gy- sd-height sd-hr sd-justify sd-m sd-material sd-octicon sd-offset
    sd-outline sd-p sd-rounded sd-row-cols sd-shadow sd-stretched sd-text sd-width shadow sig
    sphinxsidebar spinner table-active table-bordered table-borderless table-danger table-dark
    table-hover table-info table-light table-primary table-secondary table-striped table-success
    table-warning text-bg toast translate user-select vh- vstack vw- w- z-
"""
_USED_OF_THEM = {
    "align-items-center", "d-flex", "d-none", "d-print-none", "flex-column", "me-1",
    "navbar-expand-lg", "rounded-pill", "sd-mb-3", "sd-octicon", "sd-octicon-chevron-right",
}  # fmt: skip
_FAMILY = re.compile("|".join(f"(?:{re.escape(name)})" for name in _FAMILIES.split()))
_FOREIGN = re.compile(r"sphinx-design|mystnb|basic\.css|styles/")


def is_left_out(name: str) -> bool:
    """Say whether the sheet has no rules for a class, since no page uses its family."""
    return bool(_FAMILY.match(name)) and name not in _USED_OF_THEM


def without_unused(css: str) -> str:
    """Return a style sheet without the rules of classes that no page uses."""

    def kept(rule: re.Match[str]) -> str:
        selectors, _, body = rule.group().partition("{")
        if selectors.strip().startswith("@"):
            return rule.group()
        parts = re.split(r",(?![^(]*\))", selectors)
        used = [part for part in parts if not any(map(is_left_out, _classes(part)))]
        return ",".join(used) + "{" + body if used else ""

    return _RULE.sub(kept, css)


def _classes(selector: str) -> list[str]:
    return re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r":(?:not|is|where)\([^)]*\)", "", selector))


def without_icon_font(css: str) -> str:
    """Return the theme's style sheet without the rules that name two thousand icons."""

    def kept(rule: re.Match[str]) -> str:
        selector = rule.group().partition("{")[0]
        if _ICON_FONT.search(selector + "{") and not _KEPT_ICON.search(selector):
            return ""
        return rule.group()

    return re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", _RULE.sub(kept, css))


# Tokens of code that have the colour of all code: two of three, and each an element of the page.
_COLOURLESS = re.compile(r'<span class="(?:n|nn|p|w)">([^<]*)</span>|(?<=<pre>)<span></span>')


def with_fewer_tokens(body: str) -> str:
    """Return the page's body, its code without elements that colour nothing."""
    return _COLOURLESS.sub(r"\1", body)


_IMPORT = '@import "../basic.css";'


def _sheets(builder: StandaloneHTMLBuilder) -> list[str]:
    """Return the style sheets that every page asks for, in their order."""
    shared = (os.fspath(css.filename) for css in compat.style_sheets(builder))
    return [*_THEME_SHEETS, *shared]


@cache
def _mark(sources: Path, names: tuple[str, ...]) -> str:
    """Return a mark of what is in the sheet, so that no browser keeps an old one.

    Extensions copy their sheets after the pages are written, so their versions stand for them.
    """
    theme = version("sphinx-book-theme") + version("pydata-sphinx-theme") + version("myst-nb")
    own = [path.read_text("utf-8") for path in sorted((sources / "_static").glob("*.css"))]
    left_out = _FAMILIES + " ".join(sorted(_USED_OF_THEM))
    return f"{zlib.crc32(''.join([theme, left_out, *names, *own]).encode()):08x}"


def on_build_finished(app: Sphinx, error: Exception | None) -> None:
    """Write all style sheets as one: the theme writes the colours of code as late as this."""
    builder = app.builder
    if error or not isinstance(builder, StandaloneHTMLBuilder) or builder.name != "html":
        return
    parts = []
    for name in _sheets(builder):
        css = (Path(app.outdir) / name).read_text("utf-8")
        # Browsers ignore an import inside a joined sheet: the sheet it names takes its place.
        css = css.replace(_IMPORT, (Path(app.outdir) / "_static/basic.css").read_text("utf-8"))
        css = without_icon_font(css) if name in _THEME_SHEETS else css
        parts.append(without_unused(css) if _FOREIGN.search(name) else css)
    (Path(app.outdir) / SHEET).write_text("\n".join(parts), "utf-8")


def _name(asset: Any) -> str:
    return Path(os.fspath(asset.filename or "")).name


def scripts_for(page: str, body: str, scripts: list[Any], outdir: Path) -> list[Any]:
    """Return the scripts that a page with this body uses, none of which holds up its showing."""
    if page == "search":  # the theme calls Sphinx's search from within that page
        return scripts
    kept = []
    for script in scripts:
        name, inline = _name(script), str(script.attributes.get("body", ""))
        needs = _USED_BY.get("togglebutton.js" if "toggle" in inline.lower() else name)
        if name in _SEARCH_ONLY or (needs and not needs.search(body)):
            continue
        if name == _SETTINGS:  # 300 bytes that the next lines add to: no request of their own
            text = (outdir / "_static" / _SETTINGS).read_text("utf-8")
            kept.append(compat.Script("", priority=script.priority, body=text))
        elif name and "://" not in str(script.filename):
            attributes = {"defer": "defer", **script.attributes}
            kept.append(compat.Script(script.filename, priority=script.priority, **attributes))
        else:
            kept.append(script)
    return kept


def on_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Name the style sheets and scripts of a page of the site."""
    if app.builder.name != "html" or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    outdir, everywhere = Path(app.outdir), compat.style_sheets(app.builder)
    context["site_sheet"] = f"{SHEET}?v={_mark(Path(app.srcdir), tuple(_sheets(app.builder)))}"
    own = [css for css in context["css_files"] if css not in everywhere]
    context["css_files"] = [css for css in own if isinstance(css, compat.StyleSheet)]
    if "body" in context:
        context["body"] = with_fewer_tokens(context["body"])
    body, scripts = str(context.get("body", "")), list(context["script_files"])
    context["script_files"] = scripts_for(pagename, body, scripts, outdir)
