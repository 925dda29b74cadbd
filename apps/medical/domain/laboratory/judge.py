"""Compares a value with an interval and its critical limits, with and without a comparator."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from apps.medical.domain.laboratory.assessed import Flag
from apps.medical.domain.laboratory.interval import Interval
from apps.medical.domain.record import Comparator

DIRECTION: Final[dict[str, int]] = {"LL": -1, "L": -1, "": 0, "H": 1, "HH": 1}


def flag_of(
    value: Decimal, comparator: Comparator | None, interval: Interval, *, converted: bool
) -> Flag | None:
    """The flag, or None where `<60` or `>90` does not tell on which side of a limit it lies.

    Limits belong to the interval. A converted value is compared at the limit's own decimals: 70
    mg/dL of glucose is 3.886 mmol/L, and no lower than the limit that is printed as 3.9.
    """
    low, high = interval.low, interval.high
    if _below(value, comparator, interval.critical_low, converted, reached=True):
        return "LL"
    if _above(value, comparator, interval.critical_high, converted, reached=True):
        return "HH"
    if _below(value, comparator, low, converted):
        return "L"
    if _above(value, comparator, high, converted):
        return "H"
    if comparator in ("<", "<=") and ((low or 0) > 0 or _over(value, high)):
        return None
    if comparator in (">", ">=") and (high is not None or _over(low, value)):
        return None
    return ""


def _over(value: Decimal | None, limit: Decimal | None) -> bool:
    return value is not None and limit is not None and value > limit


def _below(
    value: Decimal,
    comparator: Comparator | None,
    limit: Decimal | None,
    converted: bool,
    *,
    reached: bool = False,
) -> bool:
    """Surely below the limit, or at it where `reached` counts (critical limits)."""
    if limit is None or comparator in (">", ">="):
        return False
    seen = _at_decimals(value, limit) if converted else value
    return seen < limit or (seen == limit and (reached or comparator == "<"))


def _above(
    value: Decimal,
    comparator: Comparator | None,
    limit: Decimal | None,
    converted: bool,
    *,
    reached: bool = False,
) -> bool:
    if limit is None or comparator in ("<", "<="):
        return False
    seen = _at_decimals(value, limit) if converted else value
    return seen > limit or (seen == limit and (reached or comparator == ">"))


def _at_decimals(value: Decimal, limit: Decimal) -> Decimal:
    exponent = limit.as_tuple().exponent
    if not isinstance(exponent, int) or abs(value) >= Decimal(10) ** 20:
        return value
    return value.quantize(Decimal(1).scaleb(min(exponent, 0)), ROUND_HALF_UP)
