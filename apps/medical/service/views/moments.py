"""Dates of a record as the reader's country writes them, never more exact than they were given."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date, format_time

from apps.medical.domain.when import Precision, When, age_in_days
from apps.shared.formats import ABSENT
from apps.shared.words import Language, Words

_LOCALES: dict[Language, str] = {"en": "en_US", "zh": "zh_CN"}
_MONTH: dict[Language, str] = {"en": "MMM yyyy", "zh": "y年M月"}
_DAYS_OF_A_MONTH = 30.44
_DAYS_OF_A_YEAR = 365.25


def moment(when: When | None, language: Language, *, time: bool = False) -> str:
    if when is None:
        return ABSENT
    if when.precision is Precision.YEAR:
        return str(when.first.year)
    if when.precision is Precision.MONTH:
        return format_date(when.first, _MONTH[language], locale=_LOCALES[language])
    day = format_date(when.first, "medium", locale=_LOCALES[language])
    if time and when.instant is not None:
        return f"{day} {format_time(when.instant.time(), 'HH:mm')}"
    return day


def span(start: When | None, end: When | None, language: Language) -> str:
    """From when to when; an open end is left open."""
    if end is None or (start is not None and str(start)[:10] == str(end)[:10]):
        return moment(start, language)
    return f"{moment(start, language)} – {moment(end, language)}"


def age(birth: When | None, on: date, t: Words) -> str:
    """In days below a month, in months below two years, else in years; `about` where unclear."""
    if birth is None:
        return t("age unknown")
    least, most = age_in_days(birth, When.on(on))
    if most < 0:
        return t("born after this date")
    if most < 31:
        return t.plural("{count} day", "{count} days", max(least, 0))
    if most < 2 * _DAYS_OF_A_YEAR:
        return t.plural("{count} month", "{count} months", int(most / _DAYS_OF_A_MONTH))
    years, fewest = int(most / _DAYS_OF_A_YEAR + 0.003), int(least / _DAYS_OF_A_YEAR + 0.003)
    told = t.plural("{count} year", "{count} years", years)
    return told if fewest == years else t("about {age}", age=told)


def first_day(when: When | None) -> str:
    """As charts want it: the first day that it may mean, ISO, or nothing."""
    return "" if when is None else when.first.isoformat()
