"""The words that the book does not use: the patterns of ``style.toml``."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Word:
    """A pattern, what to say instead, and texts that it must and must not find."""

    say: str
    pattern: str
    finds: list[str]
    leaves: list[str]

    def found(self, text: str) -> list[str]:
        return [match.group() for match in re.finditer(self.pattern, text, re.IGNORECASE)]


def _read() -> list[Word]:
    entries = tomllib.loads(Path(__file__).with_name("style.toml").read_text("utf-8"))["word"]
    return [Word(**({"leaves": []} | entry)) for entry in entries]


WORDS = _read()
