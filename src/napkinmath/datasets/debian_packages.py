"""Packages of Debian 12, frozen: their texts, and the vectors of a sentence encoder."""

import bz2  # a browser's Python has no lzma, which would pack a fifth better
import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.datasets._stored import FOLDER, unit_rows

_PACKAGES = ("debian20k",)


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages of a software distribution, described twice and embedded: (n,) each.

    ``summaries`` are one line, ``descriptions`` a paragraph or more; ``tags`` and ``depends`` hold
    a tuple a package. ``vectors`` (n, 128) embed the descriptions; ``query_vectors`` (q, 128) the
    first q summaries, so that query i has one right answer for free: row i. All have unit length.
    """

    names: tuple[str, ...]
    sections: npt.NDArray[np.str_]
    tags: tuple[tuple[str, ...], ...]
    installed_bytes: npt.NDArray[np.int64]
    depends: tuple[tuple[str, ...], ...]
    summaries: tuple[str, ...]
    descriptions: tuple[str, ...]
    vectors: npt.NDArray[np.float32]
    query_vectors: npt.NDArray[np.float32]


def package_descriptions(name: str) -> Packages:
    """Load a set of package descriptions; ``"debian20k"`` is the one there is.

    ``debian20k`` holds 20,000 packages of Debian 12 with their texts, and MiniLM's vectors of these
    reduced to 128 dimensions by PCA, stored with 8 bits a coordinate, brought back to unit length.
    Raises ``ValueError`` on another name and ``FileNotFoundError`` where the package was installed
    without its data.

    >>> debian = package_descriptions("debian20k")
    >>> debian.vectors.shape, debian.query_vectors.shape, debian.names[0]
    ((20000, 128), (1000, 128), 'bandwidthd-pgsql')
    """
    path = FOLDER / require.one_of("name", name, _PACKAGES)
    with bz2.open(path.with_suffix(".json.bz2"), "rt", encoding="utf-8") as texts:
        rows = json.load(texts)
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as stored:
        vectors, query_vectors = unit_rows(stored["v"]), unit_rows(stored["q"])
    return Packages(
        names=tuple(row["n"] for row in rows),
        sections=np.array([row["s"] for row in rows]),
        tags=tuple(tuple(row["t"]) for row in rows),
        installed_bytes=np.array([row["z"] for row in rows], dtype=np.int64) * 1024,
        depends=tuple(tuple(row["d"]) for row in rows),
        summaries=tuple(row["h"] for row in rows),
        descriptions=tuple(row["l"] for row in rows),
        vectors=vectors,
        query_vectors=query_vectors,
    )
