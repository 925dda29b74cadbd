"""English questions about figures, read by grammar.

Everything in the asking clause must be understood: a leftover word means the question is about
more than the figures known here, and then nothing is returned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from apps.finance.domain.arithmetic import Arithmetic, Name, NotUnderstood
from apps.finance.domain.asked_periods import PeriodsAsked, asked_periods
from apps.finance.domain.catalogue import Catalogue
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Scope
from apps.finance.domain.formula import Expression, Item
from apps.finance.domain.metrics import DAYS, PERCENT
from apps.finance.domain.periods import FiscalSpan
from apps.finance.domain.presentation import Presentation
from apps.finance.domain.query_types import Asked, Dated, Kind, Operand, Query, Recent
from apps.finance.domain.query_wording import (
    PERCENT_WORDS,
    SCALE,
    cut_definitions,
    kind_asked,
    presentation_asked,
)
from apps.finance.domain.ratio_definitions import MONEY, RATIO_BY_ID
from apps.finance.domain.vocabulary import ENGLISH

_ASK = re.compile(
    r"\b(?:what(?:\s+is|\s+was|\s+were|\s+are|'s|s)?|how\s+much|how\s+many|by\s+how\s+much|which|"
    r"calculate|compute|give|show|list|tell|provide|compare|find|report|state|did|has|have|does|do|"
    r"is|was|were|are)\b",
    re.IGNORECASE,
)
_REJECT = re.compile(
    r"\b(?:why|explain|describe|drove|drive[sn]?|drivers?|reasons?|caused?|segments?|guidance|"
    r"forecast|expect(?:ed|s)?|outlook|adjusted|organic|core|non-?gaap|pro\s*forma|per\s+employee|"
    r"excluding|exclude|excl|ex-|which|who|where|risks?|strategy|should|would|could|if\s+we)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[?!])\s+|(?<=\.)\s+(?=[A-Z])|(?<=[:])\s+(?=[a-zA-Z])|\n+")
_RATIO_OF = re.compile(r"\bratio\s+of\s+(?:the\s+)?(?:total\s+)?$")
_SHARE_OF = re.compile(
    r"\b(?:what|which)\s+(?:percentage|percent|share|proportion|%)\s+of\s+(?P<whole>.+?)\s+"
    r"(?:was|were|is|are|did|does|do|has|have|went\s+to|comes?\s+from|came\s+from)\s+(?P<part>.+)"
)
_QUOTIENT_WORDS = re.compile(r"\b(?:ratio|percentage|percent|proportion|share)\b|%")
_PARENT = re.compile(r"\b(?:parent(?:\s+company)?(?:\s+only)?|standalone|unconsolidated)\b")
_NEUTRAL_WORDS = """
    10k 10q a about according across ago all amount amounting amounts an and annual answer
    approximately are as at balance based basis be been between billion billions book both bring
    brought by calculate can carrying cash change changed closing company companys compare
    compared comparison compute consolidated corp corporation data date did directly do does
    dollar dollars down during each earn earned end ended ending every expense figure figures
    filing financial find fiscal flow following for from full fy generate generated get give
    gross group had has have history holdings how i in inc income incorporated incurred is it
    its know last let level like list ltd made make many me metric metrics million millions much
    need net now number numbers of on or out outlined over paid pay per percent percentage
    period periods plc please previous prior provide quarter question rate rates ratio record
    recorded report reported respectively roughly s same sheet show spend spent state stated
    statement tell terms that the their then there these this those thousand thousands to total
    trend unadjusted units up us usd using value values versus vs want was we were what with
    would year years you yoy
