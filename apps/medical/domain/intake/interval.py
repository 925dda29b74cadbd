"""Reads numbers and reference intervals as laboratories print them.

`3.5-5.0`, `< 5.2`, `≥60`, `0,5 – 1,2`, `up to 40`, `3.9~6.1 mmol/L`. Knows no analyte and no unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from apps.medical.domain.record import Comparator

_NUMBER: Final = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?:[eE][+-]?\d{1,2})?"
_BETWEEN = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?:-{{1,2}}|–|—|~|～|－|至|to|\.\.\.?)\s*(?P<high>{_NUMBER})"
)
_BOUND = re.compile(
    rf"(?P<word><=|>=|<|>|≤|≥|＜|＞|up to|below|above|小于|大于|低于|高于|不超过)\s*"
    rf"(?P<bound>{_NUMBER})",
    re.IGNORECASE,
)
_RESULT = re.compile(rf"(?P<sign><=|>=|<|>|≤|≥|＜|＞)?\s*(?P<number>{_NUMBER})")
_SIGNS: dict[str, Comparator] = {
    "<": "<", "＜": "<", "<=": "<=", "≤": "<=", ">": ">", "＞": ">", ">=": ">=", "≥": ">=",
}  # fmt: skip
_UPPER = frozenset({"<", "<=", "≤", "＜", "up to", "below", "小于", "低于", "不超过"})
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds in the unit of the value; None is open."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A printed result that is a number, with its sign where it lies beyond what is measured."""

    value: Decimal
    comparator: Comparator | None
    rest: str


def decimal(text: str, *, decimal_comma: bool = False) -> Decimal:
    """A printed number. `1,234` is a thousand unless `decimal_comma`; `0,5` is a half always."""
    plain = text.strip()
    if not decimal_comma and _THOUSANDS.fullmatch(plain) and not plain.lstrip("+-").startswith("0"):
        return Decimal(plain.replace(",", ""))
    return Decimal(plain.replace(",", ".") if "." not in plain else plain.replace(",", ""))


def interval(text: str, *, decimal_comma: bool = False) -> Interval | None:
    """The interval in a text; None where it has none, or one whose bounds are the wrong way."""
    if found := _BETWEEN.search(text):
        low = decimal(found["low"], decimal_comma=decimal_comma)
        high = decimal(found["high"], decimal_comma=decimal_comma)
        return Interval(low, high) if low <= high else None
    if found := _BOUND.search(text):
        bound = decimal(found["bound"], decimal_comma=decimal_comma)
        upper = found["word"].lower() in _UPPER
        return Interval(None, bound) if upper else Interval(bound, None)
    return None


def measured(text: str, *, decimal_comma: bool = False) -> Measured | None:
    """The number that a result starts with, and what follows it; None for words."""
    found = _RESULT.match(text.strip())
    if found is None:
        return None
    rest = text.strip()[found.end() :].strip()
    if rest[:1].isdigit() or rest[:1] in ("/", ":", "-", "–", "."):
        return None
    value = decimal(found["number"], decimal_comma=decimal_comma)
    return Measured(value, _SIGNS.get(found["sign"] or ""), rest)
