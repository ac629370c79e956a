"""The site as it was built, page by page."""

from pathlib import Path

SITE = Path(__file__).parents[2] / "_build" / "html"


def pages() -> list[Path]:
    """Return every page that a reader can open, but not the theme's own material."""
    found = [path for path in SITE.rglob("*.html") if "_static" not in path.parts]
    return sorted(path for path in found if "reports" not in path.parts)