"""
_NEUTRAL = frozenset(re.findall(r"\S+", _NEUTRAL_WORDS))
"""Words that change nothing in what figure is asked for."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """The asking clause with its companies and periods taken out."""

    text: str
    companies: tuple[str, ...]
    asked: PeriodsAsked


def parse_english(question: str, known: Catalogue) -> Query | None:
    """The query of an English question, or None."""
    text = _folded(question)
    presentation = presentation_asked(text)
    definitions, rest = cut_definitions(text)
    for sentence in _SENTENCE.split(rest):
        without, companies = _without_companies(sentence, known)
        clause = _asking(without)
        if clause is None or not companies:
            continue
        found = _parse_clause(clause, companies, definitions, presentation, known, text)
        if found is not None:
            return found
    return None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    plain = re.sub(r"(?<=[A-Za-z])['’]s\b", "", plain)
    plain = re.sub(r"(?<=s)'(?=\s)", "", plain)
    plain = re.sub(r"(?<=[A-Za-z])[-‐‑](?=[A-Za-z])", " ", plain)
    plain = re.sub(r"(?<=\d)[-‐‑](?=[A-Za-z]{4})", " ", plain)
    return re.sub(r"[ \t]+", " ", plain).strip()


def _asking(sentence: str) -> str | None:
    """The part of a sentence that asks, without its asides in brackets."""
    plain = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", sentence)
    match = _ASK.search(plain)
    return plain[match.start() :] if match else plain if len(plain) <= 120 else None


def _parse_clause(
    clause: str,
    companies: tuple[str, ...],
    definitions: list[tuple[str, str]],
    presentation: Presentation,
    known: Catalogue,
    whole: str,
) -> Query | None:
    if _REJECT.search(re.sub(r"(?i)\bunadjusted\b", " ", clause)):
        return None
    asked = asked_periods(clause)
    cut = _Clause(SCALE.sub(" ", PERCENT_WORDS.sub(" ", asked.rest)).lower(), companies, asked)
    year = next((p.year for p in reversed(asked.periods) if isinstance(p, FiscalSpan)), None)
    names = _names(known, definitions, year)
    if names is None:
        return None
    return _assemble(cut, names, presentation, _scope(whole))


def _scope(text: str) -> Scope:
    return Scope.PARENT if _PARENT.search(text.lower()) else Scope.CONSOLIDATED


def _without_companies(text: str, known: Catalogue) -> tuple[str, tuple[str, ...]]:
    """The text without the companies named, and their names; the only one where none is named."""
    aliases = {_folded(a).lower(): name for a, name in known.aliases().items()}
    found: list[tuple[int, str]] = []
    rest = text
    for alias in sorted(aliases, key=len, reverse=True):
        pattern = re.compile(rf"(?<![\w&]){re.escape(alias)}(?![\w&])", re.IGNORECASE)
        for match in pattern.finditer(rest):
            if alias in ENGLISH and not match[0].isupper():
                continue
            found.append((match.start(), aliases[alias]))
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
    names = tuple(dict.fromkeys(name for _, name in sorted(found)))
    if not names and len(known.companies) == 1:
        names = (known.companies[0].name,)
    return rest, names


def _names(
    known: Catalogue, definitions: list[tuple[str, str]], year: int | None
) -> Mapping[str, Name] | None:
    """The vocabulary with printed lines and the asker's own definitions; None if one is unclear."""
    names = {line.lower(): Name(f"line:{key}", Item(f"line:{key}")) for key, line in _lines(known)}
    names |= {phrase: _name(id) for phrase, id in ENGLISH.items()}
    for phrase, body in reversed(definitions):
        reader = Arithmetic(body, names, year)
        try:
            formula = reader.whole()
        except NotUnderstood:
            return None
        names = _defined(names, phrase, formula, reader)
    return names


def _lines(known: Catalogue) -> list[tuple[str, str]]:
    """Printed lines distinct enough to be asked for by name."""
    return [
        (key, line)
        for key, line in known.lines.items()
        if line.isascii() and len(line.split()) >= 2 and len(line) >= 10
    ]


def _name(id: str) -> Name:
    if id in BY_ID:
        return Name(id, Item(id))
    definition = RATIO_BY_ID[id]
    return Name(id, definition.formula, None if definition.unit == MONEY else definition.unit)


