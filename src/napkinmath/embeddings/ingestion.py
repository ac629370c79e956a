"""Ingestion that survives crashes: batches, a watermark, dead letters, and no duplicates.

``ingest`` is a generator: each value is the journal that you make durable before asking for the
next. Vectors are written first and the watermark moves after, so a crash repeats at most one batch;
keys that follow from the content make the repetition harmless.
"""

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Document:
    """A text and the key under which its vector is stored."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class IngestionJournal:
    """Progress: documents before ``watermark`` are stored or among the ``dead_letters``, keys."""

    watermark: int = 0
    dead_letters: tuple[str, ...] = ()


def ingest(
    source: Sequence[Document],
    store: MutableMapping[str, Any],
    embed: Callable[[list[str]], Sequence[Any]],
    *,
    batch_size: int,
    journal: IngestionJournal | None = None,
) -> Iterator[IngestionJournal]:
    """Embed and store the documents beyond the journal's watermark, batch by batch. Definition.

    ``embed`` takes texts and returns as many vectors. If it raises ``ValueError``, the batch is
    halved until single documents are left, and those go to the dead letters; any other
    exception ends the run, and the last journal yielded is where to go on.
    Raises ``ValueError``, at the first step as generators do, if ``batch_size`` is below 1 or the
    watermark lies beyond the source, and later if ``embed`` returns another number of vectors.

    >>> store = {}
    >>> documents = [Document("a", "one"), Document("b", "two")]
    >>> [step.watermark for step in ingest(documents, store, lambda ts: ts, batch_size=1)]
    [1, 2]
    >>> store
    {'a': 'one', 'b': 'two'}
    """
    batch_size = require.count("batch_size", batch_size)
    journal = journal or IngestionJournal()
    if not 0 <= journal.watermark <= len(source):
        raise ValueError(
            f"journal.watermark must be between 0 and {len(source)}, got {journal.watermark}"
        )
    while journal.watermark < len(source):
        batch = source[journal.watermark : journal.watermark + batch_size]
        dead_letters = (*journal.dead_letters, *_upsert(batch, store, embed))
        journal = IngestionJournal(journal.watermark + len(batch), dead_letters)
        yield journal


def _upsert(
    batch: Sequence[Document],
    store: MutableMapping[str, Any],
    embed: Callable[[list[str]], Sequence[Any]],
) -> tuple[str, ...]:
    """Store the vectors of ``batch``; return the keys of documents that cannot be embedded."""
    try:
        vectors = list(embed([document.text for document in batch]))
    except ValueError:
        if len(batch) == 1:
            return (batch[0].key,)
        half = len(batch) // 2
        return (*_upsert(batch[:half], store, embed), *_upsert(batch[half:], store, embed))
    if len(vectors) != len(batch):
        raise ValueError(f"embed must return {len(batch)} vectors, got {len(vectors)}")
    for document, vector in zip(batch, vectors, strict=True):
        store[document.key] = vector
    return ()


def reembedded_share(documents: float, batch_size: int, crashes: float) -> float:
    """Return the share of documents embedded again after crashes: half a batch each. Definition.

    The crashes fall at random times.
    Raises ``ValueError`` if ``documents`` is not positive, ``batch_size`` below 1 or ``crashes``
    negative.

    >>> reembedded_share(500e6, 10_000, 20)
    0.0002
    """
    lost = require.non_negative("crashes", crashes) * require.count("batch_size", batch_size) / 2
    return lost / require.positive("documents", documents)
