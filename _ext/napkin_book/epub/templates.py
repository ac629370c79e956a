"""The texts of the EPUB's files, from the templates that lie beside this module.

What a template is given is escaped, unless the template says that it is markup (``|safe``).
"""

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

FOLDER = Path(__file__).parent / "templates"


def _escaped(value: Any) -> Any:
    return value if isinstance(value, Markup) else escape(str(value))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        finalize=_escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def filled(name: str, **values: Any) -> str:
    """Return the text of a template with ``values``; one that it lacks is an error."""
    return _environment().get_template(name).render(values)
