"""Put a page's own description into its head, for search engines and link previews."""

from html import escape
from typing import Any

from sphinx.application import Sphinx


def on_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Add what the head of a page says of it."""
    description = app.env.metadata.get(pagename, {}).get("description", "")
    if description:
        tag = f'<meta name="description" content="{escape(description, quote=True)}">'
        title = escape(app.env.titles[pagename].astext(), quote=True)
        preview = {
            "title": title,
            "description": escape(description, quote=True),
            "type": "article",
        }
        preview["site_name"] = escape(app.config.project, quote=True)
        if app.config.html_baseurl:
            preview["url"] = app.config.html_baseurl + app.builder.get_target_uri(pagename)
        for name, words in preview.items():
            tag += f'<meta property="og:{name}" content="{words}">'
        context["metatags"] = context.get("metatags", "") + tag
