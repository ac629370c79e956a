"""A sentence encoder of 22 million weights in numpy: enough to make stored embeddings again.

It reads the files of ``all-MiniLM-L6-v2`` as its authors published them, and does what they do:
word pieces, six layers of attention, the mean over the pieces, length one. It is no part of a
build, for it encodes a few dozen texts a second.
"""

import json
import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
LAYERS, HEADS, WIDTH = 6, 12, 384
MAX_CHARACTERS = 100  # of a word; a longer one is unknown
_EPSILON = np.float32(1e-12)


def read_safetensors(data: bytes) -> dict[str, npt.NDArray[np.float32]]:
    """Return the 32-bit tensors of a safetensors file: 8 bytes of length, a JSON header, the data.

    Raises ``ValueError`` on a tensor that is neither of 32-bit floats nor of the integers that the
    encoder does not need.
    """
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] == "I64":
            continue
        if entry["dtype"] != "F32":
            raise ValueError(f"tensor {name} must be of 32-bit floats, got {entry['dtype']}")
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[start:end], dtype="<f4").reshape(entry["shape"])
    return tensors


def basic_tokens(text: str) -> Iterator[str]:
    """Split ``text`` as BERT does: lower case, no accents, each mark and each ideograph alone.

    >>> list(basic_tokens("Café-Net, v2"))
    ['cafe', '-', 'net', ',', 'v2']
    """
    word = ""
    for char in unicodedata.normalize("NFD", text.lower()):
        category = unicodedata.category(char)
        if category == "Mn" or char == "\ufffd" or (category[0] == "C" and char not in "\t\n\r"):
            continue
        ascii_mark = 33 <= ord(char) <= 126 and not char.isalnum()
        alone = ascii_mark or category[0] == "P" or _ideograph(ord(char))
        if alone or char.isspace():
            if word:
                yield word
            word = ""
            if alone:
                yield char
        else:
            word += char
    if word:
        yield word


def _ideograph(code: int) -> bool:
    blocks = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2CEAF), (0xF900, 0xFAFF))
    return any(low <= code <= high for low, high in (*blocks, (0x2F800, 0x2FA1F)))


def word_pieces(text: str, vocabulary: Mapping[str, int], limit: int) -> list[int]:
    """Return the ids of the word pieces of ``text``, at most ``limit`` with both end marks.

    Each word is cut into the longest pieces that the vocabulary holds; what follows the first piece
    of a word starts with ``##``.

    >>> known = {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "pack": 3, "##age": 4}
    >>> word_pieces("Package manager", known, 128)
    [0, 3, 4, 2, 1]
    """
    ids = [vocabulary["[CLS]"]]
    for word in basic_tokens(text):
        ids += _cut(word, vocabulary)
        if len(ids) >= limit:
            break
    return [*ids[: limit - 1], vocabulary["[SEP]"]]


def _cut(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    start = 0
    while start < len(word) <= MAX_CHARACTERS:
        mark = "##" if start else ""
        for end in range(len(word), start, -1):
            piece = vocabulary.get(mark + word[start:end])
            if piece is not None:
                found.append(piece)
                start = end
                break
        else:
            break
    return found if start == len(word) else [vocabulary["[UNK]"]]


@dataclass(frozen=True, slots=True)
class Encoder:
    """The weights of MiniLM by their published names, and its vocabulary of word pieces."""

    weights: Mapping[str, Floats]
    vocabulary: Mapping[str, int]

    def encode(self, texts: Sequence[str], *, limit: int = 256, batch: int = 32) -> Floats:
        """Return one unit vector a text, (n, 384); pieces beyond ``limit`` are dropped."""
        ids = [word_pieces(text, self.vocabulary, limit) for text in texts]
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        vectors = np.empty((len(ids), WIDTH), dtype=np.float32)
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            vectors[rows] = self._encode_batch([ids[row] for row in rows])
        return vectors

    def _encode_batch(self, ids: Sequence[Sequence[int]]) -> Floats:
        longest = max(len(row) for row in ids)
        padded = np.zeros((len(ids), longest), dtype=np.int64)
        mask = np.zeros((len(ids), longest), dtype=np.float32)
        for row, some in enumerate(ids):
            padded[row, : len(some)], mask[row, : len(some)] = some, 1
        weight = self.weights
        x = weight["embeddings.word_embeddings.weight"][padded]
        x = x + weight["embeddings.position_embeddings.weight"][:longest]
        x = self._norm(
            "embeddings.LayerNorm", x + weight["embeddings.token_type_embeddings.weight"][0]
        )
        hide = (1 - mask)[:, None, None, :] * np.float32(-1e9)
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            heard = self._dense(f"{name}.attention.output.dense", self._attend(name, x, hide))
            x = self._norm(f"{name}.attention.output.LayerNorm", x + heard)
            inner = _gelu(self._dense(f"{name}.intermediate.dense", x))
            x = self._norm(
                f"{name}.output.LayerNorm", x + self._dense(f"{name}.output.dense", inner)
            )
        mean = (x * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: Floats = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit

    def _attend(self, name: str, x: Floats, hide: Floats) -> Floats:
        texts, length, _ = x.shape
        query, key, value = (
            self._dense(f"{name}.attention.self.{part}", x)
            .reshape(texts, length, HEADS, WIDTH // HEADS)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32((WIDTH // HEADS) ** 0.5) + hide
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        heard = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        joined: Floats = heard.transpose(0, 2, 1, 3).reshape(texts, length, WIDTH)
        return joined

    def _dense(self, name: str, x: Floats) -> Floats:
        out: Floats = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return out

    def _norm(self, name: str, x: Floats) -> Floats:
        centered = x - x.mean(axis=-1, keepdims=True)
        scaled = centered / np.sqrt((centered**2).mean(axis=-1, keepdims=True) + _EPSILON)
        out: Floats = scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return out


def _gelu(x: Floats) -> Floats:
    """Return x times the normal distribution function, by a rational fit good to 2e-7."""
    size = np.abs(x) * np.float32(2**-0.5)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * t
    tail = series * np.exp(-size * size)
    out: Floats = x * np.where(x < 0, tail, 2 - tail) / 2
    return out
