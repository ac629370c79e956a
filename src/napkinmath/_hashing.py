"""Hashes of 64 bits that several placements and sketches share."""

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath._typing import Hashes


def mix64(values: Hashes) -> Hashes:
    """Return 64-bit ``values`` mixed one to one by the finalizer of SplitMix64. Definition."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def hash64(keys: npt.ArrayLike, seed: int = 0) -> Hashes:
    """Return the SplitMix64 hash of whole ``keys``, same shape. Definition.

    Raises ``ValueError`` on keys that are negative or not whole and on a negative ``seed``.

    >>> int(hash64([0])[0]) == 0xE220A8397B1DCDAF
    True
    """
    offset = (require.count("seed", seed, at_least=0) + 1) * 0x9E3779B97F4A7C15 % 2**64
    with np.errstate(over="ignore"):
        return mix64(whole_keys(keys) + np.uint64(offset))


def whole_keys(keys: npt.ArrayLike) -> Hashes:
    """Return ``keys`` as uint64. Raises ``ValueError`` on keys that are negative or not whole."""
    array = np.asarray(keys)
    if array.size == 0:
        return array.astype(np.uint64)
    unsigned = array.dtype.kind == "u"
    if not (unsigned or (array.dtype.kind == "i" and (array >= 0).all())):
        raise ValueError(f"keys must be whole numbers of 0 or more, got dtype {array.dtype}")
    return array.astype(np.uint64)
