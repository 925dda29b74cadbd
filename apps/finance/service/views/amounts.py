"""Figures and their units as text: in the declared scale, in the reader's language.

Knows units and formats; nothing of statements or pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from babel.numbers import get_currency_name

from apps.finance.domain.metrics import DAYS, PERCENT, POINTS, SHARES, TIMES
from apps.shared.formats import ABSENT, number, percent, places_of
from apps.shared.words import Words, mark

_PER_SHARE = "/share"
_SCALES_EN = {
    0: mark("{unit}"),
    3: mark("{unit} thousand"),
    4: mark("{unit} ten thousand"),
    6: mark("{unit} million"),
    8: mark("{unit} hundred million"),
    9: mark("{unit} billion"),
    12: mark("{unit} trillion"),
}
_WORLD_SCALES = (9, 6, 3, 0)
_CHINESE_SCALES = (8, 4, 0)


def is_money(unit: str) -> bool:
    """True for a currency code."""
    return len(unit) == 3 and unit.isalpha() and unit.isupper()


def scales_with(unit: str) -> bool:
    """Whether a unit is printed in thousands or millions: money and numbers of shares."""
    return is_money(unit) or unit == SHARES


def unit_name(unit: str, scale: int, t: Words) -> str:
    """`USD`, 6 is `USD million` or 百万美元; a scale without a name is written as a power."""
    name = _plain_unit(unit, t)
    if scale not in _SCALES_EN:
        return f"{name} ×10^{scale}"
    return t(_SCALES_EN[scale], unit=name)


def _plain_unit(unit: str, t: Words) -> str:
    if unit.endswith(_PER_SHARE):
        return t("{unit} per share", unit=_plain_unit(unit.removesuffix(_PER_SHARE), t))
    names = {
        PERCENT: t("percent"),
        POINTS: t("percentage points"),
        TIMES: t("times"),
        DAYS: t("days"),
        SHARES: t("shares"),
    }
    if unit in names:
        return names[unit]
    if t.language == "zh" and is_money(unit):
        return "元" if unit == "CNY" else get_currency_name(unit, locale="zh_CN")
    return unit


def amount(
    value: Decimal | None, unit: str, t: Words, *, scale: int = 0, places: int | None = None
) -> str:
    """A figure without its unit, in `scale` where its unit has one; % and × stay with it."""
    if value is None:
        return ABSENT
    if unit == PERCENT:
        return percent(value, t.language, places=1 if places is None else places)
    if unit == POINTS:
        return number(value * 100, t.language, places=1)
    if unit == TIMES:
        return f"{number(value, t.language, places=2)}×"
    if unit == DAYS:
        return number(value, t.language, places=1)
    if scales_with(unit):
        scaled = value.scaleb(-scale)
        return number(
            scaled, t.language, places=_needed(scaled, scale) if places is None else places
        )
    return number(value, t.language, places=_share_places(value) if places is None else places)


def with_unit(
    value: Decimal | None, unit: str, t: Words, *, scale: int = 0, places: int | None = None
) -> str:
    """A figure with its unit: `1.42×`, `12.5%`, `125.3 USD million`."""
    text = amount(value, unit, t, scale=scale, places=places)
    if value is None or unit in (PERCENT, TIMES):
        return text
    return f"{text} {unit_name(unit, scale if scales_with(unit) else 0, t)}"


def _needed(value: Decimal, scale: int) -> int:
    """The decimals printed, or those a scaled figure needs: 100.000 thousand is 100."""
    return places_of(value.normalize() if scale else value)


def _share_places(value: Decimal) -> int:
    return min(4, max(2, places_of(value)))


def reading_scale(values: Iterable[Decimal | None], t: Words) -> int:
    """The scale in which the largest of `values` has few digits: 亿 or 万 in Chinese."""
    largest = max((abs(v) for v in values if v is not None), default=Decimal(0))
    steps = _CHINESE_SCALES if t.language == "zh" else _WORLD_SCALES
    return next((scale for scale in steps if largest.scaleb(-scale) >= 10), 0)
