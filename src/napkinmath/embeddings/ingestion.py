"""Ingestion that may die at any moment: batches, a watermark, dead letters, and no duplicates.

``ingest`` is a generator: each value is the journal that the caller makes durable before asking for
the next. Vectors are written first and the watermark moves after, so a crash repeats at most one
batch; keys that follow from the content make the repetition harmless.
"""

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of text and the key under which its vector is stored."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Journal:
    """How far ingestion has come: all before ``watermark`` is stored or among ``dead`` keys."""

    watermark: int = 0
    dead: tuple[str, ...] = ()


def ingest(
    source: Sequence[Document],
    store: MutableMapping[str, Any],
    embed: Callable[[list[str]], Sequence[Any]],
    *,
    batch: int,
    journal: Journal | None = None,
) -> Iterator[Journal]:
    """Embed and store what lies beyond the journal's watermark, batch by batch.

    ``embed`` takes texts and returns as many vectors. If it raises ``ValueError``, the batch is
    halved until single documents are left, and those go to the dead letters; any other
    exception ends the run, and the last journal yielded is where to go on.
    Raises ``ValueError``, at the first step as generators do, if ``batch`` is below 1 or the
    watermark lies beyond the source, and later if ``embed`` returns another number of vectors.

    >>> store = {}
    >>> documents = [Document("a", "one"), Document("b", "two")]
    >>> [step.watermark for step in ingest(documents, store, lambda ts: ts, batch=1)]
    [1, 2]
    >>> store
    {'a': 'one', 'b': 'two'}
    """
    batch = require.count("batch", batch)
    journal = journal or Journal()
    if not 0 <= journal.watermark <= len(source):
        raise ValueError(
            f"journal.watermark must be between 0 and {len(source)}, got {journal.watermark}"
        )
    while journal.watermark < len(source):
        part = source[journal.watermark : journal.watermark + batch]
        dead = _upsert(part, store, embed)
        journal = Journal(journal.watermark + len(part), (*journal.dead, *dead))
        yield journal


def _upsert(
    part: Sequence[Document],
    store: MutableMapping[str, Any],
    embed: Callable[[list[str]], Sequence[Any]],
) -> tuple[str, ...]:
    """Store the vectors of ``part``; return the keys of documents that cannot be embedded."""
    try:
        vectors = list(embed([document.text for document in part]))
    except ValueError:
        if len(part) == 1:
            return (part[0].key,)
        half = len(part) // 2
        return (*_upsert(part[:half], store, embed), *_upsert(part[half:], store, embed))
    if len(vectors) != len(part):
        raise ValueError(f"embed must return {len(part)} vectors, got {len(vectors)}")
    for document, vector in zip(part, vectors, strict=True):
        store[document.key] = vector
    return ()


def repeated_share(documents: float, batch: int, crashes: float) -> float:
    """Return the share of documents embedded again if crashes fall at random: half a batch each.

    Raises ``ValueError`` if ``documents`` is not positive, ``batch`` below 1 or ``crashes``
    negative.

    >>> repeated_share(500e6, 10_000, 20)
    0.0002
    """
    lost = require.non_negative("crashes", crashes) * require.count("batch", batch) / 2
    return lost / require.positive("documents", documents)
