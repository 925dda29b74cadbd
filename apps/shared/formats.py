"""Writes numbers, percentages, dates and sizes as the reader's country does.

Text out of values; absent values become an en dash, never zero.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from apps.shared.words import Language

ABSENT = "–"
_LOCALES: dict[Language, str] = {"en": "en_US", "zh": "zh_CN"}


def places_of(value: Decimal) -> int:
    """How many digits stand after the decimal point of `value`."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def number(value: Decimal | None, language: Language, *, places: int | None = None) -> str:
    """`value` grouped, with `places` decimals (as many as it has if None).

    Negatives stand in parentheses in English and behind a minus in Chinese, as statements do.
    """
    if value is None:
        return ABSENT
    digits = places_of(value) if places is None else places
    zeros = "0" * digits
    pattern = f"#,##0.{zeros}" if digits else "#,##0"
    negative = f"({pattern})" if language == "en" else f"-{pattern}"
    return format_decimal(
        value, format=f"{pattern};{negative}", locale=_LOCALES[language], decimal_quantization=True
    )


def percent(
    value: Decimal | None, language: Language, *, places: int = 1, sign: bool = False
) -> str:
    """A fraction as a percentage: 0.125 is 12.5%. `sign` writes the plus of a gain too."""
    if value is None:
        return ABSENT
    digits = f"0.{'0' * places}" if places else "0"
    pattern = f"+#,##{digits}%;-#,##{digits}%" if sign else f"#,##{digits}%"
    return format_percent(value, format=pattern, locale=_LOCALES[language])


def day(value: date | None, language: Language) -> str:
    return ABSENT if value is None else format_date(value, "medium", locale=_LOCALES[language])


def plain_size(count: int, language: Language) -> str:
    """Bytes as a readable size in kB or MB (powers of 1000)."""
    value, unit = (
        (Decimal(count) / 1_000_000, "MB")
        if count >= 1_000_000
        else (
            Decimal(count) / 1_000,
            "kB",
        )
    )
    return f"{number(value, language, places=1)} {unit}"


def whole_percent(share: float, language: Language) -> str:
    """How far something is, 0..1, without decimals."""
    return format_percent(share, format="0%", locale=_LOCALES[language])
