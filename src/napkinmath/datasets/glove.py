"""GloVe word vectors, frozen: the 20,500 most frequent words in 100 dimensions."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.datasets._stored import FOLDER, unit_rows

_WORD_VECTORS = ("glove20k",)


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
    path = FOLDER / f"{require.one_of('name', name, _WORD_VECTORS)}.npz"
    with np.load(path, allow_pickle=False) as stored:
        return WordVectors(stored["words"], unit_rows(stored["v"]))
