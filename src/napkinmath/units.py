"""Units as people read them: base-unit floats in, short text out.

The library computes in base units (seconds, bytes, FLOP, dollars, watts). These functions are
the only place where a prefix, a ``%`` or a ``$`` is added. Decimal prefixes are powers of 1000
(1 GB is 1e9 bytes); ``"iB"`` asks for the binary ones (1 GiB is 2**30 bytes).
"""

import math

from napkinmath import require

#: Spans of time in seconds, as the book counts them: a month of 730 hours, a year of 365 days.
HOUR_S, DAY_S, MONTH_S, YEAR_S = 3600.0, 86_400.0, 730 * 3600.0, 365 * 86_400.0

_LARGE = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"]
_SMALL = ["", "m", "µ", "n", "p", "f"]
_BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
#: Spans that read better than thousands of seconds: (from, seconds in one, name).
_TIMES = [
    (2 * 365 * 86400.0, 365 * 86400.0, "years"),
    (2 * 86400.0, 86400.0, "days"),
    (2 * 3600.0, 3600.0, "h"),
    (120.0, 60.0, "min"),
]
#: Units of which nobody reads a thousandth part.
_WHOLE = {"B", "FLOP"}


def _rounded(value: float, digits: int) -> float:
    """Round ``value`` to ``digits`` significant digits."""
    if value == 0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _plain(value: float, digits: int) -> str:
    """Write ``value`` with ``digits`` significant digits, no exponent, no trailing zeros."""
    rounded = _rounded(value, digits)
    if rounded == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    text = f"{rounded:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _prefixed(
    value: float, digits: int, base: int, large: list[str], small: list[str]
) -> tuple[str, str]:
    """Scale ``value`` so that its rounded size lies in [1, base), as far as prefixes reach."""
    power = 0
    while max(abs(value), abs(_rounded(value, digits))) >= base and power < len(large) - 1:
        value, power = value / base, power + 1
    while 0 < abs(_rounded(value, digits)) < 1 and -power < len(small) - 1:
        value, power = value * base, power - 1
    return _plain(value, digits), large[power] if power >= 0 else small[-power]


def show(value: float, unit: str, digits: int = 3) -> str:
    """Write a quantity in base units for a reader, to ``digits`` significant digits.

    ``unit`` is the base unit: ``"B/s"``, ``"FLOP"``, ``"s"``, ``"W"``, ``"/s"``, ``"tokens/s"`` ...
    and takes a decimal prefix. Three are special: ``"%"`` multiplies a ratio by 100, ``"iB"`` uses
    binary prefixes, and ``""`` writes a bare number with thousands separators, whole above 1000.
    Seconds from two minutes up become minutes, hours, days or years.
    Raises ``ValueError`` if ``value`` is not finite or ``digits`` is not a whole number above 0.

    >>> show(3.35e12, "B/s")
    '3.35 TB/s'
    >>> show(0.0123, "s"), show(5400.0, "s"), show(80 * 2**30, "iB")
    ('12.3 ms', '90 min', '80 GiB')
    >>> show(0.9762, "%", 2), show(60_742, ""), show(1e6, "/s"), show(16_667, "tokens/s")
    ('98 %', '60,742', '1 M/s', '16.7 k tokens/s')
    """
    require.finite("value", value)
    require.count("digits", digits)
    if unit == "":
        whole = 1 if value == 0 else 1 + math.floor(math.log10(abs(value)))
        return _plain(value, max(digits, whole))
    if unit == "%":
        return f"{_plain(100 * value, digits)} %"
    if unit == "s":
        for start, size, name in _TIMES:
            if abs(value) >= start:
                return f"{_plain(value / size, digits)} {name}"
        text, prefix = _prefixed(value, digits, 1000, [""], _SMALL)
        return f"{text} {prefix}s"
    if unit == "iB":
        text, prefix = _prefixed(value, digits, 1024, _BINARY, [""])
        return f"{text} {prefix}B"
    numerator = unit.split("/")[0]
    is_word = len(numerator) > 3 and numerator.islower()
    small = [""] if is_word or numerator in _WHOLE or numerator == "" else _SMALL
    text, prefix = _prefixed(value, digits, 1000, _LARGE, small)
    if numerator == "" and not prefix:
        return f"{text}{unit}"
    return f"{text} {prefix} {unit}" if is_word and prefix else f"{text} {prefix}{unit}"


def usd(value: float) -> str:
    """Write an amount of money: cents below $1,000, three significant digits from $10,000 up.

    Raises ``ValueError`` if ``value`` is not finite.

    >>> usd(12.29), usd(0.00111), usd(1783.0), usd(302_417), usd(5.576e6)
    ('$12.29', '$0.00111', '$1,783', '$302k', '$5.58M')
    """
    require.finite("value", value)
    sign, size = ("-" if value < 0 else ""), abs(value)
    if size == 0:
        return "$0"
    if _rounded(size, 3) < 1:
        text = _plain(size, 3)
        return f"{sign}${text + '0' if len(text) == 3 else text}"
    if round(size, 2) < 1000:
        return f"{sign}${size:.2f}".removesuffix(".00")
    if round(size) < 10_000:
        return f"{sign}${size:,.0f}"
    text, prefix = _prefixed(size, 3, 1000, ["", "k", "M", "B", "T"], [""])
    return f"{sign}${text}{prefix}"
