"""Scalar functions that use every construct which scalar_js understands."""

import math
from dataclasses import dataclass
from math import sqrt

from napkinmath import require

SCALE = 1.5
COUNT = 7


def arithmetic(a: float, b: float) -> float:
    return (a + b) * SCALE - a / b


def whole(a: int, b: int) -> int:
    return a // b * COUNT + a % b - b + a**3 % 1000


def remainders(a: float, b: float) -> float:
    return a // b + a % b


def quotient(a: int, b: int) -> float:
    return a / b


def root(a: float) -> float:
    return math.sqrt(a)


def powers(a: float, b: float) -> float:
    if a < 0:
        return a**2
    return a**b


def logs(a: float) -> float:
    return math.log(a) + math.log2(a) + math.log10(a) + math.log1p(a) + math.exp(-a)


def rounded(a: float) -> int:
    return math.ceil(a) + math.floor(a) - math.trunc(a) + int(a)


def loops(n: int, limit: float) -> float:
    total = 0.0
    last = 0
    for i in range(1, n + 1):
        if i == 13:
            continue
        total += 1 / i
        if total > limit:
            break
        last = i
    while total < 1 and last < 100:
        total = total * 2
        last += 1
    return total + last


def branches(a: float, b: float, flag: bool) -> float:
    """Its first line is left out."""
    if a < b <= 10 and not flag:
        best = min(a, b, 3.0)
    elif flag or a == b:
        best = max(a, b)
    else:
        best = abs(a) if a != 0 else -b
    return best


def refused(rate: float, share: float, tries: int) -> float:
    require.positive("rate", rate)
    checked = require.fraction("share", share)
    tries = require.count("tries", tries, at_least=2)
    if checked > 0.9:
        raise ValueError(f"share of {share!r} with {tries} tries and {rate!r}")
    return helper(rate, tries=tries)


def helper(rate: float, *, tries: int, factor: float = 2.0) -> float:
    return rate * factor / tries


@dataclass(frozen=True, slots=True)
class Disk:
    """A thing of scalars, which checks them."""

    bytes_per_s: float
    copies: int = 2
    is_fast: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no disk."""
        require.positive("bytes_per_s", self.bytes_per_s)
        if require.count("copies", self.copies) > 9:
            raise ValueError(f"copies must be at most 9, got {self.copies}")

    @property
    def total(self) -> float:
        """What all copies give."""
        return self.bytes_per_s * self.copies if self.is_fast else self.bytes_per_s

    def read_s(self, size: float, *, parts: int = 1) -> float:
        return size / self.total / parts + self.seek_s(0.5)

    def seek_s(self, share: float) -> float:
        return sqrt(share) / self.copies


def with_disk(rate: float, copies: int, size: float) -> float:
    disk = Disk(rate, copies=copies, is_fast=copies > 3)
    plain = Disk(rate)
    best = disk if disk.total > plain.total else plain
    return best.read_s(size) + plain.read_s(size, parts=2) + read_with(best, size)


def read_with(disk: Disk, size: float) -> float:
    return Disk(bytes_per_s=disk.bytes_per_s + size).seek_s(share=0.25) + disk.copies
