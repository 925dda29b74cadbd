"""What an English question says beside its figures: how to show, what to do over time, and the
asker's own definitions.

Patterns over words; knows no figures.
"""

from __future__ import annotations

import re

from apps.finance.domain.asked_periods import PeriodsAsked
from apps.finance.domain.presentation import Presentation
from apps.finance.domain.query_types import Kind, Recent

_DEFINED = re.compile(
    r"(?:\bdefine\s+(?:the\s+)?(?P<n1>[^.?:]{2,60}?)\s+as:?\s+|"
    r"(?P<n2>[A-Za-z][^.?:,;]{1,60}?)\s+(?:is|are|being)\s+(?:defined|calculated|computed)\s+as:?\s+|"
    r"\bwhere\s+(?P<n3>[^.?:,;=]{2,60}?)\s*=\s*)"
    r"(?P<body>.+?)(?=[.?;](?:\s|$)|$)",
    re.IGNORECASE | re.DOTALL,
)
SCALE = re.compile(
    r"\b(?:in|as)\s+(?:units\s+of\s+)?(?:usd|us\s+dollars|us\$|\$|dollars|rmb|cny|yuan|eur|euros)?\s*"
    r"(thousand|million|billion|trillion|mm|mn|bn)s?\b(?:\s+of)?(?:\s+(?:usd|us\s+dollars|dollars|rmb|yuan))?",
    re.IGNORECASE,
)
_POWERS = {"thousand": 3, "million": 6, "mm": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12}
_DECIMALS = re.compile(
    r"\b(zero|no|one|two|three|four|\d)\s+(?:decimal|digit)s?(?:\s+(?:places?|points?))?",
    re.IGNORECASE,
)
_DIGITS = {"zero": 0, "no": 0, "one": 1, "two": 2, "three": 3, "four": 4}
PERCENT_WORDS = re.compile(
    r"\b(?:in|as)\s+(?:units\s+of\s+)?(?:an?\s+)?(?:percent(?:age)?s?|%)(?!\s*of)", re.IGNORECASE
)
_AVERAGE = re.compile(
    r"\b(?:\w+[\s-]years?\s+)?(?:average|mean)\b(?:\s+of)?(?:\s+the)?|\bon\s+average\b",
    re.IGNORECASE,
)
_YEARS_OF = re.compile(r"\b(\d{1,2}|two|three|four|five)[\s-]years?\s+(?=average|mean|total|cagr)")
_GROWTH = re.compile(
    r"\b(?:year\s+over\s+year|year\s+on\s+year|yoy|y/y|annual)?\s*(?:percentage\s+|percent\s+|%\s+)?"
    r"(?:growth\s+rates?|growth|rate\s+of\s+growth|grow|grew|grown|growing)\b(?:\s+(?:of|in))?"
)
_CAGR = re.compile(r"\b(?:cagr|compound(?:ed)?\s+annual\s+growth(?:\s+rate)?)\b(?:\s+(?:of|in))?")
_CHANGE = re.compile(
    r"\b(?:year\s+over\s+year|year\s+on\s+year|yoy|y/y)?\s*(?:percentage\s+point\s+|"
    r"(?P<pct>percentage\s+|percent\s+|%\s+))?(?<!net )"
    r"(?:change|increase|decrease|difference|decline|improve|rise|fall|drop)[sd]?\b(?:\s+(?:in|of))?"
    r"(?!\s+cash\b(?!\s+flow))"
)
_TOTAL = re.compile(r"\b(?:cumulative|combined|sum\s+of)\b(?:\s+total)?")


def presentation_asked(text: str) -> Presentation:
    scale, digits = SCALE.search(text), _DECIMALS.search(text)
    word = digits[1].lower() if digits else ""
    decimals = (int(word) if word.isdigit() else _DIGITS[word]) if digits else None
    return Presentation(
        _POWERS[scale[1].lower()] if scale else None,
        decimals,
        True if PERCENT_WORDS.search(text) else None,
    )


def cut_definitions(text: str) -> tuple[list[tuple[str, str]], str]:
    """The asker's own definitions (name, formula), and the text without them."""
    found: list[tuple[str, str]] = []

    def take(match: re.Match[str]) -> str:
        name = match["n1"] or match["n2"] or match["n3"]
        found.append((name.strip().lower(), match["body"].strip().lower()))
        return " "

    return found, _DEFINED.sub(take, text)


def kind_asked(text: str, asked: PeriodsAsked) -> tuple[Kind, str, int]:
    """What is to be done over the periods, the text without its words, and `N year` if said."""
    counted = _YEARS_OF.search(text)
    years = 0
    if counted:
        word = counted[1]
        years = int(word) if word.isdigit() else {"two": 2, "three": 3, "four": 4, "five": 5}[word]
    several = (
        len(asked.periods) > 1
        or years > 1
        or any(isinstance(p, Recent) and p.years > 1 for p in asked.periods)
    )
    for kind, pattern in (
        (Kind.CAGR, _CAGR), (Kind.AVERAGE, _AVERAGE), (Kind.TOTAL, _TOTAL),
        (Kind.GROWTH, _GROWTH), (Kind.CHANGE, _CHANGE),
    ):  # fmt: skip
        match = pattern.search(text)
        if match is None or (kind in (Kind.AVERAGE, Kind.TOTAL) and not several):
            continue
        by_percent = kind is Kind.CHANGE and match["pct"]
        text = _YEARS_OF.sub(" ", pattern.sub(" ", text))
        return (Kind.GROWTH if by_percent else kind), text, years
    return Kind.VALUE, text, years
