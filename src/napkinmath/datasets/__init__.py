"""Frozen extracts of real data, small enough for the repository, each with its origin beside it.

``NAME.npz`` holds the data (``NAME.json.bz2`` its texts), ``NAME-origin.md`` where it comes from
and under which licence, and ``make_NAME.py`` makes it again from the published package.
"""

import bz2  # a browser's Python has no lzma, which would pack a fifth better
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from napkinmath import require

_FOLDER = Path(__file__).parent
_WORD_VECTORS = ("glove20k",)
_PACKAGES = ("debian20k",)
_LOGS = ("openbandit",)


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Words, the most frequent first, and their vectors: (n,) and (n, d) of unit length."""

    words: npt.NDArray[np.str_]
    vectors: npt.NDArray[np.float32]


def word_vectors(name: str) -> WordVectors:
    """Load a set of word vectors; ``"glove20k"`` is the one there is.

    ``glove20k`` holds the 20,500 most frequent words of GloVe in 100 dimensions, stored with 8 bits
    a coordinate and brought back to unit length.
    Raises ``ValueError`` on another name and ``FileNotFoundError`` where the package was installed
    without its data.

    >>> glove = word_vectors("glove20k")
    >>> glove.vectors.shape, str(glove.words[0])
    ((20500, 100), 'the')
    """
    path = _FOLDER / f"{require.one_of('name', name, _WORD_VECTORS)}.npz"
    with np.load(path, allow_pickle=False) as stored:
        return WordVectors(stored["words"], _unit_rows(stored["v"]))


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
    path = _FOLDER / require.one_of("name", name, _PACKAGES)
    with bz2.open(path.with_suffix(".json.bz2"), "rt", encoding="utf-8") as texts:
        rows = json.load(texts)
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as stored:
        vectors, query_vectors = _unit_rows(stored["v"]), _unit_rows(stored["q"])
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


@dataclass(frozen=True, slots=True)
class Log:
    """What one policy recommended, row by row, (n,) each, in the order of time.

    ``propensities`` are the probabilities with which the policy chose the item for its place,
    ``clicks`` are 0 or 1, ``places`` count from 1 and ``days`` from 0.
    """

    items: npt.NDArray[np.intp]
    places: npt.NDArray[np.intp]
    clicks: npt.NDArray[np.intp]
    propensities: npt.NDArray[np.float64]
    days: npt.NDArray[np.intp]


def recommendation_logs(name: str) -> dict[tuple[str, str], Log]:
    """Load logs of recommendations by (campaign, policy); ``"openbandit"`` is the set there is.

    ``openbandit`` holds 10,000 rows of a fashion shop for each of three campaigns ("all", "men",
    "women") and two policies, "random" and "bts".
    Raises ``ValueError`` on another name and ``FileNotFoundError`` where the package was installed
    without its data.

    >>> logs = recommendation_logs("openbandit")
    >>> int(logs["men", "random"].clicks.sum()), int(logs["men", "bts"].clicks.sum())
    (46, 69)
    """
    path = _FOLDER / f"{require.one_of('name', name, _LOGS)}.npz"
    with np.load(path, allow_pickle=False) as stored:
        keys = [str(key).split("-") for key in stored["names"]]
        whole = [stored[column].astype(np.intp) for column in ("item", "position", "click", "day")]
        propensity = stored["propensity"].astype(np.float64)
    items, places, clicks, days = whole
    return {
        (campaign, policy): Log(items[i], places[i], clicks[i], propensity[i], days[i])
        for i, (campaign, policy) in enumerate(keys)
    }


def _unit_rows(stored: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    rows = stored.astype(np.float32)
    unit: npt.NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
