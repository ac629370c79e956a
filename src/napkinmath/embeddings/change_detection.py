"""Change detection of chunks: content keys, the sync that follows, and key collisions."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from napkinmath import require


def content_key(text: str, version: str) -> str:
    """Return a 128-bit content hash, in hex, of a text and of what turns it into a vector.

    Definition. ``version`` names the encoder, its prefix and everything else that the vector
    depends on. Raises ``ValueError`` if either is no text or ``version`` is empty.

    >>> content_key("a chunk", "encoder-1") == content_key("a chunk", "encoder-2")
    False
    """
    for name, value in {"text": text, "version": version}.items():
        if not isinstance(value, str):
            raise ValueError(f"{name} must be text, got {value!r}")
    if not version:
        raise ValueError("version must not be empty, got ''")
    seed = hashlib.blake2b(version.encode(), digest_size=16).digest()
    return hashlib.blake2b(text.encode(), digest_size=16, key=seed).hexdigest()


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What brings an index up to date: keys to ``embed``, to ``delete`` and to ``keep``."""

    embed: frozenset[str]
    delete: frozenset[str]
    keep: frozenset[str]

    @property
    def embedded_share(self) -> float:
        """Share of the keys wanted that must be embedded; 0 if none are wanted."""
        wanted = len(self.embed) + len(self.keep)
        return len(self.embed) / wanted if wanted else 0.0


def plan_sync(stored: Iterable[str], wanted: Iterable[str]) -> SyncPlan:
    """Compare the keys in the index with those of the corpus as it is now. Definition.

    A text that moved, or that occurs twice, has one key and is embedded once.

    >>> plan = plan_sync(stored=["a", "b"], wanted=["b", "c", "c"])
    >>> sorted(plan.embed), sorted(plan.delete), plan.embedded_share
    (['c'], ['a'], 0.5)
    """
    there, here = frozenset(stored), frozenset(wanted)
    return SyncPlan(here - there, there - here, here & there)


def collision_probability(items: float, bits: int) -> float:
    """Return the probability that any two of ``items`` random keys of ``bits`` bits are equal.

    Definition: the birthday bound, 1 - exp(-n (n - 1) / 2^(bits + 1)).
    Raises ``ValueError`` if ``items`` is negative or ``bits`` no whole number above 0.

    >>> round(collision_probability(1e9, 64), 4), f"{collision_probability(1e9, 128):.2e}"
    (0.0267, '1.47e-21')
    """
    n = float(require.non_negative("items", items))
    bits = require.count("bits", bits)
    pairs = n * max(n - 1, 0.0) / 2
    return -math.expm1(-pairs * 2.0**-bits)
