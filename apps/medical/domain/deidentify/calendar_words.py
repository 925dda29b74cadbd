# ruff: noqa: E501 (patterns and tables read better unbroken)
"""Dates, and ages that are rare enough to name a person: over 89 years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.found import Found
from apps.medical.domain.deidentify.written_date import dates_in

ENTITIES: Final = (Entity.DATE, Entity.AGE_OVER_89)
_OLD = r"(?P<v>9\d|1[0-4]\d)"
_AGES: Final = tuple(
    re.compile(pattern, re.I | re.A)
    for pattern in (
        rf"(?<!\d)(?<!\d[.,/-]){_OLD}(?=[ -]?(?:years?|yrs?\.?|y)[ -]?(?:olds?|of age)\b|[ ]?y[./]?o\b|[ -]?yr[ -]old)",
        rf"\b(?:aged?|age of|age is|turn(?:ed|ing|s)?)[: ]{{1,2}}{_OLD}(?![\w/%-]|\.\d| ?(?:days|weeks|months|hours|minutes|mg))",
        rf"(?<!\d)(?<!\d[.,/-]){_OLD}(?=[ ]?(?:周|虚)?岁)",
        rf"年龄[:： ]{{0,2}}{_OLD}(?!\d)(?![ ]?(?:天|月|周|个月))",
    )
)


def calendar_words_in(text: str) -> Iterator[Found]:
    for start, end in dates_in(text):
        yield Found(Entity.DATE, start, end, 0.96)
    for pattern in _AGES:
        for at in pattern.finditer(text):
            yield Found(Entity.AGE_OVER_89, *at.span("v"), 0.97)
