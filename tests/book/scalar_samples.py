"""Scalar functions that use every construct which scalar_js understands."""

import math

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
