import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.embeddings.chunking import (
    Span,
    _chunk_count,
    content_defined_chunks,
    duplicated_share,
    sliding_windows,
    truncated_share,
)


@given(st.integers(0, 5000), st.integers(1, 600), st.integers(0, 599))
def test_windows_cover_every_token_and_are_counted(tokens: int, window: int, overlap: int) -> None:
    if overlap >= window:
        with pytest.raises(ValueError, match="overlap"):
            _chunk_count(tokens, window, overlap)
        return
    spans = sliding_windows(tokens, window, overlap)
    assert len(spans) == _chunk_count(tokens, window, overlap)
    assert set().union(*(range(s.start, s.stop) for s in spans)) == set(range(tokens))
    assert all(0 < s.stop - s.start <= window for s in spans)
    embedded = sum(s.stop - s.start for s in spans)
    if tokens:
        assert embedded / tokens - 1 == pytest.approx(duplicated_share(tokens, window, overlap))


def test_counts_by_hand() -> None:
    assert [_chunk_count(n, 100, 20) for n in (0, 1, 20, 100, 101, 180, 181)] == [
        0, 1, 1, 1, 2, 2, 3,
    ]  # fmt: skip
    assert duplicated_share(10**6, 256, 64) == pytest.approx(64 / 192, rel=1e-3)


@given(st.lists(st.sampled_from("abcdefgh"), max_size=400), st.integers(4, 64))
def test_content_defined_pieces_partition_the_text(tokens: list[str], mean: int) -> None:
    spans = content_defined_chunks(tokens, mean)
    assert [s.start for s in spans[1:]] == [s.stop for s in spans[:-1]]
    assert not tokens or (spans[0].start, spans[-1].stop) == (0, len(tokens))
    assert all(s.stop - s.start <= 4 * mean for s in spans)
    assert all(s.stop - s.start >= mean // 4 for s in spans[:-1])


def test_an_edit_at_the_start_moves_few_cuts() -> None:
    tokens = [f"word{math.isqrt(7 * i**3) % 997}" for i in range(6000)]
    before = content_defined_chunks(tokens, 100)
    after = content_defined_chunks(["an", "edit", *tokens], 100)
    texts = {tuple(tokens[s.start : s.stop]) for s in before}
    again = {tuple(["an", "edit", *tokens][s.start : s.stop]) for s in after}
    assert len(again - texts) <= 3 < len(again) / 10
    assert sum(s.stop - s.start for s in before) / len(before) == pytest.approx(125, rel=0.4)
    assert sliding_windows(6000, 100)[1] == Span(100, 200)


def test_dropped_share_by_hand() -> None:
    assert truncated_share([10, 20, 30], 10) == 0.5
    assert truncated_share([10, 20, 30], 30) == 0


@pytest.mark.parametrize("bad", [-1, 1.5, True, "a"])
def test_counts_are_whole_numbers(bad: object) -> None:
    with pytest.raises(ValueError, match="tokens"):
        _chunk_count(bad, 10)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="window"):
        _chunk_count(10, bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="overlap"):
        sliding_windows(10, 5, bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="max_tokens"):
        truncated_share([1], bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="context"):
        content_defined_chunks(["a"], 8, context=bad)  # type: ignore[arg-type]


def test_refusals() -> None:
    with pytest.raises(ValueError, match="tokens"):
        duplicated_share(0, 10, 1)
    with pytest.raises(ValueError, match="mean_tokens"):
        content_defined_chunks(["a"], 3)
    for tokens in ("one string", [1, 2], ["a", None]):
        with pytest.raises(ValueError, match="list of strings"):
            content_defined_chunks(tokens, 8)  # type: ignore[arg-type]
    for lengths in ([-1, 2], [0, 0], [], [math.nan]):
        with pytest.raises(ValueError, match="lengths"):
            truncated_share(lengths, 5)