def _defined(
    names: dict[str, Name], phrase: str, formula: Expression, reader: Arithmetic
) -> dict[str, Name]:
    """The names with one defined by the asker, under every phrase that means the same."""
    plain = re.sub(r"^(?:the|unadjusted)\s+", "", phrase)
    plain = re.sub(r"^.*\b(?:assume|using|note)\b\s+(?:that\s+)?", "", plain).strip()
    same = names[plain].id if plain in names else None
    days = plain in names and names[plain].unit == DAYS
    unit = PERCENT if reader.share else DAYS if days else None
    name = Name(f"asked:{plain}", formula, unit)
    phrases = [p for p, n in names.items() if same is not None and n.id == same]
    return names | dict.fromkeys([*phrases, plain], name)


def _assemble(
    clause: _Clause, names: Mapping[str, Name], presentation: Presentation, scope: Scope
) -> Query | None:
    kind, text, years = kind_asked(_SHARE_OF.sub(_turned, clause.text), clause.asked)
    operands, leftover = _operands(_PARENT.sub(" ", text), names, clause.asked)
    if len(operands) > 1 and _QUOTIENT_WORDS.search(leftover):
        return None
    if not operands or not clause.companies or _meaningful(leftover):
        return None
    if kind is Kind.CHANGE and presentation.percent and all(_is_money(o) for o in operands):
        kind = Kind.GROWTH
    periods = _periods(clause.asked, years, kind)
    return Query(kind, operands, clause.companies, periods, scope, presentation)


def _turned(match: re.Match[str]) -> str:
    """`what percentage of A was B` as `B as a % of A`."""
    part = re.sub(r"[\s?.,]*(?:\b(?:in|for|during)\b[\s?.,]*)*$", "", match["part"])
    part = re.sub(r"^.*\bspen[dt]\s+on\s+", "", part)
    return f"what is {part} as a % of {match['whole']}"


def _is_money(operand: Operand) -> bool:
    return operand.unit is None


def _periods(asked: PeriodsAsked, years: int, kind: Kind) -> tuple[Asked, ...]:
    periods = asked.periods or (Recent(max(years, 1)),)
    only = periods[0]
    if len(periods) == 1 and isinstance(only, FiscalSpan) and years > 1:
        first = only.year - years + (0 if kind is Kind.CAGR else 1)
        return tuple(FiscalSpan(y, only.span) for y in range(first, only.year + 1))
    return periods


def _operands(
    text: str, names: Mapping[str, Name], asked: PeriodsAsked
) -> tuple[tuple[Operand, ...], str]:
    """The figures asked for, in order, and what of the clause is left."""
    last = next((p for p in reversed(asked.periods) if isinstance(p, FiscalSpan | Dated)), None)
    year = last.year if isinstance(last, FiscalSpan) else last.day.year if last else None
    known = re.compile(
        r"(?<![\w&])(?:average (?=\w))?(?:"
        + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
        + r")(?![\w&])"
    )
    found: list[Operand] = []
    leftover, at = "", 0
    while (match := known.search(text, at)) is not None:
        leftover += text[at : match.start()] + " "
        reader = Arithmetic(text, names, year)
        reader.at = match.start()
        reader.ratio = bool(_RATIO_OF.search(text[: match.start()]))
        try:
            formula = reader.sum()
        except NotUnderstood:
            leftover += match[0] + " "
            at = match.end()
            continue
        found.append(_operand(text[match.start() : reader.at].strip(), formula, reader))
        at = reader.at
    return tuple(dict.fromkeys(found)), leftover + text[at:]


def _operand(said: str, formula: Expression, reader: Arithmetic) -> Operand:
    only = reader.used[0] if len(reader.used) == 1 else None
    if only is not None and formula == only.formula:
        definition = BY_ID.get(only.id) or RATIO_BY_ID.get(only.id)
        if definition is not None:
            unit = only.unit
            return Operand(only.id, definition.name_en, definition.name_zh, unit=unit)
        if only.id.startswith("line:"):
            return Operand(only.id, said, said)
        return Operand(only.id, said, said, formula, only.unit)
    return Operand(f"asked:{said}", said, said, formula, PERCENT if reader.share else None)


def _meaningful(leftover: str) -> list[str]:
    """Words left that may change what is asked."""
    words = re.findall(r"[a-z0-9&%$.]+", leftover.lower())
    return [w for w in words if w.strip(".%$&") and w.strip(".%$&") not in _NEUTRAL]
