"""How a value is printed with its unit in both languages."""

from __future__ import annotations

from apps.education.domain.skills.agreement import agreed
from apps.education.domain.skills.secondary.notation import shown
from apps.education.domain.words import Words

_UNITS: dict[str, tuple[str, str]] = {
    "": ("#", "#"),
    "usd": ("\\$#", "# 元"),
    "cm": ("# cm", "# 厘米"),
    "m": ("# m", "# 米"),
    "km": ("# km", "# 千米"),
    "mm": ("# mm", "# 毫米"),
    "cm2": ("# cm²", "# 平方厘米"),
    "m2": ("# m²", "# 平方米"),
    "cm3": ("# cm³", "# 立方厘米"),
    "m3": ("# m³", "# 立方米"),
    "degrees": ("#°", "#°"),
    "celsius": ("# °C", "# °C"),
    "percent": ("#", "#"),
    "kg": ("# kg", "# 千克"),
    "g": ("# g", "# 克"),
    "l": ("# L", "# 升"),
    "ml": ("# mL", "# 毫升"),
    "s": ("# s", "# 秒"),
    "min": ("# min", "# 分钟"),
    "h": ("# h", "# 小时"),
    "days": ("# days", "# 天"),
    "weeks": ("# weeks", "# 周"),
    "years": ("# years", "# 年"),
    "km/h": ("# km/h", "# 千米/时"),
    "m/s": ("# m/s", "# 米/秒"),
    "units": ("# units", "# 个单位"),
    "units2": ("# square units", "# 平方单位"),
    "people": ("# people", "# 人"),
}


def with_unit(value: str, unit: str) -> Words:
    """`unit` is a key of the table or `english|chinese` with # for the value."""
    en, _, zh = unit.partition("|") if "|" in unit else (*_pair(unit),)
    return Words(agreed(shown(en.replace("#", value))), shown(zh.replace("#", value)))


def _pair(unit: str) -> tuple[str, str, str]:
    en, zh = _UNITS[unit]
    return en, "", zh
