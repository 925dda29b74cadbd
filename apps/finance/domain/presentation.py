"""How a figure is put on the page: scale, decimals, percent, currency, in two languages.

Rounds half away from zero, as accountants do. Knows nothing of where figures come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from apps.finance.domain.metrics import DAYS, PERCENT, POINTS, SHARES, TIMES, Language, Metric

_SCALES_EN = {0: "", 3: " thousand", 6: " million", 9: " billion", 12: " trillion"}
_SCALES_ZH = {0: "", 3: "千", 4: "万", 6: "百万", 8: "亿", 9: "十亿", 12: "万亿"}


@dataclass(frozen=True, slots=True)
class Presentation:
    """What the asker wants to see: a power of ten for money, digits behind the point, percent.

    None leaves the choice to the figure.
    """

    scale: int | None = None
    decimals: int | None = None
    percent: bool | None = None


def rounded(value: Decimal, decimals: int) -> Decimal:
    """`value` to so many digits behind the point, halves away from zero; never minus zero."""
    result = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return result if result else abs(result)


def show(metric: Metric, language: Language = "en", wanted: Presentation | None = None) -> str:
    """The figure as text with its unit, or its reason where it is undefined."""
    wanted = wanted or Presentation()
    if metric.value is None:
        assert metric.reason is not None
        return metric.reason.text(language)
    value, unit = metric.value, metric.unit
    if unit == POINTS:
        suffix = "个百分点" if language == "zh" else " percentage points"
        return f"{_digits(value * 100, wanted.decimals, 2)}{suffix}"
    if unit == PERCENT and wanted.percent is not False:
        return f"{_digits(value * 100, wanted.decimals, 2)}%"
    if unit in (PERCENT, TIMES):
        if wanted.percent and unit == TIMES:
            return f"{_digits(value * 100, wanted.decimals, 2)}%"
        return _digits(value, wanted.decimals, 2)
    if unit == DAYS:
        return _digits(value, wanted.decimals, 1) + ("天" if language == "zh" else " days")
    if unit == SHARES:
        return _digits(value, wanted.decimals, 0) + ("股" if language == "zh" else " shares")
    return _money(value, unit, language, wanted)


def _money(value: Decimal, unit: str, language: Language, wanted: Presentation) -> str:
    currency, _, per = unit.partition("/")
    if per:
        amount = _digits(value, wanted.decimals, 2)
        return f"{amount}元/股" if language == "zh" and currency == "CNY" else f"{amount} {unit}"
    scale = wanted.scale if wanted.scale is not None else _fitting(value, language)
    names = _SCALES_ZH if language == "zh" else _SCALES_EN
    if scale not in names:
        scale = 0
    amount = _digits(value.scaleb(-scale), wanted.decimals, 2)
    if language == "zh":
        money = {"CNY": "元", "USD": "美元", "HKD": "港元", "EUR": "欧元"}.get(currency, currency)
        return f"{amount}{names[scale]}{money}"
    return f"{currency} {amount}{names[scale]}"


def _fitting(value: Decimal, language: Language) -> int:
    size = abs(value)
    steps = (8, 4) if language == "zh" else (9, 6)
    return next((s for s in steps if size >= Decimal(1).scaleb(s)), 0)


def _digits(value: Decimal, decimals: int | None, default: int) -> str:
    return f"{rounded(value, default if decimals is None else decimals):,f}"
