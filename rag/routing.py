"""Chooses the documents that a question is about, from the names, periods and forms it says.

Reads the question against the catalogue's metadata and gives a filter for the search, softer
ones behind it in case it finds nothing, and what was understood, to be shown. Knows no company
and no index; what a document is comes from its metadata (`company`, `aliases`, `code`, `form`,
`period`) and its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rag.firms import register
from rag.periods import When, find_periods

BAND = 0.12
"""Documents that fit less well than the best by no more than this are searched with it."""

SECOND_NAME = 0.15
"""What a document loses where only its second period matches: others may match with their first."""

_AHEAD = re.compile(
    r"\b(?:guidance|outlook|forecast|expected to|expects?|expectation|projected|anticipate\w*)\b|"
    r"展望|预计|预期|指引",
    re.I,
)
_FORM_WORDS: Mapping[str, re.Pattern[str]] = {
    "annual": re.compile(r"10-?K\b|20-?F\b|annual report|年度报告|年报", re.I),
    "quarterly": re.compile(r"10-?Q\b|quarterly report|季度报告|季报|半年度报告|半年报|中报", re.I),
    "event": re.compile(
        r"8-?K\b|\bAGM\b|annual (?:general )?meeting|shareholder (?:vote|proposal)|nominee|"
        r"公告|股东大会",
        re.I,
    ),
    "earnings": re.compile(r"earnings (?:release|call|report)|press release|业绩快报", re.I),
}


class Card(Protocol):
    """What the catalogue knows of one document; `rag.records.DocumentCard` is one."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def meta(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Route:
    """Where to search. `where` is the filter; `softer` are wider ones, each with its reason.

    `fit` says how well each document of the first company filter suits, 0 to 1; the search adds
    it as a weak preference. Empty `where` means that the question names nothing we hold.
    """

    where: Mapping[str, tuple[str, ...]]
    softer: tuple[tuple[Mapping[str, tuple[str, ...]], str], ...] = ()
    fit: Mapping[str, float] | None = None
    companies: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def route(question: str, catalogue: Iterable[Card]) -> Route:
    """The filter for a question, by company first, then by period and form."""
    cards = list(catalogue)
    firms = register(tuple(_identity(card) for card in cards))
    named = firms.named(question)
    whens = find_periods(question)
    periods = tuple(dict.fromkeys(str(when) for when in whens))
    forms = {form for form, words in _FORM_WORDS.items() if words.search(question)}
    pool = [card for card in cards if card.id in named] if named else cards
    companies = tuple(dict.fromkeys(named.values()))
    if not named and not whens and not forms:
        return Route({}, periods=periods)
    fits = {card.id: _fit(card, whens, forms, ahead=bool(_AHEAD.search(question))) for card in pool}
    chosen = _chosen(fits, named)
    if not chosen or len(chosen) == len(cards):
        return Route({}, fit=fits, companies=companies, periods=periods)
    softer: list[tuple[Mapping[str, tuple[str, ...]], str]] = []
    if named and len(chosen) < len(pool):
        asked = ", ".join(periods) or "the form"
        reason = f"nothing found for {asked}; searched all documents of the company"
        softer.append(({"doc_id": tuple(fits)}, reason))
    softer.append(({}, "nothing found in the documents named; searched all documents"))
    notes = () if named or not cards else ("no company of the library is named",)
    return Route({"doc_id": chosen}, tuple(softer), fits, companies, periods, notes)


def _identity(card: Card) -> tuple[str, str, str, str]:
    meta = card.meta
    return card.id, meta.get("company", ""), meta.get("aliases", ""), meta.get("code", "")


def _chosen(fits: Mapping[str, float], named: Mapping[str, str]) -> tuple[str, ...]:
    """Documents in the band below the best, for each company by itself (a comparison needs all)."""
    groups: dict[str, list[str]] = {}
    for doc_id in fits:
        groups.setdefault(named.get(doc_id, ""), []).append(doc_id)
    chosen: list[str] = []
    for members in groups.values():
        best = max(fits[doc_id] for doc_id in members)
        if named or best >= 0.5:
            chosen.extend(doc_id for doc_id in members if fits[doc_id] >= best - BAND)
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class _Told:
    """A period of a document's metadata: year and part, or a day."""

    year: int
    part: str
    day: date | None = None


def _told(card: Card) -> list[_Told]:
    meta = card.meta
    text = meta.get("period", "") or " ".join(
        filter(None, [meta.get("fiscal_period", ""), meta.get("fiscal_year", "")])
    )
    found = [w for part in text.split("|") for w in find_periods(part)]
    return [_Told(when.year, when.part or "FY", when.day) for when in found]


def _kind(card: Card) -> str:
    form = card.meta.get("form", "").casefold()
    if form in ("8-k", "6-k") or "公告" in form:
        return "event"
    if "earnings" in form:
        return "earnings"
    if form == "10-q" or any(word in form for word in ("半年", "季度", "quarter", "interim")):
        return "quarterly"
    return "annual"


def _fit(card: Card, whens: Sequence[When], forms: set[str], *, ahead: bool) -> float:
    """How well a document suits the periods and forms of a question, 0 to 1."""
    kind, told = _kind(card), _told(card)
    score = 0.6
    if whens:
        suits = [_suits(kind, t, whens, ahead) - SECOND_NAME * (n > 0) for n, t in enumerate(told)]
        score = max(suits, default=0.3)
    if kind in forms:
        score += 0.2
    elif forms:
        score -= 0.1
    return round(min(1.0, max(0.0, score)), 3)


def _suits(kind: str, told: _Told, whens: Sequence[When], ahead: bool) -> float:
    days = [when.day for when in whens if when.day is not None]
    if told.day is not None and days:
        return max(_near(told.day, day) for day in days)
    latest = max(when.year for when in whens)
    parts = {when.part for when in whens if when.year == latest and when.part not in ("", "FY")}
    if told.day is not None:
        return 0.5 if told.day.year == latest else 0.0
    apart = told.year - latest
    whole = kind == "annual" or told.part == "FY"
    if ahead and apart == -1 and (whole or told.part == "Q4"):
        return 0.85
    if parts:
        if apart == 0:
            return 1.0 if told.part in parts or _within(parts, told.part) else 0.6 if whole else 0.4
        return 0.3 if apart == 1 else 0.0
    if apart == 0:
        return 1.0 if whole else 0.9 if told.part == "Q4" else 0.6 if not days else 0.7
    return {1: 0.5, 2: 0.4}.get(apart, 0.0) if whole else 0.3 if apart == 1 else 0.0


def _within(parts: set[str], told: str) -> bool:
    """Whether a report for one part also tells the half or nine months asked for."""
    return any((asked, told) in {("H1", "Q2"), ("9M", "Q3"), ("H2", "Q4")} for asked in parts)


def _near(told: date, asked: date) -> float:
    apart = abs((told - asked).days)
    return 1.0 if apart <= 1 else 0.8 if apart <= 14 else 0.4 if told.year == asked.year else 0.0
