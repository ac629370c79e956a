"""What machines read of the site: ``llms.txt``, and ``sitemap.xml`` if the site has an address.

Both are written from what is known of all pages, also when a build has written only some of them.
"""

from html import escape
from pathlib import Path

from sphinx.application import Sphinx


def _pages(app: Sphinx) -> list[str]:
    return sorted(app.env.found_docs, key=lambda name: (name != "index", name))


def llms(app: Sphinx) -> str:
    """Return the list of pages, each with its own description, as ``llms.txt`` asks for it."""
    lines = [f"# {app.config.project}", "", f"> {app.config.epub_description}", "", "## Pages", ""]
    for name in _pages(app):
        title = app.env.titles[name].astext()
        words = app.env.metadata.get(name, {}).get("description", "")
        address = app.config.html_baseurl + app.builder.get_target_uri(name)
        lines.append(f"- [{title}]({address})" + (f": {words}" if words else ""))
    return "\n".join(lines) + "\n"


def sitemap(app: Sphinx) -> str:
    """Return the addresses of all pages."""
    pages = (app.config.html_baseurl + app.builder.get_target_uri(name) for name in _pages(app))
    urls = "".join(f"<url><loc>{escape(page)}</loc></url>\n" for page in pages)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{space}">\n{urls}</urlset>\n'


def on_build_finished(app: Sphinx, error: Exception | None) -> None:
    """Write both lists of the site's pages."""
    if error or app.builder.name != "html":
        return
    (Path(app.outdir) / "llms.txt").write_text(llms(app), "utf-8")
    place = Path(app.outdir) / "sitemap.xml"
    if app.config.html_baseurl:
        place.write_text(sitemap(app), "utf-8")
    else:
        place.unlink(missing_ok=True)
