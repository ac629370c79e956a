"""Files of facts: one table an entry, each with its source, its address, a date and a mark."""

import difflib
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

#: How far an entry was checked.
MARKS = {
    "official": "read at the maker, or in the maker's own repository",
    "official-copy": "read in a dated copy of the maker's page",
    "compiled": "read in a maintained collection that links the maker's pages",
    "secondary": "read as quoted by a third party",
}


def read(name: str) -> dict[str, dict[str, Any]]:
    """Return the entries of the data file ``name`` by their identifiers, in the file's order."""
    text = (files("napkinmath.catalog") / "data" / name).read_text("utf-8")
    return tomllib.loads(text)


def not_found(kind: str, id: str, known: Iterable[str], *, lists: str = "") -> LookupError:
    """Return the error that an unknown ``id`` raises, with near matches and where all are listed.

    ``lists`` is the function that lists them, where it is not the kind and an s.

    >>> print(not_found("link", "nvlink5", ["nvlink-4", "nvlink-5", "pcie-5-x16"]))
    no link with id 'nvlink5'; did you mean 'nvlink-5', 'nvlink-4'? links() lists all
    """
    near = difflib.get_close_matches(str(id).lower(), list(known), n=4, cutoff=0.5)
    hint = f"did you mean {', '.join(map(repr, near))}? " if near else "nothing is called like it. "
    return LookupError(f"no {kind} with id {id!r}; {hint}{lists or kind + 's'}() lists all")
