import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.embeddings.ingestion import Document, IngestionJournal, ingest, reembedded_share


class CrashError(RuntimeError):
    pass


def embed(texts: list[str]) -> list[str]:
    if "poison" in texts:
        raise ValueError("cannot be embedded")
    return [text.upper() for text in texts]


@given(
    st.lists(st.sampled_from(["one", "two", "three", "poison"]), max_size=30),
    st.integers(1, 8),
    st.sets(st.integers(1, 40), max_size=6),
)
def test_a_run_that_crashes_ends_like_one_that_does_not(
    texts: list[str], batch_size: int, crashes: set[int]
) -> None:
    source = [Document(f"{i}", text) for i, text in enumerate(texts)]
    calls, left = 0, set(crashes)

    def shaky(batch_texts: list[str]) -> list[str]:
        nonlocal calls
        calls += 1
        if calls in left:
            left.discard(calls)
            raise CrashError
        return embed(batch_texts)

    journal, store = IngestionJournal(), {}
    for _ in range(len(crashes) + 1):
        try:
            for step in ingest(source, store, shaky, batch_size=batch_size, journal=journal):
                assert step.watermark > journal.watermark
                journal = step
        except CrashError:
            continue
    assert journal.watermark == len(source)
    assert set(journal.dead_letters) == {d.key for d in source if d.text == "poison"}
    assert store == {d.key: d.text.upper() for d in source if d.text != "poison"}


def test_a_crash_repeats_at_most_one_batch() -> None:
    source, seen = [Document(f"{i}", f"{i}") for i in range(10)], []

    def count(texts: list[str]) -> list[str]:
        seen.extend(texts)
        return texts

    steps = ingest(source, {}, count, batch_size=4)
    first = next(steps)
    next(steps)  # stored, but the journal was lost
    list(ingest(source, {}, count, batch_size=4, journal=first))
    assert len(seen) == 10 + 4


def test_half_a_batch_is_lost_per_crash() -> None:
    assert reembedded_share(1000, 100, 4) == 0.2
    assert reembedded_share(1000, 100, 0) == 0


def test_refusals() -> None:
    source = [Document("a", "a")]
    for batch_size in (0, -1, 1.5, True):
        with pytest.raises(ValueError, match="batch_size"):
            list(ingest(source, {}, embed, batch_size=batch_size))  # type: ignore[arg-type]
    for mark in (-1, 2):
        with pytest.raises(ValueError, match="watermark"):
            list(ingest(source, {}, embed, batch_size=1, journal=IngestionJournal(mark)))
    with pytest.raises(ValueError, match="must return 1 vectors, got 2"):
        list(ingest(source, {}, lambda texts: [1, 2], batch_size=1))
    with pytest.raises(ValueError, match="documents"):
        reembedded_share(0, 1, 1)
    with pytest.raises(ValueError, match="batch_size"):
        reembedded_share(1, 0, 1)
    with pytest.raises(ValueError, match="crashes"):
        reembedded_share(1, 1, -1)
