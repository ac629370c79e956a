"""Which installed distribution brings a package that a page imports.

``importlib.metadata`` knows it too, but looks at every file of everything installed, for half a
second in each process. What a distribution has recorded of itself says enough.
"""

from collections.abc import Iterator
from functools import cache
from importlib import metadata


@cache
def distributions() -> dict[str, list[str]]:
    """Return the names of the distributions that bring each package, as ``pip`` knows them."""
    found: dict[str, list[str]] = {}
    for distribution in metadata.distributions():
        for package in set(_packages(distribution)):
            found.setdefault(package, []).append(distribution.metadata["Name"])
    return found


def _packages(distribution: metadata.Distribution) -> Iterator[str]:
    if named := distribution.read_text("top_level.txt"):
        yield from named.split()
        return
    for line in (distribution.read_text("RECORD") or "").splitlines():
        top, folder, _ = line.partition(",")[0].partition("/")
        if folder or top.endswith((".py", ".so", ".pyd")):
            yield top.partition(".")[0]
