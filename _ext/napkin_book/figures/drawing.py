"""Keep what has been drawn: a page is read again for a word, and its figures are as they were.

A drawing is known by what it shows, by the code that drew it and by the version of matplotlib. It
lies in three forms in the build folder: SVG for screens, PDF for paper, PNG for notebooks.
"""

import hashlib
import json
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
_FORMS = (".svg", ".pdf", "@2x.png")
#: Where the code lies that draws.
_CODE = ("_ext/napkin_book/figures", "_ext/napkin_book/interactive", "src/napkinmath/book")


@cache
def _tools() -> str:
    """Return a hash of everything that draws."""
    digest = hashlib.sha256(metadata.version("matplotlib").encode())
    for folder in _CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def drawn(
    folder: Path, what: str, draw: Callable[[], tuple[Any, dict[str, Any]]]
) -> dict[str, Any]:
    """Return what there is to know of a drawing in ``folder``: its ``stem``, and more.

    ``draw`` returns a figure of ``napkinmath.book`` and that, as JSON has it; it is called unless
    ``what`` has been drawn before.
    """
    key = hashlib.sha256(f"{_tools()}{what}".encode()).hexdigest()[:16]
    record = folder / f"drawn-{key}.json"
    if record.exists():
        known: dict[str, Any] = json.loads(record.read_text("utf-8"))
        if all((folder / f"{known['stem']}{form}").exists() for form in _FORMS):
            return known
    figure, about = draw()
    folder.mkdir(parents=True, exist_ok=True)
    svg, pdf, png = (folder / f"{about['stem']}{form}" for form in _FORMS)
    svg.write_text(figure._repr_svg_() or "", encoding="utf-8")
    pdf.write_bytes(figure._saved("pdf"))
    figure.savefig(png, dpi=120, facecolor="white")
    record.write_text(json.dumps(about), "utf-8")
    return about
