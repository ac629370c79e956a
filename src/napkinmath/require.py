"""Refusals: every model checks its arguments here, so that errors read alike.

Each function returns the value it was given, or raises ``ValueError`` naming the argument,
the value and what is allowed. Nothing is clamped and nothing is guessed.
"""

import math
from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
#: What compares with numbers, or looks like one, and is none.
_NO_NUMBERS = (bool, np.bool_, str)


def _refuse(name: str, value: object, allowed: str) -> ValueError:
    return ValueError(f"{name} must be {allowed}, got {value!r}")


def _satisfies(value: Any, low: Any, *, strict: bool) -> bool:
    try:
        above = value > low if strict else value >= low
        return bool(above) and not bool(value == math.inf)
    except (TypeError, ValueError):  # an array of several values has no truth
        return False


def positive(name: str, value: T) -> T:
    """Return ``value`` if it is a finite number above zero.

    >>> positive("service_s", 0.01)
    0.01
    >>> positive("service_s", 0)
    Traceback (most recent call last):
    ValueError: service_s must be a finite number above 0, got 0
    """
    if isinstance(value, _NO_NUMBERS) or not _satisfies(value, 0, strict=True):
        raise _refuse(name, value, "a finite number above 0")
    return value


def non_negative(name: str, value: T) -> T:
    """Return ``value`` if it is a finite number of zero or more."""
    if isinstance(value, _NO_NUMBERS) or not _satisfies(value, 0, strict=False):
        raise _refuse(name, value, "a finite number of 0 or more")
    return value


def finite(name: str, value: float) -> float:
    """Return ``value`` if it is a finite number of either sign."""
    try:
        good = math.isfinite(value) and not isinstance(value, _NO_NUMBERS)
    except TypeError:
        good = False
    if not good:
        raise _refuse(name, value, "a finite number")
    return value


def fraction(name: str, value: float) -> float:
    """Return ``value`` if it lies in [0, 1], both ends allowed."""
    if isinstance(value, _NO_NUMBERS) or not _satisfies(value, 0, strict=False) or value > 1:
        raise _refuse(name, value, "between 0 and 1")
    return value


def open_fraction(name: str, value: float) -> float:
    """Return ``value`` if it lies strictly between 0 and 1, as a quantile or a utilization must."""
    if isinstance(value, _NO_NUMBERS) or not _satisfies(value, 0, strict=True) or value >= 1:
        raise _refuse(name, value, "strictly between 0 and 1")
    return value


def count(name: str, value: int, *, at_least: int = 1) -> int:
    """Return ``value`` if it is a whole number of ``at_least`` or more (numpy integers count)."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, _NO_NUMBERS)
    if not whole or value < at_least:
        raise _refuse(name, value, f"a whole number of {at_least} or more")
    return int(value)


def generator(name: str, value: np.random.Generator) -> np.random.Generator:
    """Return ``value`` if it is a numpy random generator, the only source of randomness here."""
    if not isinstance(value, np.random.Generator):
        raise _refuse(name, value, "a numpy.random.Generator, as np.random.default_rng(seed) makes")
    return value


def one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    """Return ``value`` if it is one of ``allowed``."""
    choices = list(allowed)
    if value not in choices:
        raise _refuse(name, value, "one of " + ", ".join(repr(choice) for choice in choices))
    return value


def finite_array(name: str, value: npt.ArrayLike, *, ndim: int) -> npt.NDArray[np.float64]:
    """Return ``value`` as a float64 array of ``ndim`` axes, all finite and none of length 0."""
    array = _as_float64(name, value)
    if array.ndim != ndim:
        raise ValueError(f"{name} must have {ndim} axes, got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers only, found NaN or infinity")
    return array


def _as_float64(name: str, value: npt.ArrayLike) -> npt.NDArray[np.float64]:
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{name} must be an array of numbers, got {type(value).__name__}"
        ) from error
