"""The transformations of inline XBRL: printed text to the value that a tag means.

Covers the registries 1 to 5 of ixt and the SEC's own, by local name with hyphens dropped
(`num-dot-decimal`, `numdotdecimal`). Sources: Inline XBRL Transformation Rules Registry 5
(2022-02-16) and the EDGAR Filer Manual's ixt-sec. Knows nothing of tags, scale or sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from apps.finance.domain.english_dates import MONTHS
from apps.finance.domain.number_words import number_in_words


class TransformError(ValueError):
    """A text that its declared format does not allow; the message names both."""


_DASHES = "-–—―‐‑‒−﹣－"
_BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")


def local_format(name: str) -> str:
    """`ixt:num-dot-decimal` and `ixt4:numdotdecimal` are both `numdotdecimal`."""
    return name.rpartition(":")[2].replace("-", "").lower()


def to_number(text: str, format_name: str | None) -> Decimal:
    """The number a text means under a format; without one it must be a plain decimal.

    Raises TransformError where the text does not fit or the format is unknown.
    """
    stripped = text.strip()
    if format_name is None:
        return _plain(stripped, text)
    rule = _NUMBERS.get(local_format(format_name))
    if rule is None:
        raise TransformError(f"unknown number format {format_name!r} for {text!r}")
    return rule(stripped)


def to_text(text: str, format_name: str | None) -> str:
    """The value of a text fact: dates as ISO days, durations as ISO 8601, booleans as words.

    Texts under a format that only spells names (states, exchanges) come back as printed.
    """
    stripped = " ".join(text.split())
    if format_name is None:
        return stripped
    name = local_format(format_name)
    if name in _FIXED:
        return _FIXED[name]
    if name.startswith("date"):
        return _date(stripped, name)
    if name in _DURATIONS:
        return f"P{to_number(stripped, 'numdotdecimal').normalize():f}{_DURATIONS[name]}"
    if name == "boolballotbox":
        return "false" if stripped in ("☐", "o", "¨", "") else "true"
    return stripped


def _plain(stripped: str, text: str) -> Decimal:
    try:
        value = Decimal(stripped)
    except InvalidOperation:
        raise TransformError(f"{text!r} has no format and is not a plain number") from None
    if not value.is_finite():
        raise TransformError(f"{text!r} is not a finite number")
    return value


def _separated(decimal_mark: str, group_marks: str) -> Callable[[str], Decimal]:
    """A rule for digits with groups and one decimal mark."""
    groups = str.maketrans(dict.fromkeys(group_marks, None))

    def rule(text: str) -> Decimal:
        bare = _BLANKS.sub("", text.translate(groups)).replace(decimal_mark, ".")
        if not re.fullmatch(r"\d+(?:\.\d*)?|\.\d+", bare):
            raise TransformError(f"{text!r} is not a number with {decimal_mark!r} as decimal mark")
        return Decimal(bare)

    return rule


def _zero(text: str) -> Decimal:
    return Decimal(0)


def _dash(text: str) -> Decimal:
    if len(text) != 1 or text not in _DASHES:
        raise TransformError(f"{text!r} is not a single dash")
    return Decimal(0)


def _words(text: str) -> Decimal:
    value = number_in_words(text)
    if value is None:
        raise TransformError(f"{text!r} is not a number in English words")
    return Decimal(value)


def _unit_decimal(text: str) -> Decimal:
    """`5 euros 40 cents` is 5.40."""
    parts = re.findall(r"\d[\d.,]*", text)
    if len(parts) != 2:
        raise TransformError(f"{text!r} is not a whole and a hundredth part with their units")
    return Decimal(re.sub(r"[.,]", "", parts[0])) + Decimal(parts[1]) / 100


_DOT = _separated(".", ",'’`´′＇")
_COMMA = _separated(",", ".'’`´′＇")
_NUMBERS: dict[str, Callable[[str], Decimal]] = {
    "numdotdecimal": _DOT,
    "numcommadot": _DOT,
    "numspacedot": _DOT,
    "numdotdecimalin": _DOT,
    "numdotdecimalapos": _DOT,
    "numcommadecimal": _COMMA,
    "numdotcomma": _COMMA,
    "numspacecomma": _COMMA,
    "numcomma": _COMMA,
    "numcommadecimalapos": _COMMA,
    "numunitdecimal": _unit_decimal,
    "numunitdecimalin": _unit_decimal,
    "numdash": _dash,
    "zerodash": _dash,
    "fixedzero": _zero,
    "numwordsen": _words,
}
_FIXED = {
    "booleantrue": "true",
    "fixedtrue": "true",
    "booleanfalse": "false",
    "fixedfalse": "false",
    "fixedempty": "",
    "nocontent": "",
}
_DURATIONS = {"duryear": "Y", "durmonth": "M", "durweek": "W", "durday": "D"}


def _date(text: str, name: str) -> str:
    """An English or numeric date in the order that the format's name states."""
    words = re.findall(r"\d+|[A-Za-z]+", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text))
    values = [MONTHS.get(word[:3].lower()) if word.isalpha() else int(word) for word in words]
    order = re.findall(r"year|month|day", name.replace("monthname", "month"))
    if len(values) != len(order) or None in values:
        raise TransformError(f"{text!r} is not a date in the order of {name!r}")
    parts = dict(zip(order, (value or 0 for value in values), strict=True))
    return _iso(parts, text)


def _iso(parts: dict[str, int], text: str) -> str:
    year, month, day = parts.get("year"), parts.get("month"), parts.get("day")
    if year is not None and year < 100:
        year += 2000
    try:
        checked = date(year or 2000, month or 1, day or 1)
    except ValueError as error:
        raise TransformError(f"{text!r} is not a date: {error}") from None
    if year is None:
        return f"--{checked:%m-%d}"
    return checked.isoformat()[: 10 if day is not None else 7]
