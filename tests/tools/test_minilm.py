import json
import struct

import numpy as np
import pytest

import minilm
from minilm import Encoder, basic_tokens, read_safetensors, word_pieces

KNOWN = {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "pack": 3, "##age": 4, "##s": 5, "of": 6}


def small_encoder(seed: int = 0) -> Encoder:
    """Return the encoder with random weights in the published shapes."""
    rng = np.random.default_rng(seed)
    width = minilm.WIDTH
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(KNOWN), width),
        "embeddings.position_embeddings.weight": (16, width),
        "embeddings.token_type_embeddings.weight": (2, width),
        "embeddings.LayerNorm.weight": (width,),
        "embeddings.LayerNorm.bias": (width,),
    }
    for layer in range(minilm.LAYERS):
        name = f"encoder.layer.{layer}"
        inside = ("attention.self.query", "attention.self.key", "attention.self.value")
        sizes = dict.fromkeys((*inside, "attention.output.dense"), (width, width))
        sizes |= {"intermediate.dense": (2 * width, width), "output.dense": (width, 2 * width)}
        for part, (out, into) in sizes.items():
            shapes[f"{name}.{part}.weight"], shapes[f"{name}.{part}.bias"] = (out, into), (out,)
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"{name}.{part}.weight"] = shapes[f"{name}.{part}.bias"] = (width,)
    scale = {name: 0.05 * rng.standard_normal(shape) for name, shape in shapes.items()}
    return Encoder({name: rows.astype(np.float32) for name, rows in scale.items()}, KNOWN)


def test_words_part_at_marks_and_lose_accents() -> None:
    assert list(basic_tokens("naïve C++\tlibs\x00!")) == ["naive", "c", "+", "+", "libs", "!"]
    assert list(basic_tokens("日本 語")) == ["日", "本", "語"] and list(basic_tokens("  ")) == []


def test_pieces_are_the_longest_known_ones() -> None:
    assert word_pieces("packages of", KNOWN, 128) == [0, 3, 4, 5, 6, 1]
    assert word_pieces("packagex", KNOWN, 128) == [0, 2, 1]  # one unknown part, the word is unknown
    assert word_pieces("pack" * 26, KNOWN, 128) == [0, 2, 1]  # and so is a word of over 100 letters
    assert word_pieces("packages packages", KNOWN, 4) == [0, 3, 4, 1]


def test_padding_changes_nothing_and_vectors_have_length_one() -> None:
    encoder = small_encoder()
    texts = ["pack", "packages of packages of pack", "of of"]
    together = encoder.encode(texts, batch=3)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert together.shape == (3, 384) and np.allclose(together, alone, atol=1e-5)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    assert np.allclose(encoder.encode(["of pack"], limit=3), encoder.encode(["of"]), atol=1e-6)


def test_gelu_is_the_exact_one() -> None:
    x = np.linspace(-6, 6, 101, dtype=np.float32)
    from math import erf

    exact = [float(v) * (1 + erf(float(v) / 2**0.5)) / 2 for v in x]
    assert np.allclose(minilm._gelu(x), exact, atol=2e-6)


def packed(kind: str) -> bytes:
    """Write one tensor and one of integers as a safetensors file."""
    header = {
        "__metadata__": {"format": "pt"},
        "ids": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]},
        "w": {"dtype": kind, "shape": [1, 2], "data_offsets": [8, 16]},
    }
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(8) + struct.pack("<2f", 1.5, -2)


def test_safetensors_are_read_and_other_kinds_refused() -> None:
    read = read_safetensors(packed("F32"))
    assert list(read) == ["w"] and read["w"].tolist() == [[1.5, -2.0]]
    with pytest.raises(ValueError, match="tensor w must be of 32-bit floats, got F16"):
        read_safetensors(packed("F16"))
