"""The lint of words: each pattern finds its sense and leaves the others alone."""

import pytest
from style import WORDS, Word


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.say)
def test_a_pattern_finds_its_sense_and_no_other(word: Word) -> None:
    assert word.finds
    for text in word.finds:
        assert word.found(text), f"{word.pattern} does not find {text!r}"
    for text in word.leaves:
        assert not word.found(text), f"{word.pattern} finds {word.found(text)} in {text!r}"
